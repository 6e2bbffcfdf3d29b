"""Price books, quotes and market collections: nothing converted, nothing assumed, nothing mixed."""

from datetime import date
from decimal import Decimal

import pytest

from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile


def faults(core: Core) -> list[tuple[int, str | None, str]]:
    rows = core("FROM core_rejected_row ORDER BY line_number")
    return [(row["line_number"], row["column"], row["reason"]) for row in rows]


def test_a_price_is_kept_exactly_as_its_seller_prints_it(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("prices.csv", [row("price_book", price="10.416667", valid_to="2026-06-30")]))
    [price] = core("FROM core_price")
    assert price["price"] == Decimal("10.416667")
    assert (price["valid_from"], price["valid_to"]) == (date(2026, 1, 1), date(2026, 6, 30))
    assert (price["unit"], price["currency"], price["tax_included"]) == ("card_hour", "CNY", True)
    assert (price["tax_rate"], price["network_included"]) == (Decimal("0.0600"), None)


PRICE_FAULTS = {
    "a rounded price": ({"price": "10.4166666"}, "price"),
    "a price of nothing": ({"price": "0"}, "price"),
    "a currency nobody has": ({"currency": "RMB"}, "currency"),
    "no unit": ({"unit": ""}, "unit"),
    "a tax rate in per cent": ({"tax_rate": "6"}, "tax_rate"),
    "no tax flag": ({"tax_included": ""}, "tax_included"),
    "8 cards a card": ({"cards": "8"}, "a card is sold as one card"),
    "a package without a term": (
        {"billing_mode": "monthly"},
        "pay as you go has no term and packages have one",
    ),
    "an end before the beginning": ({"valid_to": "2025-12-31"}, "ends on or after its first day"),
}


@pytest.mark.parametrize(("change", "culprit"), PRICE_FAULTS.values(), ids=PRICE_FAULTS)
def test_prices_that_cannot_be_compared_are_rejected_with_the_culprit_named(
    change: dict[str, str], culprit: str, fault_of: FaultOf
) -> None:
    assert culprit in fault_of("price_book", {"offer_id": "other"}, **change)


def test_a_newer_price_book_replaces_equal_days_and_adds_the_others(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("january.csv", [row("price_book"), row("price_book", valid_from="2026-04-01")]))
    load(
        write_file(
            "june.csv",
            [
                row("price_book", valid_from="2026-04-01", price="14"),
                row("price_book", valid_from="2026-07-01", price="13"),
            ],
        )
    )
    prices = core("SELECT price FROM core_price ORDER BY valid_from")
    assert [p["price"] for p in prices] == [Decimal("15.5"), Decimal(14), Decimal(13)]


def test_two_prices_of_one_offer_from_the_same_day_are_both_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("prices.csv", [row("price_book"), row("price_book", price="14")]))
    reason = "contradicts another row with the same offer_id, valid_from"
    assert faults(core) == [(2, None, reason), (3, None, reason)]


@pytest.mark.parametrize("field", ["tax_included", "power_included", "cards", "unit", "grade"])
def test_a_quote_without_what_makes_it_comparable_is_rejected_and_the_field_named(
    field: str, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("quotes.csv", [row("rental_quote"), row("rental_quote", **{field: ""})]))
    [(line, column, reason)] = faults(core)
    assert (line, column) == (3, field)
    assert reason.startswith("is empty; expected")


def test_a_complete_quote_lacks_nothing_and_has_its_kind_of_market(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    kinds = {"server_month": "gpu_rent", "server_hour": "gpu_cloud"}
    load(
        write_file(
            "quotes.csv",
            [row("rental_quote", unit=unit) for unit in kinds]
            + [row("rental_quote", unit="server", billing_mode="purchase")],
        )
    )
    quotes = core("SELECT unit, category, missing_fields, date_precision FROM core_rental_quote")
    assert {q["unit"]: q["category"] for q in quotes} == kinds | {"server": "gpu_purchase"}
    assert {(q["missing_fields"], q["date_precision"]) for q in quotes} == {("", "day")}


def test_a_quote_repeated_in_another_file_stands_once(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [row("rental_quote"), row("rental_quote", price="70000")]))
    load(write_file("b.csv", [row("rental_quote", note="seen again")]))
    quotes = core("SELECT price, note FROM core_rental_quote ORDER BY price")
    assert [(q["price"], q["note"]) for q in quotes] == [
        (Decimal(70000), None),
        (Decimal(76000), "seen again"),
    ]


def test_a_market_collection_may_date_by_day_month_or_year(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    dates = ("2026-07-15", "2026-07", "2026", "2020-2026", "July")
    load(write_file("market.csv", [row("market_prices", date=d) for d in dates]))
    quotes = core("SELECT observed_on, date_precision FROM core_rental_quote ORDER BY line_number")
    assert [(q["observed_on"], q["date_precision"]) for q in quotes] == [
        (date(2026, 7, 15), "day"),
        (date(2026, 7, 1), "month"),
        (date(2026, 1, 1), "year"),
    ]
    expected = "expected a date as YYYY-MM-DD, YYYY-MM or YYYY"
    assert faults(core) == [(5, "observed_on", expected), (6, "observed_on", expected)]


def test_a_market_figure_names_what_it_does_not_say(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("market_prices"),
        row("market_prices", cards="", term_months="", price="77000"),
        row("market_prices", unit="card_hour", cards="1", price="10"),
    ]
    load(write_file("market.csv", rows))
    quotes = core("SELECT missing_fields, grade FROM core_rental_quote ORDER BY line_number")
    assert [q["missing_fields"] for q in quotes] == [
        "tax_included,power_included",
        "cards,term_months,tax_included,power_included",
        "tax_included",
    ]
    assert {q["grade"] for q in quotes} == {"C"}


def test_a_market_figure_without_a_grade_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("market.csv", [row("market_prices"), row("market_prices", note="no grade")]))
    assert faults(core) == [(3, "grade", "is empty; expected one of A, B, C, D")]


MARKETS = {
    "gpu_rent": {},
    "gpu_cloud": {"unit": "card_hour"},
    "gpu_purchase": {"unit": "server", "billing_mode": "purchase"},
    "token_price": {"unit": "million_tokens"},
    "other": {"unit": "useful_life", "currency": "YEARS"},
}


def test_kinds_of_market_are_never_mixed(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("market.csv", [row("market_prices", **m) for m in MARKETS.values()]))
    quotes = core("SELECT category FROM core_rental_quote ORDER BY line_number")
    assert [q["category"] for q in quotes] == list(MARKETS)
