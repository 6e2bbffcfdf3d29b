import numpy as np
import pytest

from models.forecast.candidate import Floats
from models.forecast.level_mix import median_level, mix_levels, mix_log_levels
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


def test_a_day_of_nothing_counts_as_a_twentieth_of_the_median_day_among_logarithms() -> None:
    # 83 days at 100 and the last at 0, which counts as 5: the logarithm is ln 20 = 2.995732 less on
    # that day. Its part up to day 7: 0.2 + 0.15 / 3 + 0.3 / 7 + 0.15 / 14 + 0.2 / 28 = 0.310714,
    # exp(-0.310714 x 2.995732) = 0.394232; from day 8 on 0.15 + 0.1 / 3 + 0.3 / 7 + 0.15 / 14
    # + 0.25 / 28 + 0.05 / 84 = 0.246429, 0.477957.
    values = np.full(84, 100.0)
    values[-1] = 0.0
    course = mix_log_levels(values, (), 10)
    assert course[:7] == pytest.approx(np.full(7, 39.4232), abs=1e-3)
    assert course[7:] == pytest.approx(np.full(3, 47.7957), abs=1e-3)


def test_what_was_usual_before_the_last_twelve_weeks_lifts_no_day_of_them() -> None:
    values = np.concatenate([np.full(100, 1000.0), np.full(84, 10.0)])
    assert mix_log_levels(values, (), 10) == pytest.approx(np.full(10, 10.0))


def test_twelve_weeks_of_nothing_have_no_logarithm() -> None:
    values = np.concatenate([np.full(100, 1000.0), np.zeros(84)])
    assert np.isnan(mix_log_levels(values, (), 10)).all()


def test_by_logarithm_a_mean_becomes_the_geometric_one() -> None:
    assert expected_by_logarithm(np.array([1.0, np.nan, 100.0]), mean) == pytest.approx([10.0])


def test_what_is_zero_has_no_logarithm() -> None:
    assert np.isnan(expected_by_logarithm(np.array([0.0, 5.0]), mean)).all()


def test_a_steep_logarithm_does_not_leave_the_earth() -> None:
    course = expected_by_logarithm(np.array([2.0, 3.0]), lambda logs: logs + 50)
    assert course == pytest.approx([12.0, 12.0])  # four times the most that was measured
