"""A run at every month's end is expected and no anomaly; one that fails to come is."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.anomalies.band import sides_of
from models.anomalies.expecting import expect
from models.anomalies.month_days import expect_months

FIRST_DAY = date(2024, 1, 5)
COUNT = 500
DAYS = [FIRST_DAY + timedelta(days=place) for place in range(COUNT)]
KINDS = np.array([day.weekday() for day in DAYS])
LAST_TWO = np.array([(day + timedelta(days=2)).day <= 2 for day in DAYS])
LATE = np.arange(COUNT) > 200


def use(by: float, series: int = 4) -> np.ndarray:
    """1000 a day with noise of 6 %, more on the last two days of each month."""
    noise = np.random.default_rng(3).normal(0, 0.06, (COUNT, series))
    return np.asarray(1000 * np.exp(noise) * np.where(LAST_TWO, by, 1.0)[:, np.newaxis])


def sides(values: np.ndarray) -> np.ndarray:
    found = expect_months(values, KINDS, FIRST_DAY, None)
    return np.asarray(sides_of(values, found.lower, found.upper))


@pytest.mark.parametrize("by", [1.5, 3.0])
def test_a_run_at_every_months_end_lies_within_the_band_and_its_days_beside_it(by: float) -> None:
    values = use(by)
    found = sides(values)
    plain = expect(values, KINDS)
    outside = sides_of(values, plain.lower, plain.upper)[LAST_TWO & LATE] != 0
    assert outside.mean() > 0.25
    assert (found[LAST_TWO & LATE] != 0).mean() < 0.05
    assert (found[~LAST_TWO & LATE] != 0).mean() < 0.02


def test_a_run_that_does_not_come_lies_below_the_band() -> None:
    values = use(3.0)
    last = np.flatnonzero(LAST_TWO)[-2:]
    values[last] /= 3
    assert (sides(values)[last] == -1).all()


def test_nothing_is_expected_by_a_later_day() -> None:
    values = use(3.0)
    before = expect_months(values, KINDS, FIRST_DAY, None)
    for cut in (250, 391, 470):
        later = values.copy()
        later[cut:] *= 7
        found = expect_months(later, KINDS, FIRST_DAY, None)
        for name in ("centre", "lower", "upper", "effect"):
            same = getattr(found, name)[: cut + 1], getattr(before, name)[: cut + 1]
            assert np.array_equal(*same, equal_nan=True)
        short = expect_months(values[:cut], KINDS[:cut], FIRST_DAY, None)
        assert np.array_equal(short.upper, before.upper[:cut], equal_nan=True)


def test_without_such_days_every_bit_stays_and_what_is_missing_is_no_run() -> None:
    values = use(1.0)
    values[:40, 0] = np.nan
    values[100:130, 1] = np.nan
    values[:, 2] = np.nan
    found, plain = expect_months(values, KINDS, FIRST_DAY, None), expect(values, KINDS)
    for name in ("centre", "lower", "upper", "effect"):
        assert np.array_equal(getattr(found, name), getattr(plain, name), equal_nan=True)
