"""Money by month: present value, level payment, payback and internal rate of return.

Month 0 is the day of the decision, month k the end of the k-th month. Paid is positive, received
negative. Present values are exact fractions, rounded to the cent once, at the end; only the
internal rate of return, a root that has no exact form, is found in floating point.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from data.errors import InputError
from models.billing.checks import require_not_negative, require_positive
from models.billing.money import round_half_away, to_cents

RATE_OF_RETURN_TOLERANCE = 1e-12
_MONTHS_PER_YEAR = 12
_RATE_DECIMALS = 12
_HIGHEST_MONTHLY_RATE = 10.0
_LOWEST_MONTHLY_RATE = -0.5  # lower ones overflow within a few decades of months


@dataclass(frozen=True)
class CashFlow:
    """One payment: month, what for, yuan to the cent (paid positive, received negative), rule."""

    month: int
    item: str
    amount_cny: Decimal
    rule: str


def monthly_rate(annual_rate: Decimal) -> Decimal:
    """Monthly rate that compounds to an annual one, to 12 decimals: (1 + annual) ^ (1/12) - 1.

    Raises:
        UsageError: the annual rate is negative.
    """
    require_not_negative("annual rate", annual_rate, "a share a year: 0.10 for 10 %")
    with localcontext() as context:
        context.prec = 40
        monthly = (1 + annual_rate) ** (Decimal(1) / _MONTHS_PER_YEAR) - 1
    return round_half_away(monthly, _RATE_DECIMALS)


def by_month(flows: Iterable[CashFlow]) -> list[Decimal]:
    """Sum of the flows of every month from 0 to the last one, months without any included."""
    sums: dict[int, Decimal] = {}
    for flow in flows:
        sums[flow.month] = sums.get(flow.month, Decimal(0)) + flow.amount_cny
    return [sums.get(month, Decimal(0)) for month in range(max(sums, default=-1) + 1)]


def total(flows: Iterable[CashFlow]) -> Decimal:
    """Sum of the flows without discounting."""
    return sum((flow.amount_cny for flow in flows), Decimal(0))


def present_value(flows: Iterable[CashFlow], rate_per_month: Decimal) -> Decimal:
    """Value of the flows on day 0, to the cent.

    Raises:
        UsageError: the rate is negative.
    """
    require_not_negative("monthly rate", rate_per_month, "a share a month: 0.01 for 1 %")
    return to_cents(_discounted([Fraction(amount) for amount in by_month(flows)], rate_per_month))


def annuity_factor(rate_per_month: Decimal, months: int, first_month: int = 1) -> Fraction:
    """Present value of one yuan in each of `months` months, the first in `first_month`; exact."""
    require_positive("number of months", months, "whole months")
    require_not_negative("monthly rate", rate_per_month, "a share a month: 0.01 for 1 %")
    ones = [Fraction(0)] * first_month + [Fraction(1)] * months
    return _discounted(ones, rate_per_month)


def level_payment(
    value_cny: Decimal, rate_per_month: Decimal, months: int, first_month: int = 1
) -> Decimal:
    """The equal monthly payment worth `value_cny` on day 0, to the cent: the break-even rent."""
    return to_cents(Fraction(value_cny) / annuity_factor(rate_per_month, months, first_month))


def payback_month(net_by_month: Sequence[Decimal]) -> int | None:
    """First month from which what was saved (received, negative) has repaid what was paid.

    None where it never does within the months given.
    """
    balance = Decimal(0)
    paid = False
    for month, amount in enumerate(net_by_month):
        balance += amount
        paid = paid or amount > 0
        if paid and balance <= 0:
            return month
    return None


def internal_rate_of_return(net_by_month: Sequence[Decimal]) -> float:
    """Monthly rate at which the flows are worth nothing; floating point, to 1e-12.

    Raises:
        InputError: the flows do not change sign exactly once, so that no single rate exists, or it
            lies outside -50 % to 1000 % a month.
    """
    signs = [amount > 0 for amount in net_by_month if amount != 0]
    changes = sum(before != after for before, after in pairwise(signs))
    if changes != 1:
        raise InputError(
            f"An internal rate of return needs flows that change sign once; these do {changes} "
            "times",
            where="net_by_month",
            remedy="Compare present values at a rate of your own instead.",
        )
    amounts = [float(amount) for amount in net_by_month]

    def value(rate: float) -> float:
        return sum(amount / (1 + rate) ** month for month, amount in enumerate(amounts))

    return _bisect(value, _LOWEST_MONTHLY_RATE, _HIGHEST_MONTHLY_RATE)


def _discounted(amounts: Sequence[Fraction], rate_per_month: Decimal) -> Fraction:
    """Value on day 0 of one amount per month, the first on day 0; reduced once, at the end."""
    factor = 1 / (1 + Fraction(rate_per_month))
    numerator, scale = Fraction(0), 1
    for amount in reversed(amounts):
        numerator = numerator * factor.numerator + amount * scale
        scale *= factor.denominator
    return numerator * factor.denominator / scale


def _bisect(value: Callable[[float], float], low: float, high: float) -> float:
    rising = value(high) > value(low)
    if (value(low) > 0) == (value(high) > 0):
        raise InputError(
            "No rate between -50 % and 1000 % a month makes the flows worth nothing",
            where="net_by_month",
            remedy="Compare present values at a rate of your own instead.",
        )
    while high - low > RATE_OF_RETURN_TOLERANCE:
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if (value(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
