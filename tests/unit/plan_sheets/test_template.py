"""The template is made from the modes themselves: complete, explained, and read back."""

import html
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pydantic import BaseModel

from data.cells import read_workbook
from data.errors import PlanSheetError, UsageError
from models.billing.modes import all_modes
from models.billing.plans import Plan
from models.plan_sheets.fields import PLANS, sheet_types
from models.plan_sheets.files import main_file, read_plan_files
from models.plan_sheets.meanings import _words
from models.plan_sheets.template import make_template, template_columns


def keys_of(model: type[BaseModel]) -> set[str]:
    """All keys of a plan type and of the tables within it."""
    found: set[str] = set()
    for name, info in model.model_fields.items():
        found.add(name)
        todo: list[Any] = [info.annotation]
        while todo:
            kind = todo.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= keys_of(kind)
            todo += getattr(kind, "__args__", ())
    return found


@pytest.mark.parametrize(("mode", "kind"), all_modes().items(), ids=str)
def test_every_key_of_every_mode_has_a_place_in_the_sheets(mode: str, kind: type[Plan]) -> None:
    places = set()
    for sheet in sheet_types().values():
        columns = [column for column in sheet.columns.values() if mode in column.modes]
        places |= {key for column in columns for key in column.path}
        places |= set(sheet.place) if columns else set()
    assert keys_of(kind) - places == set()


def test_every_column_is_explained_and_every_explanation_has_a_column() -> None:
    columns = template_columns()
    assert [c for c in columns if not c["meaning"] or not c["expected"]] == []
    names = {f"{sheet.name}.{heading}" for sheet in sheet_types().values()
             for heading in sheet.columns}  # fmt: skip
    shared = {heading for sheet in sheet_types().values() for heading in sheet.headings}
    assert set(_words()) - names - shared == set()


def test_a_column_of_every_mode_is_said_to_be_of_all() -> None:
    said = {c["column"]: c["modes"] for c in template_columns() if c["sheet"] == PLANS}
    assert {said[name] for name in ("plan_id", "mode", "currency", "tax_rate")} == {"all"}
    assert said["commitment"] != "all"


def test_what_an_empty_cell_means_is_said_by_mode_where_it_differs() -> None:
    said = {c["column"]: c["expected"] for c in template_columns() if c["sheet"] == PLANS}
    assert "empty means 8 (electricity, owned, server_rental, capacity_block)" in said["cards"]
    assert "1 (subscription, reserved)" in said["cards"]
    assert said["time_zone"] == "text; empty means Asia/Shanghai"
    assert said["tax_rate"] == "number"


def test_the_empty_template_has_headings_drop_downs_and_no_plan() -> None:
    content = make_template()
    sheets = read_workbook(content, "t.xlsx")
    assert list(sheets)[:1] == [PLANS]
    assert [len(sheets[name].rows) for name in sheet_types()] == [1] * len(sheet_types())
    with pytest.raises(PlanSheetError, match="no sheet plans with a row"):
        read_plan_files({"t.xlsx": content})
    assert _choices(content)[:3] == [",".join(all_modes()), "true,false", "A,B,C,D"]


def _choices(content: bytes) -> list[str]:
    """The drop-downs of the first sheet, in the order of its columns."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        text = html.unescape(book.read("xl/worksheets/sheet1.xml").decode())
    return re.findall(r'<formula1>"(.*?)"</formula1>', text)


def test_the_examples_are_worked_plans_of_the_common_modes() -> None:
    shown = read_workbook(make_template(), "t.xlsx")["examples"]
    titles = [cells[1].text.split(":")[0] for cells in shown.rows.values() if 1 in cells]
    for mode in ("pay_as_you_go", "subscription", "reserved", "savings_plan", "pack",
                 "server_rental", "capacity_block", "tokens", "storage"):  # fmt: skip
        assert mode in titles
    numbers = {Decimal(cell.text) for cells in shown.rows.values() for cell in cells.values()
               if cell.kind == "number"}  # fmt: skip
    assert Decimal(53000) in numbers  # the H20 server's rent, as its plan file prints it


def test_a_template_of_one_mode_has_its_columns_only() -> None:
    sheets = {column["sheet"] for column in template_columns(["pack"])}
    assert sheets == {"plans", "draws"}
    names = {column["column"] for column in template_columns(["pack"])}
    assert {"quantity", "refund.on", "units"} <= names
    assert "fee" not in names


def test_a_mode_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="no mode 'payg'"):
        make_template(["payg"])


@pytest.mark.parametrize(
    ("name", "main"),
    [("a.csv", "a.csv"), ("a.prices.csv", "a.csv"), ("a.b.bands.csv", "a.b.csv"),
     ("a.plans.csv", "a.plans.csv"), ("a.other.csv", "a.other.csv"), ("prices.csv", "prices.csv"),
     ("a.prices.xlsx", "a.prices.xlsx")],
)  # fmt: skip
def test_lists_belong_to_the_csv_before_their_name(name: str, main: str) -> None:
    assert main_file(name) == main
