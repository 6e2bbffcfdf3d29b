"""Subscription: units rented by the month, quarter or year, paid in advance or by the month."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from data.errors import UsageError
from models.billing.capacity import Held, cover
from models.billing.changes import calendar_months_left, fixed_months_left
from models.billing.clock import ONE_DAY, Clock
from models.billing.deposits import deposit
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Months, Part, Purchase, Ratio, Selector
from models.billing.plans import Plan
from models.billing.purchases import require_end, require_whole_days
from models.billing.refunds import Cancellation, Paid, Piece, refund
from models.billing.terms import Stretch, Term
from models.billing.usage import HOUR


class Change(Part):
    """From a day on another fee (and as many cards) per unit: an upgrade within the term."""

    on: date
    fee: Amount
    cards: Count


class Subscription(Plan):
    """`fee` per unit and month (times `pay_ratio`), each unit giving `cards` units in every hour.

    Months are the calendar's, or 30 days. Paid for the whole term at its start, or monthly. Renewed
    until `purchase.ends_on` where `auto_renew`; a term begun is paid to its end. A deposit of
    `deposit_months` fees comes back at the end.
    """

    ORDER: ClassVar[int] = 20

    mode: Literal["subscription"]
    match: Selector = Selector()
    cards: Count = 1
    fee: Amount
    pay_ratio: Ratio = Decimal(1)
    term_months: Months
    months: Literal["calendar", "30_days"] = "calendar"
    pay: Literal["in_advance", "monthly"] = "in_advance"
    auto_renew: bool = False
    deposit_months: Months | None = None
    downgrade: Literal["refused", "allowed"] = "refused"
    changes: tuple[Change, ...] = ()
    cancellation: Cancellation | None = None
    purchase: Purchase | None = None

    @model_validator(mode="after")
    def _no_downgrade(self) -> "Subscription":
        fees = [self.fee, *(change.fee for change in self.changes)]
        days = [change.on for change in self.changes]
        if days != sorted(days):
            msg = "changes must ascend by their day"
            raise ValueError(msg)
        if self.downgrade == "refused" and fees != sorted(fees):
            msg = 'the plan cannot be downgraded within its term (downgrade = "allowed" if it can)'
            raise ValueError(msg)
        return self

    def recurs(self, rule: str) -> bool:  # noqa: ARG002  it has one kind of fee
        """See Plan."""
        return self.auto_renew or (self.pay == "monthly" and self.term_months > 1)

    def apply(self, demand: Demand) -> Applied:
        """Fees by paid stretch, changes, refund, deposit; covered and unused use by month."""
        bought = self.bought(self.purchase)
        clock = demand.clock
        paid = self._term(bought).stretches(clock.local_day(clock.hours - 1) + ONE_DAY)
        if not paid:
            return Applied()
        end = self._end(bought, paid[-1].end)
        drafts: list[Draft] = []
        for stretch in paid:
            if stretch.start >= end and stretch is not paid[0]:
                break  # given back before it was due
            drafts += self._fee(clock, stretch, bought.units)
            drafts += self._change_lines(clock, stretch, end, bought.units)
            if self.cancellation and end < stretch.end:
                drafts.append(self._refund(demand, stretch, bought, self.cancellation))
        fee, months = Fraction(self.fee), self.deposit_months
        drafts += deposit(clock, bought, end, fee, months, "unit_month")
        numbers = [(number, 1) for number in demand.cards(self.match)]
        applied = cover(demand, numbers, self._held(clock, bought, end), "subscription")
        return Applied(drafts + applied.drafts, applied.taken)

    def _term(self, bought: Purchase) -> Term:
        paid_months = self.term_months if self.pay == "in_advance" else 1
        until = (bought.ends_on or date.max) if self.auto_renew else None
        term = Term(bought.starts_on, self.term_months, paid_months, self.months, until)
        require_whole_days(bought, self.plan_id)
        if not self.auto_renew:
            remedy = "Write a cancellation, or auto_renew = true where it runs on to that day."
            require_end(bought, term.after(self.term_months), self.plan_id, remedy)
        return term

    def _end(self, bought: Purchase, paid_until: date) -> date:
        """The day before which the units are held."""
        if self.cancellation is None:
            return paid_until
        if self.cancellation.on < bought.starts_on:
            raise UsageError(
                f"{self.cancellation.on} lies before the purchase on {bought.starts_on}",
                where=f"{self.plan_id}, cancellation",
                remedy="Write the day on which the units were given back.",
            )
        if not self.auto_renew and self.cancellation.on >= paid_until:
            raise UsageError(
                f"{self.cancellation.on} is no day of the term, which ends before {paid_until}",
                where=f"{self.plan_id}, cancellation",
                remedy="Remove the cancellation: nothing is left to give back.",
            )
        return min(paid_until, self.cancellation.on)

    def monthly(self, day: date) -> Fraction:
        """Fee per unit and month that holds on a day, as paid."""
        return Fraction(self._on(day)[0]) * Fraction(self.pay_ratio)

    def _on(self, day: date) -> tuple[Decimal, int]:
        """Fee and cards that hold on a day; of several changes on a day the last."""
        held = [(change.fee, change.cards) for change in self.changes if change.on <= day]
        return held[-1] if held else (self.fee, self.cards)

    def _pieces(self, start: date, end: date) -> tuple[Piece, ...]:
        """The days from `start` to before `end`, cut where the fee or the cards change."""
        edges = [start, *sorted({c.on for c in self.changes if start < c.on < end}), end]
        return tuple(
            Piece(a, b, self.monthly(a), Fraction(self._on(a)[0]), self._on(a)[1])
            for a, b in pairwise(edges)
        )

    def _left(self, on: date, end: date) -> Fraction:
        """Months of the plan's kind from a day to the end of what is paid."""
        left = fixed_months_left if self.months == "30_days" else calendar_months_left
        return left(on, end)

    def _fee(self, clock: Clock, stretch: Stretch, units: int) -> list[Draft]:
        start, end = clock.hours_of(stretch.start, stretch.end)
        months = Fraction(stretch.months * units)
        rule = f"subscription, {self.pay.replace('_', ' ')}"
        return [Draft("fee", rule, start, end, months, "unit_month", self.monthly(stretch.start))]

    def _change_lines(self, clock: Clock, stretch: Stretch, end: date, units: int) -> list[Draft]:
        """New fee x rest and old fee x rest, each a line: the rest by the plan's months."""
        lines = []
        for old, new in pairwise(self._pieces(stretch.start, min(end, stretch.end))):
            rest = self._left(new.start, stretch.end) * units
            hours = clock.hours_of(new.start, stretch.end)
            lines += [
                Draft("change", "upgrade, new fee x rest", *hours, rest, "unit_month", new.monthly),
                Draft(
                    "change", "upgrade, old fee x rest", *hours, rest, "unit_month", -old.monthly
                ),
            ]
        return lines

    def _held(self, clock: Clock, bought: Purchase, end: date) -> list[Held]:
        """Cards by stretch between changes."""
        return [
            Held(
                clock.index_of_day(piece.start),
                clock.index_of_day(piece.end),
                Fraction(piece.cards * bought.units),
            )
            for piece in self._pieces(bought.starts_on, end)
        ]

    def _refund(
        self, demand: Demand, stretch: Stretch, bought: Purchase, cancelled: Cancellation
    ) -> Draft:
        start, end = demand.clock.hours_of(cancelled.on, stretch.end)
        pieces = self._pieces(stretch.start, max(cancelled.on, stretch.start + ONE_DAY))
        paid = pieces[0].monthly * stretch.months + sum(
            (new.monthly - old.monthly) * self._left(new.start, stretch.end)
            for old, new in pairwise(pieces)
        )
        by_the_hour = partial(self._by_the_hour, demand)
        back = refund(
            cancelled, Paid(bought.starts_on, stretch, paid, pieces, by_the_hour), self.plan_id
        )
        rule = f"refund, {cancelled.rule.replace('_', ' ')}"
        return Draft("refund", rule, start, end, Fraction(bought.units), "unit", -back)

    def _by_the_hour(self, demand: Demand, start: date, end: date) -> Fraction | None:
        """Pay-as-you-go price of a card in these days; None where there is none, or several."""
        at, until = demand.clock.hours_of(start, end)
        hours = (until - at) // HOUR
        items = [demand.items[number] for number in demand.cards(self.match)]
        sums = {demand.list_rate.over(item, at, hours).sum(hours) for item in items}
        return sums.pop() if len(sums) == 1 else None
