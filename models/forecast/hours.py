"""The hours of single days: what was measured, and whole days to draw the unmeasured ones from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.reading import read

SHAPE_WEEKS = 8
# A day a fortnight older is drawn half as often: the hours of work, and above all those of what
# waits, change with what runs.
_WORK_DAYS_A_FORTNIGHT, _WEEKEND_DAYS_A_FORTNIGHT = 10, 4
HOURS_PER_DAY = 24
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
    """Complete days of the last 8 weeks, shape (days, 24), apart for weekends; never both empty.

    The oldest come first. The queues are those of the same days, zero where none was measured.
    """

    work_days: Floats
    weekends: Floats
    queued_work_days: Floats | None = None
    queued_weekends: Floats | None = None

    def draw(self, day: date, count: int, generator: np.random.Generator) -> Floats:
        """`count` measured days of the same kind as `day`, or of the other kind if none is."""
        return self.draw_with_queue(day, count, generator)[0]

    def draw_with_queue(
        self, day: date, count: int, generator: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """The same, and what waited on those days."""
        alike = (self.work_days, self.queued_work_days, _WORK_DAYS_A_FORTNIGHT)
        other = (self.weekends, self.queued_weekends, _WEEKEND_DAYS_A_FORTNIGHT)
        if is_weekend(day):
            alike, other = other, alike
        days, queues, half_life = alike if len(alike[0]) else other
        weights = 0.5 ** (np.arange(len(days))[::-1] / half_life)
        chosen = generator.choice(len(days), size=count, p=weights / weights.sum())
        queued = np.zeros((count, HOURS_PER_DAY)) if queues is None else queues[chosen]
        return np.asarray(days[chosen]), np.asarray(queued)

    def most_cards(self) -> float:
        """The most card-hours that an hour of these days had."""
        return float(max(days.max() for days in (self.work_days, self.weekends) if len(days)))

    def queue_profile(self) -> Floats:
        """What waited in each clock hour, summed over all days, shape (24,)."""
        queues = (self.queued_work_days, self.queued_weekends)
        known = [days.sum(axis=0) for days in queues if days is not None]
        return np.asarray(sum(known, np.zeros(HOURS_PER_DAY)))


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


def library_start(cut_off: date) -> date:
    """First of the days that days are drawn from."""
    return cut_off - timedelta(weeks=SHAPE_WEEKS) + timedelta(days=1)


def day_library(hours: MeasuredHours, history: DailyHistory) -> DayLibrary:
    """The complete days of the 8 weeks up to the cut-off: at least the cut-off's own."""
    first = library_start(history.cut_off)
    days = [first + timedelta(days=offset) for offset in range(SHAPE_WEEKS * 7)]
    whole = [day for day in days if not np.isnan(history.on(day))]
    work_days = [day for day in whole if not is_weekend(day)]
    weekends = [day for day in whole if is_weekend(day)]
    return DayLibrary(
        _stack(hours.of(day) for day in work_days),
        _stack(hours.of(day) for day in weekends),
        _stack(hours.queued_of(day) for day in work_days),
        _stack(hours.queued_of(day) for day in weekends),
    )


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


def _stack(days: Iterable[Floats]) -> Floats:
    # NaN is the hour that a complete day skips where clocks go forward, or a queue not measured.
    return np.nan_to_num(np.array([*days], dtype=np.float64).reshape(-1, HOURS_PER_DAY))
