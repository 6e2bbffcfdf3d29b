"""One price or fee, as its seller prints it, in yuan on one tax basis and in one unit.

Exact fractions until the end, then rounded once. None where the unit is not of the kind asked
for: a purchase price is no rent, and a monthly price is no price per hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from models.billing.money import to_cents, to_rate

TaxBasis = Literal["included", "excluded"]

HOURLY_UNITS = ("card_hour", "server_hour")
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Terms:
    """What turns a printed amount into yuan: exchange rate, tax as printed, tax as wanted."""

    cny_per_unit: Decimal
    tax_included: bool
    tax_rate: Decimal
    tax_basis: TaxBasis


def in_cny(amount: Decimal | Fraction, terms: Terms) -> Fraction:
    """The amount in yuan on the wanted tax basis, unrounded."""
    cny = amount if isinstance(amount, Fraction) else Fraction(amount)
    if terms.cny_per_unit != 1:
        cny *= Fraction(terms.cny_per_unit)
    if terms.tax_included and terms.tax_basis == "excluded":
        return cny / (1 + Fraction(terms.tax_rate))
    if not terms.tax_included and terms.tax_basis == "included":
        return cny * (1 + Fraction(terms.tax_rate))
    return cny


def fee_on(
    fee: Decimal, rate: Decimal | None, row: Mapping[str, object], tax_basis: TaxBasis
) -> Fraction | None:
    """What a row's amount is in yuan on a tax basis; None without a rate of its currency."""
    if rate is None:
        return None
    tax_rate = row["tax_rate"]
    assert isinstance(tax_rate, Decimal)  # noqa: S101  the contract of the table
    return in_cny(fee, Terms(rate, bool(row["tax_included"]), tax_rate, tax_basis))


def amount_in_cny(amount: Decimal, terms: Terms) -> Decimal:
    """An amount in yuan on the wanted tax basis, to the cent."""
    return to_cents(in_cny(amount, terms))


def price_cny_per_card_hour(price: Decimal, unit: str, cards: int, terms: Terms) -> Decimal | None:
    """Pay-as-you-go price of one card for one hour, to a millionth of a yuan.

    Only prices by the hour: dividing a day's or a month's price by its hours would promise that
    single hours can be bought at that price.
    """
    cards_per_unit = {"card_hour": 1, "server_hour": cards}.get(unit)
    if not cards_per_unit:
        return None
    return to_rate(in_cny(Fraction(price) / cards_per_unit, terms))


def unit_fee_cny_per_month(
    price: Decimal, unit: str, cards: int, hours_per_month: Decimal, terms: Terms
) -> Decimal | None:
    """Rent of one unit of `cards` cards for one month, to a millionth of a yuan.

    A price per card is multiplied by the unit's cards, a price per day or hour by the month's.
    """
    hours = Fraction(hours_per_month)
    times = {
        "server_month": Fraction(1),
        "card_month": Fraction(cards),
        "server_day": hours / HOURS_PER_DAY,
        "server_hour": hours,
        "card_hour": cards * hours,
    }.get(unit)
    if times is None:
        return None
    return to_rate(in_cny(Fraction(price) * times, terms))
