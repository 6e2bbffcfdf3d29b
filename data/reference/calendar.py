"""Public holidays and make-up working days, from the package holidays.

In China the State Council announces each year, in November of the year before, which days of which
weekends are worked for which days off. Where the package does not have a year's announcement yet,
the law alone is known: its holidays are holidays, and about every other day nothing is claimed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import polars as pl

from data.tables.calendar import CoreCalendar

if TYPE_CHECKING:
    from holidays import HolidayBase

COUNTRIES = ("CN", "JP", "SG", "US")
FIRST_YEAR = 2015
LAST_YEAR = 2028
_MOVES_DAYS = ("CN",)  # countries that exchange days of the weekend for days off
_MOVED = "Day off ("
_OBSERVED = " (observed)"
# Make-up days for the first days of a year have lain in the last days of the year before.
_SETTLED_BY_NEXT_YEAR_FROM = (12, 26)


def holidays_version() -> str:
    """Name and version of the package that the calendar comes from."""
    return f"holidays {version('holidays')}"


@cache
def read_calendar() -> pl.DataFrame:
    """One row per country x day from FIRST_YEAR to LAST_YEAR, columns and types of CoreCalendar."""
    rows = [row for country in COUNTRIES for row in _days_of(country)]
    schema = {name: column.dtype for name, column in CoreCalendar.columns().items()}
    return CoreCalendar.validate(pl.DataFrame(rows, schema=schema, orient="row"))


def _days_of(country: str) -> Iterator[dict[str, Any]]:
    from holidays import country_holidays

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    named = country_holidays(country, years=years, language="en_US")
    announced = _announced_years(country, named)
    source = holidays_version()
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        is_known = day.year in announced and (
            day.year + 1 in announced or (day.month, day.day) < _SETTLED_BY_NEXT_YEAR_FROM
        )
        facts = _what_is_known(day, named) if is_known else _what_the_law_says(day, named)
        yield {
            "country": country,
            "local_date": day,
            "is_weekend": day.weekday() in named.weekend,
            "is_announced": is_known,
            "source": source,
        } | facts
        day += timedelta(1)


def _announced_years(country: str, named: "HolidayBase") -> set[int]:
    """Years whose moved days are known; no year since 2001 has been without any."""
    if country not in _MOVES_DAYS:
        return set(range(FIRST_YEAR, LAST_YEAR + 2))
    return {day.year for day, name in named.items() if _MOVED in name}


def _what_is_known(day: date, named: "HolidayBase") -> dict[str, Any]:
    name = named.get(day)
    is_make_up = day in named.weekend_workdays
    return {
        "is_holiday": name is not None,
        "holiday_name": name,
        "is_make_up_working_day": is_make_up,
        "is_working_day": is_make_up or (name is None and day.weekday() not in named.weekend),
    }


def _what_the_law_says(day: date, named: "HolidayBase") -> dict[str, Any]:
    """A holiday of its own name; days off in exchange lie where the announcement puts them."""
    name = named.get(day)
    is_certain = name is not None and not name.endswith(_OBSERVED)
    return {
        "is_holiday": True if is_certain else None,
        "holiday_name": name if is_certain else None,
        "is_make_up_working_day": False if is_certain else None,
        "is_working_day": False if is_certain else None,
    }
