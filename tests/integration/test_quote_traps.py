"""Traps of price lists: a year for a month, words for units, what is paid for what is taken off."""

from decimal import Decimal

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

TABLES = {"rental_quote": "core_rental_quote", "price_book": "core_price"}
SERVER = {"cards": "8", "billing_mode": "annual", "term_months": "12", "tax_included": "true"}

# What a row says -> cards, price, unit in the core table.
READ = {
    "a unit in words": ({"unit": "元/8卡整机/月", "price": "7.6万"}, 8, "76000", "server_month"),
    "cards from the unit": (
        {"unit": "元/8卡整机/月", "cards": "", "price": "76000"},
        8,
        "76000",
        "server_month",
    ),
    "a year": ({"unit": "元/台/年", "price": "91.2万元"}, 8, "76000", "server_month"),  # / 12
    "a card's hour": ({"unit": "元/卡时", "cards": "1", "price": "15.5"}, 1, "15.5", "card_hour"),
    # 180,000 x 0.42 = 75,600
    "a list price": (
        {"price": "", "list_price": "180000", "pay_ratio": "4.2折", "unit": "server_month"},
        8,
        "75600",
        "server_month",
    ),
    # 1,234.56 x 0.425 = 524.688
    "exact to six decimals": (
        {"price": "", "list_price": "1,234.56", "pay_ratio": "42.5%", "unit": "server_month"},
        8,
        "524.688",
        "server_month",
    ),
    # 2,160,000 a year x 0.42 / 12 = 75,600 a month
    "a list price of a year": (
        {"price": "", "list_price": "216万", "pay_ratio": "0.42", "unit": "年/台"},
        8,
        "75600",
        "server_month",
    ),
    "all three that agree": (
        {"price": "75600", "list_price": "180000", "pay_ratio": "0.42", "unit": "server_month"},
        8,
        "75600",
        "server_month",
    ),
    "both prices of a year": (
        {"price": "907200", "list_price": "2160000", "pay_ratio": "0.42", "unit": "年/台"},
        8,
        "75600",
        "server_month",
    ),
}


@pytest.mark.parametrize("source", TABLES)
@pytest.mark.parametrize(("change", "cards", "price", "unit"), READ.values(), ids=READ)
def test_a_price_as_people_quote_it_is_brought_to_the_tables_units(
    source: str,
    change: dict[str, str],
    cards: int,
    price: str,
    unit: str,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    [outcome] = load(write_file("prices.csv", [row(source, **SERVER | change)]))
    assert outcome.record.rows_rejected == 0
    [stored] = core(f"FROM {TABLES[source]}")
    found = (stored["cards"], stored["price"], stored["unit"])
    assert found == (cards, Decimal(price), unit)


# What a row says -> column, value and part of the reason in the quarantine.
REFUSED = {
    "a year without what": ({"unit": "元/年"}, "unit", "元/年", "expected one of card_hour"),
    "cards that contradict": (
        {"unit": "元/4卡整机/月"},
        "unit",
        "元/4卡整机/月",
        "expected one of",
    ),
    "yuan for dollars": ({"unit": "美元/台/月"}, "unit", "美元/台/月", "expected one of"),
    # 100,000 / 12 = 8,333.33... has no exact value.
    "a year that has no twelfth": (
        {"unit": "元/台/年", "price": "100000"},
        "price",
        "100000 / 12",
        "with at most 6 decimals",
    ),
    "a ratio without a list price": (
        {"price": "100", "pay_ratio": "0.42"},
        None,
        None,
        "a pay ratio comes with its list price",
    ),
    "three that disagree": (
        {"price": "104400", "list_price": "180000", "pay_ratio": "0.42"},
        None,
        None,
        "price is list price times pay ratio",
    ),
    "a list price alone": ({"price": "", "list_price": "180000"}, "price", "", "is empty"),
    "a ratio in whole per cent": (
        {"price": "", "list_price": "180000", "pay_ratio": "42"},
        "pay_ratio",
        "42",
        "expected the share that is paid, as 0.42, 42% or 4.2折",
    ),
}


@pytest.mark.parametrize("source", TABLES)
@pytest.mark.parametrize(("change", "column", "value", "words"), REFUSED.values(), ids=REFUSED)
def test_what_could_be_read_in_two_ways_is_rejected_and_named(
    source: str,
    change: dict[str, str],
    column: str | None,
    value: str | None,
    words: str,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    unit = {"unit": "server_month"}
    load(write_file("prices.csv", [row(source, **SERVER | unit | change)]))
    [fault] = core("FROM core_rejected_row")
    assert (fault["column"], fault["value"]) == (column, value)
    assert words in fault["reason"]


@pytest.mark.parametrize("source", TABLES)
@pytest.mark.parametrize("name", ["discount", "折扣", "Discount"])
def test_a_column_called_discount_is_refused_with_the_remedy(
    source: str, name: str, load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("prices.csv", [row(source) | {name: "0.42"}]))
    assert outcome.record.status == "refused"
    assert "the share that is paid, or the share taken off?" in outcome.record.reason
    assert "Name it pay_ratio" in outcome.record.reason
