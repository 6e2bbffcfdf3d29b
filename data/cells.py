"""Small sheets cell by cell, from workbooks and CSV: what each cell is, and what it is called.

For files that people write by hand. What a cell is (a number, a date, a text) is kept, so that
who reads it can refuse what a spreadsheet made of the text that was typed.
"""

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import polars as pl

from data.errors import NotWhatItClaimsError
from data.workbook import (
    DAMAGE,
    damaged,
    first_column,
    load_cells,
    open_workbook,
    read_text_cells,
)

if TYPE_CHECKING:
    from fastexcel import ExcelReader

Kind = Literal["text", "number", "flag", "date", "formula", "error"]

# What a spreadsheet would run (East Asian ones also in full width), and what was made safe.
_FORMULA_TEXT = re.compile(r"(?s)^'*[=+\-@\t\r\n＝＋－＠].")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b")
_MOST_CELLS = 200_000  # typed by hand, no sheet has more


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, written out; a date as `2026-01-31 08:00:00`."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class CellTable:
    """Cells that hold something, by row and column, both counted from 1; `name` calls the sheet."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def called(self, row: int, column: int | None = None) -> str:
        """A cell as people call it, `prices!C7`; the row where no column is meant."""
        return f"{self.name}!{letters(column)}{row}" if column else f"{self.name}, row {row}"


def letters(column: int) -> str:
    """A column's letters: 1 is A, 28 is AB."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def guarded(text: str) -> str:
    """Text for a CSV cell, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if _FORMULA_TEXT.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix("'") if _FORMULA_TEXT.match(text) else text


def read_workbook(content: bytes, where: str) -> dict[str, CellTable]:
    """Every sheet of a workbook by its name; `where` names the file in messages.

    Raises:
        NotWhatItClaimsError: it is no workbook, damaged, or larger than anybody types.
    """
    file = io.BytesIO(content)
    reader = open_workbook(file, where, _MOST_CELLS)
    try:
        formulas = _formulas(file)
    except DAMAGE as broken:
        raise damaged(where, broken) from broken
    tables = {}
    for name in reader.sheet_names:
        text = read_text_cells(reader, name, where)
        table = CellTable(name, _cells(reader, name, text) if text.width else {})
        for row, column in formulas.get(name, ()):
            table.rows.setdefault(row, {})[column] = Cell("formula", "")
        tables[name] = table
    return tables


def read_csv(content: bytes, where: str) -> CellTable:
    """The cells of a CSV, all of them text; rows are counted as a spreadsheet shows them.

    Raises:
        NotWhatItClaimsError: it is not UTF-8, its quotes do not match, or it is too large.
    """
    try:
        text = content.decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise NotWhatItClaimsError(
            f"The file cannot be read as CSV: {broken}",
            where=where,
            remedy='Save it as "CSV UTF-8", or as a workbook (.xlsx).',
        ) from broken
    if sum(map(len, records)) > _MOST_CELLS:
        _refuse_size(where)
    rows = {
        row: {column: Cell("text", unguarded(cell)) for column, cell in _filled(cells)}
        for row, cells in enumerate(records, start=1)
    }
    return CellTable(where, {row: cells for row, cells in rows.items() if cells})


def _cells(reader: "ExcelReader", name: str, text: pl.DataFrame) -> dict[int, dict[int, Cell]]:
    """The cells of a sheet that hold something, by what they could be read as."""
    flags, dates = (load_cells(reader, name, kind)[0] for kind in ("boolean", "duration"))
    errors = {(row, column) for row, column, _ in load_cells(reader, name, "string")[1]}
    first = first_column(reader, name) + 1
    rows: dict[int, dict[int, Cell]] = {}
    for column in range(text.width):
        columns = (frame.to_series(column).to_list() for frame in (text, flags, dates))
        for row, (shown, flag, moment) in enumerate(zip(*columns, strict=True)):
            kind = "error" if (row, column) in errors else _kind(shown, flag, moment)
            if shown.strip() or kind != "text":
                rows.setdefault(row + 1, {})[column + first] = Cell(kind, shown)
    return rows


def _filled(cells: list[str]) -> Iterator[tuple[int, str]]:
    return ((column, cell) for column, cell in enumerate(cells, start=1) if cell.strip())


def _kind(shown: str, flag: bool | None, moment: object) -> Kind:
    """What a cell is, by what it could be read as: numbers and flags pass for flags, text never."""
    if moment is not None:
        return "date"
    if flag is None:
        return "text"
    return "flag" if shown in ("true", "false") else "number"


def _refuse_size(where: str) -> None:
    raise NotWhatItClaimsError(
        f"The file has more than {_MOST_CELLS:,} cells, which nobody has typed",
        where=where,
        remedy="Remove stray cells far from the data, or split the file.",
    )


def _formulas(file: io.BytesIO) -> dict[str, list[tuple[int, int]]]:
    """Row and column of every formula, by sheet: readers of values show only their last result."""
    with zipfile.ZipFile(file) as archive:
        members = set(archive.namelist())
        targets = {
            found.get("Id"): found.get("Target", "").removeprefix("/xl/")
            for found in _elements(archive, members, "xl/_rels/workbook.xml.rels", _RELATION)
        }
        places = {}
        for sheet in _elements(archive, members, "xl/workbook.xml", _SHEET):
            path = f"xl/{targets.get(sheet.get('r:id'), '')}"
            if path in members:
                cells = (_attributes(found) for found in _FORMULA.findall(archive.read(path)))
                places[sheet.get("name", "")] = [_place(cell.get("r", "A1")) for cell in cells]
    return places


def _elements(
    archive: zipfile.ZipFile, members: set[str], path: str, pattern: re.Pattern[bytes]
) -> list[dict[str, str]]:
    found = pattern.findall(archive.read(path)) if path in members else []
    return [_attributes(attributes) for attributes in found]


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _place(reference: str) -> tuple[int, int]:
    name = reference.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(name) :]), column
