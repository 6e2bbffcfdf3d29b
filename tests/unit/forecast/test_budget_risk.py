"""Budgets over a month and over the year so far; a pool at 24 card-hours of 10 yuan a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 1, 1)  # 86 days end on 27 March, 4 days before the month's end
MARCH = date(2026, 3, 1)


def add(warehouse: Any, pool_id: str = POOL, first_day: date = FIRST_DAY, days: int = 86) -> None:
    warehouse.add_usage(pool_id, first_day, [24.0] * days)
    warehouse.add_costs(pool_id, first_day, [240.0] * days, price_cny=10)


def budgets(warehouse: Any, scope: str, months: Sequence[int], amount: str) -> None:
    for month in months:
        warehouse.add_budget(date(2026, month, 1), amount, scope)


def risks(warehouse: Any, scope: str) -> dict[date, dict[str, Any]]:
    found = warehouse.connection.sql("SELECT * FROM out_budget_risk").pl()
    return {row["month"]: row for row in found.to_dicts() if row["scope"] == scope}


def test_the_year_adds_up_what_was_observed_and_what_is_drawn(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse)
    budgets(warehouse, "company", (1, 2, 3), "7300")
    warehouse.forecast(half_low_half_high(24.0, 48.0))
    [march] = risks(warehouse, "company").values()
    # March: 27 x 240 = 6,480 and 4 days at 240 or 480: 7,440 or 8,400, both above 7,300.
    assert march["over_ratio"] == 1
    # The year: 86 x 240 = 20,640 and 960 or 1,920: 21,600 or 22,560; budgets 3 x 7,300 = 21,900.
    assert march["counted_from"] == FIRST_DAY
    assert march["year_budget_cny"] == Decimal("21900.00")
    assert (march["year_p10_cny"], march["year_p90_cny"]) == pytest.approx((21600, 22560))
    assert march["year_over_ratio"] == 0.5
    assert not march["is_partial"]


def test_the_year_is_counted_from_the_first_month_that_has_a_budget_and_a_known_cost(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse)
    warehouse.connection.execute(
        "UPDATE out_cost_daily SET cost_cny = NULL WHERE local_date = '2026-01-20'"
    )
    budgets(warehouse, "company", (1, 2, 3), "7300")
    budgets(warehouse, "p", (1, 3), "7000")
    warehouse.forecast(half_low_half_high(24.0, 24.0))
    assert risks(warehouse, "company")[MARCH]["counted_from"] == date(2026, 2, 1)
    # February is not budgeted for the pool: only March counts.
    assert risks(warehouse, "p")[MARCH]["counted_from"] == MARCH
    assert risks(warehouse, "p")[MARCH]["year_budget_cny"] == Decimal("7000.00")


def test_pools_providers_and_the_company_have_their_own_budgets(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse)
    add(warehouse, "b/r/q/c")
    for pool_id in (POOL, "b/r/q/c"):
        provider, region, pool, chip = pool_id.split("/")
        place = {"provider": provider, "region": region, "pool": pool, "chip": chip}
        use = {"project": "x", "workload_class": "training", "used_card_hours": 1.0}
        row = {"local_date": FIRST_DAY, "pool_id": pool_id} | use
        warehouse._append("out_usage_daily", [row | place])
    budgets(warehouse, "p", (3,), "8000")
    budgets(warehouse, "b", (3,), "7000")
    budgets(warehouse, "company", (3,), "15500")
    warehouse.forecast(half_low_half_high(24.0, 48.0))
    found = {scope: risks(warehouse, scope)[MARCH] for scope in ("p", "b", "company")}
    # Each pool comes to 7,440 or 8,400, both in the same paths.
    assert {scope: row["level"] for scope, row in found.items()} == {
        "p": "pool",
        "b": "provider",
        "company": "company",
    }
    assert {scope: row["over_ratio"] for scope, row in found.items()} == {
        "p": 0.5,
        "b": 1,
        "company": 0.5,
    }


def test_a_budget_under_a_name_that_two_pools_bear_is_that_of_both(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse)
    add(warehouse, "b/r/p/c")
    budgets(warehouse, "p", (3,), "16000")
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    # 2 x 7,440 or 2 x 8,400.
    assert risks(warehouse, "p")[MARCH]["over_ratio"] == 0.5
    assert "p" not in set(forecast["series"])


def test_before_a_pools_first_hour_it_costs_its_contracts_and_else_nothing(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # The second pool begins on 1 March; a contract is paid from 15 February on, 100 a day.
    add(warehouse)
    add(warehouse, "a/r/q/c", MARCH, 27)
    early = [date(2026, 2, 15) + timedelta(days=n) for n in range(14)]
    warehouse.add_costs("a/r/q/c", early[0], [100.0] * 14, price_cny=10)
    warehouse.connection.execute(
        "UPDATE out_cost_daily SET hours_measured = 0 WHERE cost_cny = 100"
    )
    budgets(warehouse, "q", (1, 2, 3), "3000")
    warehouse.forecast(half_low_half_high(24.0, 24.0))
    march = risks(warehouse, "q")[MARCH]
    # 14 x 100 and 31 x 240 = 1,400 + 7,440 of 9,000.
    assert march["counted_from"] == FIRST_DAY
    assert march["year_p50_cny"] == pytest.approx(8840)
    assert march["year_over_ratio"] == 0


def test_a_month_that_the_paths_do_not_reach_the_end_of_has_no_risk(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse)
    budgets(warehouse, "company", (3, 4), "7300")
    warehouse.forecast(half_low_half_high(24.0, 24.0))
    assert set(risks(warehouse, "company")) == {MARCH}
