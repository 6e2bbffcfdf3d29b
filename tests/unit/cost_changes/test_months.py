"""A month's cost and what it consists of, from days worked by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from data.settings import Settings
from data.tables import CORE_TABLES, OUT_TABLES
from data.tables.ddl import create_table
from models.cost_changes.months import build_cost_months, cost_months

Row = dict[str, Any]
TYPES = {name: column.dtype for name, column in OUT_TABLES["out_cost_daily"].columns().items()} | {
    "month": pl.Date(),
    "currency": pl.String(),
    "rate": pl.Float64(),
}


def day(number: int, **other: Any) -> Row:
    """240 hours used, 100 of them in a contract of 120 hours at 600 yuan, 35 yuan by the hour."""
    return {
        "month": date(2026, 9, 1),
        "local_date": date(2026, 9, number),
        "pool_id": "a/n/train/H100",
        "provider": "a",
        "region": "n",
        "pool": "train",
        "chip": "H100",
        "hours_measured": 24,
        "used_card_hours": 240.0,
        "covered_card_hours": 100.0,
        "on_demand_price_cny": Decimal("35.000000"),
        "commitment_cost_cny": Decimal("600.00"),
        "savings_plan_cost_cny": Decimal("0.00"),
        "on_demand_cost_cny": Decimal("4900.00"),  # 140 x 35
        "cost_cny": Decimal("5500.00"),
        "idle_cost_cny": Decimal("100.00"),  # 20 of 120 hours
        "currency": "CNY",
        "rate": None,
    } | other


def months(*days: Row) -> Row:
    frame = pl.DataFrame(
        [*days], schema_overrides={name: TYPES[name] for name in days[0] if name in TYPES}
    )
    return cost_months(frame).row(0, named=True)


def test_list_cost_less_discount_plus_idle_is_the_cost() -> None:
    # 240 x 35 = 8,400 at list; the contract's 100 used hours cost 500 of its 600 yuan instead of
    # 3,500: a discount of 3,000. 8,400 - 3,000 + 100 = 5,500. Two such days.
    month = months(day(1), day(2))
    assert month["list_cost_cny"] == Decimal("16800.00")
    assert month["discount_cny"] == Decimal("6000.00")
    assert month["idle_cost_cny"] == Decimal("200.00")
    assert month["cost_cny"] == Decimal("11000.00")
    assert (month["days"], month["unknown_days"]) == (2, 0)


def test_a_day_of_unknown_cost_is_counted_and_in_no_amount() -> None:
    unknown = day(2, cost_cny=None, on_demand_cost_cny=None, on_demand_price_cny=None)
    month = months(day(1), unknown)
    assert month["cost_cny"] == Decimal("5500.00")
    assert month["used_card_hours"] == 240.0
    assert (month["days"], month["unknown_days"]) == (2, 1)


def test_without_a_price_by_the_hour_there_is_no_list_cost_and_no_discount() -> None:
    covered = day(2, on_demand_price_cny=None, on_demand_cost_cny=Decimal("0.00"))
    month = months(day(1), covered | {"cost_cny": Decimal("600.00")})
    assert month["list_cost_cny"] is None
    assert month["discount_cny"] is None
    assert month["cost_cny"] == Decimal("6100.00")


def test_the_fee_of_a_day_without_a_meter_is_no_discount() -> None:
    silent = day(
        2,
        hours_measured=0,
        used_card_hours=None,
        covered_card_hours=None,
        on_demand_cost_cny=Decimal("0.00"),
        cost_cny=Decimal("600.00"),
        idle_cost_cny=None,
    )
    month = months(day(1), silent)
    assert month["unmetered_cost_cny"] == Decimal("600.00")
    assert month["discount_cny"] == Decimal("3000.00")
    assert month["cost_cny"] == Decimal("6100.00")


def test_the_months_rate_is_the_mean_over_what_was_used() -> None:
    # 5 dollars at 7.00 on one day, at 7.20 on the next, with twice the hours: list costs of 8,400
    # and 17,280 yuan are 1,200 and 2,400 dollars: 25,680 / 3,600 = 7.1333.
    dollars = {"currency": "USD", "rate": 7.0}
    later = {"currency": "USD", "rate": 7.2, "on_demand_price_cny": Decimal("36.000000")}
    month = months(day(1, **dollars), day(2, **later, used_card_hours=480.0))
    assert month["price_currency"] == "USD"
    assert month["cny_per_currency"] == pytest.approx(25_680 / 3_600)


def test_an_empty_warehouse_has_no_months() -> None:
    with duckdb.connect() as connection:
        for name, schema in (CORE_TABLES | OUT_TABLES).items():
            create_table(connection, name, schema)
        build_cost_months(connection, Settings(), "s")
        assert connection.execute("SELECT count(*) FROM out_cost_month").fetchone() == (0,)
