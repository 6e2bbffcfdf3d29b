"""Cells of a large file as SQL: what they mean, and whether they surely mean it.

A large file is not taken through the door row by row. SQL over the file's own columns gives each
cell its value, and a condition that holds only where the door would give the same. Rows without it
go through the door, which alone rejects and explains. So nothing here may be more generous than
etl/parsing.py; it may be narrower.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

from data.tables.charges import MOST_MONEY_PER_LINE

_WHITE = "E' \\t\\r\\n'"
_WHOLE_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_CLOCK = r"([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,6})?)?"
_DAY = r"(19|[2-9]\d)\d{2}-\d{2}-\d{2}"
_TIME = rf"{_DAY}[ T]{_CLOCK}(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?"
# A binary fraction below a million that equals k / 10^9 has at most fifteen digits, and so k / 10^9
# is its shortest decimal form: the number that the exporter wrote.
_MOST_BRIEF = "1e6"
BRIEF = "DECIMAL(18, 9)"
# Empty, or a number that surely fits; other exponents are for the door to judge.
_NUMBER = r"|NULL|null|[+-]?(\d{1,12}(\.\d{0,18})?|\.\d{1,18}|\d(\.\d{1,9})?[eE]-0?\d)"
EXACT = "DECIMAL(38, 18)"
NO_CURRENCY = "unknown"  # of a row whose amounts cannot be told a currency


class Typed(Enum):
    """What a text column of a kept CSV has beside it; the name of its type here."""

    NUMBER = "text and number"
    TIME = "text and time"


@dataclass(frozen=True)
class Cell:
    """value: SQL, null where the cell is empty or unreadable. is_sound: SQL, true where it is sure.

    is_brief: SQL, true where `value` as BRIEF loses nothing; only where that is worth knowing.
    """

    value: str
    is_sound: str = "true"
    is_brief: str = ""


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def text_cell(name: str, dtype: str) -> Cell | None:
    """Text without the white space around it; empty and the words NULL and null are nothing."""
    column = quoted(name)
    if dtype in _WHOLE_NUMBERS:
        return Cell(f"CAST({column} AS VARCHAR)")
    if dtype != "VARCHAR":
        return None
    trimmed = f"trim({column}, {_WHITE})"
    return Cell(f"CASE WHEN {trimmed} NOT IN ('', 'NULL', 'null') THEN {trimmed} END")


def time_cell(name: str, dtype: str) -> Cell | None:
    """A time as naive UTC; one that names no zone is UTC, as FOCUS has it."""
    column = quoted(name)
    if dtype == "TIMESTAMP WITH TIME ZONE":
        return Cell(f"CAST(timezone('UTC', {column}) AS TIMESTAMP)")
    if dtype in ("TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMP_NS"):
        return Cell(f"CAST({column} AS TIMESTAMP)")
    if dtype == Typed.TIME.value:
        return _written_twice(name, _written_time(name))
    return _written_time(name) if dtype == "VARCHAR" else None


def _written_time(name: str) -> Cell:
    column = quoted(name)
    with_zone = (
        f"CASE WHEN {column}[11:] SIMILAR TO '.*[Z+-].*' THEN {column} ELSE {column} || 'Z' END"
    )
    return Cell(
        f"CAST(timezone('UTC', TRY_CAST({with_zone} AS TIMESTAMPTZ)) AS TIMESTAMP)",
        f"regexp_full_match({column}, {literal(_TIME)})",
    )


def fixed_time(text: str) -> Cell | None:
    """A time that is the same in all rows, UTC where it names no zone."""
    if not re.fullmatch(_TIME, text):
        return None
    return Cell(
        f"CAST(timezone('UTC', CAST({literal(_with_zone(text))} AS TIMESTAMPTZ)) AS TIMESTAMP)"
    )


def _with_zone(text: str) -> str:
    return text if re.search("[Z+-]", text[11:]) else text + "Z"


def number_cell(name: str, dtype: str, *, as_brief: bool = False) -> Cell | None:
    """An exact number of up to 18 places; of binary fractions their shortest decimal form."""
    column = quoted(name)
    if dtype == "VARCHAR":
        return _written_number(name)
    if dtype == Typed.NUMBER.value:
        cell = _written_twice(name, _written_number(name))
        return replace(cell, value=quoted(typed_column(name))) if as_brief else cell
    if dtype.startswith("DECIMAL"):
        places = int(dtype.rstrip(")").split(",")[1])
        return Cell(f"CAST({column} AS {EXACT})", _is_likely(column)) if places <= 18 else None
    if dtype in _WHOLE_NUMBERS:
        return Cell(f"CAST({column} AS {EXACT})", _is_likely(column))
    if dtype not in ("DOUBLE", "FLOAT"):
        return None
    is_sound = _is_likely(column)
    written = f"TRY_CAST(CAST({column} AS VARCHAR) AS {EXACT})"
    if dtype == "FLOAT":
        return Cell(written, is_sound)
    brief = f"TRY_CAST({column} AS {BRIEF})"
    is_brief = f"(abs({column}) < {_MOST_BRIEF} AND round({column} * 1e9) / 1e9 = {column})"
    if as_brief:
        return Cell(brief, is_sound, is_brief)
    return Cell(
        f"CASE WHEN {is_brief} THEN CAST({brief} AS {EXACT}) ELSE {written} END", is_sound, is_brief
    )


def _is_likely(column: str) -> str:
    """Whether a number is of a size that the door lets in; no number is one of those."""
    return f"({column} IS NULL OR abs({column}) < {MOST_MONEY_PER_LINE})"


def typed_column(name: str) -> str:
    """Name of the column that holds what the texts of another surely say."""
    return f"{name} (typed)"


def _written_twice(name: str, text: Cell) -> Cell:
    """A cell that is read from its text only where the typed one beside it does not know."""
    typed = quoted(typed_column(name))
    return Cell(
        f"coalesce({typed}, {text.value})",
        f"CASE WHEN {typed} IS NOT NULL THEN true ELSE {text.is_sound} END",
        f"({typed} IS NOT NULL OR coalesce({quoted(name)} = '', true))",
    )


def _written_number(name: str) -> Cell:
    column = quoted(name)
    is_sound = f"coalesce(regexp_full_match({column}, {literal(_NUMBER)}), true)"
    return Cell(f"TRY_CAST({column} AS {EXACT})", is_sound)
