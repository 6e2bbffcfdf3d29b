# ruff: noqa: DTZ001  tables hold naive UTC
"""A cell becomes exactly the value it states, or nothing: never a rounded or a guessed one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.parsing import parse

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"  # clocks went forward on 2026-03-29 at 2:00, back on 2026-10-25 at 3:00


def parsed(column: dy.Column, *cells: Any, zone: str = SHANGHAI) -> list[Any]:
    rows = pl.DataFrame({"cell": pl.Series(cells)})
    value = parse("cell", rows.schema["cell"], column, zone)
    return rows.select(value.alias("value"))["value"].to_list()


def test_text_is_stripped_and_blank_text_is_nothing() -> None:
    assert parsed(dy.String(), " H100 ", "", "  ", None) == ["H100", None, None, None]


@pytest.mark.parametrize("word", ["true", "TRUE", "yes", "1", "是", " True "])
def test_words_for_true(word: str) -> None:
    assert parsed(dy.Bool(), word) == [True]


@pytest.mark.parametrize("word", ["false", "FALSE", "no", "0", "否"])
def test_words_for_false(word: str) -> None:
    assert parsed(dy.Bool(), word) == [False]


def test_other_words_are_neither_true_nor_false() -> None:
    assert parsed(dy.Bool(), "maybe", "2", "wahr", "") == [None] * 4


def test_whole_numbers_may_be_exported_as_decimals_of_zero() -> None:
    assert parsed(dy.Int64(), "8", " 8 ", "8.0", "+8", "-8") == [8, 8, 8, 8, -8]


def test_what_is_no_whole_number_is_nothing() -> None:
    assert parsed(dy.Int64(), "8.5", "1,000", "1e3", "八", "0x8", "9" * 30) == [None] * 6


def test_numbers_may_have_an_exponent_but_no_thousands_separator() -> None:
    assert parsed(dy.Float64(), "12.5", "1e3", ".5") == [12.5, 1000.0, 0.5]
    assert parsed(dy.Float64(), "1,000.5", "1 000", "1_000", "12,5", "n/a") == [None] * 5


def test_decimals_are_exact() -> None:
    money = dy.Decimal(18, 2)
    # 0.1 + 0.2 is 0.30000000000000004 in binary floating point, and 0.30 here.
    tenth, fifth = parsed(money, "0.1", "0.2")
    assert tenth + fifth == Decimal("0.30")
    assert parsed(money, "76000", "1.50", "1.5000", ".5", "-3") == [
        Decimal(n) for n in ("76000.00", "1.50", "1.50", "0.50", "-3.00")
    ]


def test_a_decimal_that_would_have_to_be_rounded_is_nothing() -> None:
    assert parsed(dy.Decimal(18, 2), "1.239", "1.235", "0.001", "1e3", "1,000.00") == [None] * 5
    assert parsed(dy.Decimal(6, 4), "100.0000") == [None]  # four places before the point at most


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_every_price_to_a_millionth_is_kept_to_the_last_digit(price: Decimal) -> None:
    assert parsed(dy.Decimal(18, 6), f"{price:f}") == [price]


def test_dates_come_with_hyphens_or_slashes() -> None:
    day = date(2026, 3, 2)
    assert parsed(dy.Date(), "2026-03-02", "2026/3/2", "2026/03/02", " 2026-03-02 ") == [day] * 4


# Two-digit years (as they are, and as a program fills them up), day first or month first, Excel's
# and Unix's numbers, days that are not there, dots, weeks, words, an era; and a time for a date.
@pytest.mark.parametrize(
    "cell",
    [
        "26-03-02",
        "26/3/2",
        "2/3/26",
        "0026-03-02",
        "0001-01-01",
        "1899-12-31",
        "03/02/2026",
        "02.03.2026",
        "2026.03.02",
        "2026-02-29",
        "2026-02-30",
        "2026-13-01",
        "2026-3/2",
        "20260302",
        "46083",
        "46083.25",
        "1772438400",
        "1772438400000",
        "2026-W10-1",
        "2 Mar 2026",
        "令和8年3月2日",
        "2026-03-02 08:00",
        "2026-03-02T00:00:00Z",
    ],
)
def test_what_is_no_date_or_could_be_two_is_nothing(cell: str) -> None:
    assert parsed(dy.Date(), cell) == [None]
    assert parsed(dy.Datetime(), cell) in ([None], [datetime(2026, 3, 2)])  # the times among them


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-02 24:00",
        "2026-03-02 23:59:60",
        "2026-03-02 08:60",
        "2026-03-208:00",
        "2026-03-02 08:00 PM",
        "2026-03-02 8:00下午",
        "2026-03-02 08:00 CST",
        "2026-03-02 08",
        "2026-03-02 08:00:00+08:99",
        "2026-03-02 08:00:00+25:00",
        "2026-03-02 08:00:00,5",
    ],
)
def test_what_is_no_time_is_nothing_and_never_another_day(cell: str) -> None:
    assert parsed(dy.Datetime(), cell) == [None]


def test_the_last_of_days_and_a_leap_day_are_dates() -> None:
    assert parsed(dy.Date(), "9999-12-31", "2028-02-29") == [date(9999, 12, 31), date(2028, 2, 29)]


def test_a_naive_time_is_local_and_becomes_utc() -> None:
    # Shanghai is 8 h ahead of UTC all year.
    at_midnight_utc = datetime(2026, 3, 2, 0, 0)
    cells = (
        "2026-03-02 08:00",
        "2026-03-02T08:00",
        "2026-03-02 08:00:00",
        "2026/3/2 8:00",
        "2026/03/02 08:00:00",
        "2026-03-02 08:00:00.000",
    )
    assert parsed(dy.Datetime(), *cells) == [at_midnight_utc] * 6


def test_an_offset_in_the_cell_wins_over_the_zone() -> None:
    # 08:00 at +05:30 is 02:30 UTC, whatever the zone is; Z is UTC.
    cells = ("2026-03-02 08:00+05:30", "2026-03-02T08:00:00+05:30", "2026-03-02T08:00:00.0+0530")
    assert parsed(dy.Datetime(), *cells) == [datetime(2026, 3, 2, 2, 30)] * 3
    assert parsed(dy.Datetime(), "2026-03-02T08:00Z") == [datetime(2026, 3, 2, 8)]


def test_an_hour_that_the_clock_change_skips_is_nothing() -> None:
    cells = ("2026-03-29 01:00", "2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 03:00")
    assert parsed(dy.Datetime(), *cells, zone=BERLIN) == [
        datetime(2026, 3, 29, 0),  # +01:00
        None,
        None,
        datetime(2026, 3, 29, 1),  # +02:00
    ]


def test_an_hour_that_the_clock_change_doubles_is_nothing_unless_it_has_an_offset() -> None:
    cells = ("2026-10-25 02:30", "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00")
    assert parsed(dy.Datetime(), *cells, zone=BERLIN) == [
        None,
        datetime(2026, 10, 25, 0, 30),
        datetime(2026, 10, 25, 1, 30),
    ]


@pytest.mark.parametrize(
    "cell", ["2026-03-02", "26-03-02 08:00", "2026-03-02 24:00", "8:00", "今天"]
)
def test_what_is_no_time_is_nothing(cell: str) -> None:
    assert parsed(dy.Datetime(), cell) == [None]


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2035, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS, st.sampled_from([SHANGHAI, BERLIN, "America/New_York", "Asia/Kolkata"]))
def test_every_local_time_agrees_with_the_standard_library(moment: datetime, zone: str) -> None:
    here = moment.replace(tzinfo=ZoneInfo(zone))
    once = here.utcoffset() == here.replace(fold=1).utcoffset()
    exists = here.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment
    expected = here.astimezone(UTC).replace(tzinfo=None) if once and exists else None
    assert parsed(dy.Datetime(), f"{moment:%Y-%m-%d %H:%M:%S}", zone=zone) == [expected]


def test_parquet_times_are_taken_as_their_type_says() -> None:
    naive, aware = datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert parsed(dy.Datetime(), naive) == [datetime(2026, 3, 2, 0)]
    assert parsed(dy.Datetime(), aware) == [datetime(2026, 3, 2, 8)]
    assert parsed(dy.Datetime(), date(2026, 3, 2)) == [datetime(2026, 3, 1, 16)]
    assert parsed(dy.Date(), naive, naive.replace(hour=0)) == [None, date(2026, 3, 2)]


def test_parquet_values_are_never_cut_off_or_reinterpreted() -> None:
    assert parsed(dy.Int64(), 8.0, 8.5) == [8, None]
    assert parsed(dy.Decimal(18, 2), 1.25, 1.239) == [Decimal("1.25"), None]
    assert parsed(dy.Bool(), 1, 0, 2) == [True, False, None]
    assert parsed(dy.Bool(), 0.5) == [None]
    for column in (dy.Datetime(), dy.Date()):  # a number of days or seconds since when?
        assert parsed(column, 20_000) == [None]
    for column in (dy.Float64(), dy.Int64(), dy.Decimal(18, 2)):
        assert parsed(column, timedelta(hours=1)) == [None]
