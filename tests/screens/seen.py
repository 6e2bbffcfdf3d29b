"""All that a reader can see on a screen, and what may never be among it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

# Words that a value leaves behind when nobody formatted it, on their own: not `None of them`.
_LEFT_BEHIND = re.compile(
    r"(?<![\w.`])(nan|NaN|NaT|inf|Infinity|undefined|null|\[\]|None(?! of\b))(?![\w`])"
)
_UNFILLED = re.compile(r"\{[a-z_]+(:[^}]*)?\}")
_RAW_NUMBER = re.compile(r"\d\.\d{7,}|\de[+-]\d\d\b|Decimal\(|datetime\.")
_MONEY_BARE = re.compile(
    r"¥\s?[-−]|¥\s?\d{5,}|(?<![\d,.])\d{5,}(\.\d+)?\u2060?元|¥[\d,]*\.\d{3,}(?![\dKMB万亿億])"
)
_FAULTS = (_LEFT_BEHIND, _UNFILLED, _RAW_NUMBER, _MONEY_BARE)
# For machines, and for addresses.
_NOT_READ = {
    "id",
    "key",
    "icon",
    "page",
    "query_string",
    "page_script_hash",
    "url",
    "form_id",
    "config",
    "columns",
    "color",
    "theme",
    "language",
    "tag",
    "data",
    "spec",
    "alignment",
    "mime",
}


def texts(app: AppTest) -> Iterator[str]:
    """Every text of every element; those inside charts and tables, too."""
    for proto in protos(app):
        kind = type(proto).__name__
        if kind == "PlotlyChart":
            yield from _of_chart(json.loads(proto.spec))
        if kind not in ("Html", "Block"):
            yield from _of_message(proto)


def faults(app: AppTest) -> list[str]:
    """Texts that show a value as the machine has it, instead of one for people."""
    return sorted({text[:300] for text in texts(app) if any(one.search(text) for one in _FAULTS)})


def protos(app: AppTest) -> Iterator[Any]:
    """What the browser is sent for each element, in the order of the page."""
    waiting = [app._tree]
    while waiting:
        node = waiting.pop()
        if getattr(node, "proto", None) is not None:
            yield node.proto
        waiting += reversed(getattr(node, "children", {}).values())


def _of_message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in _NOT_READ:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from _of_message(one)
            elif isinstance(one, str):
                yield one


def _of_chart(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("text", "ticktext", "labels", "label", "name", "customdata"):
                yield from _strings(value)
            elif isinstance(value, dict | list):
                yield from _of_chart(value)
    elif isinstance(part, list):
        for value in part:
            if isinstance(value, dict | list):
                yield from _of_chart(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        yield from _of_chart(value)
