"""Days, weeks from Monday, calendar months and quarters that a forecast speaks of."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter"]
GRAINS: tuple[Grain, ...] = ("day", "month", "quarter")  # of what adds up
_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Period:
    """A period with its first and last day."""

    grain: Grain
    first_day: date
    last_day: date

    @property
    def months(self) -> list[date]:
        """First days of its calendar months; none for a day or a week."""
        if self.grain not in _MONTHS:
            return []
        return [add_months(self.first_day, months) for months in range(_MONTHS[self.grain])]


def list_periods(grain: Grain, cut_off: date, last_day: date) -> list[Period]:
    """The periods with days after the cut-off and not after `last_day`, in order.

    The first may have begun before the cut-off, the last may end after `last_day`.
    """
    periods: list[Period] = []
    day = cut_off + timedelta(days=1)
    while day <= last_day:
        periods.append(period_of(grain, day))
        day = periods[-1].last_day + timedelta(days=1)
    return periods


def period_of(grain: Grain, day: date) -> Period:
    """The period that a day lies in."""
    if grain == "day":
        return Period(grain, day, day)
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(grain, monday, monday + timedelta(days=6))
    length = _MONTHS[grain]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(grain, first, add_months(first, length) - timedelta(days=1))


def add_months(first_of_month: date, months: int) -> date:
    """The first day of the month so many months later."""
    index = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
