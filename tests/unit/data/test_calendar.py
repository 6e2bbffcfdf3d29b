"""The calendar of working days: what is known is said, what is not announced yet is null."""

from datetime import date, timedelta

import polars as pl
import pytest

from data.reference.calendar import FIRST_YEAR, LAST_YEAR, holidays_version, read_calendar

Day = dict[str, object]


@pytest.fixture(scope="module")
def calendar() -> pl.DataFrame:
    return read_calendar()


def on(calendar: pl.DataFrame, day: date, country: str = "CN") -> Day:
    return calendar.row(
        by_predicate=(pl.col("country") == country) & (pl.col("local_date") == day), named=True
    )


def facts(day: Day) -> tuple[object, ...]:
    return tuple(day[n] for n in ("is_holiday", "is_make_up_working_day", "is_working_day"))


def test_every_country_has_every_day_once(calendar: pl.DataFrame) -> None:
    days = (date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1
    assert calendar.height == calendar["country"].n_unique() * days
    assert set(calendar["source"]) == {holidays_version()}


def test_the_week_before_national_day_2026_is_worked_on_a_sunday(calendar: pl.DataFrame) -> None:
    # The State Council's notice for 2026: off from 1 to 7 October, work on 20 September, a Sunday,
    # and on 10 October, a Saturday.
    assert facts(on(calendar, date(2026, 9, 20))) == (False, True, True)
    assert facts(on(calendar, date(2026, 10, 10))) == (False, True, True)
    assert on(calendar, date(2026, 9, 20))["is_weekend"]
    assert facts(on(calendar, date(2026, 9, 27))) == (False, False, False)  # a Sunday as usual
    off = [date(2026, 10, 1) + timedelta(n) for n in range(7)]
    assert {on(calendar, day)["is_working_day"] for day in off} == {False}
    assert on(calendar, date(2026, 10, 1))["holiday_name"] == "National Day"
    assert on(calendar, date(2026, 10, 8))["is_working_day"] is True


@pytest.mark.parametrize(("year", "make_up_days"), [(2023, 7), (2024, 8), (2025, 5), (2026, 6)])
def test_the_make_up_days_of_announced_years_are_counted(
    year: int, make_up_days: int, calendar: pl.DataFrame
) -> None:
    of_year = calendar.filter(
        pl.col("country") == "CN",
        pl.col("local_date").dt.year() == year,
    )
    assert of_year["is_make_up_working_day"].sum() == make_up_days
    assert of_year.filter("is_make_up_working_day")["is_weekend"].all()


def test_of_a_year_that_is_not_announced_only_the_law_s_holidays_are_said(
    calendar: pl.DataFrame,
) -> None:
    # The notice for 2027 comes in November 2026; the package at hand ends with 2026.
    year = calendar.filter(pl.col("country") == "CN", pl.col("local_date").dt.year() == 2027)
    assert set(year["is_announced"]) == {False}
    assert facts(on(calendar, date(2027, 10, 1))) == (True, False, False)
    assert facts(on(calendar, date(2027, 10, 9))) == (None, None, None)  # a Saturday
    assert facts(on(calendar, date(2027, 7, 14))) == (None, None, None)  # a Wednesday
    assert set(year["is_holiday"]) == {True, None}
    assert set(year["is_make_up_working_day"]) == {False, None}
    # Days off in exchange for a weekend's holiday lie where the notice puts them.
    assert on(calendar, date(2027, 5, 3))["is_holiday"] is None


def test_the_last_days_before_a_year_that_is_not_announced_are_open(
    calendar: pl.DataFrame,
) -> None:
    # 29 December 2018 was worked, and 31 December was off, for New Year's Day of 2019.
    assert facts(on(calendar, date(2018, 12, 29))) == (False, True, True)
    assert facts(on(calendar, date(2018, 12, 31))) == (True, False, False)
    assert facts(on(calendar, date(2026, 12, 25))) == (False, False, True)
    assert facts(on(calendar, date(2026, 12, 26))) == (None, None, None)


def test_countries_that_move_no_days_are_known_ahead(calendar: pl.DataFrame) -> None:
    assert facts(on(calendar, date(2027, 7, 14), "SG")) == (False, False, True)
    assert facts(on(calendar, date(2027, 7, 5), "US")) == (True, False, False)  # observed
    assert facts(on(calendar, date(2027, 7, 4), "US")) == (True, False, False)
    others = calendar.filter(pl.col("country") != "CN")
    assert others.null_count().drop("holiday_name").sum_horizontal().item() == 0


def test_a_day_with_a_name_is_a_holiday_and_no_working_day(calendar: pl.DataFrame) -> None:
    named = calendar.filter(pl.col("holiday_name").is_not_null())
    assert named["is_holiday"].all()
    assert not named["is_working_day"].any()
