"""Paths of a pool hour by hour: what peaks, the hourly forecast and the risk of no cards come from.

They are the hours that cost is priced from, so that days, months and hours never disagree.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.hours import HOURS_PER_DAY, shares
from models.forecast.periods import period_of

Halves = npt.NDArray[np.float32]


@dataclass(frozen=True)
class HourPaths:
    """Card-hours used, and what cards enough would have let be used, shape (paths, days, 24).

    From the first day of the week or month that the cut-off's next day lies in. NaN where neither
    measured nor drawn; measured hours are the same in every path. An hour's card-hours are the
    cards in use at once, on average over the hour.
    """

    first_day: date
    cut_off: date
    used: Halves
    reach: Halves

    @property
    def last_day(self) -> date:
        """Last day that has paths."""
        return self.first_day + timedelta(days=self.used.shape[1] - 1)

    @property
    def days_before(self) -> int:
        """Days up to the cut-off."""
        return (self.cut_off - self.first_day).days + 1


class HourPathsBuilder:
    """HourPaths, filled day by day."""

    def __init__(self, cut_off: date, last_day: date, path_count: int) -> None:
        next_day = cut_off + timedelta(days=1)
        first_day = min(period_of(grain, next_day).first_day for grain in ("week", "month"))
        shape = (path_count, (last_day - first_day).days + 1, HOURS_PER_DAY)
        self._first_day, self._cut_off = first_day, cut_off
        self._used = np.full(shape, np.nan, dtype=np.float32)
        self._reach = np.full(shape, np.nan, dtype=np.float32)

    def set(self, day: date, used: Floats, queued: Floats) -> None:
        """Hours of one day, shape (24,) where measured, else (paths, 24)."""
        index = (day - self._first_day).days
        if index >= 0:
            self._used[:, index] = used
            self._reach[:, index] = used + queued

    def build(self) -> HourPaths:
        """The paths of all days that were set."""
        return HourPaths(self._first_day, self._cut_off, self._used, self._reach)


def queue_hours(more: Floats, served: Floats, demanded: Floats) -> Floats:
    """What waits in each hour, shape (paths, 24), from its sums `more`, shape (paths,).

    `served` is what is used, or waits already. The rest stands where a day of all of it with the
    hours of `demanded`, use and queues of the days drawn, has more than is served: a small queue of
    one hour says little of where a large one stands.
    """
    whole = served.sum(axis=1) + more
    above = np.clip(whole[:, np.newaxis] * shares(demanded) - served, 0.0, None)
    return np.asarray(more[:, np.newaxis] * shares(above))
