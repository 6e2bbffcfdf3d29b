"""The hours of single days: what was measured, and whole days to draw the unmeasured ones from."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.reading import read

SHAPE_WEEKS = 8
HOURS_PER_DAY = 24
_SATURDAY = 5


@dataclass(frozen=True)
class MeasuredHours:
    """Card-hours by day and clock hour, shape (days, 24); NaN where not measured.

    Where clocks are put back, the hour that occurs twice shows once: it matters for the shape of
    that one day only, daily sums are not taken from here.
    """

    first_day: date
    card_hours: Floats

    def of(self, day: date) -> Floats:
        """The 24 hours of a day within the range."""
        return np.asarray(self.card_hours[(day - self.first_day).days])


@dataclass(frozen=True)
class DayLibrary:
    """Complete days of the last 8 weeks, shape (days, 24), apart for weekends; never both empty."""

    work_days: Floats
    weekends: Floats

    def draw(self, day: date, count: int, generator: np.random.Generator) -> Floats:
        """`count` measured days of the same kind as `day`, or of the other kind if none is."""
        alike, other = self.work_days, self.weekends
        if is_weekend(day):
            alike, other = other, alike
        days = alike if len(alike) else other
        return np.asarray(days[generator.integers(len(days), size=count)])


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
    card_hours = np.full(((last_day - first_day).days + 1, HOURS_PER_DAY), np.nan)
    card_hours[day, hour] = rows["used_card_hours"].to_numpy()
    return MeasuredHours(first_day, card_hours)


def library_start(cut_off: date) -> date:
    """First of the days that days are drawn from."""
    return cut_off - timedelta(weeks=SHAPE_WEEKS) + timedelta(days=1)


def day_library(hours: MeasuredHours, history: DailyHistory) -> DayLibrary:
    """The complete days of the 8 weeks up to the cut-off: at least the cut-off's own."""
    first = library_start(history.cut_off)
    days = [first + timedelta(days=offset) for offset in range(SHAPE_WEEKS * 7)]
    whole = [day for day in days if not np.isnan(history.on(day))]
    return DayLibrary(
        _stack([hours.of(day) for day in whole if not is_weekend(day)]),
        _stack([hours.of(day) for day in whole if is_weekend(day)]),
    )


def shares(days: Floats) -> Floats:
    """Each day's hours as shares of their sum; a day without any use is spread evenly."""
    totals = days.sum(axis=1, keepdims=True)
    even = np.full_like(days, 1.0 / HOURS_PER_DAY)
    return np.asarray(np.divide(days, totals, out=even, where=totals > 0))


def _stack(days: list[Floats]) -> Floats:
    stacked = np.array(days, dtype=np.float64).reshape(len(days), HOURS_PER_DAY)
    return np.nan_to_num(stacked)  # the hour that a complete day skips where clocks go forward
