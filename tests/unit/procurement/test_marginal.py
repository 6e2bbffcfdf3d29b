"""What supply is worth at the optimum, and below which fee the next plan would pay."""

import numpy as np
import pytest

from models.procurement.marginal import cost_of_plan, worth_of_plan, worth_of_supply
from models.procurement.plans import monthly_plan
from models.procurement.problem import Pool, Problem
from tests.unit.procurement.flat_pools import flat_pool

FULL_MONTH = 109_500


def pool(levels: list[float]) -> Pool:
    return flat_pool(levels, FULL_MONTH)


def test_supply_is_worth_what_the_next_unit_would_cost_otherwise() -> None:
    # Two units all year at 48,000, which a year pays from 5.3 months on: the third is not needed,
    # so that supply is worth the year's fee, spread over its months.
    year = monthly_plan("year", 12, 48_000, "a")
    worth = worth_of_supply(Problem((pool([2] * 12),), (year,)))["a"]
    assert worth.sum() == pytest.approx(12 * 48_000)


def test_a_plan_that_is_not_bought_would_pay_below_what_its_months_are_worth() -> None:
    # Needed in one month of three: by the hour 109,500 against a quarter's 150,000; a quarter pays
    # below 36,500 a month. The single month at 60,000 is bought, which leaves it 20,000.
    quarter = monthly_plan("quarter", 3, 50_000, "a")
    month = monthly_plan("month", 1, 60_000, "a")
    needed = pool([1, 0, 0])
    for plans, fee in (((quarter,), 36_500), ((quarter, month), 20_000)):
        problem = Problem((needed,), plans)
        worth = worth_of_supply(problem)
        assert cost_of_plan(quarter, problem) == 150_000
        assert worth_of_plan(quarter, worth) / 3 == pytest.approx(fee)


@pytest.mark.parametrize("lead", [0, 1])
def test_what_arrives_late_is_worth_the_months_that_are_left(lead: int) -> None:
    plan = monthly_plan("month", 1, 120_000, "a", lead_months=lead)
    worth = worth_of_supply(Problem((pool([1, 0, 0]),), (plan,)))
    assert worth_of_plan(plan, worth) == pytest.approx(0 if lead else FULL_MONTH)
    assert np.all(worth["a"] >= 0)
