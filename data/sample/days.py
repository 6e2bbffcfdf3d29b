"""The sample's two years: first and last day, the hours between, and the days that differ."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SAMPLE_FIRST_DAY = date(2024, 11, 19)
SAMPLE_LAST_DAY = date(2026, 11, 18)
RECENT_DAYS = 30
TIME_ZONE = "Asia/Shanghai"  # no clock change in these years: every day has 24 hours

SPRING_FESTIVALS = (
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2026, 2, 15), date(2026, 2, 23)),
)
_OTHER_HOLIDAYS = (
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)
# Weekend days that China works in exchange for a longer holiday.
_MAKE_UP_DAYS = (
    date(2025, 1, 26),
    date(2025, 2, 8),
    date(2025, 4, 27),
    date(2025, 9, 28),
    date(2025, 10, 11),
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
)


@dataclass(frozen=True)
class Clock:
    """One entry per local hour of the sample."""

    starts: npt.NDArray[np.datetime64]
    day: npt.NDArray[np.int64]
    hour: npt.NDArray[np.int64]
    years: Floats
    is_working_day: Bools
    is_festival: Bools
    is_holiday: Bools

    @property
    def size(self) -> int:
        """Hours of the sample."""
        return self.starts.size


def make_clock() -> Clock:
    """The hours from the first day's midnight to the last day's end, local time."""
    day_count = (SAMPLE_LAST_DAY - SAMPLE_FIRST_DAY).days + 1
    days = [SAMPLE_FIRST_DAY + timedelta(days=number) for number in range(day_count)]
    festival = np.array([_within(day, SPRING_FESTIVALS) for day in days])
    holiday = festival | np.array([_within(day, _OTHER_HOLIDAYS) for day in days])
    weekday = np.array([day.weekday() < 5 or day in _MAKE_UP_DAYS for day in days])
    hours = np.arange(day_count * 24)
    first = np.datetime64(SAMPLE_FIRST_DAY, "us")
    return Clock(
        starts=first + hours * np.timedelta64(1, "h"),
        day=hours // 24,
        hour=hours % 24,
        years=hours / (365.25 * 24),
        is_working_day=(weekday & ~holiday).repeat(24),
        is_festival=festival.repeat(24),
        is_holiday=holiday.repeat(24),
    )


def local(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A local time of the sample, naive as in its files."""
    return datetime(year, month, day, hour)  # noqa: DTZ001


def hour_index(moment: datetime) -> int:
    """Position of a local time in the clock; may lie outside of it."""
    return day_start(moment.date()) + moment.hour


def day_start(day: date) -> int:
    """Position of a day's midnight in the clock; may lie outside of it."""
    return (day - SAMPLE_FIRST_DAY).days * 24


def _within(day: date, spans: tuple[tuple[date, date], ...]) -> bool:
    return any(first <= day <= last for first, last in spans)
