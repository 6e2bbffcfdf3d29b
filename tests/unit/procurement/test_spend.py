"""What money committed for every hour covers, against the billing engine, and its exceedance."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from models.procurement.spend import Exceedance, Rates, covered
from tests.billing_plans import START, bill, plan

ITEMS = (Item("a", chip="A"), Item("b", chip="B"))
need = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8)
halves = st.integers(0, 400).map(lambda number: number / 2)
prices = st.tuples(st.integers(1, 9), st.integers(1, 9))


@settings(max_examples=50)
@given(need, prices, prices, st.integers(0, 60))
def test_it_costs_what_the_billing_engine_bills(
    hours: list[tuple[int, int]], listed: tuple[int, int], rates: tuple[int, int], money: int
) -> None:
    units = np.array(hours, float).T
    usage = Usage(START, ITEMS, (units * TICKS_PER_UNIT).astype(np.int64))
    by_hour = plan(
        "pay_as_you_go", prices=[{"chip": c, "price": p} for c, p in zip("AB", listed, strict=True)]
    )
    committed = plan(
        "savings_plan",
        commitment=money,
        term_months=12,
        purchase={"starts_on": date(2026, 1, 1)},
        prices=[{"chip": c, "price": p} for c, p in zip("AB", rates, strict=True)],
    )
    of = Rates(np.array(rates, float), np.array(listed, float))
    left = units - covered(units, of, money)
    # The engine covers whole ticks of a microsecond: of 8 hours a few are left at the edge.
    expected = float(left.sum(axis=1) @ of.listed) + money * len(hours)
    assert float(bill(usage, by_hour, committed).total) == pytest.approx(expected, abs=0.02)


@given(need, prices, prices, st.lists(halves, min_size=1, max_size=5))
def test_the_joint_curve_gives_what_is_covered_at_any_sum(
    hours: list[tuple[int, int]],
    listed: tuple[int, int],
    rates: tuple[int, int],
    sums: list[float],
) -> None:
    units, of = np.array(hours, float).T, Rates(np.array(rates, float), np.array(listed, float))
    curve, money = Exceedance.of(units, of), np.sort(np.array(sums))
    taken = np.stack([covered(units, of, one).mean(axis=1) for one in money])
    assert curve.avoided(money) == pytest.approx(taken @ of.listed)
    assert curve.used(money) == pytest.approx(taken @ of.discounted)
    # It falls from yuan to yuan: what one more avoids is what `last` says.
    step = 1e-6
    more = (curve.avoided(money + step) - curve.avoided(money)) / step
    assert more == pytest.approx(curve.last(money), abs=1e-3)
    assert (np.diff(curve.last(money)) <= 1e-12).all()
