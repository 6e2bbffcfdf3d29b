"""Subscription: units rented by the month, quarter or year, paid in advance or by the month."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from models.billing.capacity import Held, cover
from models.billing.changes import calendar_months_left
from models.billing.clock import ONE_DAY, Clock
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Months, Part, Purchase, Ratio, Selector
from models.billing.plans import Plan
from models.billing.refunds import Cancellation, Paid, refund
from models.billing.terms import Stretch, Term


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

    def apply(self, demand: Demand) -> Applied:
        """Fees by paid stretch, changes, refund, deposit; covered and unused use by month."""
        bought = self.bought(self.purchase)
        clock = demand.clock
        paid = self._term(bought).stretches(clock.local_day(clock.hours - 1) + ONE_DAY)
        if not paid:
            return Applied()
        end, cancelled = paid[-1].end, self.cancellation
        drafts: list[Draft] = []
        for stretch in paid:
            if cancelled and cancelled.on <= stretch.start:
                break  # given back before it was due
            drafts += self._fee(clock, stretch, bought.units)
            drafts += self._change_lines(clock, stretch, bought.units)
            if cancelled and cancelled.on < stretch.end:
                drafts.append(self._refund(demand, stretch, cancelled, bought.units))
                end = cancelled.on
        drafts += self._deposit(clock, bought, end)
        numbers = [(number, 1) for number in demand.selected(self.match.selects)]
        applied = cover(demand, numbers, self._held(clock, bought, end), "subscription")
        return Applied(drafts + applied.drafts, applied.taken)

    def _term(self, bought: Purchase) -> Term:
        paid_months = self.term_months if self.pay == "in_advance" else 1
        until = (bought.ends_on or date.max) if self.auto_renew else None
        return Term(bought.starts_on, self.term_months, paid_months, self.months, until)

    def monthly(self, day: date) -> Fraction:
        """Fee per unit and month that holds on a day, as paid."""
        fee = self.fee
        for change in self.changes:
            if change.on <= day:
                fee = change.fee
        return Fraction(fee) * Fraction(self.pay_ratio)

    def _fee(self, clock: Clock, stretch: Stretch, units: int) -> list[Draft]:
        start, end = (
            clock.at(clock.index_of_day(stretch.start)),
            clock.at(clock.index_of_day(stretch.end)),
        )
        months = Fraction(stretch.months * units)
        rule = f"subscription, {self.pay.replace('_', ' ')}"
        return [Draft("fee", rule, start, end, months, "unit_month", self.monthly(stretch.start))]

    def _change_lines(self, clock: Clock, stretch: Stretch, units: int) -> list[Draft]:
        """New fee x rest and old fee x rest, each a line: the rest by calendar months."""
        lines = []
        for change in self.changes:
            if not stretch.start < change.on < stretch.end:
                continue
            rest = calendar_months_left(change.on, stretch.end) * units
            start, end = (clock.at(clock.index_of_day(day)) for day in (change.on, stretch.end))
            old = self.monthly(change.on - timedelta(days=1))
            new = self.monthly(change.on)
            lines += [
                Draft("change", "upgrade, new fee x rest", start, end, rest, "unit_month", new),
                Draft("change", "upgrade, old fee x rest", start, end, rest, "unit_month", -old),
            ]
        return lines

    def _held(self, clock: Clock, bought: Purchase, end: date) -> list[Held]:
        """Cards by stretch between changes."""
        edges = [(bought.starts_on, self.cards)]
        edges += [(c.on, c.cards) for c in self.changes if bought.starts_on < c.on < end]
        ends = [*(day for day, _ in edges[1:]), end]
        return [
            Held(clock.index_of_day(day), clock.index_of_day(to), Fraction(cards * bought.units))
            for (day, cards), to in zip(edges, ends, strict=True)
        ]

    def _refund(
        self, demand: Demand, stretch: Stretch, cancelled: Cancellation, units: int
    ) -> Draft:
        clock = demand.clock
        start, end = (clock.at(clock.index_of_day(day)) for day in (cancelled.on, stretch.end))
        rates = [
            demand.list_rate(demand.items[number], start)
            for number in demand.selected(self.match.selects)
        ]
        monthly = self.monthly(stretch.start)
        listed = monthly / Fraction(self.pay_ratio) if self.pay_ratio else monthly
        paid = Paid(stretch, monthly, listed, self.cards, rates[0] if rates else None)
        back = refund(cancelled, paid, self.plan_id)
        rule = f"refund, {cancelled.rule.replace('_', ' ')}"
        return Draft("refund", rule, start, end, Fraction(units), "unit", -back)

    def _deposit(self, clock: Clock, bought: Purchase, end: date) -> list[Draft]:
        if not self.deposit_months:
            return []
        start, back = (clock.at(clock.index_of_day(day)) for day in (bought.starts_on, end))
        months = Fraction(self.deposit_months * bought.units)
        fee = Fraction(self.fee)
        paid = Draft(
            "deposit", "deposit paid", start, back, months, "unit_month", fee, ledger="deposit"
        )
        returned = replace(paid, rule="deposit returned", rate=-fee, billed_at=back)
        return [paid, returned]
