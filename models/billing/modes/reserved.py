"""Reserved instances and vouchers: so many units an hour for a term, matched hour by hour."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import lcm
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from models.billing.capacity import Held, cover
from models.billing.clock import Clock, add_months
from models.billing.cover import Order
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Months, Purchase, Selector
from models.billing.plans import Plan

UPFRONT = "reserved, upfront"


class Reserved(Plan):
    """`upfront` at the start and `recurring` for every hour of the term, used or not, per unit.

    A unit covers `cards` units of the selected items in every hour. The scope is the selector: a
    zone, or a region. With `size_flexible`, an item of size s takes s / `size` of a unit, the
    smallest items first; without, items count alike. From the hour begun at the purchase to
    midnight after the last day.
    """

    ORDER: ClassVar[int] = 40

    mode: Literal["reserved"]
    match: Selector = Selector()
    cards: Count = 1
    term_months: Months
    upfront: Amount = Decimal(0)
    recurring: Amount = Decimal(0)
    recurring_per: Literal["hour", "month"] = "hour"
    hours_per_month: Annotated[Decimal, Field(gt=0, le=744)] | Literal["calendar"] = Decimal(730)
    size_flexible: bool = False
    size: Decimal = Field(default=Decimal(1), gt=0, description="size of one unit's item")
    purchase: Purchase | None = None

    def recurs(self, rule: str) -> bool:
        """See Plan."""
        return rule != UPFRONT

    def apply(self, demand: Demand) -> Applied:
        """Fees, covered and unused lines by month."""
        bought, first, last = self.bought_hours(demand.clock, self.purchase, self.term_months)
        order, scale = self._order(demand)
        size = Fraction(self.size) if self.size_flexible else Fraction(1)
        held = Held(first, last, bought.units * self.cards * size)
        applied = cover(demand, order, [held], "reserved", scale)
        return Applied(self._fees(demand, first, last, bought) + applied.drafts, applied.taken)

    def _order(self, demand: Demand) -> tuple[Order, int]:
        """Items with whole-number weights, and how much weighs one unit of size 1."""
        numbers = demand.cards(self.match)
        if not self.size_flexible:
            return [(number, 1) for number in numbers], 1
        sizes = {number: Fraction(demand.items[number].size) for number in numbers}
        scale = lcm(Fraction(self.size).denominator, *(s.denominator for s in sizes.values()))
        order = [(number, int(size * scale)) for number, size in sizes.items()]
        return sorted(order, key=lambda entry: entry[1]), scale

    def _fees(self, demand: Demand, first: int, last: int, bought: Purchase) -> list[Draft]:
        clock = demand.clock
        fees = []
        if self.upfront:
            fees.append(
                Draft(
                    "fee", UPFRONT, clock.at(first), clock.at(last),
                    Fraction(bought.units), "unit", Fraction(self.upfront),
                )
            )  # fmt: skip
        if self.recurring:
            fixed = None if self.hours_per_month == "calendar" else self._per_hour(clock, 0)
            fees += [
                Draft(
                    "fee", "reserved, recurring", clock.at(begin), clock.at(end),
                    Fraction(bought.units * (end - begin)), "unit_hour",
                    fixed or self._per_hour(clock, begin),
                    hourly=partial(np.ones, end - begin, dtype=np.int64),
                )
                for begin, end in clock.segments(first, last, demand.first)
            ]  # fmt: skip
        return fees

    def _per_hour(self, clock: Clock, hour: int) -> Fraction:
        """A calendar month has the hours its clocks give it: the fee of a month is never less."""
        if self.recurring_per == "hour":
            return Fraction(self.recurring)
        if self.hours_per_month != "calendar":
            return Fraction(self.recurring) / Fraction(self.hours_per_month)
        first = clock.local_day(hour).replace(day=1)
        hours = clock.index_of_day(add_months(first, 1)) - clock.index_of_day(first)
        return Fraction(self.recurring) / hours
