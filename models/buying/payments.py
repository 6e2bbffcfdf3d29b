"""What a unit of an offer is paid, month by month from the day it is signed.

Exact fractions of yuan, on the case's tax basis.
"""

from collections.abc import Sequence
from fractions import Fraction

from models.billing.case import Case
from models.billing.modes.reserved import Reserved
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.modes.server_rental import ServerRental
from models.billing.modes.subscription import Subscription
from models.billing.parts import only_one
from models.billing.plans import Plan
from models.billing.usage import Item

Payments = tuple[Fraction, ...]


def payments_of(plan: Plan, case: Case, item: Item) -> Payments | None:
    """On the day of signing, and at the end of each month after it; None where it is no term.

    Of a savings plan, for the money that one card-hour is counted at, in every hour.
    """
    worth, hours = case.worth(plan), Fraction(case.hours_per_month)
    if isinstance(plan, Reserved):
        return _spread(worth * Fraction(plan.upfront), worth * _recurring(plan, hours), plan)
    if isinstance(plan, Subscription):
        fee = worth * Fraction(plan.fee) * Fraction(plan.pay_ratio)
        paid = plan.term_months if plan.pay == "in_advance" else 1
        due = _in_advance(fee, plan.term_months, paid)
        return _with_deposit(due, worth * Fraction(plan.fee) * (plan.deposit_months or 0))
    if isinstance(plan, ServerRental):
        fee = worth * Fraction(plan.fee)
        extras = worth * sum((Fraction(price) for price in plan.extras.values()), Fraction(0))
        due = _in_advance(fee, plan.term_months, plan.paid_months)
        due = (due[0], *(amount + extras for amount in due[1:]))
        return _with_deposit(due, fee * plan.deposit_months)
    if isinstance(plan, SavingsPlan):
        price = only_one(plan.prices, item, plan.plan_id)
        if price is None:
            return None
        month = worth * price.rate * hours
        upfront = month * plan.term_months * Fraction(plan.upfront_ratio)
        return _spread(upfront, month * (1 - Fraction(plan.upfront_ratio)), plan)
    return None


def _recurring(plan: Reserved, hours: Fraction) -> Fraction:
    """Per month of the case's hours; a calendar month's fee is a month's."""
    if plan.recurring_per == "hour":
        return Fraction(plan.recurring) * hours
    if plan.hours_per_month == "calendar":
        return Fraction(plan.recurring)
    return Fraction(plan.recurring) * hours / Fraction(plan.hours_per_month)


def _spread(upfront: Fraction, by_month: Fraction, plan: Reserved | SavingsPlan) -> Payments:
    return upfront, *([by_month] * plan.term_months)


def _in_advance(fee: Fraction, months: int, paid_months: int) -> Payments:
    """So many months' fees at the start of each such period."""
    due = [Fraction(0)] * (months + 1)
    for first in range(0, months, paid_months):
        due[first] += fee * min(paid_months, months - first)
    return tuple(due)


def _with_deposit(due: Sequence[Fraction], deposit: Fraction) -> Payments:
    """Paid on the first day, back on the last."""
    return due[0] + deposit, *due[1:-1], due[-1] - deposit
