"""Savings plans in hand by the day: what is due for an hour, and for a day, to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.tables import CORE_TABLES
from models.offers.savings_plans import PlanInHand, savings_plans_in_hand
from tests.core_rows import SAVINGS_PLAN

MARCH, LAST = date(2024, 3, 1), date(2024, 3, 31)


def _frame(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    types = {name: column.dtype for name, column in CORE_TABLES[table].columns().items()}
    return pl.DataFrame([*rows], schema=types)


def _plans(*rows: dict[str, Any], rates: dict[date, str] | None = None) -> list[PlanInHand]:
    """Of March, with tax."""
    plan = SAVINGS_PLAN | {"commitment_per_hour": Decimal(10), "discount_ratio": 0.2}
    dollar = {"base_currency": "USD", "quote_currency": "CNY", "load_id": "load", "line_number": 2}
    known = [
        dollar | {"rate_date": day, "rate": Decimal(rate), "source": "made up"}
        for day, rate in (rates or {}).items()
    ]
    core = _frame("core_savings_plan", *(plan | row for row in rows))
    fx = _frame("core_fx_rate", *known)
    return savings_plans_in_hand(core, fx, MARCH, LAST, tax_basis="included")


def test_every_day_is_converted_at_its_own_rate() -> None:
    rates = {MARCH: "7.0", date(2024, 3, 4): "7.2"}
    [plan] = _plans({"currency": "USD", "end_date": date(2024, 3, 5)}, rates=rates)
    assert [*plan.cny_per_hour] == [MARCH + timedelta(days=n) for n in range(5)]
    assert [*plan.cny_per_hour.values()] == [70, 70, 70, 72, 72]


def test_before_the_first_rate_nothing_is_known() -> None:
    [plan] = _plans({"currency": "USD"}, rates={date(2024, 3, 31): "7.0"})
    assert plan.cny_per_hour[MARCH] is None
    assert plan.cents_by_day(dict.fromkeys(plan.cny_per_hour, 24)) == {LAST: 168_000}


def test_a_day_of_23_hours_is_due_for_23_and_the_month_is_rounded_once() -> None:
    # 0.333333 x (31 x 24 - 1) = 247.666419 yuan: 24,767 cents.
    [plan] = _plans({"commitment_per_hour": Decimal("0.333333")})
    hours = dict.fromkeys(plan.cny_per_hour, 24) | {LAST: 23}
    cents = plan.cents_by_day(hours)
    assert sum(cents.values()) == 24_767
    assert cents[LAST] in (766, 767)  # 7.666659 yuan
    assert {cents[day] for day in cents if day != LAST} <= {799, 800, 801}


def test_they_stand_in_the_order_in_which_they_count() -> None:
    wide, narrow, best = (
        {"commitment_id": "a"},
        {"commitment_id": "b", "region": "North", "chip": "H20"},
        {"commitment_id": "c", "discount_ratio": 0.3},
    )
    ended = {"commitment_id": "d", "end_date": date(2024, 2, 29)}
    assert [plan.commitment_id for plan in _plans(wide, narrow, best, ended)] == ["c", "b", "a"]
