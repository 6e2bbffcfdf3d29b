"""Can this quote be trusted? Brought to one basis, named for what it lacks, held against the band.

Comparable is: yuan per card-hour on the wanted tax basis, power included, a deposit at what its
money costs. What a quote does not say is named, and no guess stands in for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.billing.break_even import BreakEven, break_even
from models.billing.conversion import TaxBasis, Terms
from models.billing.money import to_rate
from models.billing.power import PowerDraw, Tariff, monthly_power_cost
from models.market.standing import (
    BAND_CARDS,
    Band,
    Standing,
    band_on,
    cny_per_card_hour,
    standing,
)

_MONTHS_PER_YEAR = 12
_WHOLE = Decimal(1)

TAX_UNSAID = "tax_not_said"
POWER_UNSAID = "power_not_said"
NETWORK_UNSAID = "network_not_said"
NETWORK_OUTSIDE = "network_not_included"
TERM_UNSAID = "term_not_said"
NOT_RENT = "unit_is_no_rent"


@dataclass(frozen=True)
class Quote:
    """A quote as it was given; None is what it does not say.

    `cny_per_unit` is the currency's rate; `deposit_months` come back at the end of the term.
    """

    price: Decimal
    unit: str
    cards: int
    chip: str
    observed_on: date
    cny_per_unit: Decimal = _WHOLE
    tax_included: bool | None = None
    tax_rate: Decimal = Decimal("0.06")
    power_included: bool | None = None
    network_included: bool | None = None
    term_months: int | None = None
    deposit_months: int = 0


@dataclass(frozen=True)
class House:
    """On which basis quotes are compared, and what power and money cost."""

    tax_basis: TaxBasis
    hours_per_month: Decimal
    draw: PowerDraw
    tariff: Tariff
    capital_rate_per_year: Decimal


@dataclass(frozen=True)
class Checked:
    """A quote made comparable; all per card-hour. `missing` are codes of what it lacks.

    `as_printed` is in yuan on the quote's own basis; `parts` lead from it to `comparable`.
    """

    as_printed: Decimal
    parts: tuple[tuple[str, Decimal], ...]
    comparable: Decimal
    missing: tuple[str, ...]
    band: Band | None
    standing: Standing

    def per_server_month(self, hours_per_month: Decimal) -> Decimal:
        """Of an 8-card server."""
        return to_rate(Fraction(self.comparable) * BAND_CARDS * Fraction(hours_per_month))


def check_quote(quote: Quote, house: House, bands: Sequence[Band]) -> Checked | None:
    """The quote on the house's basis and where it stands; None where its unit is no rent."""
    printed = _per_card_hour(quote, house, house.tax_basis == "included")
    if printed is None:
        return None
    taxed = printed
    if quote.tax_included is not None:
        taxed = _per_card_hour(quote, house, quote.tax_included) or printed
    power = _power(house) if quote.power_included is False else Decimal(0)
    deposit = _deposit(taxed, quote, house)
    parts = (("tax", taxed - printed), ("power", power), ("deposit", deposit))
    comparable = taxed + power + deposit
    band = band_on(bands, quote.chip, quote.observed_on)
    ends = band.per_card_hour(house.hours_per_month) if band else (None, None)
    return Checked(
        as_printed=printed,
        parts=tuple((name, amount) for name, amount in parts if amount),
        comparable=comparable,
        missing=_missing(quote),
        band=band,
        standing=standing(comparable, *ends),
    )


def against_pay_as_you_go(found: Checked, on_demand: Decimal, house: House) -> BreakEven:
    """From which use on an 8-card server at this price beats paying by the hour."""
    fee = found.per_server_month(house.hours_per_month)
    return break_even(fee, BAND_CARDS, on_demand, house.hours_per_month)


def _per_card_hour(quote: Quote, house: House, is_included: bool) -> Decimal | None:
    terms = Terms(quote.cny_per_unit, is_included, quote.tax_rate, house.tax_basis)
    return cny_per_card_hour(quote.price, quote.unit, quote.cards, house.hours_per_month, terms)


def _power(house: House) -> Decimal:
    """Electricity of a server of eight cards per card-hour; tax as the tariff has it."""
    month = monthly_power_cost(house.draw, house.tariff, house.hours_per_month, _WHOLE)
    return to_rate(Fraction(month) / (BAND_CARDS * Fraction(house.hours_per_month)))


def _deposit(rent: Decimal, quote: Quote, house: House) -> Decimal:
    """What the money of the deposit costs, per card-hour of the rent."""
    rate = Fraction(house.capital_rate_per_year) / _MONTHS_PER_YEAR
    return to_rate(Fraction(rent) * quote.deposit_months * rate)


def _missing(quote: Quote) -> tuple[str, ...]:
    is_server = quote.unit.startswith("server") or quote.unit == "card_month"
    found = (
        (TAX_UNSAID, quote.tax_included is None),
        (POWER_UNSAID, quote.power_included is None and is_server),
        (NETWORK_UNSAID, quote.network_included is None and is_server),
        (NETWORK_OUTSIDE, quote.network_included is False),
        (TERM_UNSAID, quote.term_months is None and is_server),
    )
    return tuple(code for code, is_missing in found if is_missing)
