"""Excel workbooks: opened with care, and their cells as text, dates and numbers written out.

A number is written with the 15 digits that a spreadsheet keeps; a day as its midnight; an error
value (`#DIV/0!`) as its name, because an error is not an empty cell.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Literal

import polars as pl

from data.errors import NotWhatItClaimsError

if TYPE_CHECKING:
    from fastexcel import CellErrors, ExcelReader

_CellType = Literal["string", "float", "boolean", "duration"]
_MOST_BYTES = 512 * 2**20
MOST_CELLS = 50_000_000
# What reading a damaged archive ends with; RuntimeError where it wants a password.
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError)
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(r"Error\((\w+)\)")
_ERROR_VALUES = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?"}


def open_workbook(file: IO[bytes], where: str, most_cells: int = MOST_CELLS) -> "ExcelReader":
    """A reader of the workbook's sheets; `where` names the file in messages.

    No sheet may have more than `most_cells` from its first to its last.

    Raises:
        NotWhatItClaimsError: it is damaged, or its cells would fill the memory.
    """
    from fastexcel import FastExcelError, read_excel

    try:
        _refuse_bombs(file, where, most_cells)
        file.seek(0)
        return read_excel(file.read())
    except (FastExcelError, *DAMAGE) as broken:
        raise damaged(where, broken) from broken


def read_text_cells(
    reader: "ExcelReader", name: str, where: str, rows: int | None = None
) -> pl.DataFrame:
    """All cells of a sheet from its first row on, as text; empty cells are empty text.

    Raises:
        NotWhatItClaimsError: the sheet is damaged.
    """
    from fastexcel import FastExcelError

    try:
        return _read_cells(reader, name, rows)
    except FastExcelError as broken:
        raise damaged(where, broken) from broken


def load_cells(
    reader: "ExcelReader", name: str, dtype: _CellType, rows: int | None = None
) -> tuple[pl.DataFrame, list[tuple[int, int, str]]]:
    """A sheet's cells as one type, and row, column and name of its error values."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes=dtype, n_rows=rows)
    if not sheet.width or not sheet.height:
        return pl.DataFrame(), []
    batch, errors = sheet.to_arrow_with_errors()
    return pl.DataFrame(pl.from_arrow(batch)), list(_error_values(errors))


def first_column(reader: "ExcelReader", name: str) -> int:
    """The column that a sheet's cells begin in, counted from 0: empty ones before are left out."""
    columns = reader.load_sheet(name, header_row=None, skip_rows=0).available_columns()
    return columns[0].absolute_index if columns else 0


def write_out(number: float) -> str:
    """A spreadsheet's number without an exponent, with the 15 digits that it keeps."""
    return f"{Decimal(f'{number:.15g}'):f}"


def damaged(where: str, broken: Exception) -> NotWhatItClaimsError:
    """The error that says that a workbook is damaged, and how."""
    return NotWhatItClaimsError(
        f"The workbook is damaged: {(str(broken) or type(broken).__name__).splitlines()[0]}",
        where=where,
        remedy="Open it in a spreadsheet and save it again, or save the sheet as CSV.",
    )


def _read_cells(reader: "ExcelReader", name: str, rows: int | None) -> pl.DataFrame:
    text, errors = load_cells(reader, name, "string", rows)
    if not text.width:
        return text
    exact, _ = load_cells(reader, name, "float", rows)
    # given for numbers and flags, never for text
    as_flag, _ = load_cells(reader, name, "boolean", rows)
    columns = []
    for column in text.columns:
        is_number = as_flag[column].is_not_null() & ~text[column].is_in(["true", "false"])
        written = exact[column].map_elements(write_out, pl.String)
        columns.append(
            pl.select(pl.when(is_number).then(written).otherwise(text[column]).alias(column))
        )
    cells = pl.concat(columns, how="horizontal")
    for row, index, error in errors:
        at = pl.int_range(pl.len()) == row
        column = cells.columns[index]
        cells = cells.with_columns(pl.when(at).then(pl.lit(error)).otherwise(column).alias(column))
    return cells.fill_null("")


def _error_values(errors: "CellErrors | None") -> Iterator[tuple[int, int, str]]:
    for error in errors.errors if errors else ():
        found = _ERROR.search(error.detail)
        if found:
            row, column = error.offset_position
            yield row, column, _ERROR_VALUES.get(found[1], f"#{found[1]}!")


def _refuse_bombs(file: IO[bytes], where: str, most_cells: int) -> None:
    """Refuse a workbook whose cells would fill the memory, however small its file is."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES:
            _refuse_size(where)
        for member in members:
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                cells = _CELL.findall(archive.read(member))
                rows = max((int(row) for _, row in cells), default=0)
                if rows * max((_column(name) for name, _ in cells), default=0) > most_cells:
                    _refuse_size(where)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _refuse_size(where: str) -> None:
    raise NotWhatItClaimsError(
        "The workbook is too large to be read",
        where=where,
        remedy="Remove stray cells far from the data, or save the sheet as CSV.",
    )
