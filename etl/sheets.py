"""Excel workbooks as text tables: what was typed into a cell, dates and numbers written out.

A number is written with the 15 digits that a spreadsheet keeps; a day as its midnight; an error
value (`#DIV/0!`) as text, so that its row is rejected, because an error is not an empty cell.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import polars as pl

from data.errors import NotWhatItClaimsError
from etl.csv_text import LINE_NUMBER, TextTable
from etl.unpacking import open_file

if TYPE_CHECKING:
    from fastexcel import CellErrors, ExcelReader

_CellType = Literal["string", "float", "boolean"]
NOTES_COLUMNS = ("column", "required", "expected", "meaning")
_BOOK = "xl/workbook.xml"
_MOST_BYTES = 512 * 2**20
_MOST_CELLS = 50_000_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(r"Error\((\w+)\)")
_ERROR_VALUES = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?"}
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
    from fastexcel import FastExcelError, read_excel

    try:
        with open_file(path) as file:
            _refuse_bombs(file, path)
            file.seek(0)
            return read_excel(file.read())
    except (FastExcelError, zipfile.BadZipFile, OSError, RuntimeError) as broken:
        raise _damaged(path, broken) from broken


def _damaged(path: Path, broken: Exception) -> NotWhatItClaimsError:
    return NotWhatItClaimsError(
        f"The workbook is damaged: {str(broken).splitlines()[0]}",
        where=str(path),
        remedy="Open it in a spreadsheet and save it again, or save the sheet as CSV.",
    )


def _read(
    reader: "ExcelReader", name: str, path: Path, rows: int | None = None
) -> tuple[list[str], TextTable]:
    """Header (the first row that is not blank) and the rows below it; both may be empty."""
    from fastexcel import FastExcelError

    try:
        cells = _read_cells(reader, name, rows)
    except FastExcelError as broken:
        raise _damaged(path, broken) from broken
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


def _read_cells(reader: "ExcelReader", name: str, rows: int | None) -> pl.DataFrame:
    """All cells from the first row on, as text; empty cells are empty text."""
    text, errors = _load(reader, name, "string", rows)
    if not text.width:
        return text
    exact, _ = _load(reader, name, "float", rows)
    as_flag, _ = _load(reader, name, "boolean", rows)  # given for numbers and flags, never for text
    columns = []
    for column in text.columns:
        is_number = as_flag[column].is_not_null() & ~text[column].is_in(["true", "false"])
        written = exact[column].map_elements(_write_out, pl.String)
        columns.append(
            pl.select(pl.when(is_number).then(written).otherwise(text[column]).alias(column))
        )
    cells = pl.concat(columns, how="horizontal")
    for row, index, error in errors:
        at = pl.int_range(pl.len()) == row
        column = cells.columns[index]
        cells = cells.with_columns(pl.when(at).then(pl.lit(error)).otherwise(column).alias(column))
    return cells.fill_null("")


def _load(
    reader: "ExcelReader", name: str, dtype: _CellType, rows: int | None
) -> tuple[pl.DataFrame, list[tuple[int, int, str]]]:
    """A sheet's cells as one type, and row, column and name of its error values."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes=dtype, n_rows=rows)
    if not sheet.width or not sheet.height:
        return pl.DataFrame(), []
    batch, errors = sheet.to_arrow_with_errors()
    return pl.DataFrame(pl.from_arrow(batch)), list(_error_values(errors))


def _error_values(errors: "CellErrors | None") -> Iterator[tuple[int, int, str]]:
    for error in errors.errors if errors else ():
        found = _ERROR.search(error.detail)
        if found:
            row, column = error.offset_position
            yield row, column, _ERROR_VALUES.get(found[1], f"#{found[1]}!")


def _write_out(number: float) -> str:
    """A spreadsheet's number without an exponent, with the 15 digits that it keeps."""
    return f"{Decimal(f'{number:.15g}'):f}"


def _refuse_bombs(file: IO[bytes], path: Path) -> None:
    """Refuse a workbook whose cells would fill the memory, however small its file is."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES:
            _refuse_size(path)
        for member in members:
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                cells = _CELL.findall(archive.read(member))
                rows = max((int(row) for _, row in cells), default=0)
                if rows * max((_column(name) for name, _ in cells), default=0) > _MOST_CELLS:
                    _refuse_size(path)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _refuse_size(path: Path) -> None:
    raise NotWhatItClaimsError(
        "The workbook is too large to be read",
        where=str(path),
        remedy="Remove stray cells far from the data, or save the sheet as CSV.",
    )
