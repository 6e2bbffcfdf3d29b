"""Which days of a month a class has, and what was known of days off by the cut-off."""

from datetime import date, timedelta

import numpy as np

from models.forecast.month_days import CLASSES, month_table

NUMBERS = {one.name: number for number, one in enumerate(CLASSES)}


def days_of(
    name: str, first_day: date, steps: int, horizon: int, country: str | None = None
) -> list[date]:
    table = month_table(first_day, steps, horizon, country)
    return sorted(first_day + timedelta(days=int(at)) for at in table.days_of(NUMBERS[name]))


def test_last_days_follow_the_length_of_the_month_and_go_on_ahead() -> None:
    found = days_of("last 2 days of a month", date(2028, 2, 1), 40, 30)  # until 10 April
    assert [f"{day:%m-%d}" for day in found] == ["02-28", "02-29", "03-30", "03-31"]


def test_days_outside_are_left_out_on_both_sides() -> None:
    found = days_of("first 3 days of a month", date(2026, 1, 2), 28, 3)  # until 1 February
    assert found == [date(2026, 1, 2), date(2026, 1, 3), date(2026, 2, 1)]


def test_a_quarter_begins_in_january_and_ends_in_march() -> None:
    span = date(2026, 1, 1), 300, 65
    ends = days_of("last day of a quarter", *span)
    assert [f"{day:%m-%d}" for day in ends] == ["03-31", "06-30", "09-30", "12-31"]
    starts = days_of("first day of a quarter", *span)
    assert [day.month for day in starts] == [1, 4, 7, 10]


def test_every_month_has_its_fixed_days_and_those_before_the_last() -> None:
    span = date(2026, 1, 1), 59, 0
    assert days_of("day 28 of a month", *span) == [date(2026, 1, 28), date(2026, 2, 28)]
    assert days_of("last day but 2 of a month", *span) == [date(2026, 1, 29), date(2026, 2, 26)]


def test_working_days_leave_out_weekends_and_public_holidays_but_not_make_up_days() -> None:
    span = date(2025, 9, 20), 20, 30
    # 1 to 8 October 2025 are off, Saturday the 11th is worked for them.
    assert days_of("first 3 working days of a month", *span, "CN") == [
        *(date(2025, 10, 9) + timedelta(days=day) for day in range(3)),
        *(date(2025, 11, 3) + timedelta(days=day) for day in range(3)),
    ]
    assert days_of("first working day of a month", *span)[0] == date(2025, 10, 1)
    assert days_of("last working day of a month", *span) == [date(2025, 9, 30), date(2025, 10, 31)]


def test_days_off_that_were_not_told_by_the_cut_off_are_not_known() -> None:
    before = month_table(date(2024, 10, 1), 60, 120, "CN")  # cut off on 29 November
    after = month_table(date(2024, 10, 1), 90, 90, "CN")
    # Saturday 8 February 2025 was worked for the Spring Festival, told in November 2024, and is
    # believed to be known in all years from 17 December on.
    day = (date(2025, 2, 8) - date(2024, 10, 1)).days
    assert [bool(before.is_off[day]), bool(after.is_off[day])] == [False, True]
    law = (date(2025, 1, 1) - date(2024, 10, 1)).days
    assert before.is_off[law]


def test_ages_count_from_the_month_of_the_cut_off_and_none_ahead_is_younger() -> None:
    table = month_table(date(2026, 1, 1), 70, 60, None)  # cut off on 11 March
    assert (table.ages == np.array([2, 1, 0, 0, 0])).all()
