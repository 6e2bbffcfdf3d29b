"""Methods that go on from the present level; trends, where there are any, die away."""

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
class SimpleSmoothingCandidate:
    """Simple exponential smoothing of what the seasons leave; without seasons, of all."""

    name: str = "simple_smoothing"
    seasons: tuple[int, ...] = ()

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        values, season = take_off_seasons(history.card_hours, self.seasons, horizon_days)
        smoothed = smooth_level(values)
        course = season + smoothed.level
        return scatter(history, course, smoothed.misses, path_count, seed)


@dataclass(frozen=True)
class DampedTrendCandidate:
    """Exponential smoothing with a trend that dies away, of what the seasons leave."""

    name: str = "damped_trend"
    seasons: tuple[int, ...] = (WEEK_DAYS,)

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        values, season = take_off_seasons(history.card_hours, self.seasons, horizon_days)
        smoothed = smooth_damped_trend(values)
        course = season + smoothed.course(horizon_days)
        return scatter(history, course, smoothed.misses, path_count, seed)


@dataclass(frozen=True)
class ThetaCandidate:
    """The Theta method: simple smoothing plus half the slope of a line through what seasons leave.

    Assimakopoulos and Nikolopoulos (2000), in the closed form of Hyndman and Billah (2003).
    """

    name: str = "theta"
    seasons: tuple[int, ...] = (WEEK_DAYS,)

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        values, season = take_off_seasons(history.card_hours, self.seasons, horizon_days)
        smoothed = smooth_level(values)
        drift = _slope(values) / 2
        gain, count = smoothed.gain, len(values)
        since = np.arange(horizon_days) + (1 - (1 - gain) ** count) / gain
        course = season + smoothed.level + drift * since
        return scatter(history, course, smoothed.misses, path_count, seed)


def _slope(values: Floats) -> float:
    at = np.flatnonzero(~np.isnan(values))
    centred = at - at.mean()
    return float(centred @ values[at] / (centred @ centred)) if len(at) > 1 else 0.0
