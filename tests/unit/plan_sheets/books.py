"""Workbooks and CSV files as somebody types them, for tests of plan sheets."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from data.errors import InputError, PlanSheetError
from models.billing.plans import Plan
from models.plan_sheets.faults import SheetFault
from models.plan_sheets.files import read_plan_files

Rows = Sequence[Sequence[Any]]

PLANS = [
    ["plan_id", "mode", "valid_from", "currency", "tax_included", "tax_rate", "source"],
    ["a", "pay_as_you_go", date(2026, 1, 1), "CNY", True, 0.06, "offer by mail"],
]
PRICES = [["plan_id", "chip", "price"], ["a", "H100", 35.1]]
SOUND: dict[str, Rows] = {"plans": PLANS, "prices": PRICES}


class Formula(str):
    """Text that is written as a formula."""


def book(sheets: Mapping[str, Rows], *, date_1904: bool = False) -> bytes:
    """A workbook with these cells, each of its own kind."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "date_1904": date_1904}
    with Workbook(buffer, options) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        clock = workbook.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, Formula):
                        sheet.write_formula(number, column, value, None, 7)
                    elif isinstance(value, (date, time)):
                        style = clock if isinstance(value, time) else day
                        sheet.write_datetime(number, column, value, style)
                    elif value is not None:
                        sheet.write(number, column, value)
    return buffer.getvalue()


def read(content: bytes | dict[str, bytes], name: str = "offers.xlsx") -> tuple[Plan, ...]:
    """The plans of one file."""
    files = content if isinstance(content, dict) else {name: content}
    [plans] = read_plan_files(files).values()
    return plans


def faults(sheets: Mapping[str, Rows]) -> list[SheetFault]:
    """What is found wrong with a workbook."""
    try:
        read(book(sheets))
    except PlanSheetError as wrong:
        return list(wrong.faults)
    except InputError as wrong:
        raise AssertionError(str(wrong)) from wrong
    return []


def changed(
    sheet: str, row: int, column: int, value: Any, sheets: Mapping[str, Rows] = SOUND
) -> dict[str, Rows]:
    """The same sheets with another value in one cell, counted from 1."""
    rows = [list(one) for one in sheets[sheet]]
    rows[row - 1][column - 1] = value
    return {**sheets, sheet: rows}


def with_column(
    sheet: str, heading: str, value: Any, sheets: Mapping[str, Rows] = SOUND
) -> dict[str, Rows]:
    """The same sheets with another column at the right of one."""
    head, *rest = sheets[sheet]
    return {**sheets, sheet: [[*head, heading], *([*row, value] for row in rest)]}
