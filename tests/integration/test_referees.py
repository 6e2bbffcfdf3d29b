"""Our fits beside those of other packages: the extra `referee`, which nothing else needs."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.level_candidates import SimpleSmoothingCandidate, ThetaCandidate
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal import last_cycle
from models.forecast.silence import quiet_prophet

WHY = "needs the extra `referee`: pip install 'suanli[referee]'"
FIRST_DAY = date(2025, 1, 1)
DAYS, AHEAD = 365, 28


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    with quiet_prophet():
        yield


def series(count: int) -> list[Floats]:
    """Levels that walk, with a week, a slope and noise, never below zero."""
    found = []
    for seed in range(count):
        draw = np.random.default_rng(seed)
        day = np.arange(DAYS + AHEAD)
        week = draw.normal(0, 8, 7)[day % 7]
        walk = draw.normal(0, draw.uniform(0, 3), len(day)).cumsum()
        noise = draw.normal(0, draw.uniform(1, 10), len(day))
        found.append(np.clip(200 + draw.normal(0, 0.2) * day + week + walk + noise, 0, None))
    return found


def test_prophet_batch_finds_the_same_course() -> None:
    referee = pytest.importorskip("prophet_batch", reason=WHY)
    all_series = series(20)
    times = pd.to_datetime([FIRST_DAY + timedelta(days=n) for n in range(DAYS + AHEAD)])
    frame = pd.concat(
        pd.DataFrame({"unique_id": str(n), "ds": times[:DAYS], "y": values[:DAYS]})
        for n, values in enumerate(all_series)
    )
    fitted = referee.fit_many(
        frame, yearly_seasonality=False, daily_seasonality=False, uncertainty_samples=0
    )
    for n, values in enumerate(all_series):
        theirs = fitted[str(n)].predict(pd.DataFrame({"ds": times[DAYS:]}))["yhat"].to_numpy()
        history = DailyHistory(str(n), FIRST_DAY, values[:DAYS])
        ours = ProphetCandidate().expected(history, AHEAD).course
        assert np.abs(ours - theirs).max() <= 1e-5 * values.max(), n


def test_statsforecast_repeats_the_same_week() -> None:
    models = pytest.importorskip("statsforecast.models", reason=WHY)
    for values in series(5):
        theirs = models.SeasonalNaive(7).forecast(values[:DAYS], AHEAD)["mean"]
        assert (np.resize(last_cycle(values[:DAYS], 7), AHEAD) == theirs).all()


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("SimpleExponentialSmoothingOptimized", SimpleSmoothingCandidate()),
        ("Theta", ThetaCandidate()),
    ],
)
def test_statsforecast_misses_the_next_four_weeks_by_as_much(
    name: str, ours: SimpleSmoothingCandidate | ThetaCandidate
) -> None:
    models = pytest.importorskip("statsforecast.models", reason=WHY)
    referee = getattr(models, name)
    arguments = {"season_length": 7} if name == "Theta" else {}
    all_series = series(40)
    courses, _ = ours.courses([values[:DAYS] for values in all_series], AHEAD)
    misses, theirs = [], []
    for course, values in zip(courses, all_series, strict=True):
        other = referee(**arguments).forecast(values[:DAYS], AHEAD)["mean"]
        misses.append(np.abs(course - values[DAYS:]).mean())
        theirs.append(np.abs(other - values[DAYS:]).mean())
    # Geometric mean of the ratios: never more than a tenth worse.
    assert np.exp(np.mean(np.log(np.array(misses) / np.array(theirs)))) <= 1.1
