"""Methods that repeat seasons."""

from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Sampled
from models.forecast.cycles import blend_cycles
from models.forecast.scatter import scatter
from models.forecast.seasonal import last_cycle


@dataclass(frozen=True)
class SeasonalNaiveCandidate:
    """Each step is the last measured one at the same place of the season, `season` steps long."""

    name: str = "seasonal_naive"
    season: int = WEEK_DAYS

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate.

        Raises:
            ValueError: a place of the season was never measured, or none twice.
        """
        values = history.card_hours
        cycle = last_cycle(values, self.season)
        if np.isnan(cycle).any():
            msg = f"a step of the season of {self.season} was never measured"
            raise ValueError(msg)
        course = np.resize(cycle, horizon_days)
        misses = values[self.season :] - values[: -self.season]
        return scatter(history, course, misses, path_count, seed)


@dataclass(frozen=True)
class MultipleSeasonsCandidate:
    """A level for each hour of the day and of the week, smoothed and blended; for hourly series."""

    name: str = "multiple_seasons"
    seasons: tuple[int, ...] = (24, 24 * WEEK_DAYS)

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate. A season that was not seen twice is left out."""
        course, misses = blend_cycles(history.card_hours, self.seasons, horizon_days)
        return scatter(history, course, misses, path_count, seed)
