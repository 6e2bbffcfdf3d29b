"""Quotes the sample's company has gathered; two lack what makes a quote comparable."""

from dataclasses import dataclass
from datetime import date

from data.sample.templates import Row


@dataclass(frozen=True)
class Quote:
    """One offer on paper. `cards` None and `tax_included` empty: not on the paper."""

    observed_on: date
    market: str
    chip: str
    billing_mode: str
    term_months: int
    price: str
    cards: int | None = 8
    tax_included: str = "true"
    note: str = ""


_QUOTES = (
    Quote(date(2024, 12, 3), "Broker E", "H100 SXM5", "annual", 12, "72000"),
    Quote(date(2025, 3, 18), "Broker E", "H100 SXM5", "annual", 12, "75000"),
    Quote(date(2025, 3, 20), "Hub region cloud F", "RTX 4090", "annual", 12, "6900"),
    Quote(date(2025, 8, 12), "Hub region cloud F", "H20 96G", "annual", 12, "46000"),
    Quote(date(2025, 11, 6), "Domestic cloud C", "Ascend 910C", "annual", 12, "60000"),
    Quote(date(2026, 3, 10), "Broker E", "H100 SXM5", "annual", 12, "81000", note="after the rise"),
    Quote(date(2026, 4, 2), "Hub region cloud F", "A100 SXM4 80G", "annual", 12, "34000"),
    Quote(date(2026, 7, 8), "Domestic cloud C", "Ascend 910B4", "annual", 12, "15500"),
    Quote(date(2026, 9, 17), "Broker E", "H100 SXM5", "multi_year", 36, "86000"),
    Quote(date(2026, 10, 14), "Hub region cloud F", "H20 96G", "annual", 12, "50000"),
    Quote(date(2026, 10, 21), "Broker G", "H100 SXM5", "annual", 12, "78000", tax_included=""),
    Quote(date(2026, 11, 4), "Broker G", "Ascend 910C", "annual", 12, "59000", cards=None),
)
INCOMPLETE_QUOTE_COUNT = 2


def make_rental_quotes() -> list[Row]:
    """One row per quote, columns of the rental quote template."""
    return [_row(quote) for quote in _QUOTES]


def _row(quote: Quote) -> Row:
    return {
        "observed_on": quote.observed_on.isoformat(),
        "market": quote.market,
        "region": "CN",
        "chip": quote.chip,
        "cards": "" if quote.cards is None else quote.cards,
        "billing_mode": quote.billing_mode,
        "term_months": quote.term_months,
        "price": quote.price,
        "currency": "CNY",
        "unit": "server_month",
        "tax_included": quote.tax_included,
        "power_included": "true",
        "network_included": "true",
        "cabinet_included": "true",
        "grade": "D",
        "source": "synthetic sample",
        "note": quote.note,
    }
