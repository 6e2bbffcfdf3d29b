from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl

from models.billing.prices import (
    AMBIGUOUS,
    NO_PRICE,
    NO_RATE,
    NOT_HOURLY,
    on_demand_prices,
)

MakeRows = Callable[..., pl.DataFrame]


def _days(*days: date, chip: str = "H20") -> pl.DataFrame:
    return pl.DataFrame({"local_date": days}).with_columns(
        provider=pl.lit("Cloud A"), region=pl.lit("North"), chip=pl.lit(chip)
    )


def _prices_on(book: pl.DataFrame, fx: pl.DataFrame, *days: date) -> list[object]:
    result = on_demand_prices(book, fx, _days(*days), tax_basis="included")
    return result["on_demand_price_cny"].to_list()


def _gap_on(book: pl.DataFrame, fx: pl.DataFrame, day: date) -> object:
    result = on_demand_prices(book, fx, _days(day), tax_basis="included")
    assert result["on_demand_price_cny"].to_list() == [None]
    return result["price_gap"].item()


def test_a_price_holds_until_the_day_before_the_next(prices: MakeRows, rates: MakeRows) -> None:
    book = prices({"price": Decimal(10)}, {"valid_from": date(2024, 3, 1), "price": Decimal(8)})
    assert _prices_on(book, rates(), date(2024, 2, 29), date(2024, 3, 1), date(2030, 1, 1)) == [
        Decimal(10),
        Decimal(8),
        Decimal(8),
    ]


def test_a_later_price_never_holds_for_an_earlier_day(prices: MakeRows, rates: MakeRows) -> None:
    assert _gap_on(prices({}), rates(), date(2023, 12, 31)) == NO_PRICE


def test_a_price_ends_with_its_last_day(prices: MakeRows, rates: MakeRows) -> None:
    book = prices({"valid_to": date(2024, 1, 31)})
    assert _prices_on(book, rates(), date(2024, 1, 31)) == [Decimal(10)]
    assert _gap_on(book, rates(), date(2024, 2, 1)) == NO_PRICE


def test_an_announced_end_does_not_outlive_the_next_price(
    prices: MakeRows, rates: MakeRows
) -> None:
    # The second row ends in February; the first, though meant for the whole year, is history.
    book = prices(
        {"valid_to": date(2024, 12, 31)},
        {"valid_from": date(2024, 2, 1), "valid_to": date(2024, 2, 29), "price": Decimal(8)},
    )
    assert _prices_on(book, rates(), date(2024, 1, 31), date(2024, 2, 1)) == [
        Decimal(10),
        Decimal(8),
    ]
    assert _gap_on(book, rates(), date(2024, 3, 1)) == NO_PRICE


def test_a_replaced_row_does_not_come_back_when_its_successor_ends(
    prices: MakeRows, rates: MakeRows
) -> None:
    book = prices({}, {"valid_from": date(2024, 2, 1), "valid_to": date(2024, 2, 29)})
    assert _gap_on(book, rates(), date(2024, 3, 1)) == NO_PRICE


def test_of_two_offers_the_newer_holds_while_it_lasts(prices: MakeRows, rates: MakeRows) -> None:
    sale = {
        "offer_id": "sale",
        "valid_from": date(2024, 2, 1),
        "valid_to": date(2024, 2, 29),
        "price": Decimal(6),
    }
    days = (date(2024, 1, 31), date(2024, 2, 1), date(2024, 3, 1))
    assert _prices_on(prices({}, sale), rates(), *days) == [Decimal(10), Decimal(6), Decimal(10)]


def test_two_offers_of_one_day_at_two_prices_are_no_price(
    prices: MakeRows, rates: MakeRows
) -> None:
    book = prices({}, {"offer_id": "exclusive", "price": Decimal(12)})
    assert _gap_on(book, rates(), date(2024, 1, 1)) == AMBIGUOUS


def test_two_offers_of_one_day_at_one_price_are_that_price(
    prices: MakeRows, rates: MakeRows
) -> None:
    # 80 yuan per server-hour / 8 cards = 10 yuan per card-hour
    server = {"offer_id": "server", "unit": "server_hour", "cards": 8, "price": Decimal(80)}
    assert _prices_on(prices({}, server), rates(), date(2024, 1, 1)) == [Decimal(10)]


def test_only_pay_as_you_go_of_the_same_chip_and_place_counts(
    prices: MakeRows, rates: MakeRows
) -> None:
    book = prices(
        {"billing_mode": "spot"},
        {"billing_mode": "monthly"},
        {"chip": "A100"},
        {"region": "South"},
        {"provider": "Cloud B"},
    )
    assert _gap_on(book, rates(), date(2024, 6, 1)) == NO_PRICE


def test_a_monthly_unit_is_no_price_by_the_hour(prices: MakeRows, rates: MakeRows) -> None:
    assert _gap_on(prices({"unit": "card_month"}), rates(), date(2024, 1, 1)) == NOT_HOURLY


def test_dollars_are_converted_at_each_day_s_own_rate(prices: MakeRows, rates: MakeRows) -> None:
    book = prices({"currency": "USD", "price": Decimal(2)})
    fx = rates({}, {"rate_date": date(2024, 1, 3), "rate": Decimal("7.5")})
    # 2 x 7 = 14 on the 2nd, 2 x 7.5 = 15 from the 3rd; no rate was known on the 1st
    assert _prices_on(book, fx, date(2024, 1, 2), date(2024, 1, 4)) == [Decimal(14), Decimal(15)]
    assert _gap_on(book, fx, date(2024, 1, 1)) == NO_RATE


def test_tax_is_taken_out_on_the_other_basis(prices: MakeRows, rates: MakeRows) -> None:
    # 10.60 with 6 % tax is 10 without
    result = on_demand_prices(
        prices({"price": Decimal("10.60")}),
        rates(),
        _days(date(2024, 1, 1)),
        tax_basis="excluded",
    )
    assert result["on_demand_price_cny"].to_list() == [Decimal(10)]


def test_every_day_asked_for_has_one_row(prices: MakeRows, rates: MakeRows) -> None:
    asked = pl.concat([_days(date(2024, 1, 1)), _days(date(2024, 1, 1)), _days(date(2020, 1, 1))])
    result = on_demand_prices(prices({}), rates(), asked, tax_basis="included")
    assert result["local_date"].to_list() == [date(2024, 1, 1), date(2020, 1, 1)]
    assert result["price_gap"].to_list() == [None, NO_PRICE]
