"""Every plan that TOML can hold, as a workbook and as CSV, and back: exactly the same."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.cells import read_workbook
from data.errors import UsageError
from data.plan_files import REFERENCE_PLANS, read_plan_document
from models.billing.plans import parse_plans
from models.offers.rows import on_demand_plan, rental_plan
from models.plan_library import read_plans
from models.plan_sheets.files import read_plan_files, write_csv_files, write_workbook
from models.plan_sheets.reading import read_tables
from models.plan_sheets.writing import table_of
from tests.core_rows import PRICE
from tests.plan_samples import MODES, sample

FILES = sorted(REFERENCE_PLANS.glob("*.toml"))
NAMES = st.text(
    st.sampled_from("aB9 ;；,，、\\'=+-@＝#.\n_x") | st.characters(codec="utf-8"), min_size=1
).filter(lambda text: text == text.strip())


def listed(value: Any) -> Any:
    """A table whose single names are lists of one, as cells of several names are read."""
    if isinstance(value, dict):
        names = {"chip", "sku", "queue", "component", "unit", "region", "plans", "components"}
        return {
            key: [inner] if key in names and isinstance(inner, str) else listed(inner)
            for key, inner in value.items()
        }
    return [listed(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_file_comes_back_from_a_workbook_key_by_key(path: Path) -> None:
    tables = read_plan_document(path)["plan"]
    content = write_workbook(tables)
    assert read_tables(read_workbook(content, "x.xlsx"), "x.xlsx") == listed(tables)
    [kept] = read_plan_files({"x.xlsx": content}).values()
    assert kept == parse_plans({"plan": tables}, str(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_file_comes_back_from_csv_files(path: Path) -> None:
    tables = read_plan_document(path)["plan"]
    [kept] = read_plan_files(write_csv_files(tables, "x.csv")).values()
    assert kept == parse_plans({"plan": tables}, str(path))


@pytest.mark.parametrize("mode", sorted(MODES))
def test_a_plan_of_every_mode_comes_back_from_both(mode: str) -> None:
    (meant,) = parse_plans({"plan": [sample(mode)]}, "a test")
    [from_book] = read_plan_files({"x.xlsx": write_workbook([sample(mode)])}).values()
    [from_csv] = read_plan_files(write_csv_files([sample(mode)], "x.csv")).values()
    assert from_book == from_csv == (meant,)


def test_plans_of_all_modes_stand_in_one_workbook() -> None:
    tables = [sample(mode) | {"plan_id": mode} for mode in MODES]
    [kept] = read_plan_files({"all.xlsx": write_workbook(tables)}).values()
    assert [plan.plan_id for plan in kept] == list(MODES)


@pytest.mark.parametrize("plan", [p for found in read_plans().values() for p in found], ids=str)
def test_a_plan_that_was_read_is_written_as_a_table_again(plan: Any) -> None:
    [[kept]] = read_plan_files({"x.xlsx": write_workbook([table_of(plan)])}).values()
    assert kept == plan


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(
    name=NAMES,
    chips=st.lists(NAMES, min_size=1, max_size=3),
    price=st.decimals(0, 10**9, places=12, allow_nan=False) | st.integers(0, 10**15),
)
def test_what_is_written_reads_back_or_is_refused(
    name: str, chips: list[str], price: Decimal
) -> None:
    table = sample("storage") | {"name": name, "match": {"chip": chips}, "price": price}
    for write in (write_workbook, lambda tables: write_csv_files(tables, "x.csv")):
        try:
            content = write([table])
        except UsageError:
            continue  # it reads its own work back, and says that it cannot be kept
        files = content if isinstance(content, dict) else {"x.xlsx": content}
        [[kept]] = read_plan_files(files).values()
        assert (kept.name, kept.model_dump()["price"]) == (name, Decimal(price))
        assert kept.model_dump()["match"]["chip"] == tuple(chips)


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_not_rounded() -> None:
    exact = Decimal("0.12345678901234567890")
    [[kept]] = read_plan_files(
        {"x.xlsx": write_workbook([sample("storage") | {"price": exact}])}
    ).values()
    assert kept.model_dump()["price"] == exact


def test_what_a_sheet_cannot_hold_is_refused_not_changed() -> None:
    never = {"name": "never", "start": "00:00", "end": "08:00", "days": [], "price": 1}
    table = sample("pay_as_you_go") | {"prices": [{"price": 2, "bands": [never]}]}
    with pytest.raises(UsageError, match="cannot hold the plan as it is: sample"):
        write_workbook([table])  # an empty cell would mean every day


def test_two_versions_from_one_day_are_refused() -> None:
    with pytest.raises(UsageError, match="valid from one day"):
        write_workbook([sample("storage"), sample("storage")])


def test_a_csv_holds_nothing_that_a_spreadsheet_would_run() -> None:
    table = sample("storage") | {"name": "=cmd|' /C calc'!A0", "note": "-1+1"}
    files = write_csv_files([table], "x.csv")
    assert b",'=cmd" in files["x.csv"]
    [[kept]] = read_plan_files(files).values()
    assert (kept.name, kept.note) == (table["name"], "-1+1")


@pytest.mark.parametrize("unit", ["card_hour", "server_month", "server_day"])
def test_a_row_of_the_price_book_is_a_plan_that_a_workbook_can_hold(unit: str) -> None:
    row = PRICE | {"unit": unit, "cards": 8, "term_months": 12, "billing_mode": "annual"}
    rented = rental_plan(row, "core_price", Decimal(720), "Asia/Shanghai")
    by_the_hour = on_demand_plan(row, "Asia/Shanghai", (date(2026, 1, 1), None))
    for plan in (rented, by_the_hour):
        assert plan is not None
        [[kept]] = read_plan_files({"x.xlsx": write_workbook([table_of(plan)])}).values()
        assert kept == plan
