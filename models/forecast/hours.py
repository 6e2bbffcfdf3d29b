"""The hours of single days: what was measured, and whole days to draw the unmeasured ones from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.reading import read

SHAPE_WEEKS = 8
# What is a week older is drawn half as often: the hours of work, and above all those of what waits,
# change with what runs.
_HALF_LIFE_WEEKS = 1.0
HOURS_PER_DAY = 24
_SHORTEST_DAY = 23  # where clocks go forward
ROUNDED = 1 + 1e-9  # what is a sum of parts may be so much larger than it was
_SATURDAY = 5


@dataclass(frozen=True)
class MeasuredHours:
    """Card-hours by day and clock hour, shape (days, 24); NaN where not measured.

    `queued_card_hours` is what waited. Where clocks are put back, the hour that occurs twice shows
    once: it matters for the shape of that one day only, daily sums are not taken from here.
    """

    first_day: date
    card_hours: Floats
    queued_card_hours: Floats | None = None

    def of(self, day: date) -> Floats:
        """The 24 hours of a day within the range."""
        return np.asarray(self.card_hours[(day - self.first_day).days])

    def queued_of(self, day: date) -> Floats:
        """What waited in the 24 hours of a day; NaN where no queue was measured."""
        if self.queued_card_hours is None:
            return np.full(HOURS_PER_DAY, np.nan)
        return np.asarray(self.queued_card_hours[(day - self.first_day).days])


@dataclass(frozen=True)
class DayLibrary:
    """The days of the last 8 weeks, shape (56, 24), the oldest first; at least one is `whole`.

    `queued` is what waited on the same days, zero where none was measured.
    """

    last_day: date
    days: Floats
    queued: Floats
    whole: npt.NDArray[np.bool_]

    def draw(
        self, day: date, path_count: int, generator: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Whole days of the same kind as `day`, of the other if there is none; and their queues."""
        found = self._alike(day, path_count, generator)
        return self.days[found], self.queued[found]

    def draw_ahead(
        self, path_count: int, generator: np.random.Generator
    ) -> Iterator[tuple[Floats, Floats]]:
        """The same for each day after the last, in order: weeks that were stay together.

        The hours of one week have more in common than those of days drawn one by one, of which the
        sharpest would make the week's peak. A day that is not whole is drawn as by `draw`.
        """
        weights = _freshness(np.arange(SHAPE_WEEKS)[::-1])
        for ahead in count():
            place = ahead % WEEK_DAYS
            if not place:
                weeks = generator.choice(SHAPE_WEEKS, size=path_count, p=weights)
            found = weeks * WEEK_DAYS + place
            broken = np.flatnonzero(~self.whole[found])
            if len(broken):
                day = self.last_day + timedelta(days=ahead + 1)
                found[broken] = self._alike(day, len(broken), generator)
            yield self.days[found], self.queued[found]

    def _alike(
        self, day: date, path_count: int, generator: np.random.Generator
    ) -> npt.NDArray[np.intp]:
        ages = np.arange(len(self.days))[::-1]
        weekends = np.array([is_weekend(self.last_day - timedelta(days=int(age))) for age in ages])
        alike = self.whole & (weekends == is_weekend(day))
        chosen = np.flatnonzero(alike if alike.any() else self.whole)
        weights = _freshness(ages[chosen] / WEEK_DAYS)
        return generator.choice(chosen, size=path_count, p=weights)

    def most_cards(self) -> float:
        """The most card-hours that an hour of these days had."""
        return float(self.days[self.whole].max())


def _freshness(weeks_old: npt.NDArray[np.intp] | Floats) -> Floats:
    """How often each is drawn."""
    weights = 0.5 ** (weeks_old / _HALF_LIFE_WEEKS)
    return np.asarray(weights / weights.sum())


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def read_hours(
    connection: duckdb.DuckDBPyConnection,
    pool_id: str,
    first_day: date,
    last_day: date,
    time_zone: str,
) -> MeasuredHours:
    """The pool's trusted hours from `first_day` to `last_day`, by local clock hour."""
    rows = read(
        connection,
        "pool_hours",
        {"pool_id": pool_id, "first_day": first_day, "last_day": last_day},
    )
    local = pl.col("hour_utc").dt.replace_time_zone("UTC").dt.convert_time_zone(time_zone)
    hour = rows.select(local.dt.hour())["hour_utc"].to_numpy()
    day = (rows["local_date"] - first_day).dt.total_days().to_numpy()
    shape = ((last_day - first_day).days + 1, HOURS_PER_DAY)
    card_hours, queued = np.full(shape, np.nan), np.full(shape, np.nan)
    card_hours[day, hour] = rows["used_card_hours"].to_numpy()
    queued[day, hour] = rows["queued_card_hours"].cast(pl.Float64).to_numpy()
    return MeasuredHours(first_day, card_hours, queued)


def whole_days(hours: Floats, first: int, last: int) -> Floats | None:
    """Days `first` to `last` of hours (days, 24); None where one is not there, or not all of it."""
    days = hours[max(first, 0) : last + 1]
    counted = np.count_nonzero(~np.isnan(days), axis=1)
    is_whole = len(days) == last - first + 1 and counted.min() >= _SHORTEST_DAY
    return days if is_whole else None


def library_start(cut_off: date) -> date:
    """First of the days that days are drawn from."""
    return cut_off - timedelta(weeks=SHAPE_WEEKS) + timedelta(days=1)


def day_library(hours: MeasuredHours, history: DailyHistory) -> DayLibrary:
    """The 8 weeks up to the cut-off, of which the cut-off's own day at least is complete."""
    first = library_start(history.cut_off)
    days = [first + timedelta(days=offset) for offset in range(SHAPE_WEEKS * WEEK_DAYS)]
    # NaN is the hour that a complete day skips where clocks go forward, or a queue not measured.
    used, queued = (
        np.nan_to_num(np.array([of(day) for day in days])) for of in (hours.of, hours.queued_of)
    )
    whole = np.array([not np.isnan(history.on(day)) for day in days])
    return DayLibrary(history.cut_off, used, queued, whole)


def shares(days: Floats) -> Floats:
    """Each day's hours as shares of their sum; a day without any use is spread evenly."""
    totals = days.sum(axis=1, keepdims=True)
    even = np.full_like(days, 1.0 / HOURS_PER_DAY)
    return np.asarray(np.divide(days, totals, out=even, where=totals > 0))


def fill_below(hours: Floats, cards: float) -> Floats:
    """Days of shape (days, 24) whose hours use no more than `cards`, with the same sums.

    What an hour had more is moved to the day's other hours, in proportion to their room; what none
    has room for is left out.
    """
    full = hours.max(axis=1) > cards
    if not full.any():
        return hours
    filled = hours.copy()
    clipped = np.minimum(hours[full], cards)
    room = cards - clipped
    excess = (hours[full] - clipped).sum(axis=1, keepdims=True)
    free = room.sum(axis=1, keepdims=True)
    parts = np.divide(room, free, out=np.zeros_like(room), where=free > 0)
    filled[full] = clipped + parts * np.minimum(excess, free)
    return filled


def serve(wanted: Floats, cards: float) -> Floats:
    """What is used of `wanted`, shape (days, 24), with so many cards; sums of days stay.

    A day of more than all of the cards is one after the pool has grown, and stays as it is.
    """
    fits = wanted.sum(axis=1) <= cards * HOURS_PER_DAY * ROUNDED
    used = wanted.copy()
    used[fits] = fill_below(wanted[fits], cards)
    return used
