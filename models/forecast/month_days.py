"""Days that come with every month or quarter: its first and last ones, a fixed one, worked ones.

They are known for ever, so what they brought may be expected of those ahead.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.public_holidays import list_make_up_days, list_public_holidays

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

LAST_FIXED_DAY = 28  # that every month has
EDGE_DAYS = 3  # first and last ones, and first and last ones that are worked
# Columns of a table of months: days 1 to 28, the last 3 from the end, the first 3 that are worked,
# the last 3 of these from the end.
_END = LAST_FIXED_DAY
_WORKED = _END + EDGE_DAYS
_WORKED_END = _WORKED + EDGE_DAYS
COLUMNS = _WORKED_END + EDGE_DAYS
OUTSIDE = -1
_SATURDAY = 5
_MONTHS, _QUARTER = 12, 3
# What a year's days off are exchanged for is told by then, in the year before: public_holidays.py.
_TOLD = (12, 17)
_CALENDARS, _MONTHS_KEPT = 64, 1024
# Which days a class has, by the name that a note has of them; a `number` of them, or that one.
MONTH_DAYS = {
    "day": "day {number} of a month",
    "last_but": "last day but {number} of a month",
    "first_day_month": "first day of a month",
    "first_days_month": "first {number} days of a month",
    "first_working_day_month": "first working day of a month",
    "first_working_days_month": "first {number} working days of a month",
    "last_day_month": "last day of a month",
    "last_days_month": "last {number} days of a month",
    "last_working_day_month": "last working day of a month",
    "last_working_days_month": "last {number} working days of a month",
    "first_day_quarter": "first day of a quarter",
    "first_days_quarter": "first {number} days of a quarter",
    "last_day_quarter": "last day of a quarter",
    "last_days_quarter": "last {number} days of a quarter",
}


@dataclass(frozen=True)
class MonthClass:
    """Days of each month as columns of its table; `is_edge` where they begin or end a month.

    `days` and `number` are those of MONTH_DAYS. Of quarters: only of months whose number, in parts
    of 3, leaves `of_quarter`.
    """

    days: str
    number: int
    columns: tuple[int, ...]
    is_edge: bool = True
    of_quarter: int | None = None

    @property
    def name(self) -> str:
        """In English."""
        return MONTH_DAYS[self.days].format(number=self.number)


@dataclass(frozen=True)
class MonthTable:
    """The months of a history and of the days ahead of it.

    `places`, shape (months, COLUMNS), are places of their days, OUTSIDE where they are neither of
    the history nor ahead. `counts`, shape (months, classes), is whether a class has days in a
    month, `is_past` whether all of these are days of the history, `ages`, shape (months,), how many
    months before the last known one it was. `is_edge`, shape (days,), are days near the turn of a
    month, `is_off` public holidays, weekends beside them and make-up days, as known at the cut-off.
    """

    places: Places
    counts: Bools
    is_past: Bools
    ages: Floats
    is_edge: Bools
    is_off: Bools

    def days_of(self, number: int) -> Places:
        """Places of all days of a class, by its number."""
        found = self.places[self.counts[:, number]][:, CLASSES[number].columns]
        return np.asarray(found[found != OUTSIDE])


def _classes() -> tuple[MonthClass, ...]:
    fixed = [
        MonthClass("day", day, (day - 1,), is_edge=False) for day in range(2, LAST_FIXED_DAY + 1)
    ]
    fixed += [
        MonthClass("last_but", before, (_END + before,), is_edge=False)
        for before in range(1, EDGE_DAYS)
    ]
    edges = []
    for days in range(1, EDGE_DAYS + 1):
        some = "days" if days > 1 else "day"
        # A quarter begins with month 1, 4, 7 or 10 and ends with month 3, 6, 9 or 12.
        for which, first, worked, quarter in (
            ("first", 0, _WORKED, 1),
            ("last", _END, _WORKED_END, 0),
        ):
            span = tuple(range(first, first + days))
            work_span = tuple(range(worked, worked + days))
            edges += [
                MonthClass(f"{which}_{some}_month", days, span),
                MonthClass(f"{which}_{some}_quarter", days, span, of_quarter=quarter),
                MonthClass(f"{which}_working_{some}_month", days, work_span),
            ]
    return (*fixed, *edges)


CLASSES = _classes()
# Which columns each class has, shape (COLUMNS, classes).
MEMBERS = np.array([[one in each.columns for each in CLASSES] for one in range(COLUMNS)], float)


@lru_cache(maxsize=_CALENDARS)
def month_table(first_day: date, steps: int, horizon: int, country: str | None) -> MonthTable:
    """Of a history of so many days from `first_day` on, and of the days ahead of it."""
    cut_off = first_day + timedelta(days=steps - 1)
    last_day = cut_off + timedelta(days=horizon)
    told = _told_on(cut_off)
    numbers = np.arange(_number(first_day), _number(last_day) + 1)
    days = np.stack([_days_of_month(int(number), country, told) for number in numbers])
    places = days - first_day.toordinal()
    places[(places < 0) | (places >= steps + horizon) | (days == OUTSIDE)] = OUTSIDE
    quarters = np.array([-1 if one.of_quarter is None else one.of_quarter for one in CLASSES])
    counts = (quarters < 0) | ((numbers[:, np.newaxis] % _QUARTER + 1) % _QUARTER == quarters)
    in_history = ((places != OUTSIDE) & (places < steps)) @ MEMBERS
    is_past = counts & (in_history == MEMBERS.sum(axis=0))
    is_edge = np.zeros(steps + horizon + 1, np.bool_)  # what is outside counts as its last
    is_edge[places[:, :EDGE_DAYS]] = is_edge[places[:, _END:]] = True
    ordinals = np.arange(steps + horizon) + first_day.toordinal()
    off, made_up = _exceptions(country, first_day.year, last_day.year, told)
    is_off = np.isin(ordinals, [day.toordinal() for day in off | made_up])
    ages = np.maximum(_number(cut_off) - numbers, 0).astype(np.float64)
    return MonthTable(places, counts, is_past, ages, is_edge[:-1], is_off)


def _number(day: date) -> int:
    """Of a month; January's can be divided by 12."""
    return day.year * _MONTHS + day.month - 1


