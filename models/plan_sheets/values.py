"""A cell as a value of a plan, and a value as the text of a cell: exactly, or not at all.

What a spreadsheet may have made of the text that was typed is refused, not guessed back: a number
where a name is expected (`1.10` is kept as 1.1), a date where a number is (`1.5` becomes 1 May).
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from data.cells import Cell
from models.plan_sheets.faults import CODES
from models.plan_sheets.fields import Column

SEPARATOR = "; "
_TRUE = ("true", "yes", "是")
_FALSE = ("false", "no", "否")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?")
_DAY = r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.(\d{1,6})0*)?"
_DATE = re.compile(rf"{_DAY}(?:[ T]0?0:00(?::00(?:\.0+)?)?)?")
_MOMENT = re.compile(rf"{_DAY}(?:[ T]{_TIME})?")
_CLOCK = re.compile(_TIME)
_EPOCHS = ("1899-12-31 ", "1900-01-00 ", "1904-01-01 ")  # the day of a time that has none
_PARTING = re.compile(r"(?<!\\)[;；]")
_OTHER_PARTING = re.compile(r"(?<!\\)[,，、]")
_ESCAPED = re.compile(r"[\\;；,，、]")
_DIGITS_OF_A_CELL = 15


class NotAValueError(ValueError):
    """The cell does not hold what its column is for; `code` is one of faults.CODES."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(CODES[code].what)


def read_value(cell: Cell, column: Column) -> Any:
    """The value of a cell that is not empty.

    Raises:
        NotAValueError: it is none of the column's.
    """
    if cell.kind in ("formula", "error"):
        raise NotAValueError("formula" if cell.kind == "formula" else "error_value")
    text, kinds = cell.text.strip(), column.kinds
    match cell.kind:
        case "flag":
            return text == "true" if "flag" in kinds else _refuse(column)
        case "number":
            return _number(text, column) if "number" in kinds else _refuse(column)
        case "date":
            return _moment(text, column)
    return _list(text) if column.is_list else _text(text, column)


def _text(text: str, column: Column) -> Any:
    kinds = column.kinds
    if "choice" in kinds and text in column.choices:
        return text
    if "flag" in kinds:
        lower = text.lower()
        return lower in _TRUE if lower in (*_TRUE, *_FALSE) else _refuse(column)
    if "number" in kinds:
        return _number(text, column)
    if kinds & {"date", "moment", "time"}:
        return _moment(text, column)
    return text


def _number(text: str, column: Column) -> Decimal | int:
    if not _NUMBER.fullmatch(text):
        raise NotAValueError("not_a_number")
    number = Decimal(text)
    is_whole = column.is_whole and number == number.to_integral_value()
    return int(number) if is_whole else number


def _moment(text: str, column: Column) -> Any:
    if "date" in column.kinds and (found := _DATE.fullmatch(text)):
        return _made(date, column, found.groups())
    if "moment" in column.kinds and (found := _MOMENT.fullmatch(text)):
        return _made(datetime, column, found.groups())
    if "time" in column.kinds:
        clock = text.removeprefix(next((day for day in _EPOCHS if text.startswith(day)), ""))
        if found := _CLOCK.fullmatch(clock):
            return _made(time, column, found.groups())
    return _refuse(column)


def _made(kind: Any, column: Column, parts: tuple[str | None, ...]) -> Any:
    *whole, last = parts
    fraction = 0
    if kind is date:
        whole = list(parts)
    elif last is not None:
        fraction = int(last.ljust(6, "0"))
    try:
        numbers = [int(part or 0) for part in whole]
        return kind(*numbers) if kind is date else kind(*numbers, fraction)
    except ValueError:
        return _refuse(column)


def _list(text: str) -> list[str]:
    if _OTHER_PARTING.search(text):
        raise NotAValueError("comma_in_list")
    names = [re.sub(r"\\(.)", r"\1", part.strip()) for part in _PARTING.split(text)]
    if not all(names):
        raise NotAValueError("empty_in_list")
    return names


def _refuse(column: Column) -> Any:
    """What is expected of a cell that is of another kind."""
    for kind in ("flag", "number", "date", "moment", "time"):
        if kind in column.kinds:
            raise NotAValueError(f"not_a_{kind}")
    raise NotAValueError("not_a_text")


def cell_value(value: Any) -> Any:
    """A value as it is put into a cell: lists joined, long numbers as text, tables refused.

    A spreadsheet keeps 15 digits of a number; what has more is text there, and read as it is.
    """
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(_escape(str(part)) for part in value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        plain = f"{Decimal(value):f}"
        digits = len(plain.replace(".", "").replace("-", "").strip("0"))
        return value if digits <= _DIGITS_OF_A_CELL else plain
    return value


def in_words(value: Any) -> str:
    """The text of a CSV cell that reads back as the value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return f"{Decimal(value):f}"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _escape(name: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", name)
