"""Shifts of the level: when, how sure, and never moved afterwards."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.anomalies.shifts import MIN_DAYS, Shift, find_shifts

Floats = npt.NDArray[np.float64]
SERIES = 30


def found(values: Floats) -> list[Shift]:
    return [*find_shifts(values)]


def test_a_step_is_found_to_the_day_and_known_a_week_later() -> None:
    values = np.array([100.0] * 20 + [150.0] * 10)
    (shift,) = found(values)
    assert (shift.start, shift.is_up) == (20, True)
    assert shift.confirmed == 20 + MIN_DAYS - 1  # the seventh day of the new level
    assert shift.before == (*range(20),)
    assert shift.after == (*range(20, 27),)


def test_there_and_back_are_two_shifts() -> None:
    values = np.array([100.0] * 20 + [60.0] * 15 + [100.0] * 15)
    assert [(shift.start, shift.is_up) for shift in found(values)] == [(20, False), (35, True)]


@pytest.mark.parametrize(
    "values",
    [
        [100.0] * 60,
        [100.0] * 30 + [900.0] + [100.0] * 29,  # a spike
        [100.0] * 30 + [0.0] * 3 + [100.0] * 27,  # three days of nothing
        [100.0] * 30 + [np.nan] * 14 + [100.0] * 16,  # missing is not zero
        [100.0] * 30 + [110.0] * 30,  # a tenth more is less than LEAST_RATIO
        [0.0] * 40,
    ],
    ids=["flat", "spike", "outage", "missing", "small", "nothing"],
)
def test_what_is_no_shift(values: list[float]) -> None:
    assert found(np.array(values)) == []


def test_missing_days_delay_the_confirmation_and_move_nothing() -> None:
    values = np.array([100.0] * 20 + [150.0] * 3 + [np.nan] * 4 + [150.0] * 8)
    (shift,) = found(values)
    assert (shift.start, shift.confirmed) == (20, 30)  # days 20-22 and 27-30 are seven


@pytest.mark.parametrize("factor", [1.4, 0.7])
def test_recall_of_known_shifts_in_noise(factor: float) -> None:
    generator = np.random.default_rng(5)
    errors = []
    for _ in range(SERIES):
        values = 1000 * (1 + 0.08 * generator.standard_normal(200))
        place = int(generator.integers(60, 160))
        values[place:] *= factor
        errors += [abs(shift.start - place) for shift in found(values)]
    assert len(errors) == SERIES  # all of them, and nothing else
    assert np.mean(errors) <= 1.0


def test_noise_and_slow_growth_make_no_shifts() -> None:
    generator = np.random.default_rng(7)
    growth = np.linspace(1, 2, 730)
    for _ in range(10):
        assert found(1000 * growth * (1 + 0.05 * generator.standard_normal(730))) == []


@pytest.mark.parametrize("factor_per_month", [1.22, 1.4, 0.8])
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_steady_growth_is_a_trend_and_no_row_of_shifts(
    factor_per_month: float, noise: float
) -> None:
    # In 200 days 1.22 a month is 1.22 ** (200 / 30) = 3.8 times as much, in ever the same small
    # steps of 0.7 % a day: a month's median lies 22 % above the month's before.
    generator = np.random.default_rng(3)
    growth = factor_per_month ** (np.arange(200) / 30)
    shifts = [
        found(100 * growth * (1 + noise * generator.standard_normal(200))) for _ in range(SERIES)
    ]
    assert sum(map(len, shifts)) <= 1


@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_a_step_on_top_of_steady_growth_is_found_alone(noise: float) -> None:
    generator = np.random.default_rng(4)
    growth = 100 * 1.22 ** (np.arange(200) / 30)
    growth[120:] *= 1.5
    for _ in range(SERIES):
        (shift,) = found(growth * (1 + noise * generator.standard_normal(200)))
        assert abs(shift.start - 120) <= 1
        assert shift.is_up


@given(seed=st.integers(0, 2**32 - 1), cut=st.integers(20, 99))
@settings(max_examples=25)
def test_later_days_add_shifts_and_change_none(seed: int, cut: int) -> None:
    generator = np.random.default_rng(seed)
    steps = generator.choice([0.5, 1.0, 1.0, 2.0], 10).cumprod().repeat(10)
    values = 100 * steps * (1 + 0.05 * generator.standard_normal(100))
    known = found(values[:cut])
    assert found(values)[: len(known)] == known
    assert all(shift.confirmed >= cut for shift in found(values)[len(known) :])
