"""Numbers as people write them: exactly what they say, or refused with a hint what to write."""

from decimal import Decimal
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tables import fields
from etl.checking import check
from etl.csv_text import TextTable
from etl.quoting import pay_ratio
from etl.source import SourceRow


class Line(SourceRow):
    """One row per cell of each kind."""

    price = dy.Decimal(18, 6, nullable=True)
    cards = dy.Int64(nullable=True)
    hours = dy.Float64(nullable=True)
    tax_rate = fields.tax_rate(nullable=True)
    pay_ratio = pay_ratio()
    day = dy.Date(nullable=True)
    flag = dy.Bool(nullable=True)
    currency = dy.String(nullable=True)
    name = dy.String(nullable=True)


def read(column: str, cell: str, currency: str = "CNY") -> tuple[Any, str | None]:
    """The value that a cell gives, and the reason if its row is rejected."""
    rows = pl.DataFrame({"line_number": [2], "currency": [currency], column: [cell]})
    table = TextTable(rows, [])
    result = check(table, Line, "UTC", as_it_came=table)
    value = result.accepted[column].item() if result.accepted.height else None
    return value, result.rejected["reason"].item() if result.rejected.height else None


EXACT = {
    "７６，０００．５０": "76000.50",
    "－７６": "-76",
    "1,234,567.50": "1234567.50",
    "1,234,567": "1234567",
    "76,000.00": "76000",
    "-1,234,567": "-1234567",
    "7.6万": "76000",
    "7.6 万": "76000",
    "7.654321万": "76543.21",
    "７．６萬": "76000",
    "1.2亿": "120000000",
    "0.00000001億": "1",
    ".5万": "5000",
    "¥76000": "76000",
    "￥7.6万": "76000",
    "7.6万元": "76000",
    "CNY 76000": "76000",
    "76000 RMB": "76000",
}


@pytest.mark.parametrize(("cell", "value"), EXACT.items(), ids=EXACT)
def test_a_price_as_people_write_it_is_read_exactly(cell: str, value: str) -> None:
    assert read("price", cell) == (Decimal(value), None)


def test_the_same_holds_for_whole_numbers_quantities_days_and_flags() -> None:
    assert read("cards", "１，０００，０００") == (1_000_000, None)
    assert read("cards", "1.2万") == (12_000, None)
    assert read("hours", "1,234,567.5") == (1_234_567.5, None)
    for day in ("２０２６－０７－０１", "2026年7月1日", "２０２６年０７月０１日"):
        assert str(read("day", day)[0]) == "2026-07-01"
    assert read("flag", "１") == (True, None)


def test_text_stays_as_it_is_typed() -> None:
    assert read("name", "７．６万") == ("７．６万", None)


REFUSED = {
    "one comma": ("price", "1,500", "1,500 may mean 1500 or 1.500: no comma"),
    "one comma in words": ("price", "¥76,000", "may mean ¥76000 or ¥76.000"),
    "two digits after a comma": ("price", "1,23", "its commas do not part thousands"),
    "groups of two": ("price", "12,34,567.00", "its commas do not part thousands"),
    "a group of four": ("price", "1,2345,678.00", "its commas do not part thousands"),
    "a decimal comma": ("price", "1.234.567,50", "its commas do not part thousands"),
    "a leading zero": ("price", "0,123,456", "its commas do not part thousands"),
    "a percent of a price": ("price", "42%", "a percent sign is read in columns of ratios alone"),
    "a price in tenths": ("price", "4.2折", "折 is read in pay_ratio alone"),
    "cards with a sign": ("cards", "¥8", "a currency sign must be that of the row's currency"),
    "half a card": ("cards", "1.23456万", "expected a whole number"),
    "a ratio in wan": ("tax_rate", "0.06万", "expected a number of at least 0 of at most 1"),
    "a tax rate in tenths": ("tax_rate", "0.6折", "折 is read in pay_ratio alone"),
    "two signs": ("price", "¥7.6万美元", "a currency sign must be"),
    "more than it can keep": ("price", "1.23456789012万", "with at most 6 decimals"),
    "a range": ("price", "7.6-8万", "expected a number"),
}


