"""Quotes far from the market are held, with the likely mistake named, and never dropped."""

from decimal import Decimal

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

# The band of an 8-card H100 server in 2026-07 is 65,000 to 85,000; twice: 32,500 to 170,000.
JUDGED = {
    "in the band": ({}, "pass", "76,000.00 CNY a month for an 8-card server is within twice"),
    "at twice the band": ({"price": "170000"}, "pass", "170,000.00"),
    "beyond twice": ({"price": "170000.01"}, "review", "170,000.01 CNY a month"),
    "at half the band": ({"price": "32500"}, "pass", "32,500.00"),
    "below half": ({"price": "32499.99"}, "review", "32,499.99 CNY a month"),
    # 76,000 x 12 = 912,000: a year's rent in a column of months.
    "a year as a month": (
        {"price": "912000"},
        "review",
        "a twelfth of it fits: the rent of a year",
    ),
    # 76,000 / 12 = 6,333.33: a month's rent whose unit said a year.
    "a month as a year": ({"price": "6333.33"}, "review", "twelve times it fits"),
    # 76,000 / 8 = 9,500 for a card, in a row that says 8 cards.
    "a card as a server": ({"price": "9500"}, "review", "eight times it fits: the rent of a card"),
    # 76,000 a card is 608,000 a server, and an eighth of that fits.
    "a server as a card": (
        {"unit": "card_month", "cards": "1"},
        "review",
        "608,000.00 CNY a month for an 8-card server is beyond twice the band of 65,000 to 85,000;"
        " an eighth of it fits: the rent of a server, taken for a card's?",
    ),
    # A server of 4 cards for 38,000 is 76,000 for 8.
    "half a server": ({"cards": "4", "price": "38000"}, "pass", "76,000.00"),
    "a chip by one word of its name": ({"chip": "RTX 4090", "price": "6800"}, "pass", "6,800.00"),
    "before the band": ({"observed_on": "2026-06-30", "price": "912000"}, None, None),
    "after the band": ({"observed_on": "2027-01-01", "price": "912000"}, None, None),
    "another market": ({"unit": "server_hour"}, None, None),
    "dollars": ({"currency": "USD"}, None, None),
    "a chip without a band": ({"chip": "H200"}, None, None),
    "any 910B": ({"chip": "Ascend 910B", "price": "15500"}, "review", "910B without its suffix"),
    "a 910B4": ({"chip": "Ascend 910B4", "price": "15500"}, None, None),
}


@pytest.mark.parametrize(("change", "state", "reason"), JUDGED.values(), ids=JUDGED)
def test_a_quote_is_held_beyond_twice_its_dated_band(
    change: dict[str, str],
    state: str | None,
    reason: str | None,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    load(write_file("quotes.csv", [row("rental_quote", **change)]))
    [quote] = core("FROM core_rental_quote")
    assert quote["review_state"] == state
    assert (reason is None) == (quote["review_reason"] is None)
    assert (reason or "") in (quote["review_reason"] or "")


def test_a_held_quote_keeps_its_figure_and_passes_no_doubt_on_to_others(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [row("rental_quote", price="912000"), row("rental_quote", price="76000")]
    [outcome] = load(write_file("quotes.csv", rows))
    assert outcome.record.rows_rejected == 0
    quotes = core("SELECT price, review_state FROM core_rental_quote ORDER BY price")
    assert [tuple(quote.values()) for quote in quotes] == [
        (Decimal(76000), "pass"),
        (Decimal(912000), "review"),
    ]


def test_figures_of_market_collections_are_judged_alike(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [row("market_prices", price="912000"), row("market_prices", cards="")]
    load(write_file("market.csv", rows))
    quotes = core("SELECT review_state FROM core_rental_quote ORDER BY line_number")
    # Without its number of cards a server's rent is not brought to 8 cards, so it is not judged.
    assert [quote["review_state"] for quote in quotes] == ["review", None]
