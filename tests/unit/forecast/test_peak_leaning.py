"""Peaks move towards last week's as far as that missed less, and their band holds what came.

All cases are of the first week ahead, whose belief is nothing of the way at P50 and half of it at
P95 and P99. Cut-offs lie a week apart.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.candidate import Floats
from models.forecast.peak_leaning import (
    PeakCases,
    PeakLean,
    leaned_apart,
    learn_leans,
    way_to,
)

WEEK = (1, 7)
CUT_OFFS = 24
ONES = np.ones(3)


def make_cases(middle: Floats, actual: Floats, before: Floats) -> PeakCases:
    """One pool; each number is that of all three quantiles. The band is a tenth to either side."""
    count = len(middle)
    band = middle[:, np.newaxis, np.newaxis] * np.array([1 / 1.1, 1.0, 1.1])[:, np.newaxis] * ONES
    columns = (one[:, np.newaxis] * ONES for one in (actual, before))
    days = 7 * np.arange(count)
    return PeakCases(np.zeros(count, dtype=np.intp), days, band, *columns, band[:, 1])


def drawn(seed: int) -> Floats:
    return np.asarray(np.exp(np.random.default_rng(seed).normal(3, 0.5, CUT_OFFS)))


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_where_last_weeks_peak_always_comes_again_the_forecast_is_last_weeks_peak(
    seed: int,
) -> None:
    came = drawn(seed)
    [lean] = learn_leans(make_cases(drawn(seed + 1), came, came), WEEK, 1)
    assert lean.share.tolist() == [1, 1, 1]


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_where_it_says_nothing_and_the_draws_are_right_the_forecast_stays(seed: int) -> None:
    came = drawn(seed)
    [lean] = learn_leans(make_cases(came, came, drawn(seed + 1)), WEEK, 1)
    assert lean.share.tolist() == [0, 0, 0]


def test_before_anything_is_seen_the_belief_stands() -> None:
    [lean] = learn_leans(make_cases(*np.empty((3, 0))), WEEK, 1)
    assert lean.share.tolist() == [0, 0.5, 0.5]
    assert lean.width.tolist() == [1, 1, 1]


def test_half_of_the_way_is_the_geometric_mean_and_the_band_is_resized_around_it() -> None:
    lean = PeakLean(share=np.array([0.0, 0.5, 1.0]), width=np.array([1.0, 2.0, 1.0]))
    middle, week_before = np.array([4.0, 16.0, 32.0]), np.array([9.0, 36.0, 64.0])
    # Half above it drawn, so 1.5 times: 6, 24, 48.
    found = lean.lean(1.5 * middle, middle, way_to(week_before, middle))
    # P50 stays: 6. P95: sqrt(16 x 36) = 24, its band twice as wide: x 1.5^2 = 54. P99: 64 x 1.5.
    assert found == pytest.approx([6, 54, 96])


def test_more_of_the_hours_never_need_fewer_cards() -> None:
    lean = PeakLean(share=np.array([0.0, 0.0, 1.0]), width=ONES)
    middle = np.array([4.0, 16.0, 32.0])
    # P99 would go to 8, below the 16 of P95.
    found = lean.lean(middle, middle, way_to(np.array([4.0, 16.0, 8.0]), middle))
    assert found.tolist() == [4, 16, 16]


def test_nothing_drawn_and_nothing_last_week_are_no_way_to_go() -> None:
    middle, week_before = np.array([0.0, 2.0, 4.0]), np.array([3.0, 0.0, 8.0])
    assert way_to(week_before, middle).tolist() == [1, 1, 2]


def test_a_band_that_is_half_as_wide_as_what_came_is_widened_against_a_belief() -> None:
    # What came lies 1.1^2 above or below what was drawn: twice the band, in logarithms, and last
    # week's peak was what was drawn. 24 cases against 20 that it is right: 2^(24/44).
    middle = np.full(CUT_OFFS, 10.0)
    came = middle * 1.21 ** np.where(np.arange(CUT_OFFS) % 2, 1, -1)
    [lean] = learn_leans(make_cases(middle, came, middle), WEEK, 1)
    assert lean.width == pytest.approx(2 ** (24 / 44) * ONES)


def leaned(cases: PeakCases) -> Floats:
    return leaned_apart(cases, cases, WEEK, WEEK, 1)


def test_a_score_knows_nothing_of_the_week_that_it_is_of() -> None:
    middle, came, before = drawn(1), drawn(2), drawn(3)
    bands = leaned(make_cases(middle, came, before))
    # Had something else come after the cut-off, its band would be the same.
    here = came.copy()
    here[5] *= 7
    assert (leaned(make_cases(middle, here, before))[5] == bands[5]).all()
    # Had all others been as drawn, it would not.
    others = np.where(np.arange(CUT_OFFS) == 5, came, middle)
    assert (leaned(make_cases(middle, others, before))[5] != bands[5]).any()


def test_months_ahead_lean_as_the_weeks_before_and_know_nothing_of_what_came_then() -> None:
    far, near = (57, 84), (8, 28)
    middle, came, before = drawn(1), drawn(2), drawn(3)
    far_cases, near_cases = (make_cases(middle, one, before) for one in (came, drawn(4)))
    bands = leaned_apart(far_cases, near_cases, far, near, 1)
    # Nothing of what came months ahead is learnt from.
    other = make_cases(middle, drawn(5), before)
    assert (leaned_apart(other, near_cases, far, near, 1) == bands).all()
    # What came in the weeks after a cut-off within 84 days, 12 weeks, is not, either.
    within = abs(np.arange(CUT_OFFS) - 5) < 12
    moved = make_cases(middle, np.where(within, 7.0, 1.0) * drawn(4), before)
    assert (leaned_apart(far_cases, moved, far, near, 1)[5] == bands[5]).all()
    beyond = make_cases(middle, np.where(within, drawn(4), middle), before)
    assert (leaned_apart(far_cases, beyond, far, near, 1)[5] != bands[5]).any()


def test_a_band_that_was_too_wide_is_not_made_narrower_for_months_ahead() -> None:
    lean = PeakLean(share=np.full(3, 0.5), width=np.array([0.5, 1.0, 2.0]))
    assert lean.further_ahead().width.tolist() == [1, 1, 2]
    # All came as drawn: the band of the weeks before is narrowed, that of months ahead is 1.1.
    middle = np.full(CUT_OFFS, 10.0)
    cases = make_cases(middle, middle, middle)
    near, far = (leaned_apart(cases, cases, span, (8, 28), 1) for span in ((8, 28), (57, 84)))
    assert (near[:, 2] < 10.9).all()
    assert far[:, 2] == pytest.approx(np.full((CUT_OFFS, 3), 11.0))


def test_months_ahead_go_as_far_as_the_weeks_before_did() -> None:
    # Half of the way from 10, which the weeks before have, to 40: twice as much; months ahead have
    # grown to 30 by then, and become 60, where half of their own way would be 34.6.
    middle, before = np.full(CUT_OFFS, 30.0), np.full(CUT_OFFS, 40.0)
    far = replace(make_cases(middle, middle, before), way_from=np.full((CUT_OFFS, 3), 10.0))
    none = far.only(np.zeros(CUT_OFFS, dtype=bool))  # the belief: nothing, 1/2 and 3/4 of the way
    bands = leaned_apart(far, none, (57, 84), (8, 28), 1)
    assert bands[0, 1] == pytest.approx([30, 60, 30 * 4**0.75])
