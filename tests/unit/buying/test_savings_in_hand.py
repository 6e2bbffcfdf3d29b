"""What a savings plan in hand serves of pools, against what it covers hour by hour."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from models.billing.savings_cover import Scope
from models.buying.case import PoolCase
from models.buying.outcome import look_ahead, outcome
from models.buying.savings_in_hand import SavingsPlan, with_savings_plans
from models.procurement.spend import Rates, covered
from tests.money_pools import DAY, HOURS, MONTHS, NIGHT, pool_of
from tests.pool_cases import PRICE

NEAR = 1e-3  # of a cost: curves of need are drawn in steps
ENDS = date(2029, 3, 31)  # after the horizon
ALL = Scope("", None, None)  # of the made-up provider


def plan_of(cny_per_hour: float, discount: float = 0.2, ends: date = ENDS) -> SavingsPlan:
    """For all pools of the made-up provider."""
    money = Fraction(cny_per_hour)
    begins = date(2026, 1, 1)
    return SavingsPlan("plan", ALL, money, Decimal(1), discount, 36, begins, ends, "made up")


def cost_of(case: PoolCase) -> float:
    """Yuan over the horizon where nothing is bought."""
    nothing = np.zeros(MONTHS)
    found = outcome(look_ahead(case), nothing, nothing)
    return float(case.scenarios.weights @ found.scenario_costs)


@pytest.mark.parametrize("seed", range(4))
def test_of_one_pool_it_serves_what_it_covers_in_every_hour(seed: int) -> None:
    draw = np.random.default_rng(seed)
    need, money = draw.integers(0, 7, HOURS).astype(float), float(draw.integers(10, 700))
    (case,) = with_savings_plans([pool_of("a", need, 1.0)], [plan_of(money)])
    left = need - covered(need[None], Rates(np.array([0.8 * PRICE]), np.array([PRICE])), money)[0]
    assert cost_of(case) == pytest.approx(MONTHS * (left.sum() * PRICE + money * HOURS), rel=NEAR)


def test_all_of_its_money_is_given_to_pools_that_use_it_most() -> None:
    # By day two units, by night one; 240 yuan an hour are two units of 120: half of the hours each.
    pools = [pool_of("day", DAY, 2.0), pool_of("night", NIGHT, 1.0)]
    found = with_savings_plans(pools, [plan_of(240)])
    money = [contract.servers * 120 for case in found for contract in case.contracts]
    assert sum(money) == pytest.approx(240)
    # Each yuan serves half of the time, wherever it stands: half of two units is what is avoided.
    before = sum(cost_of(case) for case in pools)
    saved = before + MONTHS * HOURS * 240 - sum(cost_of(case) for case in found)
    assert saved == pytest.approx(MONTHS * HOURS * PRICE, rel=NEAR)


def test_a_second_plan_serves_what_the_first_leaves() -> None:
    case = pool_of("a", np.ones(HOURS), 3.0)
    plans = [plan_of(120), replace(plan_of(120), commitment_id="second")]
    (both,) = with_savings_plans([case], plans)
    (one,) = with_savings_plans([case], [plan_of(240)])
    assert [contract.servers for contract in both.contracts] == pytest.approx([1, 1])
    assert cost_of(both) == pytest.approx(cost_of(one), rel=NEAR)


def test_more_than_all_can_use_is_still_paid() -> None:
    (case,) = with_savings_plans([pool_of("a", np.ones(HOURS), 1.0)], [plan_of(120_000)])
    assert cost_of(case) == pytest.approx(MONTHS * HOURS * 120_000, rel=NEAR)


def test_it_is_served_for_the_days_that_it_runs() -> None:
    # To the middle of April, of 30 days: one of three units for half a month.
    case = pool_of("a", np.ones(HOURS), 3.0)
    (held,) = with_savings_plans([case], [plan_of(120, ends=date(2026, 4, 15))])
    saved = cost_of(case) - cost_of(held)
    assert saved == pytest.approx(HOURS / 2 * (PRICE - 120), rel=NEAR)
