"""A frame as an Excel workbook: one sheet of rows, one of provenance."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl

from data.errors import UsageError

MAX_ROWS = 1_048_575  # of a sheet, less the header
MAX_CHARACTERS = 32_767  # of a cell; xlsxwriter would cut off the rest
_MAX_SHEET_NAME = 31


def write_sheets(
    frame: pl.DataFrame, name: str, facts: Mapping[str, str], *, created: datetime
) -> bytes:
    """The workbook's bytes; `facts` fill the second sheet.

    Raises:
        UsageError: more rows than a sheet holds, or a longer text than a cell.
    """
    from xlsxwriter import Workbook

    if frame.height > MAX_ROWS:
        raise UsageError(
            f"{frame.height:,} rows do not fit in a sheet ({MAX_ROWS:,})",
            remedy="Export Parquet or CSV, or narrow the rows.",
        )
    longest = frame.select(pl.col(pl.String).str.len_chars().max()).row(0) if frame.height else ()
    if max(filter(None, longest), default=0) > MAX_CHARACTERS:
        raise UsageError(
            f"A text of {max(filter(None, longest)):,} characters does not fit in a cell",
            remedy="Export Parquet, CSV or JSON.",
        )
    buffer = BytesIO()
    # Text stays text: `=1+1` in a note must not run on the machine of who opens the file.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, {**options, "strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": created.replace(tzinfo=None)})
        _write_rows(workbook, frame, name[:_MAX_SHEET_NAME])
        _write_facts(workbook, facts)
    return buffer.getvalue()


def _write_rows(workbook: Any, frame: pl.DataFrame, name: str) -> None:
    sheet = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    sheet.write_row(0, 0, frame.columns, heading)
    sheet.freeze_panes(1, 0)
    for index, (column, dtype) in enumerate(frame.schema.items()):
        pattern = _number_format(dtype)
        cells = workbook.add_format({"num_format": pattern}) if pattern else None
        sheet.set_column(index, index, max(12, len(column) + 2))
        _write_column(sheet, index, frame[column], cells)
    if frame.height:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _write_column(sheet: Any, index: int, cells: pl.Series, style: Any) -> None:
    dtype = cells.dtype
    if dtype.is_numeric():
        # A double holds a yuan amount to the cent up to 10^13; nulls stay empty, never 0.
        write, values = sheet.write_number, cells.cast(pl.Float64)
    elif dtype.is_temporal():
        write, values = sheet.write_datetime, cells
    elif dtype == pl.Boolean:
        write, values = sheet.write_boolean, cells
    else:
        write, values = sheet.write_string, cells.cast(pl.String)
    for row, value in enumerate(values, start=1):
        if value is not None:
            write(row, index, value, style)


def _number_format(dtype: pl.DataType) -> str | None:
    match dtype:
        case pl.Decimal(scale=scale):
            return "#,##0.00" + "#" * (scale - 2)
        case pl.Date():
            return "yyyy-mm-dd"
        case pl.Datetime():
            return "yyyy-mm-dd hh:mm"
        case pl.Float64():
            return "#,##0.00##"
    return None


def _write_facts(workbook: Any, facts: Mapping[str, str]) -> None:
    sheet = workbook.add_worksheet("provenance")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 60)
    for row, (key, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
