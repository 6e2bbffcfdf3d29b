"""What a candidate is given, and what it must give back."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
WEEK_DAYS = 7


@dataclass(frozen=True)
class DailyHistory:
    """Card-hours of one series per local day, from its first complete day to its cut-off.

    `card_hours` has one value a day without holes; NaN where the day was not wholly measured.
    The first and the last are always measured. With `steps_per_day` 24 there is one value an hour,
    from midnight of the first day on, and a horizon counts hours.
    """

    series: str
    first_day: date
    card_hours: Floats
    steps_per_day: int = 1

    @property
    def cut_off(self) -> date:
        """Last complete day; with hours, the day of the last one."""
        return self.first_day + timedelta(days=(len(self.card_hours) - 1) // self.steps_per_day)

    @property
    def measured_days(self) -> int:
        """Complete days."""
        return int(np.count_nonzero(~np.isnan(self.card_hours)))

    def on(self, day: date) -> float:
        """Card-hours of a day; NaN where it was not wholly measured or lies outside."""
        offset = (day - self.first_day).days
        return float(self.card_hours[offset]) if 0 <= offset < len(self.card_hours) else math.nan

    def latest(self, measured_days: int) -> "DailyHistory":
        """From the `measured_days`-th last complete day on; all of it where there are fewer.

        With hours, from the first midnight that was measured since then.
        """
        per_day = self.steps_per_day
        known = np.flatnonzero(~np.isnan(self.card_hours))
        earliest = known[-measured_days * per_day :][0] // per_day * per_day
        first = int(known[(known >= earliest) & (known % per_day == 0)][:1].sum())
        first_day = self.first_day + timedelta(days=first // per_day)
        return DailyHistory(self.series, first_day, self.card_hours[first:], per_day)


@dataclass(frozen=True)
class Sampled:
    """What a candidate gives for a history, in card-hours.

    `paths`, shape (path_count, horizon_days), are the days after the cut-off. `fitted`, shape
    (days of the history,), is what it makes of the days up to it; NaN where it says nothing.
    `note` says what had to be done otherwise than meant; `kkt_residual` is an exact fit's
    certificate, None for what is not fitted exactly.
    """

    paths: Floats
    fitted: Floats
    note: str | None = None
    kkt_residual: float | None = None


class Candidate(Protocol):
    """One way to forecast a daily series. Its draws depend on history and seed alone."""

    @property
    def name(self) -> str:
        """Stored as the forecast's `method`."""
        ...

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """Paths around the expected course, and the fit that they go on from.

        The days of a path stray from its course each for itself: the caller adds how the level
        moves, and clips below zero. A path that is not finite makes it fall back.

        Raises:
            ArithmeticError, OSError, RuntimeError, ValueError: the series cannot be fitted.
        """
        ...
