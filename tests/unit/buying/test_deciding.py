"""What is bought for a pool by itself."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np

from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.in_hand import Contract
from models.buying.solving import Rules
from tests.pool_cases import case_of, equally_likely, offered

HOURS = 720


def test_months_are_bought_by_the_days_that_a_contract_still_runs() -> None:
    # Four units are needed in every hour. Four under contract run for 14 of April's 30 days: 1.87
    # in the mean. By the hour a unit costs 108,000 a month, by the month 60,000: of the 2.13 left
    # two units pay, and a third would serve .13 for 60,000. In whole months none is in hand.
    contract = Contract(
        "old", "a", "Cloud A", "H20", "annual", 12, 4, 1,
        date(2025, 4, 15), date(2026, 4, 14), Fraction(60_000), "made up",
    )  # fmt: skip
    month = offered("a", "month", 1, 60_000)
    case = case_of("a", np.full((12, HOURS), 4.0), equally_likely(np.full((1, 12), 4.0)), (month,))
    assert _now(case) == 4
    assert _now(replace(case, contracts=(contract,))) == 2


def _now(case: PoolCase) -> float:
    bought = solve_ladders([case], Rules(0.0)).bought["a"]
    return sum(one.units for one in bought if one.month == 0)
