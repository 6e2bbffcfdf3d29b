"""Single months taken as they are needed, under limits; whole numbers near a linear optimum."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.procurement.curves import Curve
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap
from models.procurement.plans import AsNeeded, monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import CannotBeMetError, solve
from tests.unit.procurement.flat_pools import FULL_MONTH_CNY, HOURS, flat_pool

FEE = 60_000.0
MONTH = monthly_plan("month", 1, FEE, "a")
TWO = monthly_plan("two months", 2, 48_000, "a")


def likely(chances: list[list[float]]) -> tuple[Pool, AsNeeded]:
    """A pool whose l-th unit is needed all month with a chance, months x units, and its months."""
    chance = np.array(chances)
    cost = chance * FULL_MONTH_CNY
    pool = Pool("a", Curve(np.ones(chance.shape[1]), cost, chance * HOURS, cost))
    later = np.where(np.arange(len(chance))[:, None] > 0, chance, 0.0)
    paid = np.where(later > 0, later * FEE, cost)
    taken = AsNeeded("month", "a", later * (FULL_MONTH_CNY - FEE), later, later * HOURS, paid)
    return pool, taken


def problem(chances: list[list[float]], *limits: Limit) -> Problem:
    pool, taken = likely(chances)
    return Problem((pool,), (MONTH, TWO), limits, as_needed=(taken,), mip_gap=0.0)


def test_they_cost_what_is_expected_of_them() -> None:
    # One unit now, 60,000; a second with one chance in two next month: 30,000 in place of 54,750.
    answer = solve(replace(problem([[1.0, 0.0], [1.0, 0.5]]), plans=(MONTH,)))
    assert answer.cost_cny == pytest.approx(60_000 + 60_000 + 30_000)
    assert answer.as_needed["a"].tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize(
    ("limit", "cost"),
    [
        # 1.5 are expected next month. One may run: either the certain one, and .5 by the hour.
        (Cap("cap", frozenset({"month"}), (9.0, 1.0)), 120_000 + 54_750),
        (Cap("cap", frozenset({"month"}), (9.0, 1.0), "bought"), 120_000 + 54_750),
        (ShareCap("share", frozenset({"month"}), 0.0), 109_500 * 2.5),
        (ShareCap("share", frozenset({"month"}), 1.0), 150_000),
        # 90,000 are expected to be paid next month.
        (Budget("budget", (60_000.0, 90_000.0)), 150_000),
        # All 1,825 hours are served by what is bought and what is taken then.
        (ServiceLevel("level", 1.0), 150_000),
    ],
)
def test_limits_count_them_as_is_expected(limit: Limit, cost: float) -> None:
    asked = replace(problem([[1.0, 0.0], [1.0, 0.5]], limit), plans=(MONTH,))
    assert solve(asked).cost_cny == pytest.approx(cost)


def test_a_budget_below_what_is_expected_of_them_says_what_is_missing() -> None:
    asked = replace(
        problem([[1.0, 0.0], [1.0, 0.5]], Budget("budget", (60_000.0, 80_000.0))), plans=(MONTH,)
    )
    with pytest.raises(CannotBeMetError, match="budget in month 1 by 10,000"):
        solve(asked)


chances_of = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(
    lambda row: sorted(row, reverse=True)
)


@settings(max_examples=40)
@given(st.lists(chances_of, min_size=2, max_size=5))
def test_without_limits_it_is_the_same_as_by_the_cheaper_of_both(
    chances: list[list[float]],
) -> None:
    apart = problem(chances)
    (pool,), (taken,) = apart.pools, apart.as_needed
    cheaper = replace(pool.curve, values_cny=pool.curve.values_cny - taken.saved_cny)
    plain = replace(apart, pools=(replace(pool, curve=cheaper),), as_needed=())
    assert solve(apart).cost_cny == pytest.approx(solve(plain).cost_cny, abs=0.01)


def test_what_is_decided_already_is_bought_whatever_it_costs() -> None:
    answer = solve(Problem((flat_pool([2, 2]),), (MONTH,), now={"month": 1.0}))
    assert answer.bought == {("month", 0): 1, ("month", 1): 2}


def test_a_plan_of_this_month_only_is_not_bought_later() -> None:
    answer = solve(Problem((flat_pool([2, 2]),), (MONTH,), only_now=frozenset({"month"})))
    assert answer.bought == {("month", 0): 2}


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 6), min_size=3, max_size=6),
    st.integers(2, 5),
    st.floats(30_000, 100_000),
)
def test_whole_numbers_are_as_near_the_optimum_as_is_asked(
    levels: list[int], least: int, fee: float
) -> None:
    some = monthly_plan("some", 2, fee, "a", minimum_units=least)
    budget = Budget("budget", tuple([7 * FULL_MONTH_CNY] * len(levels)))
    asked = Problem((flat_pool([*levels, 7]),), (some, MONTH), (budget,), mip_gap=0.0)
    best, near = solve(asked), solve(replace(asked, mip_gap=0.05))
    assert best.cost_cny - 0.01 <= near.cost_cny <= best.cost_cny * 1.0501 + 1
    assert near.proved_gap <= 0.05 + 1e-9
    assert all(units == round(units) for units in near.bought.values())
    assert all(units >= least for (name, _), units in near.bought.items() if name == "some")
