"""The seller's calendar over an axis of UTC hours; periods; arithmetic of months.

Days and months are local to the seller. An hour belongs to the local day in which it starts, also
in zones that are not whole hours from UTC.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from data.errors import UsageError
from models.billing.usage import HOUR

Indices = npt.NDArray[np.int64]

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to before `end`, naive UTC, whole hours."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse a period without hours."""
        whole = all(
            at == at.replace(minute=0, second=0, microsecond=0) for at in (self.start, self.end)
        )
        if not whole or self.start >= self.end:
            raise UsageError(
                f"From {self.start} to {self.end} is no period of whole hours",
                where="period",
                remedy="Give the first hour and the hour after the last.",
            )

    @classmethod
    def of_days(cls, first: date, last: date, time_zone: str = "UTC") -> "Period":
        """The local days from `first` to `last`, both included."""
        return cls(utc_midnight(first, time_zone), utc_midnight(last + ONE_DAY, time_zone))

    @classmethod
    def of_month(cls, month: date, time_zone: str = "UTC") -> "Period":
        """The calendar month that `month` lies in."""
        first = month.replace(day=1)
        return cls.of_days(first, add_months(first, 1) - ONE_DAY, time_zone)


@dataclass(frozen=True)
class Clock:
    """Hours `first_hour`, `first_hour` + 1 h ... in the seller's `time_zone`."""

    first_hour: datetime
    hours: int
    time_zone: str

    def at(self, index: int) -> datetime:
        """The naive UTC time of an hour's start."""
        return self.first_hour + int(index) * HOUR

    def index(self, at: datetime) -> int:
        """Number of the hour that holds `at`; may lie outside the axis."""
        return (at - self.first_hour) // HOUR

    def index_of_day(self, day: date) -> int:
        """Number of the first hour of a local day; may lie outside the axis."""
        return self.index(utc_midnight(day, self.time_zone))

    def index_of(self, local: datetime) -> int:
        """Number of the hour in which a local time lies; may lie outside the axis."""
        return self.index(to_utc(local, self.time_zone))

    def hours_of(self, first: date, last: date) -> tuple[datetime, datetime]:
        """Naive UTC of the first hours of two local days."""
        return self.at(self.index_of_day(first)), self.at(self.index_of_day(last))

    def local_day(self, index: int) -> date:
        """The local day that an hour starts in."""
        return local_day(self.at(index), self.time_zone)

    @cached_property
    def local(self) -> pl.Series:
        """Naive local time of every hour's start."""
        utc = pl.datetime_range(
            self.first_hour, self.first_hour + (self.hours - 1) * HOUR, "1h", eager=True
        )
        zoned = utc.dt.replace_time_zone("UTC").dt.convert_time_zone(self.time_zone)
        return zoned.dt.replace_time_zone(None)

    @cached_property
    def month_starts(self) -> Indices:
        """Numbers of the hours at which a local calendar month begins, and 0."""
        return _changes(self.local.dt.year() * 12 + self.local.dt.month())

    @cached_property
    def day_starts(self) -> Indices:
        """Numbers of the hours at which a local day begins, and 0."""
        return _changes(self.local.dt.date().cast(pl.Int32))

    @cached_property
    def minute_of_day(self) -> Indices:
        """Local minutes since midnight of every hour's start."""
        return np.asarray(
            (
                self.local.dt.hour().cast(pl.Int64) * 60 + self.local.dt.minute().cast(pl.Int64)
            ).to_numpy()
        )

    @cached_property
    def weekday(self) -> Indices:
        """1 for Monday to 7 for Sunday, of every hour."""
        return np.asarray(self.local.dt.weekday().cast(pl.Int64).to_numpy())

    def segments(self, first: int, last: int, *cuts: int) -> list[tuple[int, int]]:
        """From hour `first` to before `last`, cut at months and at `cuts`; within the axis."""
        first, last = max(first, 0), min(last, self.hours)
        if first >= last:
            return []
        inner = {int(c) for c in (*self.month_starts, *cuts) if first < c < last}
        edges = [first, *sorted(inner), last]
        return list(pairwise(edges))


@lru_cache(maxsize=16)
def clock_over(first_hour: datetime, hours: int, time_zone: str) -> Clock:
    """The clock of an axis of hours; made once, because its calendar takes longer than its use."""
    return Clock(first_hour, hours, time_zone)


@lru_cache(maxsize=16_384)
def local_day(at: datetime, time_zone: str) -> date:
    """The local day of a naive UTC time."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone)).date()


@lru_cache(maxsize=16_384)
def utc_midnight(day: date, time_zone: str) -> datetime:
    """Naive UTC of the first hour that starts in a local day: hours are whole in UTC."""
    midnight = to_utc(datetime.combine(day, time()), time_zone)
    begun = midnight.replace(minute=0, second=0, microsecond=0)
    return begun if begun == midnight else begun + HOUR


def to_utc(local: datetime, time_zone: str) -> datetime:
    """Naive UTC of a naive local time."""
    return local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC).replace(tzinfo=None)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def days_in_month(day: date) -> int:
    """Days of the calendar month that `day` lies in."""
    return monthrange(day.year, day.month)[1]


def _changes(values: pl.Series) -> Indices:
    numbers = values.to_numpy()
    return np.concatenate([[0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1]).astype(np.int64)
