"""Sample paths over consecutive days, from before the cut-off to the end of the horizon."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import Floats


@dataclass(frozen=True)
class PathWindow:
    """Paths of one series and target over consecutive local days.

    `paths` has shape (paths, days): an observed day is the same in every path, a day that is
    neither observed nor drawn is NaN in all. `observed` has shape (days,), zero where not observed.
    """

    first_day: date
    cut_off: date
    paths: Floats
    observed: Floats

    @property
    def last_day(self) -> date:
        """Last day that has paths."""
        return self.first_day + timedelta(days=self.paths.shape[1] - 1)

    def total(self, first_day: date, last_day: date) -> Floats:
        """Each path's sum over the days, shape (paths,); NaN where one of them is not known."""
        if first_day < self.first_day:
            return np.full(self.paths.shape[0], np.nan)
        return np.asarray(self.paths[:, self._days(first_day, last_day)].sum(axis=1))

    def observed_total(self, first_day: date, last_day: date) -> float:
        """Sum of what was observed on the days up to the cut-off."""
        until = min(last_day, self.cut_off)
        return float(self.observed[self._days(first_day, until)].sum())

    def part(self, first_day: date, last_day: date, cut_off: date) -> "PathWindow":
        """The same paths from `first_day` to `last_day`, seen from `cut_off`."""
        days = self._days(first_day, last_day)
        return PathWindow(first_day, cut_off, self.paths[:, days], self.observed[days])

    def since(self, first_day: date) -> "PathWindow":
        """The same paths from `first_day` on."""
        return self.part(first_day, self.last_day, self.cut_off)

    def plus(self, other: "PathWindow") -> "PathWindow":
        """Path by path sum with a window of the same days."""
        return PathWindow(
            self.first_day, self.cut_off, self.paths + other.paths, self.observed + other.observed
        )

    def _days(self, first_day: date, last_day: date) -> slice:
        first = (first_day - self.first_day).days
        return slice(max(first, 0), max((last_day - self.first_day).days + 1, 0))
