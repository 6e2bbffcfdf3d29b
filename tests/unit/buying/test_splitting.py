"""A savings plan in hand of several pools: the best split of some, and what it covers beyond it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from models.billing.savings_cover import Scope
from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.expected import expected_cost
from models.buying.outcome import running
from models.buying.savings_in_hand import SavingsPlan, with_savings_plans
from models.buying.solving import Purchases
from models.buying.splitting import with_best_splits
from tests.money_pools import DAY, HOURS, MONTHS, NIGHT, RULES, pool_of, year_of
from tests.pool_cases import PRICE

ALL = Scope("", None, None)  # of the made-up provider
RATE = 0.8 * PRICE  # 120 yuan an hour, of a unit
NEAR = 1e-3  # of a cost: curves of need are drawn in steps


def plan_of(cny_per_hour: float) -> SavingsPlan:
    money, begins, ends = Fraction(cny_per_hour), date(2026, 1, 1), date(2029, 3, 31)
    return SavingsPlan("plan", ALL, money, Decimal(1), 0.2, 36, begins, ends, "made up")


def split_of(pools: Sequence[PoolCase], plan: SavingsPlan) -> list[PoolCase]:
    return with_best_splits(with_savings_plans(pools, [plan]), [plan], RULES)


def told(cases: Sequence[PoolCase], bought: Purchases) -> float:
    return sum(expected_cost(case, bought[case.pool_id]) for case in cases)


def test_what_pools_need_at_different_hours_is_told_as_covered() -> None:
    # One unit by day in the one pool, by night in the other: 120 yuan cover every hour of both.
    found = split_of([pool_of("day", DAY, 1.0), pool_of("night", NIGHT, 1.0)], plan_of(120))
    bought = solve_ladders(found, RULES).bought
    assert told(found, bought) == pytest.approx(MONTHS * HOURS * 120, rel=NEAR)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_bought_costs_no_more_than_beside_the_split_by_use(seed: int) -> None:
    draw = np.random.default_rng(seed)
    need = draw.integers(0, 4, (2, 4)).astype(float)  # four parts of a day
    need[:, 0] = 1.0  # neither pool is without any
    hours = np.tile(np.repeat(need, 6, axis=1), 30)
    money = float(draw.uniform(0.2, 0.8) * RATE * need.sum(axis=0).max())
    fee = 70_000  # of 108,000 by the hour: pays from 65 % on, beside the plan from 81 %
    pools = [pool_of(str(at), hours[at], 1.0, year_of(str(at), fee)) for at in (0, 1)]
    before, after = with_savings_plans(pools, [plan_of(money)]), split_of(pools, plan_of(money))

    def in_all(cases: Sequence[PoolCase], bought: Purchases) -> float:
        units = [running(bought[case.pool_id], case.horizon)[0].mean() for case in cases]
        above = np.maximum(hours - np.array(units)[:, None], 0.0).sum(axis=0) * RATE
        beyond = np.maximum(above - money, 0.0).sum() * PRICE / RATE
        return float(MONTHS * (sum(units) * fee + money * HOURS + beyond))

    old, new = (solve_ladders(cases, RULES).bought for cases in (before, after))
    assert in_all(after, new) <= in_all(before, old) * (1 + NEAR)
    assert told(after, new) == pytest.approx(in_all(after, new), rel=5 * NEAR)


def test_all_of_its_money_stands_in_the_pools() -> None:
    found = split_of([pool_of("day", DAY, 2.0), pool_of("night", NIGHT, 1.0)], plan_of(300))
    money = [contract.servers * RATE for case in found for contract in case.contracts]
    assert sum(money) == pytest.approx(300)


def test_a_plan_of_one_pool_stays_as_it_is() -> None:
    held = with_savings_plans([pool_of("a", DAY, 2.0)], [plan_of(120)])
    assert with_best_splits(held, [plan_of(120)], RULES)[0] is held[0]
