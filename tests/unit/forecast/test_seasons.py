from datetime import date
from typing import Any

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.cycles import blend_cycles, smooth_cycle
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.quantiles import path_quantiles
from models.forecast.seasonal import last_cycle, latest_cycles, take_off_seasons
from models.forecast.seasonal_candidates import MultipleSeasonsCandidate


def hours(days: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """100 by day (8 to 20), 40 by night, half of it at weekends; from a Monday on."""
    hour = np.arange(24 * days)
    level = np.where((hour % 24 >= 8) & (hour % 24 < 20), 100.0, 40.0)
    return np.where(hour // 24 % 7 >= 5, level / 2, level)


def test_a_season_that_is_taken_off_leaves_the_level_and_comes_back_ahead() -> None:
    # A week of 0 and 7 on its last day: mean 1, profile -1 six times and 6 on the last day. With
    # n cycles it counts n / (n + 1), here the 20 less the ends that have no centred mean: 20 whole
    # weeks have 19 or 20 of each day, about 0.95 of the profile.
    values = np.tile([0.0] * 6 + [7.0], 20)
    left, ahead = take_off_seasons(values, (7,), 7)
    assert left.mean() == pytest.approx(1, abs=0.01)
    assert left.std() < 0.06 * values.std()
    assert ahead == pytest.approx([-0.95] * 6 + [5.7], abs=0.06)


def test_noise_has_no_season() -> None:
    values = np.random.default_rng(1).normal(size=200)
    left, ahead = take_off_seasons(values, (7,), 7)
    assert (left == values).all()
    assert not ahead.any()


def test_the_last_cycle_passes_over_what_is_missing() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, np.nan, 6.0, 7.0])
    # Places by step % 3: 0 -> 1, 4, 7; 1 -> 2, nan; 2 -> 3, 6. Step 7 is next: place 1.
    assert last_cycle(values, 3).tolist() == [2, 6, 7]


def test_a_cycle_that_repeats_is_expected_as_it_was() -> None:
    cycle = smooth_cycle(np.tile([1.0, 5.0, 3.0], 4), 3)
    assert cycle.levels.tolist() == [1, 5, 3]
    assert np.isnan(cycle.expected[:3]).all()
    assert cycle.expected[3:].tolist() == [1, 5, 3] * 3


def test_a_cycle_whose_length_does_not_divide_the_history_goes_on_in_place() -> None:
    # 1 5 3 1 5 3 1 5: 3 is next.
    cycle = smooth_cycle(np.tile([1.0, 5.0, 3.0], 3)[:8], 3)
    assert np.resize(cycle.levels, 4).tolist() == [3, 1, 5, 3]


def test_of_day_and_week_the_one_that_misses_less_carries_the_blend() -> None:
    course, misses = blend_cycles(hours(35), (24, 168), 7 * 24)
    assert course == pytest.approx(hours(42)[35 * 24 :], abs=1e-9)
    assert np.nanmax(np.abs(misses)) == pytest.approx(0, abs=1e-9)


def test_a_miss_dies_away_by_its_own_correlation() -> None:
    # The last hour is 60 above its place: ahead of it comes less and less of that.
    values = hours(35)
    values[-30:] += 60
    course, _ = blend_cycles(values, (168,), 24)
    above = course - hours(36)[35 * 24 :]
    assert (np.diff(above[:6]) < 0).all()
    assert 30 < above[0] < 80


def test_a_season_not_seen_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="no season of 24, 168 steps"):
        blend_cycles(np.ones(30), (24, 168), 5)


@pytest.mark.parametrize("candidate", [MultipleSeasonsCandidate(), ProphetCandidate()])
def test_hours_are_forecast_as_hours(
    candidate: MultipleSeasonsCandidate | ProphetCandidate,
) -> None:
    noise = np.random.default_rng(1).normal(0, 2, 24 * 28)
    history = DailyHistory("pool", date(2026, 3, 2), hours(28) + noise, steps_per_day=24)
    assert history.cut_off == date(2026, 3, 29)
    course = candidate.sample_paths(history, 48, 200, 1).paths.mean(axis=0)
    # Monday, 4 weeks on: 40 at 3 in the night, 100 at 14 hours.
    assert course[14] - course[3] > 40
    assert course[14] == pytest.approx(100, abs=20)


def test_quantiles_are_those_of_numpy() -> None:
    paths = np.random.default_rng(1).normal(size=(101, 7))
    probabilities = (0.0, 0.1, 0.333, 0.5, 0.975, 1.0)
    expected = np.quantile(paths, probabilities, axis=0)
    assert path_quantiles(paths, probabilities) == pytest.approx(expected, abs=1e-12)


def test_the_latest_whole_cycles_end_with_the_last_value() -> None:
    assert latest_cycles(np.arange(10.0), 3, 2).tolist() == [[4, 5, 6], [7, 8, 9]]
    assert latest_cycles(np.arange(7.0), 3, 5).tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    "values", [np.arange(5.0), np.array([0, 1, 2, np.nan, 4, 5, np.nan, 7, 8])]
)
def test_cycles_seen_once_or_with_a_place_never_measured_say_nothing(values: Any) -> None:
    with pytest.raises(ValueError, match="every place measured"):
        latest_cycles(values, 3, 2)
