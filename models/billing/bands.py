"""Time-of-use bands: which minutes of each hour are in which band, in the seller's local time."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from models.billing.clock import Clock, Indices
from models.billing.parts import Amount, Part
from models.billing.usage import Ticks

MINUTES_PER_HOUR = 60
_DAY = 1440
_WEEK = 7 * _DAY

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Band(Part):
    """Local times of day, from `start` to before `end` (past midnight where it is not later).

    In it, units cost `price`, or `pay_ratio` of the standard price. `days` are those of the hour
    itself: Saturday 00:30 belongs to Saturday.
    """

    name: str = Field(min_length=1)
    start: time
    end: time
    days: tuple[Day, ...] = DAYS
    price: Amount | None = None
    pay_ratio: Amount | None = None

    @model_validator(mode="after")
    def _one_price_and_whole_minutes(self) -> "Band":
        if (self.price is None) == (self.pay_ratio is None):
            msg = "give either price or pay_ratio (0.5 pays half)"
            raise ValueError(msg)
        if any(at.second or at.microsecond or at.tzinfo for at in (self.start, self.end)):
            msg = "start and end are whole local minutes, for example 00:30:00"
            raise ValueError(msg)
        return self

    @property
    def minutes_of_week(self) -> Indices:
        """1 for each minute from Monday 00:00 on that is in the band, 0 elsewhere."""
        start, end = (at.hour * 60 + at.minute for at in (self.start, self.end))
        minute = np.arange(_DAY)
        inside = (
            (minute >= start) & (minute < end)
            if start < end
            else (minute >= start) | (minute < end)
        )
        return np.concatenate([inside & (day in self.days) for day in DAYS]).astype(np.int64)


def overlapping(bands: tuple[Band, ...]) -> bool:
    """Whether a minute of the week lies in two bands."""
    total = sum((band.minutes_of_week for band in bands), np.zeros(_WEEK, dtype=np.int64))
    return bool(total.max(initial=0) > 1)


def minutes_by_hour(band: Band, clock: Clock) -> Indices:
    """How many minutes of every hour of the clock are in the band."""
    week = np.concatenate([band.minutes_of_week, band.minutes_of_week[:MINUTES_PER_HOUR]])
    before = np.concatenate([[0], np.cumsum(week)])
    minute = (clock.weekday - 1) * _DAY + clock.minute_of_day
    return np.asarray(before[minute + MINUTES_PER_HOUR] - before[minute])


@dataclass(frozen=True, slots=True)
class Minutes:
    """From which minute to before which of each hour counts, all bands laid end to end.

    Laid end to end, the parts of an hour sum to the hour exactly, whatever is cut.
    """

    since: Indices
    until: Indices

    def cut(self, first: int, last: int) -> "Minutes":
        """The same for the hours from `first` to before `last`."""
        return Minutes(self.since[first:last], self.until[first:last])

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Hours that count wholly."""
        return np.asarray(self.until - self.since == MINUTES_PER_HOUR)

    @property
    def partly(self) -> npt.NDArray[np.bool_]:
        """Hours of which a part counts."""
        return np.asarray((self.until > self.since) & ~self.whole)

    def of(self, ticks: Ticks) -> Ticks:
        """Use within them (items x hours), spread evenly over each hour, in whole ticks."""
        return np.asarray(_before(ticks, self.until) - _before(ticks, self.since))

    def total(self, ticks: Ticks) -> Ticks:
        """Use within them, by item."""
        whole, partly = self.whole, self.partly
        some = Minutes(self.since[partly], self.until[partly])
        return np.asarray(ticks[:, whole].sum(axis=1) + some.of(ticks[:, partly]).sum(axis=1))


def _before(ticks: Ticks, minutes: Indices) -> Ticks:
    hours, rest = np.divmod(ticks, MINUTES_PER_HOUR)
    return np.asarray(hours * minutes + rest * minutes // MINUTES_PER_HOUR)
