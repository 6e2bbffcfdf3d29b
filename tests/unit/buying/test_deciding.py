"""What is bought for a pool by itself."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.expected import expected_cost
from models.buying.in_hand import Contract
from models.buying.solving import Rules
from tests.pool_cases import case_of, equally_likely, offered

HOURS = 720


def test_a_month_begins_the_day_after_the_contract_whose_place_it_takes() -> None:
    # Four units are needed in every hour, at 60,000 a month each. Four under contract at just that
    # run to 14 April, and four for a month from then on: nothing is paid twice in the year.
    contract = Contract(
        "old", "a", "Cloud A", "H20", "annual", 12, 4, 1,
        date(2025, 4, 15), date(2026, 4, 14), Fraction(60_000), "made up",
    )  # fmt: skip
    month = offered("a", "month", 1, 60_000)
    case = case_of("a", np.full((12, HOURS), 4.0), equally_likely(np.full((1, 12), 4.0)), (month,))
    before, cost = _now(case)
    assert before == [(4, None)]
    after, cost_after = _now(replace(case, contracts=(contract,)))
    assert after == [(4, date(2026, 4, 15))]
    assert cost == pytest.approx(12 * 4 * 60_000, rel=0.003)  # an hour or two above four units
    assert cost_after == pytest.approx(cost)


def test_what_is_planned_far_ahead_can_be_bought() -> None:
    # Two units are needed from the 15th month on, and sold by four: 120,000 a month, or 216,000 by
    # the hour. Half of a package would cost 60,000.
    four = offered("a", "four", 12, 30_000, package_units=4)
    case = case_of("a", np.zeros((12, HOURS)), equally_likely(np.zeros((1, 24))), (four,))
    planned = np.append(np.zeros(14), np.full(10, 2.0))[:, None]
    case = replace(case, planned=planned)
    bought = solve_ladders([case], Rules(0.0)).bought["a"]
    assert [(one.month, one.units) for one in bought] == [(14, 4)]
    assert expected_cost(case, bought) == pytest.approx(10 * 120_000)


def _now(case: PoolCase) -> tuple[list[tuple[float, date | None]], float]:
    """Units bought now, and from which day; and the cost of all."""
    bought = solve_ladders([case], Rules(0.0)).bought["a"]
    now = [(one.units, one.first_day) for one in bought if one.month == 0]
    return now, expected_cost(case, bought)
