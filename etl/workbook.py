"""A template as an Excel workbook: a sheet to fill in with its choices, and a sheet of notes."""

from io import BytesIO
from typing import Any

import dataframely as dy
import polars as pl

from etl.source import Source

_LAST_ROW = 1_048_575  # of a sheet, counted from 0
_MOST_CHARACTERS_OF_A_LIST = 255
_NOTES_WIDTHS = {"column": 24, "required": 10, "expected": 60, "meaning": 70}


def make_workbook(source: Source, columns: pl.DataFrame) -> bytes:
    """Bytes of the workbook; `columns` says column, required, expected, meaning.

    Loading it back filled in gives the rows that the same cells give as CSV.
    """
    from xlsxwriter import Workbook

    buffer = BytesIO()
    # What stands in a contract is text, also where it begins with an equals sign.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as workbook:
        _write_data_sheet(workbook, source, columns)
        _write_notes(workbook, columns)
    return buffer.getvalue()


def _write_data_sheet(workbook: Any, source: Source, columns: pl.DataFrame) -> None:
    sheet = workbook.add_worksheet(source.name)
    sheet.freeze_panes(1, 0)
    headings = {
        True: workbook.add_format({"bold": True, "bottom": 1}),
        False: workbook.add_format({"italic": True, "bottom": 1}),
    }
    contract = source.contract.columns()
    for index, row in enumerate(columns.iter_rows(named=True)):
        column = contract[row["column"]]
        cells = workbook.add_format({"num_format": _cell_format(column)})
        sheet.set_column(index, index, max(12, len(row["column"]) + 3), cells)
        sheet.write_string(0, index, row["column"], headings[row["required"]])
        words = "required" if row["required"] else "may be empty"
        note = f"{words}: {row['expected']}.\n{row['meaning']}"
        sheet.write_comment(0, index, note, {"x_scale": 2})
        choice = _validation(column, note)
        if choice:
            sheet.data_validation(1, index, _LAST_ROW, index, choice)


def _cell_format(column: dy.Column) -> str:
    """How a spreadsheet shows what is typed; a text stays as it is, with its leading zeros."""
    match column.dtype:
        case pl.String():
            return "@"
        case pl.Date():
            return "yyyy-mm-dd"
        case pl.Datetime():
            return "yyyy-mm-dd hh:mm"
        case pl.Boolean():
            return "General"
    return "0" if column.dtype.is_integer() else "#,##0.######"


def _validation(column: dy.Column, note: str) -> dict[str, Any] | None:
    """The choices of a closed set or a flag as a drop-down list; the door judges all other cells.

    A wrong choice is stopped while it is typed.
    """
    values = (column.metadata or {}).get("values", ())
    choices = ["true", "false"] if column.dtype == pl.Boolean() else list(values)
    if not choices or len(",".join(choices)) > _MOST_CHARACTERS_OF_A_LIST:
        return None
    return {
        "validate": "list",
        "source": choices,
        "error_title": "Not one of the choices",
        "error_message": note[:_MOST_CHARACTERS_OF_A_LIST],
    }


def _write_notes(workbook: Any, columns: pl.DataFrame) -> None:
    sheet = workbook.add_worksheet("notes")
    sheet.freeze_panes(1, 0)
    heading = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for index, (name, width) in enumerate(_NOTES_WIDTHS.items()):
        sheet.set_column(index, index, width, wrapped)
        sheet.write_string(0, index, name, heading)
    for number, row in enumerate(columns.iter_rows(named=True), start=1):
        cells = {**row, "required": "yes" if row["required"] else "no"}
        for index, name in enumerate(_NOTES_WIDTHS):
            sheet.write_string(number, index, cells[name])