@lru_cache(maxsize=_MONTHS_KEPT)
def _days_of_month(number: int, country: str | None, told: date) -> Places:
    """Ordinals of the days of a month by column; OUTSIDE where fewer are worked."""
    first = date(number // _MONTHS, number % _MONTHS + 1, 1)
    past = date((number + 1) // _MONTHS, (number + 1) % _MONTHS + 1, 1)
    every = [*range(first.toordinal(), past.toordinal())]
    off, made_up = _exceptions(country, first.year, first.year, told)
    worked = [
        ordinal
        for ordinal, day in zip(every, map(date.fromordinal, every), strict=True)
        if day in made_up or (day.weekday() < _SATURDAY and day not in off)
    ]
    found = np.full(COLUMNS, OUTSIDE)
    found[:_END] = every[:LAST_FIXED_DAY]
    found[_END:_WORKED] = every[: -EDGE_DAYS - 1 : -1]
    for start, some in (
        (_WORKED, worked[:EDGE_DAYS]),
        (_WORKED_END, worked[: -EDGE_DAYS - 1 : -1]),
    ):
        found[start : start + len(some)] = some
    return found


def _told_on(cut_off: date) -> date:
    """A day on which as much was known of days off, the same for most cut-offs of a year."""
    told = date(cut_off.year, *_TOLD)
    return told if cut_off >= told else date(cut_off.year, 1, 1)


@lru_cache(maxsize=_CALENDARS)
def _exceptions(
    country: str | None, first_year: int, last_year: int, told: date
) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays with the weekends beside them, and make-up working days of these years."""
    if country is None:
        return frozenset(), frozenset()
    span = date(first_year, 1, 1), date(last_year, 12, 31)
    off = list_public_holidays(country, *span, told)
    made_up = frozenset(list_make_up_days(country, *span, told))
    near = (day + timedelta(days=by) for day in off for by in (-2, -1, 1, 2))
    weekends = (day for day in near if day.weekday() >= _SATURDAY and day not in made_up)
    return frozenset(off).union(weekends), made_up
