"""Exact money: card-hours to a millionth, rates to a millionth of a yuan, amounts to the cent.

The one rounding rule is half away from zero, at the end of a line and nowhere before. A quantity
(6 decimals) times a rate (6 decimals) has 12 decimals, so the product is exact at scale 12.
"""

from decimal import Context, Decimal
from fractions import Fraction

import polars as pl

AMOUNT_DECIMALS = 2
RATE_DECIMALS = 6

AMOUNT = pl.Decimal(18, AMOUNT_DECIMALS)
RATE = pl.Decimal(18, RATE_DECIMALS)
QUANTITY = pl.Decimal(38, 6)
_PRODUCT = pl.Decimal(38, 12)

_ENOUGH_DIGITS = Context(prec=60)


def round_half_away(value: Decimal | Fraction, decimals: int) -> Decimal:
    """Round to `decimals` places, a tie away from zero."""
    exact = Fraction(value) * 10**decimals
    doubled = 2 * abs(exact.numerator)
    whole = (doubled + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-decimals, _ENOUGH_DIGITS)


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
