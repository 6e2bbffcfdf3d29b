"""The outer keys of a JSON text, even where only its beginning is at hand."""

import json
import re
from typing import Any

_KEY = re.compile(r'\s*"((?:[^"\\]|\\.)*)"\s*:')


def as_text(value: Any) -> str | None:
    """A JSON value as a cell: text as it is, null as none, anything else as JSON.

    Half a character (an escape that is one part of a pair) becomes a question mark.
    """
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def outer_keys(text: str) -> tuple[str, ...]:
    """Keys of the outermost object, or of the first object of a list or of JSON lines.

    `text` may be cut off anywhere: keys are collected as far as it goes.
    """
    at = text.find("{")
    keys: list[str] = []
    while at >= 0 and (found := _KEY.match(text, at + 1)):
        try:
            keys.append(as_text(json.loads(f'"{found[1]}"')) or "")
        except ValueError:  # control characters or unknown escapes: no JSON after all
            break
        at = _end_of_value(text, found.end())
        if text[at : at + 1] != ",":
            break
    return tuple(keys)


def _end_of_value(text: str, start: int) -> int:
    """Where the value that begins at `start` ends: at its comma or bracket, or the text's end."""
    depth, in_string, at = 0, False, start
    while at < len(text):
        character = text[at]
        if in_string:
            at += character == "\\"
            in_string = character != '"'
        elif character == '"':
            in_string = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            if depth == 0:
                return at
            depth -= 1
        elif character == "," and depth == 0:
            return at
        at += 1
    return at
