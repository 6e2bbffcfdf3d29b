"""Exact money: card-hours to a millionth, rates to a millionth of a yuan, amounts to the cent.

The rounding rule is half away from zero, or the one that a seller's plan names (`Rounding`), at the
end of a line and nowhere before. A quantity
(6 decimals) times a rate (6 decimals) has 12 decimals, so the product is exact at scale 12.
"""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

AMOUNT_DECIMALS = 2
RATE_DECIMALS = 6

AMOUNT = pl.Decimal(18, AMOUNT_DECIMALS)
RATE = pl.Decimal(18, RATE_DECIMALS)
QUANTITY = pl.Decimal(38, 6)
_PRODUCT = pl.Decimal(38, 12)

_ENOUGH_DIGITS = Context(prec=60)
_ONCE = Fraction(1)


class Rounding(BaseModel):
    """How a seller rounds a line, by name; `up` and `down` are away from and towards zero."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decimals: int = Field(default=AMOUNT_DECIMALS, ge=0, le=12)
    mode: Literal["half_away_from_zero", "half_even", "up", "down"] = "half_away_from_zero"

    def round(self, exact: Fraction, times: Fraction = _ONCE) -> Decimal:
        """The rounded amount, or so many times it."""
        numerator, denominator = exact.as_integer_ratio()
        if times is not _ONCE:  # whole numbers: a Fraction would be reduced for nothing
            numerator, denominator = numerator * times.numerator, denominator * times.denominator
        if self.mode == "half_away_from_zero":
            return _half_away(numerator, denominator, self.decimals)
        whole, rest = divmod(abs(numerator) * 10**self.decimals, denominator)
        if self.mode == "half_even":
            more = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        else:
            more = self.mode == "up" and rest > 0
        signed = (whole + more) * (1 if numerator >= 0 else -1)
        return Decimal(signed).scaleb(-self.decimals, _ENOUGH_DIGITS)


def round_half_away(value: Decimal | Fraction, decimals: int) -> Decimal:
    """Round to `decimals` places, a tie away from zero."""
    return _half_away(*value.as_integer_ratio(), decimals)


def _half_away(numerator: int, denominator: int, decimals: int) -> Decimal:
    doubled = 2 * abs(numerator) * 10**decimals
    whole = (doubled + denominator) // (2 * denominator)
    return Decimal(whole if numerator >= 0 else -whole).scaleb(-decimals, _ENOUGH_DIGITS)


def to_cents(amount_cny: Decimal | Fraction) -> Decimal:
    """An amount in yuan, to the cent."""
    return round_half_away(amount_cny, AMOUNT_DECIMALS)


def to_rate(rate_cny: Decimal | Fraction) -> Decimal:
    """A price in yuan per unit, to a millionth."""
    return round_half_away(rate_cny, RATE_DECIMALS)


def to_cents_expr(amount_cny: pl.Expr) -> pl.Expr:
    """`to_cents` for a Decimal column."""
    return amount_cny.round(AMOUNT_DECIMALS, mode="half_away_from_zero").cast(AMOUNT)


def exact_product(quantity: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """Product of two Decimal columns of at most 6 decimals, unrounded.

    Polars keeps only the larger scale of the two factors, hence the casts. An overflow raises.
    """
    return quantity.cast(_PRODUCT) * rate.cast(_PRODUCT)
