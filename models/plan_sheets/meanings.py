"""What each column of plan sheets means, what may stand in it, and which modes have it."""

import tomllib
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from models.billing.modes import all_modes
from models.plan_sheets.fields import PLAN_KEYS, Column, SheetType

_EXPECTED = {
    "text": "text", "number": "number", "flag": "true or false", "date": "date, 2026-01-31",
    "moment": "local date and hour, 2026-01-31 08:00", "time": "local time of day, 08:30",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """A column in words. `kind` is how its cells are formatted, `choices` all that may stand."""

    heading: str
    kind: str
    required: bool
    expected: str
    meaning: str
    modes: str
    choices: tuple[str, ...] = ()


def about(sheet: SheetType, heading: str) -> About:
    """The words for a heading of a sheet."""
    if heading in sheet.keys or heading == sheet.row_key:
        kind = "date" if heading == "plan_valid_from" else "text"
        required = heading != "plan_valid_from" and heading in sheet.keys
        return About(heading, kind, required, _key_expected(heading), _said(heading), "all")
    found = sheet.column(heading)
    column = sheet.columns[heading] if found is None else found[0]
    flag = ("true", "false") if column.kinds == {"flag"} else ()
    is_closed = column.kinds == {"choice"} and not column.is_list
    return About(
        heading,
        _kind(column),
        bool(column.required_in),
        _expected(column),
        _said(f"{sheet.name}.{column.heading}", column.heading) or column.description,
        _modes(column),
        tuple(map(str, column.choices)) if is_closed else flag,
    )


def _key_expected(heading: str) -> str:
    if heading == "plan_valid_from":
        return "date, 2026-01-31; may be empty where the plan has one version"
    return "text" if heading in PLAN_KEYS else "text or number, each once in a plan"


def _kind(column: Column) -> str:
    if column.is_list or "text" in column.kinds:
        return "text"
    return next((kind for kind in ("date", "moment", "time") if kind in column.kinds), "")


def _expected(column: Column) -> str:
    words = [_EXPECTED[kind] for kind in sorted(column.kinds - {"choice"})]
    if column.is_whole:
        words = ["whole number"]
    words += [", ".join(map(str, column.choices))] if column.choices else []
    said = " or ".join(words) + (", or several with ; between" if column.is_list else "")
    return "; ".join(filter(None, [said, _defaults(column)]))


def _defaults(column: Column) -> str:
    """What an empty cell means, by mode where that differs."""
    found: dict[str, list[str]] = {}
    for mode, value in column.defaults.items():
        if word := _default(value):
            found.setdefault(word, []).append(mode)
    if not found:
        return ""
    if len(found) == 1 and not column.required_in:
        return f"empty means {next(iter(found))}"
    return "empty means " + ", ".join(f"{word} ({', '.join(by)})" for word, by in found.items())


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, time):
        return value.isoformat()
    return str(value) if isinstance(value, (int, str, Decimal)) else ""


def _modes(column: Column) -> str:
    if len(column.modes) == len(all_modes()):
        return "all"
    marked = (f"{mode} (required)" if mode in column.required_in else mode for mode in column.modes)
    return ", ".join(marked)


def _said(*names: str) -> str:
    words = _words()
    return next((words[name] for name in names if name in words), "")


@cache
def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    path = Path(__file__).with_name("meanings.toml")
    for sheet, words in tomllib.loads(path.read_text("utf-8")).items():
        found |= {f"{sheet}.{key}" if sheet != "any" else key: text for key, text in words.items()}
    return found
