"""Methods that go on from the present level; trends, where there are any, die away."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats, Sampled
from models.forecast.scatter import scatter
from models.forecast.seasonal import take_off_seasons
from models.forecast.smoothing import smooth_damped_trend, smooth_level


@dataclass(frozen=True)
class LastValueCandidate:
    """The last measured value goes on."""

    name: str = "naive_last_value"

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        measured = history.card_hours[~np.isnan(history.card_hours)]
        course = np.full(horizon_days, measured[-1])
        return scatter(history, course, np.diff(measured), path_count, seed)


@dataclass(frozen=True)
class _Smoothing(ABC):
    """A course of its own for each history, and paths that stray from it by past misses."""

    name: str
    seasons: tuple[int, ...]

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        course, misses = self.courses([history.card_hours], horizon_days)
        return scatter(history, course[0], misses[0], path_count, seed)

    @abstractmethod
    def courses(self, values: Sequence[Floats], horizon: int) -> tuple[Floats, Floats]:
        """Of several histories: expected values ahead and misses one step ahead, a row each."""


@dataclass(frozen=True)
class SimpleSmoothingCandidate(_Smoothing):
    """Simple exponential smoothing of what the seasons leave; without seasons, of all.

    What misses least a step ahead may chase peaks that are gone a week ahead: with a lower
    `most_gain` it does not.
    """

    name: str = "simple_smoothing"
    seasons: tuple[int, ...] = ()
    most_gain: float = 1.0

    def courses(self, values: Sequence[Floats], horizon: int) -> tuple[Floats, Floats]:
        """See _Smoothing."""
        rest, season = _without_seasons(values, self.seasons, horizon)
        smoothed = smooth_level(rest, self.most_gain)
        return season + smoothed.level[:, np.newaxis], smoothed.misses


@dataclass(frozen=True)
class DampedTrendCandidate(_Smoothing):
    """Exponential smoothing with a trend that dies away, of what the seasons leave."""

    name: str = "damped_trend"
    seasons: tuple[int, ...] = (WEEK_DAYS,)

    def courses(self, values: Sequence[Floats], horizon: int) -> tuple[Floats, Floats]:
        """See _Smoothing."""
        rest, season = _without_seasons(values, self.seasons, horizon)
        smoothed = smooth_damped_trend(rest)
        return season + smoothed.course(horizon), smoothed.misses


@dataclass(frozen=True)
class ThetaCandidate(_Smoothing):
    """The Theta method: simple smoothing plus half the slope of a line through what seasons leave.

    Assimakopoulos and Nikolopoulos (2000), in the closed form of Hyndman and Billah (2003).
    """

    name: str = "theta"
    seasons: tuple[int, ...] = (WEEK_DAYS,)

    def courses(self, values: Sequence[Floats], horizon: int) -> tuple[Floats, Floats]:
        """See _Smoothing."""
        rest, season = _without_seasons(values, self.seasons, horizon)
        smoothed = smooth_level(rest)
        drift = np.array([_slope(row) / 2 for row in rest])
        counts = np.array([len(row) for row in values])
        start = (1 - (1 - smoothed.gain) ** counts) / smoothed.gain
        since = np.arange(horizon) + start[:, np.newaxis]
        course = season + smoothed.level[:, np.newaxis] + drift[:, np.newaxis] * since
        return course, smoothed.misses


def _without_seasons(
    values: Sequence[Floats], seasons: tuple[int, ...], horizon: int
) -> tuple[Floats, Floats]:
    """Rows that end together, without seasons, NaN before a shorter one begins; the seasons."""
    rest = np.full((len(values), max(map(len, values))), np.nan)
    ahead = np.empty((len(values), horizon))
    for number, row in enumerate(values):
        rest[number, rest.shape[1] - len(row) :], ahead[number] = take_off_seasons(
            row, seasons, horizon
        )
    return rest, ahead


def _slope(values: Floats) -> float:
    at = np.flatnonzero(~np.isnan(values))
    centred = at - at.mean()
    return float(centred @ values[at] / (centred @ centred)) if len(at) > 1 else 0.0
