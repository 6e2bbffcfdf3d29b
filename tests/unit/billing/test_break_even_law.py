"""Where a plan pays agrees with what it saves, whatever the prices of hours and items; by hand."""

from datetime import time
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from models.billing.case import Case
from models.billing.closing import Basis
from models.billing.compare import Compared, compare_one
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage
from tests.unit.billing.priced import FIRST, on_demand, plan
from tests.unit.billing.test_laws import case_of

NIGHT = {"name": "night", "start": time(0), "end": time(8)}
CENTS = Decimal("0.05")  # lines are rounded


def case(quantities: list[list[int]], listed: Plan, days: int = 30) -> Case:
    """Rows of hours, one per item (its queue is its letter), over whole days."""
    assert isinstance(listed, PayAsYouGo)
    items = tuple(Item(name, queue=name) for name, _ in zip("abc", quantities, strict=False))
    hours = np.array([np.resize(row, days * 24) for row in quantities], dtype=np.int64)
    usage = Usage(FIRST, items, hours * 1_000_000 * TICKS_PER_MICRO_UNIT)
    one = case_of([0.0] * days * 24)
    return Case(usage, (listed,), one.basis, one.runs, "UTC", one.hours_per_month)


def in_bands(day: int, night: int) -> Plan:
    prices = [{"price": day, "bands": [NIGHT | {"price": night}]}]
    return plan("pay_as_you_go", prices=prices)


def reserved(cards: int, an_hour: str | int) -> Plan:
    return plan("reserved", cards=cards, term_months=1, recurring=an_hour)


def test_under_time_of_use_prices_the_idle_hours_are_valued_at_their_own() -> None:
    # 8 cards from 0 to 8 at 4 yuan: 240 h x 8 x 4 = 7,680 by the hour; 32 x 720 = 23,040 rented.
    # Full use: 8 x 30 x (8 x 4 + 16 x 20) = 84,480. From a third on each further hour is worth 20:
    # 1/3 + 2/3 x (23,040 - 7,680) / (84,480 - 7,680) = 46.67 %.
    one = compare_one(case([[8] * 8 + [0] * 16], in_bands(20, 4)), reserved(8, 32), 1)
    assert one.saving == -15_360
    assert one.break_even is not None
    assert f"{one.break_even.utilisation_ratio:.4%}" == "46.6667%"
    assert one.break_even.pays
    assert f"{one.utilisation_ratio:.2%}" == "33.33%"


def test_full_use_that_is_worth_less_than_the_fee_never_pays() -> None:
    # 84,480 of full use against 120 x 720 = 86,400: 102.27 %, although by day it is worth more.
    one = compare_one(case([[8] * 8 + [0] * 16], in_bands(20, 4)), reserved(8, 120), 1)
    assert one.break_even is not None
    assert f"{one.break_even.utilisation_ratio:.2%}" == "102.27%"
    assert not one.break_even.pays


def test_two_items_at_two_prices_are_valued_at_what_each_of_them_costs() -> None:
    # 4 at 2 yuan and 1 at 20: 28 an hour, 20,160 in 720 hours; 5 cards at 15 an hour: 10,800.
    listed = plan("pay_as_you_go", prices=[{"queue": "a", "price": 2}, {"queue": "b", "price": 20}])
    one = compare_one(case([[4], [1]], listed), reserved(5, 15), 1)
    assert one.saving == 9_360
    assert one.break_even is not None
    assert f"{one.break_even.utilisation_ratio:.4%}" == "53.5714%"  # 10,800 / 20,160
    assert one.break_even.pays


def test_of_items_of_which_nothing_is_used_it_cannot_be_said() -> None:
    one = compare_one(case([[0], [0]], on_demand(10)), reserved(5, 15), 1)
    assert one.break_even is None


