"""Chips by useful PFLOP-hour: units, taxes, currencies and what is not known, by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.errors import UsageError
from data.settings import Settings
from models.chips.prices import chip_prices
from models.chips.ranking import best_of_each_chip, ranked

DAY = date(2026, 11, 18)
ROW: dict[str, Any] = {
    "kind": "offer",
    "chip": "H100",
    "seller": "Cloud A",
    "region": "North",
    "cards": 8,
    "billing_mode": "annual",
    "term_months": 12,
    "price": Decimal("57600"),
    "currency": "CNY",
    "unit": "server_month",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "priced_on": DAY,
    "missing_fields": "",
    "grade": None,
    "source": "made up for a test",
    "origin": "imported",
    "dense_tflops": 1000.0,
}
TYPES = {"tax_rate": pl.Decimal(6, 4), "grade": pl.String, "price": pl.Decimal(18, 6)}
NO_RATES = pl.DataFrame(
    schema={
        "rate_date": pl.Date,
        "base_currency": pl.String,
        "quote_currency": pl.String,
        "rate": pl.Decimal(18, 8),
    }
)


def prices(*rows: dict[str, Any], fx: pl.DataFrame = NO_RATES, **settings: Any) -> pl.DataFrame:
    frame = pl.DataFrame([ROW | row for row in rows], schema_overrides=TYPES)
    return chip_prices(frame, fx, Settings(**settings))


def test_a_servers_month_is_8_x_720_card_hours() -> None:
    [row] = prices({}).to_dicts()
    # 57,600 / 5,760
    assert (row["rent_cny_per_card_hour"], row["server_cny_per_month"]) == (10, 57_600)
    assert prices({"unit": "card_hour", "price": Decimal(10)})["server_cny_per_month"][0] == 57_600


def test_tax_and_currency_are_brought_to_the_settings_basis() -> None:
    assert prices({}, tax_basis="excluded")["rent_cny_per_card_hour"][0] == Decimal("9.433962")
    rate = {"rate_date": [DAY], "base_currency": ["USD"], "quote_currency": ["CNY"], "rate": [7]}
    fx = pl.DataFrame(rate, schema=NO_RATES.schema)
    dollars = {"currency": "USD", "price": Decimal(1), "unit": "card_hour", "tax_included": False}
    # 1 dollar x 7 x 1.06
    assert prices(dollars, fx=fx)["rent_cny_per_card_hour"][0] == Decimal("7.42")
    assert prices(dollars).is_empty()  # no rate: not a price of zero


def test_a_quote_without_tax_is_taken_as_printed() -> None:
    quote = {
        "kind": "quote",
        "tax_included": None,
        "tax_rate": None,
        "missing_fields": "tax_included",
    }
    for basis in ("included", "excluded"):
        assert prices(quote, tax_basis=basis)["rent_cny_per_card_hour"][0] == 10


def test_a_quote_that_says_its_tax_is_brought_to_the_basis_at_the_rate_of_services() -> None:
    quote = {"kind": "quote", "tax_rate": None}
    # 10 with tax, and 10 / 1.06 or 10 x 1.06 where the other is wanted
    found = {
        (said, basis): prices(quote | {"tax_included": said}, tax_basis=basis)
        for said in (True, False)
        for basis in ("included", "excluded")
    }
    assert {key: str(one["rent_cny_per_card_hour"][0]) for key, one in found.items()} == {
        (True, "included"): "10.000000",
        (True, "excluded"): "9.433962",
        (False, "included"): "10.600000",
        (False, "excluded"): "10.000000",
    }


def test_a_server_of_an_unknown_number_of_cards_has_no_price_by_the_card() -> None:
    assert prices({"kind": "quote", "cards": None}).is_empty()
    assert prices({"kind": "quote", "cards": None, "unit": "card_month"}).height == 1


def test_efficiency_of_domestic_chips_moves_only_them() -> None:
    rows = prices(
        {}, {"chip": "910C", "origin": "domestic", "dense_tflops": 500.0, "price": Decimal(28_800)}
    )
    found = ranked(rows, Decimal("0.5"), Decimal("0.8"))
    # 10 / (1 PFLOPS x 0.8) = 12.5; 5 / (0.5 x 0.5) = 20
    assert found.select("chip", "cny_per_useful_pflop_hour").rows() == [
        ("H100", Decimal("12.5")),
        ("910C", Decimal(20)),
    ]
    assert ranked(rows, Decimal(1), Decimal("0.8"))["chip"].to_list() == ["910C", "H100"]


def test_a_chip_without_printed_throughput_is_last_and_not_ranked() -> None:
    rows = prices({"chip": "910B", "origin": "domestic", "dense_tflops": None}, {})
    found = ranked(rows, Decimal(1), Decimal(1))
    assert found["cny_per_useful_pflop_hour"].to_list() == [Decimal(10), None]
    assert best_of_each_chip(found)["chip"].to_list() == ["H100"]


def test_a_chip_stands_for_its_cheapest_year_else_for_its_newest_quote() -> None:
    old = {"chip": "H20", "kind": "quote", "price": Decimal(9_000), "priced_on": date(2026, 1, 1)}
    new = old | {"price": Decimal(18_000), "priced_on": DAY}
    rows = prices(
        {"billing_mode": "on_demand", "term_months": 0, "price": Decimal(100)},
        {"seller": "B", "price": Decimal(50_000)},
        {"seller": "C", "price": Decimal(40_000), "term_months": 36},
        {"kind": "quote", "price": Decimal(10)},
        {},
        old,
        new,
    )
    found = best_of_each_chip(ranked(rows, Decimal(1), Decimal(1)))
    assert found.select("chip", "kind", "seller", "server_cny_per_month").rows() == [
        ("H20", "quote", "Cloud A", 18_000),
        ("H100", "offer", "B", 50_000),
    ]


@pytest.mark.parametrize("ratio", ["0", "1.01"])
def test_an_efficiency_is_a_share(ratio: str) -> None:
    with pytest.raises(UsageError, match="efficiency of domestic chips"):
        ranked(prices({}), Decimal(ratio), Decimal(1))


def test_without_a_price_nothing_is_ranked() -> None:
    assert best_of_each_chip(ranked(prices({}).clear(), Decimal(1), Decimal(1))).is_empty()