@pytest.mark.parametrize(("column", "cell", "words"), REFUSED.values(), ids=REFUSED)
def test_what_may_mean_two_things_is_refused_with_a_hint(
    column: str, cell: str, words: str
) -> None:
    value, reason = read(column, cell)
    assert value is None
    assert words in (reason or "")


@pytest.mark.parametrize(
    ("cell", "currency", "is_read"),
    [
        ("$5.25", "USD", True),
        ("US$5.25", "USD", True),
        ("5.25美元", "USD", True),
        ("$5.25", "CNY", False),
        ("¥5.25", "USD", False),
        ("5.25元", "USD", False),
        ("¥5.25", "", False),
        ("¥5.25", "JPY", True),
        ("5.25円", "JPY", True),
        ("5.25円", "CNY", False),
    ],
)
def test_a_currency_sign_must_be_that_of_the_rows_currency(
    cell: str, currency: str, is_read: bool
) -> None:
    value, reason = read("price", cell, currency)
    assert (value == Decimal("5.25")) == is_read
    assert (reason is None) == is_read


@pytest.mark.parametrize(
    ("cell", "ratio"),
    [
        ("0.42", "0.42"),
        ("42%", "0.42"),
        ("42.5％", "0.425"),
        ("4.2折", "0.42"),
        ("9折", "0.9"),
        ("0.5%", "0.005"),
        ("100%", "1"),
    ],
)
def test_a_pay_ratio_is_the_share_that_is_paid_however_it_is_written(cell: str, ratio: str) -> None:
    # 4.2折 is 4.2 tenths of the price: 42 % is paid, 58 % is taken off.
    assert read("pay_ratio", cell) == (Decimal(ratio), None)


@pytest.mark.parametrize("cell", ["42", "4.2", "42折", "0折", "10折", "120%", "-42%", "0"])
def test_a_pay_ratio_that_could_be_something_else_is_refused(cell: str) -> None:
    value, reason = read("pay_ratio", cell)
    assert value is None
    assert "expected the share that is paid, as 0.42, 42% or 4.2折" in (reason or "")


def test_a_tax_rate_may_be_in_per_cent_but_not_without_saying_so() -> None:
    assert read("tax_rate", "6%") == (Decimal("0.06"), None)
    assert read("tax_rate", "6")[0] is None


@settings(max_examples=60)
@given(st.decimals(min_value=0, max_value=10**6, places=6), st.sampled_from(["万", "亿", "%"]))
def test_every_suffix_is_exact_arithmetic(number: Decimal, suffix: str) -> None:
    column, factor = {"万": ("price", 10**4), "亿": ("price", 10**8), "%": ("tax_rate", 1)}[suffix]
    if suffix == "%":
        number = (number % 100).quantize(Decimal("0.01"))
        expected = number / 100
    else:
        number %= 1000  # prices have 12 digits before the point
        expected = number * factor
    assert read(column, f"{number:f}{suffix}") == (expected, None)


@settings(max_examples=60)
@given(st.decimals(min_value=10**6, max_value=10**11, places=2))
def test_every_grouped_amount_is_the_amount(number: Decimal) -> None:
    assert read("price", f"{number:,.2f}") == (number, None)


def test_the_quarantine_shows_a_cell_as_it_came() -> None:
    rows = pl.DataFrame({"line_number": [2], "currency": ["CNY"], "price": ["７．６％"]})
    table = TextTable(rows, [])
    rejected = check(table, Line, "UTC", as_it_came=table).rejected
    assert rejected["value"].to_list() == ["７．６％"]
    assert rows["price"].to_list() == ["７．６％"]
