"""Excel workbooks as text tables: what was typed into a cell, as `data.workbook` writes it out.

An error value (`#DIV/0!`) is text, so that its row is rejected: an error is not an empty cell.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from data.errors import NotWhatItClaimsError
from data.workbook import open_workbook, read_text_cells
from etl.csv_text import LINE_NUMBER, TextTable
from etl.unpacking import open_file

if TYPE_CHECKING:
    from fastexcel import ExcelReader

NOTES_COLUMNS = ("column", "required", "expected", "meaning")
_BOOK = "xl/workbook.xml"
_ZIP_MAGIC = b"PK\x03\x04"
_HEADER_WITHIN_ROWS = 200


def is_workbook(path: Path) -> bool:
    """Whether the file is an Excel workbook (.xlsx), by what its archive holds."""
    with open_file(path) as file:
        if file.read(4) != _ZIP_MAGIC or not zipfile.is_zipfile(file):
            return False
        try:
            with zipfile.ZipFile(file) as archive:
                return _BOOK in archive.namelist()
        except zipfile.BadZipFile:
            return False


def read_headers(path: Path) -> dict[str, tuple[str, ...]]:
    """Column names of every sheet that holds anything, but sheets of notes, by the sheet's name."""
    reader = _open(path)
    headers = {}
    for name in reader.sheet_names:
        header, _ = _read(reader, name, path, rows=_HEADER_WITHIN_ROWS)
        if header and header[: len(NOTES_COLUMNS)] != [*NOTES_COLUMNS]:
            headers[name] = tuple(cell for cell in header if cell)
    return headers


def read_sheet(
    path: Path, is_wanted: Callable[[frozenset[str]], bool]
) -> tuple[list[str], TextTable]:
    """Header and rows of the sheet whose columns are wanted; of the only sheet, if none is.

    Line numbers are the sheet's own.

    Raises:
        NotWhatItClaimsError: the workbook is damaged, or it is not clear which sheet is meant.
    """
    headers = read_headers(path)
    wanted = [name for name, columns in headers.items() if is_wanted(frozenset(columns))]
    names = wanted or list(headers)
    if len(names) != 1:
        raise NotWhatItClaimsError(
            f"{len(names)} sheets of the workbook could be meant: {', '.join(names) or 'none'}",
            where=str(path),
            remedy="Keep one sheet for each kind of data in a workbook.",
        )
    return _read(_open(path), names[0], path)


def _open(path: Path) -> "ExcelReader":
    with open_file(path) as file:
        return open_workbook(file, str(path))


def _read(
    reader: "ExcelReader", name: str, path: Path, rows: int | None = None
) -> tuple[list[str], TextTable]:
    """Header (the first row that is not blank) and the rows below it; both may be empty."""
    cells = read_text_cells(reader, name, str(path), rows)
    numbered = cells.with_row_index(LINE_NUMBER, offset=1)
    is_blank = pl.all_horizontal(pl.exclude(LINE_NUMBER).str.strip_chars() == "")
    filled = numbered.filter(~is_blank) if cells.width else numbered
    if filled.is_empty():
        return [], TextTable(filled, [])
    header = [str(cell).strip() for cell in filled.row(0)[1:]]
    names = _distinct([h or f"(column {i} has no name)" for i, h in enumerate(header, start=1)])
    table = filled.slice(1).rename(dict(zip(filled.columns[1:], names, strict=True)))
    nameless = [name for name, given in zip(names, header, strict=True) if not given]
    empty = [name for name in nameless if (table[name] == "").all()]
    return header, TextTable(table.drop(empty), [])


def _distinct(names: list[str]) -> list[str]:
    """Names that a frame can have; the caller refuses a header that names a column twice."""
    return [n if n not in names[:i] else f"{n} (again, {i + 1})" for i, n in enumerate(names)]
