"""What lies far beyond the usual counts as a multiple of it, unless it is new or lasts."""

from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.spikes import tame_spikes


def tamed(values: Floats, steps_per_day: int = 1) -> Floats:
    return tame_spikes(DailyHistory("a", date(2025, 1, 1), values, steps_per_day)).card_hours


def level(days: int = 200) -> Floats:
    """From 10 to 20, so that the fifth largest of 200 days (2 %) is near 20."""
    return np.linspace(10.0, 20.0, days)


def test_a_spike_is_cut_to_five_times_what_two_per_cent_of_the_days_exceed() -> None:
    values = level()
    values[100] = 1000.0
    # Above the fifth largest lie 4 of 200: the spike and three days at the end.
    limit = 5 * np.sort(values)[-5]
    found = tamed(values)
    assert found[100] == pytest.approx(limit)
    assert (np.delete(found, 100) == np.delete(values, 100)).all()


def test_what_is_usual_is_the_same_array() -> None:
    values = level()
    assert tamed(values) is values


def test_the_last_week_stays_as_it_is_because_it_may_be_a_new_level() -> None:
    values = level()
    values[-7:] = 1000.0
    assert tamed(values) is values
    values[-8] = 1000.0  # with it 8 of 200 days are at that level: it is usual
    assert tamed(values) is values


def test_bursts_on_more_than_two_days_of_a_short_history_are_usual() -> None:
    values = np.full(28, 10.0)
    values[[3, 9]] = 1000.0
    assert tamed(values)[3] == 50.0
    values[15] = 1000.0
    assert tamed(values) is values


def test_missing_days_stay_missing_and_zeros_do_not_count() -> None:
    values = level(60)
    values[20:30] = np.nan
    values[30:50] = 0.0
    values[10] = 1e6
    found = tamed(values)
    assert np.isnan(found[20:30]).all()
    assert (found[30:50] == 0).all()
    # Two of the 30 days that are not zero may be above it: the third largest.
    assert found[10] == pytest.approx(5 * values[-2])


def test_nothing_and_hours_are_left_alone() -> None:
    assert (tamed(np.zeros(40)) == 0).all()
    hours = np.full(24 * 30, 1.0)
    hours[5] = 1000.0
    assert tamed(hours, 24) is hours