def test_a_savings_plan_in_dollars_is_held_against_prices_in_yuan() -> None:
    # At 7 yuan a dollar: 2 dollars are 14 of 35 yuan: 40 %.
    one = case_of([8.0] * 24)
    rate = {"rate_date": FIRST.date(), "base_currency": "USD", "quote_currency": "CNY"}
    saved = plan(
        "savings_plan", commitment=16, term_months=12, currency="USD",
        prices=[{"price": 2, "list_price": 5}],
    )  # fmt: skip
    found = compare_one(with_rate(one, rate), saved, 1)
    assert found.saving == 6_720 - 24 * 16 * 7
    assert found.break_even is not None
    assert f"{found.break_even.utilisation_ratio:.2%}" == "40.00%"


def test_a_savings_plan_dearer_than_the_hour_never_pays_whatever_its_idle_hours_cost() -> None:
    # 40 yuan for what is 35 by the hour: even fully used it would take 40 / 35 = 114.29 %.
    dear = plan(
        "savings_plan",
        commitment=40,
        term_months=12,
        prices=[{"price": 40}],
        unused_pay_ratio="0.1",
    )
    point = compare_one(case_of([8.0] * 24), dear, 1).break_even
    assert point is not None
    assert f"{point.utilisation_ratio:.2%}" == "114.29%"
    assert not point.pays


def with_rate(one: Case, rate: dict[str, Any]) -> Case:
    types = {"rate": pl.Decimal(18, 8)}
    fx = pl.DataFrame([rate | {"rate": Decimal(7)}], schema_overrides=types)
    basis = Basis("CNY", "included", fx)
    return Case(one.usage, one.on_demand, basis, one.runs, "UTC", one.hours_per_month)


def _agrees(one: Compared) -> None:
    """The saving has the sign of use above break-even, but for the cents of rounding."""
    if one.break_even is None or abs(one.saving) <= CENTS:
        return
    assert one.utilisation_ratio is not None
    above = one.utilisation_ratio > one.break_even.utilisation_ratio
    assert (one.saving > 0) == above, (one.saving, one.utilisation_ratio, one.break_even)


a_day = st.lists(st.integers(0, 9), min_size=24, max_size=24)
price = st.integers(1, 40)


@settings(max_examples=150)
@given(
    use=st.lists(a_day, min_size=1, max_size=3), days=price, nights=price,
    others=st.lists(price, min_size=2, max_size=2), fee=st.integers(1, 200),
    cards=st.integers(1, 9),
    mode=st.sampled_from(["reserved", "subscription", "savings", "half", "spend", "ahead", "pack"]),
    tiers=st.booleans(),
)  # fmt: skip
def test_a_first_unit_saves_exactly_where_it_is_used_above_its_break_even(
    use: list[list[int]], days: int, nights: int, others: list[int], fee: int, cards: int,
    mode: str, tiers: bool,
) -> None:  # fmt: skip
    banded = {"queue": "a", "price": days, "bands": [NIGHT | {"price": nights}]}
    steps = [{"from_quantity": 0, "price": days}, {"from_quantity": 100, "price": nights}]
    stepped = {"queue": "a", "tiers": {"kind": "graduated", "steps": steps}}
    prices = [stepped if tiers else banded]
    prices += [{"queue": q, "price": p} for q, p in zip("bc", others, strict=True)]
    one = case(use, plan("pay_as_you_go", prices=prices), days=3)
    own = [{"price": fee}]
    listed = [{"price": fee, "list_price": 10**6}]
    offers: dict[str, Plan] = {
        "reserved": reserved(cards, fee),
        "subscription": plan("subscription", fee=fee * 700, term_months=1, cards=cards),
        "savings": plan("savings_plan", commitment=fee, term_months=12, prices=listed),
        "half": plan(
            "savings_plan", commitment=fee, term_months=12, prices=listed, unused_pay_ratio="0.5"
        ),
        "spend": plan(
            "committed_spend", commitment=fee * 300, period_months=1, term_months=12, prices=own,
            shortfall_pay_ratio="0.7",
        ),
        "ahead": plan(
            "committed_spend", commitment=fee * 300, period_months=1, term_months=12, prices=own,
            pay="in_advance",
        ),
        "pack": plan(
            "pack", quantity=cards * 500, price=fee * 300, term_months=1, draws=[{"units": 2}]
        ),
    }  # fmt: skip
    _agrees(compare_one(one, offers[mode], 1))
