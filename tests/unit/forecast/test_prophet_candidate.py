from collections.abc import Callable
from datetime import date
from pathlib import Path

import cmdstanpy
import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.prophet_candidate import ProphetCandidate

MakeHistory = Callable[..., DailyHistory]


def weekly_series(days: int) -> list[float | None]:
    """100 on work days and 60 at weekends, with a little seeded noise."""
    noise = np.random.default_rng(1).normal(0, 3, days)
    return [
        (60.0 if date.fromordinal(date(2026, 1, 1).toordinal() + day).weekday() >= 5 else 100.0)
        + noise[day]
        for day in range(days)
    ]


def draw(history: DailyHistory, horizon_days: int = 28, seed: int = 1) -> Floats:
    return ProphetCandidate().sample_paths(history, horizon_days, 100, seed).paths


def test_the_same_seed_gives_the_same_paths_whatever_was_drawn_before(
    make_history: MakeHistory,
) -> None:
    history = make_history(weekly_series(120))
    np.random.seed(1)
    first = draw(history)
    np.random.rand(1000)
    assert (draw(history) == first).all()
    assert (draw(history, seed=2) != first).any()


def test_the_global_random_state_is_left_as_it_was(make_history: MakeHistory) -> None:
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    draw(make_history(weekly_series(60)))
    assert np.random.rand() == expected


def files_of_stan() -> set[Path]:
    return {path for path in Path(cmdstanpy._TMPDIR).rglob("*") if path.is_file()}


def test_a_fit_leaves_no_files_behind(make_history: MakeHistory) -> None:
    before = files_of_stan()  # other tests fit in this process too
    draw(make_history(weekly_series(60)))
    assert files_of_stan() <= before


def test_an_outage_that_is_missing_does_not_pull_the_forecast_down_as_zeros_would(
    make_history: MakeHistory,
) -> None:
    whole = weekly_series(120)
    missing = whole[:95] + [None] * 20 + whole[115:]
    zeros = whole[:95] + [0.0] * 20 + whole[115:]
    level = draw(make_history(whole)).mean()
    assert draw(make_history(missing)).mean() == pytest.approx(level, rel=0.03)
    assert draw(make_history(zeros)).mean() < 0.85 * level


def test_the_fit_is_given_for_every_day_of_the_history(make_history: MakeHistory) -> None:
    days = weekly_series(120)
    days[50] = None
    fitted = ProphetCandidate().sample_paths(make_history(days), 28, 100, 1).fitted
    # The noise of a day has a deviation of 3, its mean distance from 0 is 0.8 x 3.
    misses = [abs(day - fit) for day, fit in zip(days, fitted, strict=True) if day is not None]
    assert np.mean(misses) == pytest.approx(2.4, abs=0.5)
    assert np.isfinite(fitted).all()


def test_a_weekend_is_learned(make_history: MakeHistory) -> None:
    paths = draw(make_history(weekly_series(120)), horizon_days=7)
    # 120 days from Thursday 2026-01-01 end on Thursday 2026-04-30: Saturday is the second day.
    means = paths.mean(axis=0)
    assert means[1] == pytest.approx(60, abs=5)
    assert means[4] == pytest.approx(100, abs=5)


def test_a_slope_goes_on_unless_growth_is_flat(make_history: MakeHistory) -> None:
    # 1 card-hour more every day for 60 days: 30 days on that makes 90, and without a trend the
    # mean of all, 30.5.
    rising = make_history([float(day) for day in range(1, 61)])
    flat = ProphetCandidate(growth="flat").sample_paths(rising, 30, 100, 1).paths
    assert draw(rising, horizon_days=30)[:, -1].mean() == pytest.approx(90, rel=0.05)
    assert flat.mean() == pytest.approx(30.5, rel=0.1)


def test_a_constant_series_goes_on_without_a_band(make_history: MakeHistory) -> None:
    assert draw(make_history([64.0] * 60)) == pytest.approx(64.0, rel=1e-6)


def test_a_holiday_of_last_year_is_expected_this_year(make_history: MakeHistory) -> None:
    # 440 days end on 2027-03-16, National Day 2026 among them at 20 instead of 100: too few years
    # for a yearly season, and yet 1 October 2027, 199 days on, is seen to be lower than 8 October.
    days: list[float | None] = [100.0] * 440
    first = (date(2026, 10, 1) - date(2026, 1, 1)).days
    days[first : first + 7] = [20.0] * 7
    paths = ProphetCandidate(country="CN").sample_paths(make_history(days), 220, 100, 1).paths
    national_day = (date(2027, 10, 1) - date(2026, 1, 1)).days - 440
    means = paths.mean(axis=0)
    assert means[national_day] < means[national_day + 7] - 50
