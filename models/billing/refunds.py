"""What is given back of a subscription, by the rule its seller prints."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from data.errors import MissingPriceError, UsageError
from models.billing.changes import refund_after_months, refund_by_share
from models.billing.parts import Part
from models.billing.terms import Stretch

NO_REASON_DAYS = 5


class Cancellation(Part):
    """The units are given back on a day, from which on they are no longer used.

    no_reason: all is paid back, within five days of the purchase. whole_months: paid less whole
    months at the price paid, less the rest at the pay-as-you-go price of each of its hours.
    share_of_term: paid less used days / days x list price, a day begun being one. What was paid for
    an upgrade is paid too, and days since then are used at its price. What was paid by voucher is
    not given back; vouchers are a plan of their own.
    """

    on: date
    rule: Literal["no_reason", "whole_months", "share_of_term"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Days from `start` to before `end` at one fee per month, as paid and as listed, and cards."""

    start: date
    end: date
    monthly: Fraction
    monthly_list: Fraction
    cards: int

    def days(self, start: date, end: date) -> int:
        """How many of its days lie from `start` to before `end`."""
        return max(0, (min(end, self.end) - max(start, self.start)).days)


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for one unit and stretch, upgrades included, and the pieces between them."""

    bought_on: date
    stretch: Stretch
    amount: Fraction
    pieces: tuple[Piece, ...]
    by_the_hour: Callable[[date, date], Fraction | None]
    """Pay-as-you-go price of a card from a day to before another; None where it is not known."""


def refund(cancellation: Cancellation, paid: Paid, where: str) -> Fraction:
    """Money back per unit.

    Raises:
        UsageError: five days have passed, and the rule is "no_reason".
        MissingPriceError: the rule needs a pay-as-you-go price, and there is none.
    """
    if cancellation.rule == "no_reason":
        if (cancellation.on - paid.bought_on).days > NO_REASON_DAYS:
            raise UsageError(
                f"{cancellation.on} is more than {NO_REASON_DAYS} days after {paid.bought_on}",
                where=f"{where}, cancellation",
                remedy='Use rule = "whole_months" or "share_of_term".',
            )
        return paid.amount
    if cancellation.rule == "share_of_term":
        return refund_by_share(paid.amount, _share(paid, cancellation.on))
    months = [(a, b) for a, b in pairwise(paid.stretch.edges) if b <= cancellation.on]
    rest = max(edge for edge in paid.stretch.edges if edge <= cancellation.on)
    used = _by_the_hour(paid, rest, cancellation.on, where)
    return refund_after_months(paid.amount, _months(paid, months), used)


def _by_the_hour(paid: Paid, start: date, end: date, where: str) -> Fraction:
    """What the cards of these days would have cost by the hour, each hour at its own price."""
    total = Fraction(0)
    for piece in paid.pieces:
        if not piece.days(start, end):
            continue
        each = paid.by_the_hour(max(start, piece.start), min(end, piece.end))
        if each is None:
            raise MissingPriceError(
                "Days beyond whole months count at the pay-as-you-go price, and there is none",
                where=f"{where}, cancellation",
                remedy="Add the pay-as-you-go plan of the same cards to the portfolio.",
            )
        total += each * piece.cards
    return total


def _share(paid: Paid, on: date) -> Fraction:
    """Used days / days of the stretch x its list price, each day at the price of its piece."""
    stretch = paid.stretch
    used = sum(
        (piece.days(stretch.start, on) * piece.monthly_list for piece in paid.pieces), Fraction(0)
    )
    return used * stretch.months / (stretch.end - stretch.start).days


def _months(paid: Paid, months: list[tuple[date, date]]) -> Fraction:
    """Whole months at the price paid; of a month with an upgrade each day at its own."""
    return sum(
        (
            Fraction(piece.days(a, b), (b - a).days) * piece.monthly
            for a, b in months
            for piece in paid.pieces
        ),
        Fraction(0),
    )
