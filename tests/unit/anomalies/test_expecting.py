"""Bands of the day before: narrow enough to see a spike, wide enough to be silent otherwise."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.anomalies.band import band_around, sides_of
from models.anomalies.expecting import MIN_DAYS, Expected, expect
from models.anomalies.kinds_of_day import HOLIDAY

Floats = npt.NDArray[np.float64]
DAYS, SERIES = 730, 40
WEEKDAYS = np.arange(DAYS, dtype=np.int64) % 7
WEEKLY = np.where(WEEKDAYS >= 5, 0.6, 1.0)[:, np.newaxis]


def alarms(values: Floats, expected: Expected) -> npt.NDArray[np.int64]:
    return sides_of(values, expected.lower, expected.upper)


def noise(seed: int = 3) -> Floats:
    return np.random.default_rng(seed).standard_normal((DAYS, SERIES))


def autocorrelated() -> Floats:
    """First-order autocorrelation of 0.8, standard deviation 8 % of the level."""
    shocks, values = noise(), np.zeros((DAYS, SERIES))
    for day in range(1, DAYS):
        values[day] = 0.8 * values[day - 1] + shocks[day]
    return 1000 + 50 * values


QUIET = {
    "white": 1000 * (1 + 0.08 * noise()),
    "weekly": 1000 * WEEKLY * (1 + 0.08 * noise()),
    "growing": 1000 * WEEKLY * np.linspace(1, 2, DAYS)[:, np.newaxis] * (1 + 0.05 * noise()),
    "autocorrelated": autocorrelated(),
}
quiet = pytest.mark.parametrize("values", QUIET.values(), ids=QUIET.keys())


@quiet
def test_one_day_in_a_hundred_is_a_false_alarm(values: Floats) -> None:
    expected = expect(values, WEEKDAYS)
    judged = ~np.isnan(expected.centre)
    rate = np.count_nonzero(alarms(values, expected)) / np.count_nonzero(judged)
    assert 0.005 < rate < 0.015  # OUTSIDE_RATIO is 0.01


@pytest.mark.parametrize("other_days", [0.0, 10.0, 100.0])
def test_what_comes_every_sunday_is_expected_there(other_days: float) -> None:
    sundays = (WEEKDAYS == 6) & (np.arange(DAYS) >= 56)
    level = np.where(WEEKDAYS == 6, 700.0, other_days)[:, np.newaxis]
    values = level * (1 + 0.05 * noise())
    expected = expect(values, WEEKDAYS)
    assert np.quantile(expected.centre[sundays], 0.1) > 500
    assert (alarms(values, expected)[sundays] != 0).mean() < 0.6


@quiet
def test_a_day_of_sixty_per_cent_more_or_less_is_seen(values: Floats) -> None:
    spiked = values.copy()
    places = np.random.default_rng(5).integers(60, DAYS, SERIES)
    factors = np.where(np.arange(SERIES) % 2, 1.6, 0.4)
    spiked[places, np.arange(SERIES)] *= factors
    seen = alarms(spiked, expect(spiked, WEEKDAYS))[places, np.arange(SERIES)]
    assert (seen == np.sign(factors - 1)).mean() >= 0.95


def test_a_constant_series_never_alarms() -> None:
    values = np.full((200, 1), 480.0)
    expected = expect(values, WEEKDAYS[:200])
    assert not alarms(values, expected).any()
    assert expected.centre[-1, 0] == pytest.approx(480.0)


def test_there_is_no_band_before_two_weeks_were_measured() -> None:
    values = np.full((MIN_DAYS + 3, 1), 10.0)
    values[4] = np.nan  # a missing day does not count as measured
    expected = expect(values, WEEKDAYS[: MIN_DAYS + 3])
    assert np.isnan(expected.centre[: MIN_DAYS + 1]).all()
    assert not np.isnan(expected.centre[MIN_DAYS + 1 :]).any()


def test_a_missing_day_is_no_alarm_and_teaches_nothing() -> None:
    values = np.full((60, 1), 100.0)
    values[40:45] = np.nan
    expected = expect(values, WEEKDAYS[:60])
    assert not alarms(values, expected).any()
    assert expected.centre[45, 0] == pytest.approx(100.0)


def test_after_three_days_on_one_side_the_new_level_is_believed() -> None:
    values = np.full((60, 1), 100.0)
    values[40:] = 300.0
    expected = expect(values, WEEKDAYS[:60])
    assert np.flatnonzero(alarms(values, expected)).tolist() == [40, 41, 42]
    assert expected.centre[43, 0] == pytest.approx(300.0)


def test_one_spike_does_not_move_what_the_next_day_is_expected_to_be() -> None:
    values = np.full((60, 1), 100.0)
    values[40] = 900.0
    expected = expect(values, WEEKDAYS[:60])
    assert np.flatnonzero(alarms(values, expected)).tolist() == [40]
    assert expected.centre[41, 0] == pytest.approx(100.0)


def test_a_holiday_is_a_sunday_until_one_was_seen_and_no_new_level() -> None:
    values = np.where(WEEKDAYS >= 5, 40.0, 100.0)[:200, np.newaxis]
    kinds = WEEKDAYS[:200].copy()
    kinds[150:155] = HOLIDAY  # 150 is a Wednesday (150 = 21 x 7 + 3, days begin on a Monday)
    values[150:155] = 40.0
    expected = expect(values, kinds)
    assert not alarms(values, expected)[150:].any()
    assert expected.centre[155, 0] == pytest.approx(values[155, 0], rel=0.1)


@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(20, 119))
@settings(max_examples=25)
def test_what_comes_later_changes_no_band(seed: int, cut: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.gamma(2.0, 100.0, (120, 3))
    values[generator.random((120, 3)) < 0.1] = np.nan
    corrupted = values.copy()
    corrupted[cut:] = generator.gamma(1.0, 5000.0, (120 - cut, 3))
    for before, after in zip(
        vars(expect(values, WEEKDAYS[:120])).values(),
        vars(expect(corrupted, WEEKDAYS[:120])).values(),
        strict=True,
    ):
        # A band is made with the days before it: that of the first corrupted day is the same too.
        assert np.array_equal(before[: cut + 1], after[: cut + 1], equal_nan=True)


def test_no_series_learns_from_another() -> None:
    values = np.random.default_rng(1).gamma(3.0, 100.0, (100, 4))
    together, alone = expect(values, WEEKDAYS[:100]), expect(values[:, 2:3], WEEKDAYS[:100])
    assert np.array_equal(together.upper[:, 2:3], alone.upper, equal_nan=True)


def test_a_band_around_given_centres_learns_how_far_they_miss() -> None:
    generator = np.random.default_rng(2)
    centres = np.full(400, 1000.0)
    values = centres + 30 * generator.standard_normal(400)
    lower, upper = band_around(centres, values, MIN_DAYS)
    assert np.isnan(lower[:MIN_DAYS]).all()
    # 99.5 % of a normal lie below 2.58 standard deviations: 77 above the centre.
    assert 60 < np.nanmean(upper[200:] - 1000.0) < 110
