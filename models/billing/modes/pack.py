"""Resource packs: a prepaid quantity that use draws down until it is exhausted or expires."""

from datetime import date
from fractions import Fraction
from math import lcm
from typing import ClassVar, Literal

from pydantic import Field

from data.errors import UsageError
from models.billing.capacity import covered_lines
from models.billing.changes import refund_by_volume
from models.billing.clock import Clock, add_months
from models.billing.cover import draw_down
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Months, Part, Purchase, Selector, only_one
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Item


class Draws(Selector):
    """What one unit of the selected items takes of the pack: 1, or more where chips differ."""

    units: Amount


class PackRefund(Part):
    """Given back on a day: paid less used volume x `price` per unit of the pack."""

    on: date
    price: Amount


class Pack(Plan):
    """`quantity` for `price`, per pack bought, for `term_months`; what is left then is lost.

    Covers use after the purchase only; beyond it later plans hold (list price). Several packs are
    drawn in the order of their expiry, the earlier first.
    """

    ORDER: ClassVar[int] = 70

    mode: Literal["pack"]
    quantity: Amount
    price: Amount
    term_months: Months
    draws: tuple[Draws, ...] = Field(min_length=1)
    refund: PackRefund | None = None
    purchase: Purchase | None = None

    @property
    def precedence(self) -> tuple[int, date]:
        """Packs that expire earlier are drawn first."""
        bought = self.bought(self.purchase)
        return self.order, add_months(bought.starts_on, self.term_months)

    def recurs(self, rule: str) -> bool:  # noqa: ARG002  a pack is paid once
        """See Plan."""
        return False

    def apply(self, demand: Demand) -> Applied:
        """The price of the packs, covered lines by month with the balance, and what expired."""
        clock = demand.clock
        bought, first, end = self.bought_hours(clock, self.purchase, self.term_months)
        if self.refund:
            end = self._given_back(clock, first, end, self.refund.on)
        weights = self._weights(demand)
        whole = Fraction(self.quantity) * bought.units
        if end < 0 or first >= clock.hours or (end == 0 and not self.refund):
            return Applied()
        before = demand.drawn_before(first, self.plan_id, "pack units", whole)
        scale = lcm((whole - before).denominator, *(w.denominator for w in weights.values()))
        begin, last = max(first, 0), min(end, clock.hours)
        order = [(number, int(weight * scale)) for number, weight in weights.items()]
        balance = int((whole - before) * scale) * TICKS_PER_UNIT
        drawn = draw_down(demand.ticks, order, balance, begin, last)
        price = Fraction(self.price)
        drafts = [
            Draft(
                "fee", "pack", clock.at(first), clock.at(end), Fraction(bought.units), "pack", price
            )
        ]
        left = whole - before
        for start, stop in clock.segments(begin, last, demand.first):
            used = Fraction(int(drawn.running[stop - begin - 1]), scale * TICKS_PER_UNIT)
            left = whole - before - used
            drafts += covered_lines(
                demand, drawn.taken, list(weights), [(start, stop)], "pack", balance=left
            )
        if end <= clock.hours:
            drafts += self._at_the_end(clock, end, left, whole, price * bought.units)
        return Applied(drafts, drawn.taken)

    def _given_back(self, clock: Clock, first: int, end: int, on: date) -> int:
        """The hour from which on it is no longer held."""
        hour = max(clock.index_of_day(on), first)
        if not clock.local_day(first) <= on or hour >= end:
            last = clock.local_day(end - 1)
            raise UsageError(
                f"{on} is no day of the pack: it is held from {clock.local_day(first)} to {last}",
                where=f"{self.plan_id}, refund",
                remedy="Write a day on which it was still held: what has expired is not returned.",
            )
        return hour

    def units_of(self, item: Item) -> Fraction:
        """What one unit of an item draws; zero where the pack is not for it."""
        draws = only_one(self.draws, item, self.plan_id)
        return Fraction(draws.units) if draws else Fraction(0)

    def _weights(self, demand: Demand) -> dict[int, Fraction]:
        found = [
            (n, only_one(self.draws, item, self.plan_id)) for n, item in enumerate(demand.items)
        ]
        return {number: Fraction(draws.units) for number, draws in found if draws}

    def _at_the_end(
        self, clock: Clock, end: int, left: Fraction, whole: Fraction, paid: Fraction
    ) -> list[Draft]:
        """What expired or was given back; billed with the last hour, the refund on its day."""
        start, stop = clock.at(end - 1), clock.at(end)
        lines = []
        if left:
            lines.append(
                Draft("unused", "pack, not used", start, stop, left, "pack_unit", Fraction(0))
            )
        if self.refund:
            back = refund_by_volume(paid, whole - left, Fraction(self.refund.price))
            rule = "refund: paid less used volume x price"
            after = clock.at(end + 1)
            lines.append(Draft("refund", rule, stop, after, Fraction(1), "refund", -back))
        return lines
