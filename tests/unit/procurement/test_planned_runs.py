"""Planned runs: known for certain, bought for as long as they last, and no sign of more."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.procurement.curves import Campaign, planned_hours
from models.procurement.evidence import evidence_cny
from models.procurement.frontier import frontier, value_of_waiting
from models.procurement.ladder import REFERENCE_LADDER, Ladder, Term
from models.procurement.policy import LadderPolicy
from models.procurement.recourse import unit_hours_ahead
from models.procurement.replay import View
from models.procurement.scenarios.ensemble import Scenarios

Numbers = NDArray[np.float64]
HOURS = 730
STEADY = np.full((12, HOURS), 4.0)


def view(past: Numbers, planned: Numbers, past_planned: Numbers | None = None) -> View:
    held = np.zeros(24)
    held[:] = 4.0
    was = np.zeros((0, 1)) if past_planned is None else past_planned
    return View(past, held, REFERENCE_LADDER, planned, was)


def runs(*months_and_units: tuple[int, int, float]) -> Numbers:
    """Runs from the start of one month to before the start of another."""
    found = [Campaign(a * HOURS, b * HOURS, units) for a, b, units in months_and_units]
    return planned_hours(found, 24, HOURS)


def test_hours_of_runs_are_laid_out_by_month() -> None:
    # from the middle of the second month to the end of the third
    laid = planned_hours([Campaign(15, 30, 6.0)], 3, 10)
    assert laid.tolist() == [[0.0] * 10, [0.0] * 5 + [6.0] * 5, [6.0] * 10]


def test_a_run_of_three_months_is_bought_by_the_quarter_and_no_longer() -> None:
    # 4 servers are held; 6 more for 3 months: a quarter costs 56,000 a month, a year 4 x as long
    assert LadderPolicy()(view(STEADY, runs((0, 3, 6)))) == {3: 6}


def test_a_run_of_one_month_is_bought_for_a_month() -> None:
    assert LadderPolicy()(view(STEADY, runs((0, 1, 6)))) == {1: 6}


def test_nothing_is_bought_before_a_run_begins() -> None:
    assert LadderPolicy()(view(STEADY, runs((2, 5, 6)))) == {}


def test_a_run_of_half_a_month_is_worth_half_a_month() -> None:
    # 365 hours x 150 = 54,750 by the hour: less than the 60,000 of a month
    half = planned_hours([Campaign(0, 365, 6.0)], 24, HOURS)
    assert LadderPolicy()(view(STEADY, half)) == {}


def test_a_run_of_a_year_and_more_is_evidence_for_long_terms() -> None:
    bought = LadderPolicy()(view(STEADY, runs((0, 24, 6))))
    assert sum(bought.values()) == 6
    assert bought[24] >= 5


def test_a_run_that_is_over_is_not_expected_again() -> None:
    # the last three months needed 6 more, by plan: they are gone, and 4 are in hand
    was = np.zeros((12, HOURS))
    was[-3:] = 6.0
    nothing = np.zeros((0, 1))
    assert LadderPolicy()(view(STEADY + was, nothing, was)) == {}
    assert sum(LadderPolicy()(view(STEADY + was, nothing)).values()) > 0  # without being told


def test_need_beside_a_run_lies_on_top_of_it() -> None:
    # one scenario of 2 servers in all hours; a run of 3 in a quarter of the hours:
    # units 1-2 always work, units 3-5 a quarter of the time
    one = Scenarios(np.full((1, 1), 2.0), np.ones(1), {"only": 1.0})
    planned = np.array([[3.0, 0.0, 0.0, 0.0]])
    hours = unit_hours_ahead(one, np.ones(1), 6, planned)[0, 0]
    assert hours == pytest.approx([1, 1, 0.25, 0.25, 0.25, 0], abs=0.01)


def test_evidence_counts_certain_months_in_full_whatever_is_known() -> None:
    # one month known of 1 server: 4 x 109,500; a run of 2 more in 3 months: 328,500 each
    evidence = evidence_cny(np.ones((1, HOURS)), REFERENCE_LADDER, runs((0, 3, 2)))
    assert evidence.tolist() == [438_000, 328_500, 328_500]


def test_a_customer_without_past_buys_for_what_is_planned() -> None:
    new = View(np.zeros((0, HOURS)), np.zeros(24), REFERENCE_LADDER, runs((0, 3, 5)))
    assert LadderPolicy()(new) == {3: 5}


def test_large_runs_are_decided_in_blocks_by_the_same_rule() -> None:
    bought = LadderPolicy()(view(STEADY, runs((0, 3, 600))))
    assert set(bought) == {3}
    assert bought[3] == pytest.approx(600, rel=0.02)


def test_the_frontier_and_waiting_know_of_runs() -> None:
    plain, busy = (view(STEADY, planned) for planned in (runs(), runs((0, 3, 6))))
    extra = (
        frontier(busy, (0.5,))[0].expected_cost_cny - frontier(plain, (0.5,))[0].expected_cost_cny
    )
    # the run by the quarter: 3 x 6 x 56,000 = 1,008,000
    assert extra == pytest.approx(1_008_000, rel=0.02)
    # waiting may not buy a year or more; a quarter it may
    assert value_of_waiting(busy).value_of_waiting_cny == pytest.approx(
        value_of_waiting(plain).value_of_waiting_cny, abs=100_000
    )


def test_without_a_short_term_a_run_is_paid_by_the_hour() -> None:
    # a year's fee of 576,000 against 3 x 109,500 by the hour
    ladder = Ladder(150, (Term("annual", 12, 48_000),))
    now = View(STEADY, np.full(12, 4.0), ladder, runs((0, 3, 6)))
    assert LadderPolicy()(now) == {}
