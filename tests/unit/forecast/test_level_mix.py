import numpy as np
import pytest

from models.forecast.candidate import Floats
from models.forecast.level_mix import median_level, mix_levels
from models.forecast.logarithm import expected_by_logarithm


def mean(values: Floats) -> Floats:
    return np.array([values[~np.isnan(values)].mean()])


def test_levels_of_a_day_to_twelve_weeks_are_blended_by_bucket() -> None:
    # 83 days at 10 and one at 20: means of 1, 3, 7, 14, 28, 84 days are 10 more by 10, 10/3, 10/7,
    # 5/7, 5/14, 5/42. Up to day 7: 0.2 x 10 + 0.15 x 10/3 + 0.3 x 10/7 + 0.15 x 5/7 + 0.2 x 5/14
    # = 2 + 0.5 + 0.428571 + 0.107143 + 0.071429 = 3.107143. From day 8 on: 1.5 + 0.333333
    # + 0.428571 + 0.107143 + 0.089286 + 0.005952 = 2.464286.
    values = np.full(84, 10.0)
    values[-1] = 20.0
    course = mix_levels(values, (), 10)
    assert course[:7] == pytest.approx(np.full(7, 13.107143))
    assert course[7:] == pytest.approx(np.full(3, 12.464286))


def test_what_never_moved_stays_for_a_year() -> None:
    assert mix_levels(np.full(30, 5.0), (7,), 365) == pytest.approx(np.full(365, 5.0))


def test_a_week_that_repeats_is_carried_on_over_missing_days() -> None:
    week = np.array([10.0, 12, 12, 12, 12, 6, 6])
    values = np.tile(week, 12)
    values[40:43] = np.nan
    assert mix_levels(values, (7,), 7) == pytest.approx(week, abs=1)


def test_blended_medians_and_the_last_weeks_leave_a_burst_out() -> None:
    # Two of the last three days are at 20: the medians of 1 and 3 days see it, 0.2 and 0.15 of the
    # first week, those of 7 days and more do not: 10 + 0.35 x 10; from day 8 on 0.15 and 0.1.
    values = np.full(84, 10.0)
    values[-2:] = 20.0
    course = mix_levels(values, (), 10, np.median)
    assert course[:7] == pytest.approx(np.full(7, 13.5))
    assert course[7:] == pytest.approx(np.full(3, 12.5))
    assert median_level(values, (), 10, 7) == pytest.approx(np.full(10, 10.0))
    assert median_level(values, (), 10, 3) == pytest.approx(np.full(10, 20.0))


def test_by_logarithm_a_mean_becomes_the_geometric_one() -> None:
    assert expected_by_logarithm(np.array([1.0, np.nan, 100.0]), mean) == pytest.approx([10.0])


def test_what_is_zero_has_no_logarithm() -> None:
    assert np.isnan(expected_by_logarithm(np.array([0.0, 5.0]), mean)).all()


def test_a_steep_logarithm_does_not_leave_the_earth() -> None:
    course = expected_by_logarithm(np.array([2.0, 3.0]), lambda logs: logs + 50)
    assert course == pytest.approx([12.0, 12.0])  # four times the most that was measured
