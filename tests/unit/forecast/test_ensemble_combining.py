"""Members as one course: weighted by bucket, geometric, never nothing because one member is."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.ensemble.combining import (
    combined_course,
    distance_of_members,
    weighted_course,
)
from tests.unit.forecast.test_ensemble_weighting import backtest

ENDS = (7, 28)


def two(first: float, second: float, share: float, *, geometric: bool = True) -> float:
    """The course of two members, `share` the weight of the second."""
    weights = np.array([[1 - share] * 2, [share] * 2])
    courses = np.array([[first] * 28, [second] * 28])
    return float(weighted_course(weights, courses, ENDS, geometric=geometric)[0])


def test_members_are_weighted_by_bucket_and_the_silent_share_their_weight() -> None:
    courses = np.array([[10.0] * 28, [40.0] * 28, [np.nan] * 28])
    weights = np.array([[0.25, 0.5], [0.25, 0.0], [0.5, 0.5]])
    course = weighted_course(weights, courses, ENDS, geometric=True)
    assert course[:7] == pytest.approx(np.full(7, 20.0))  # the root of 10 x 40
    assert course[7:] == pytest.approx(np.full(21, 10.0))
    plain = weighted_course(weights, courses, ENDS, geometric=False)
    assert plain[:7] == pytest.approx(np.full(7, 25.0))


def test_where_no_member_says_anything_nothing_is_said() -> None:
    silent = np.full((2, 28), np.nan)
    weights = np.full((2, 2), 0.5)
    for geometric in (True, False):
        assert np.isnan(weighted_course(weights, silent, ENDS, geometric=geometric)).all()


def test_a_member_that_expects_nothing_counts_as_a_tenth_of_the_mean() -> None:
    # The mean of 100 and 0 is 50; the root of 100 x 5 is 22.36.
    assert two(100.0, 0.0, 0.5) == pytest.approx(np.sqrt(500.0))


def test_members_that_all_expect_nothing_make_it_nothing() -> None:
    assert two(0.0, 0.0, 0.5) == 0.0


def test_below_zero_the_mean_is_arithmetic() -> None:
    assert two(-10.0, -20.0, 0.5) == -15.0


def test_twice_the_courses_make_twice_the_course() -> None:
    assert two(2.0, 8.0, 0.3) * 2 == pytest.approx(two(4.0, 16.0, 0.3))


def test_of_what_is_often_zero_the_mean_is_arithmetic() -> None:
    values: Floats = np.random.default_rng(1).uniform(50, 100, 90)
    steady = run_backtest(DailyHistory("a", date(2025, 1, 1), values), 7, Bounds(), None)
    weights = np.full((len(steady.names), 1), 1 / len(steady.names))
    courses = steady.ahead
    often_zero = replace(steady, is_intermittent=True)
    assert combined_course(often_zero, weights, courses) == pytest.approx(courses.mean(axis=0))
    logs = np.exp(np.log(courses).mean(axis=0))
    assert combined_course(steady, weights, courses) == pytest.approx(logs)


def test_the_distance_of_members_is_their_weighted_mean_one_without_the_silent() -> None:
    made = backtest([[10, 10], [40, 40], [np.nan, np.nan]])
    weights = np.array([[0.25, 0.5], [0.25, 0.0], [0.5, 0.5]])
    found = distance_of_members(made, weights, np.full(28, 20.0))
    # Days 1 to 7: 10 and 20 away at equal weights; then the first alone.
    assert found == pytest.approx([15.0] * 7 + [10.0] * 21)
