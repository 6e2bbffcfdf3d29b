"""What changes within a paid term cost or give back, as sellers print it."""

from datetime import date
from fractions import Fraction

from models.billing.clock import add_months, days_in_month
from models.billing.money import round_half_away
from models.billing.terms import DAYS_PER_FIXED_MONTH

FACTOR_DECIMALS = 4
"""Huawei prints the factor to four decimals (0.6581) and computes with it."""


def calendar_months_left(on: date, end: date) -> Fraction:
    """Months from the day `on` to before `end`: days left / days in month, month by month.

    Rounded to FACTOR_DECIMALS. From 19 September to 8 October: 12/30 + 8/31 = 0.6581.
    Source: Huawei Cloud, changing the flavor of a yearly/monthly resource.
    """
    months = Fraction(0)
    day = on
    while day < end:
        next_month = add_months(day.replace(day=1), 1)
        stop = min(next_month, end)
        months += Fraction((stop - day).days, days_in_month(day))
        day = stop
    return Fraction(round_half_away(months, FACTOR_DECIMALS))


def fixed_months_left(on: date, end: date) -> Fraction:
    """Months of 30 days from the day `on` to before `end`, exact."""
    return Fraction((end - on).days, DAYS_PER_FIXED_MONTH)


def refund_after_months(paid: Fraction, months: Fraction, rest: Fraction) -> Fraction:
    """Paid less whole months at the monthly price paid, less the rest at the pay-as-you-go price.

    Source: Tencent Cloud, returning cloud servers, formula (a). Never negative.
    """
    return max(Fraction(0), paid - months - rest)


def refund_by_share(paid: Fraction, used: Fraction) -> Fraction:
    """Paid less used / total x list price; a day begun counts as one.

    Source: Tencent Cloud, returning cloud servers, formula (b). Never negative.
    """
    return max(Fraction(0), paid - used)


def refund_by_volume(paid: Fraction, used: Fraction, price: Fraction) -> Fraction:
    """Paid less used volume x price.

    Source: Tencent Cloud, returning cloud servers, formula (c). Never negative.
    """
    return max(Fraction(0), paid - used * price)
