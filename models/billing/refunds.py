"""What is given back of a subscription, by the rule its seller prints."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from data.errors import MissingPriceError, UsageError
from models.billing.changes import refund_after_months, refund_by_share, whole_months
from models.billing.parts import Part
from models.billing.terms import Stretch

NO_REASON_DAYS = 5
HOURS_PER_DAY = 24


class Cancellation(Part):
    """The units are given back on a day, from which on they are no longer used.

    no_reason: all is paid back, within five days of the start. whole_months: paid less whole months
    at the price paid, less the rest at the pay-as-you-go price. share_of_term: paid less used days
    / days x list price, a day begun being one. What was paid by voucher is not given back; vouchers
    are a plan of their own.
    """

    on: date
    rule: Literal["no_reason", "whole_months", "share_of_term"]


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for one unit and stretch: fee per month as paid and as listed, cards."""

    stretch: Stretch
    monthly: Fraction
    monthly_list: Fraction
    cards: int
    hourly: Fraction | None
    """Pay-as-you-go price of a card-hour, where it is known."""


def refund(cancellation: Cancellation, paid: Paid, where: str) -> Fraction:
    """Money back per unit.

    Raises:
        UsageError: five days have passed, and the rule is "no_reason".
        MissingPriceError: the rule needs a pay-as-you-go price, and there is none.
    """
    stretch = paid.stretch
    fee = paid.monthly * stretch.months
    if cancellation.rule == "no_reason":
        if (cancellation.on - stretch.start).days > NO_REASON_DAYS:
            raise UsageError(
                f"{cancellation.on} is more than {NO_REASON_DAYS} days after {stretch.start}",
                where=f"{where}, cancellation",
                remedy='Use rule = "whole_months" or "share_of_term".',
            )
        return fee
    if cancellation.rule == "share_of_term":
        used, total = (cancellation.on - stretch.start).days, (stretch.end - stretch.start).days
        return refund_by_share(fee, used, total, paid.monthly_list * stretch.months)
    if paid.hourly is None:
        raise MissingPriceError(
            "Days beyond whole months count at the pay-as-you-go price, and there is none",
            where=f"{where}, cancellation",
            remedy="Add the pay-as-you-go plan of the same cards to the portfolio.",
        )
    months, days = whole_months(stretch.start, cancellation.on)
    rest = Fraction(days * HOURS_PER_DAY * paid.cards)
    return refund_after_months(fee, months, paid.monthly, rest, paid.hourly)
