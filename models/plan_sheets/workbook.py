"""Sheets of plans as an Excel workbook: headings with notes, drop-downs, cells of their kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from data.errors import UsageError
from models.plan_sheets.meanings import about
from models.plan_sheets.writing import Sheet

_LAST_ROW = 1_048_575  # of a sheet, counted from 0
_MOST_CHARACTERS_OF_A_LIST = 255
_MOST_CHARACTERS_OF_A_CELL = 32_767
_PATTERNS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm:ss", "text": "@"}
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  the same plans make the same bytes


@dataclass(frozen=True)
class Page:
    """A sheet for people alone: it is not read back. Rows of one cell are titles."""

    name: str
    rows: list[list[Any]]
    widths: tuple[int, ...] = ()


def make_workbook(sheets: Sequence[Sheet], pages: Sequence[Page] = ()) -> bytes:
    """The workbook's bytes. A text is never a formula, whatever it begins with.

    Raises:
        UsageError: a text is longer than a cell.
    """
    from xlsxwriter import Workbook

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, {**options, "strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": _CREATED})
        styles = {kind: workbook.add_format({"num_format": p}) for kind, p in _PATTERNS.items()}
        styles["required"] = workbook.add_format({"bold": True, "bottom": 1})
        styles["optional"] = workbook.add_format({"italic": True, "bottom": 1})
        styles["wrapped"] = workbook.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.kind.name), sheet, styles)
        for page in pages:
            _write_page(workbook.add_worksheet(page.name), page, styles)
    return buffer.getvalue()


def _write_sheet(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page.freeze_panes(1, 2 if sheet.kind.keys else 1)
    for index, heading in enumerate(sheet.headings):
        told = about(sheet.kind, heading)
        page.set_column(index, index, max(12, len(heading) + 3), styles.get(told.kind))
        page.write_string(0, index, heading, styles["required" if told.required else "optional"])
        note = f"{told.expected}\n{told.meaning}"
        page.write_comment(0, index, note, {"x_scale": 2})
        if told.choices and len(",".join(told.choices)) <= _MOST_CHARACTERS_OF_A_LIST:
            choice = {"validate": "list", "source": list(told.choices)}
            choice |= {"error_title": "Not one of the choices", "error_message": note[:255]}
            page.data_validation(1, index, _LAST_ROW, index, choice)
    for number, row in enumerate(sheet.grid(), start=1):
        for index, value in enumerate(row):
            _write(page, number, index, value, styles)


def _write(page: Any, row: int, column: int, value: Any, styles: dict[str, Any]) -> None:
    match value:
        case None:
            pass
        case bool():
            page.write_boolean(row, column, value)
        case int() | Decimal():
            page.write_number(row, column, value)
        case datetime():
            page.write_datetime(row, column, value, styles["moment"])
        case date():
            page.write_datetime(row, column, value, styles["date"])
        case time():
            page.write_datetime(row, column, value, styles["time"])
        case _:
            _refuse_long(str(value))
            page.write_string(row, column, str(value), styles["text"])


def _refuse_long(text: str) -> None:
    """A workbook would cut it off."""
    if len(text) > _MOST_CHARACTERS_OF_A_CELL:
        raise UsageError(
            f"A text of {len(text):,} characters does not fit in a cell",
            remedy="Shorten it, or keep the plan as TOML.",
        )


def _write_page(sheet: Any, page: Page, styles: dict[str, Any]) -> None:
    for index, width in enumerate(page.widths):
        sheet.set_column(index, index, width, styles["wrapped"])
    for number, row in enumerate(page.rows):
        if len(row) == 1:
            sheet.write_string(number, 0, str(row[0]), styles["required"])
            continue
        for index, value in enumerate(row):
            _write(sheet, number, index, value, styles)
