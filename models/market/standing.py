"""A price per card-hour, and where it stands: among quotes, within a dated band, or far outside.

A band is of the monthly rent of an 8-card server and holds for its days only: markets move. Beyond
twice a band a figure is not believed before somebody has looked; then a twelfth, an eighth and so
on of it often fits, and says which unit was mistaken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from models.billing.conversion import TaxBasis, Terms, unit_fee_cny_per_month
from models.billing.money import to_rate
from models.billing.printed import SERVICE_TAX_RATE

Position = Literal["below", "within", "above", "unknown"]
BAND_CARDS = 8
FAR = 2
_ONE = Decimal(1)
_MISTAKEN = (
    ("year_for_month", Fraction(1, 12)),
    ("month_for_year", Fraction(12)),
    ("server_for_card", Fraction(1, 8)),
    ("card_for_server", Fraction(8)),
)


@dataclass(frozen=True)
class Band:
    """What an 8-card server of a chip costs a month, in yuan, on certain days."""

    chip: str
    valid_from: date
    valid_to: date
    low: Decimal
    high: Decimal
    source: str

    def per_card_hour(self, hours_per_month: Decimal) -> tuple[Decimal, Decimal]:
        """The band's ends per card-hour."""
        hours = Fraction(hours_per_month) * BAND_CARDS
        return to_rate(Fraction(self.low) / hours), to_rate(Fraction(self.high) / hours)


@dataclass(frozen=True)
class Standing:
    """A price against a band's ends, all per card-hour; `mistaken`: units that would fit."""

    position: Position
    is_far: bool
    mistaken: tuple[str, ...]


def bands_of(rows: Iterable[Mapping[str, Any]]) -> list[Band]:
    """Bands of rows of the reference file (SanityBand)."""
    return [
        Band(
            row["chip"],
            row["valid_from"],
            row["valid_to"],
            row["low_cny_per_server_month"],
            row["high_cny_per_server_month"],
            row["source"],
        )
        for row in rows
    ]


def band_on(bands: Iterable[Band], chip: str, day: date) -> Band | None:
    """The band that judges a chip on a day: the newest whose word stands in the chip's name."""
    words = chip.split()
    found = [one for one in bands if one.chip in words and one.valid_from <= day <= one.valid_to]
    return max(found, key=lambda one: one.valid_from, default=None)


def cny_per_card_hour(
    price: Decimal, unit: str, cards: int, hours_per_month: Decimal, terms: Terms
) -> Decimal | None:
    """A rent per card and hour, to a millionth; None for a unit that is no rent."""
    fee = unit_fee_cny_per_month(price, unit, cards, hours_per_month, terms)
    return None if fee is None else to_rate(Fraction(fee) / (cards * Fraction(hours_per_month)))


def terms_of_quote(
    tax_included: bool | None, tax_basis: TaxBasis, cny_per_unit: Decimal = _ONE
) -> Terms:
    """A quote's terms. It prints no tax rate, so that of services; unsaid, tax is as wanted."""
    is_included = tax_basis == "included" if tax_included is None else tax_included
    return Terms(cny_per_unit, is_included, SERVICE_TAX_RATE, tax_basis)


def standing(price: Decimal, low: Decimal | None, high: Decimal | None) -> Standing:
    """Where a price stands; unknown without ends to hold it against."""
    if low is None or high is None:
        return Standing("unknown", is_far=False, mistaken=())
    if low <= price <= high:
        return Standing("within", is_far=False, mistaken=())
    is_far = not Fraction(low) / FAR <= Fraction(price) <= Fraction(high) * FAR
    mistaken = tuple(
        name for name, times in _MISTAKEN if low <= Fraction(price) * times <= Fraction(high)
    )
    return Standing("below" if price < low else "above", is_far, mistaken)


def same_chip(one: str, other: str) -> bool:
    """Whether two names can be one chip: the words of the shorter all stand in the longer.

    `H100` and `H100 SXM5` can; `H20 96G` and `H20 141G` cannot.
    """
    first, second = {*one.split()}, {*other.split()}
    return bool(first and second) and (first <= second or second <= first)
