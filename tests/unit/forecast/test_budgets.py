from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.settings import Settings
from models.forecast.budgets import Budgets, read_budgets
from models.forecast.periods import Period, period_of

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 1, 1)
MARCH = period_of("month", date(2026, 3, 1))
FIRST_QUARTER = period_of("quarter", date(2026, 3, 1))


def read(warehouse: Any, tax_basis: str = "included") -> Budgets:
    settings = Settings(tax_basis=tax_basis)
    return read_budgets(warehouse.connection, settings, date(2026, 3, 31))


def test_a_budget_without_tax_is_compared_with_tax(warehouse: Any) -> None:
    warehouse.add_budget(date(2026, 3, 1), "1000", tax_included=False)
    assert read(warehouse).of("company", MARCH) == Decimal("1060.00")  # 1000 x 1.06


def test_a_budget_with_tax_is_compared_without_tax(warehouse: Any) -> None:
    warehouse.add_budget(date(2026, 3, 1), "1060")
    assert read(warehouse, "excluded").of("company", MARCH) == Decimal("1000.00")


def test_a_budget_in_dollars_takes_the_last_rate_known_then(warehouse: Any) -> None:
    warehouse.add_budget(date(2026, 3, 1), "1000", currency="USD")
    warehouse.add_rate(date(2026, 2, 27), "7.2")
    warehouse.add_rate(date(2026, 3, 2), "7.0")
    assert read(warehouse).of("company", MARCH) == Decimal("7200.00")


def test_a_budget_without_a_rate_is_no_budget(warehouse: Any) -> None:
    warehouse.add_budget(date(2026, 3, 1), "1000", currency="USD")
    assert read(warehouse).of("company", MARCH) is None


def test_a_quarter_has_a_budget_if_all_its_months_have() -> None:
    months = {("company", date(2026, month, 1)): Decimal(100) for month in (1, 2, 3)}
    assert Budgets(months).of("company", FIRST_QUARTER) == Decimal(300)
    del months["company", date(2026, 2, 1)]
    assert Budgets(months).of("company", FIRST_QUARTER) is None


def test_a_day_has_no_budget() -> None:
    day = Period("day", date(2026, 3, 1), date(2026, 3, 1))
    assert Budgets({("company", date(2026, 3, 1)): Decimal(100)}).of("company", day) is None


def test_the_ratio_over_budget_is_the_share_of_paths_above_it(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # 86 days at 24 x 10 = 240 a day end on 27 March. With 24 or 48 card-hours for the four days
    # that are left, March costs 27 x 240 + 4 x 240 = 7,440 in half the paths, or 8,400.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 86)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 86, price_cny=10)
    warehouse.add_budget(date(2026, 3, 1), "8000")
    warehouse.add_budget(date(2026, 3, 1), "8400", scope="p")
    warehouse.add_budget(date(2026, 4, 1), "10", scope="p")
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    months = forecast.filter((pl.col("target") == "cost") & (pl.col("grain") == "month"))
    found = {
        (row["series"], row["period_start"].month): (row["budget_cny"], row["over_budget_ratio"])
        for row in months.to_dicts()
    }
    assert found["company", 3] == (Decimal(8000), 0.5)
    assert found[POOL, 3] == (Decimal(8400), 0.0)  # exactly on budget is not over it
    assert found[POOL, 4] == (Decimal(10), None)  # 3 days of April say nothing of the month
    assert found["company", 4] == (None, None)


def test_a_budget_of_a_name_that_pools_share_is_not_given_to_each(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id in ("a/r/p/c", "a/r/p/other"):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 86)
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 86, price_cny=10)
    warehouse.add_budget(date(2026, 3, 1), "8400", scope="p")
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    assert forecast["budget_cny"].null_count() == forecast.height


@pytest.mark.parametrize("scope", ["q", None])
def test_an_unknown_scope_has_no_budget(scope: str | None) -> None:
    assert Budgets({("company", date(2026, 3, 1)): Decimal(1)}).of(scope, MARCH) is None
