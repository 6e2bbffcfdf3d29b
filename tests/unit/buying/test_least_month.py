"""Single months of which a least number is sold: they serve later needs where that is cheaper."""

from dataclasses import replace

import numpy as np
import pytest

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.outcome import look_ahead
from models.buying.pack_choice import with_the_cheapest_later
from models.procurement.limits import Cap
from tests.money_pools import ALWAYS, MONTHS, RULES, pool_of
from tests.pool_cases import PRICE, offered

BY_HOUR = PRICE * len(ALWAYS)  # 108,000 a unit-month
MONTH, YEAR = 60_000, 45_000  # yuan a month
NEAR = 1e-3  # of a cost: curves of need are drawn in steps


def pool(levels: np.ndarray, least: int) -> PoolCase:
    """Need of whole units in all hours, scenarios x months."""
    months = offered("a", "month", 1, MONTH, minimum_units=least)
    return pool_of("a", ALWAYS, levels, months, offered("a", "year", 12, YEAR))


def told(case: PoolCase) -> float:
    (case,) = with_the_cheapest_later([case], RULES)
    advice = Advice(look_ahead(case), solve_ladders([case], RULES).bought["a"])
    return float(case.scenarios.weights @ advice.outcome.scenario_costs)


def best(levels: np.ndarray, least: int) -> float:
    """Of all numbers of servers bought now for a year, and of single months when they are needed.

    The first month's are bought before its need is known.
    """

    def cost(need: np.ndarray, months: int) -> float:
        return months * MONTH + float(np.maximum(need - months, 0).mean()) * BY_HOUR

    found = []
    for year in range(int(levels.max()) + 1):
        above = np.maximum(levels - year, 0)
        sold = [0, *range(max(least, 1), int(max(above.max(), least)) + 1)]
        first = min(cost(above[:, 0], months) for months in sold)
        later = (min(cost(need, n) for n in sold) for need in above[:, 1:].ravel())
        found.append(MONTHS * year * YEAR + first + sum(later) / len(levels))
    return min(found)


@pytest.mark.parametrize("seed", range(6))
def test_a_small_minimum_costs_little_more_than_the_best_of_all(seed: int) -> None:
    draw = np.random.default_rng(seed)
    steps = draw.integers(-2, 3, (6, MONTHS))
    levels = np.clip(8 + np.cumsum(steps, axis=1), 0, 16).astype(float)
    without = told(pool(levels, 1))
    for least in (1, 2, 3):
        found = told(pool(levels, least))
        assert without * (1 - NEAR) <= found <= best(levels, least) * 1.03


def test_a_minimum_that_never_binds_changes_nothing() -> None:
    # Three units in the one future, eight in the other: by the month, or five more of them.
    levels = np.array([[3.0] * MONTHS, [8.0] * MONTHS])
    levels[:, 0] = 3.0
    assert told(pool(levels, 3)) == pytest.approx(told(pool(levels, 1)))


def test_fewer_than_are_sold_are_paid_for_where_that_is_less_than_the_hour() -> None:
    # Two units: three by the month are 180,000, by the hour 216,000; one by the hour 108,000.
    levels = np.array([[0.0] * MONTHS, [0.0] * MONTHS, [0.0] * MONTHS])
    levels[0, 6], levels[1, 6] = 2.0, 1.0
    assert told(pool(levels, 3)) == pytest.approx((180_000 + BY_HOUR) / 3, rel=NEAR)


def test_where_a_limit_counts_them_they_are_planned_ahead() -> None:
    levels = np.array([[3.0] * MONTHS, [8.0] * MONTHS])
    case = pool(levels, 3)
    cap = Cap("cap", frozenset(one.name for one in case.offers), (20.0,))
    (found,) = with_the_cheapest_later([case], replace(RULES, limits=(cap,)))
    assert found is case
