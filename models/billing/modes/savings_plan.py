"""Savings plans: a commitment in money for every hour, at lower prices; nothing is carried over."""

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from data.errors import MissingPriceError
from models.billing.capacity import covered_lines
from models.billing.cover import cover_each_hour
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Months, Price, Purchase, Ratio, only_one
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT


class PlanPrice(Price):
    """Price per unit under the plan; `list_price` where the portfolio has none for the item."""

    list_price: Amount | None = None


class SavingsPlan(Plan):
    """`commitment` per hour and unit bought; use is counted against it at `prices`.

    The highest discount against the pay-as-you-go price is covered first, ties by the lower price
    (AWS); discounts are those of the first hour that is priced. `upfront_ratio` of the whole
    term's commitment is paid at the start. Of each hour the used part costs what is left to pay
    (1 - upfront_ratio), and the unused part `unused_pay_ratio`, by default the same.
    """

    ORDER: ClassVar[int] = 50

    mode: Literal["savings_plan"]
    commitment: Amount = Field(description="per hour, in the plan's currency")
    term_months: Months
    upfront_ratio: Ratio = Decimal(0)
    unused_pay_ratio: Ratio | None = None
    prices: tuple[PlanPrice, ...] = Field(min_length=1)
    purchase: Purchase | None = None

    def apply(self, demand: Demand) -> Applied:
        """Commitment lines and covered lines by month."""
        bought = self.bought(self.purchase)
        first = self.first_hour(demand.clock, bought)
        last = self.last_hour(demand.clock, bought, self.term_months)
        rates = self._rates(demand, max(first, 0))
        scale = lcm(*(rate.denominator for rate in rates.values()), self._hourly.denominator)
        per_hour = int(self._hourly * scale) * bought.units * TICKS_PER_UNIT
        capacity = np.zeros(demand.ticks.shape[1], dtype=object)
        capacity[max(first, 0) : max(last, 0)] = per_hour
        order = [(number, int(rate * scale)) for number, rate in rates.items()]
        taken, used = cover_each_hour(demand.ticks, order, capacity)
        drafts = self._upfront(demand, first, last, bought)
        segments = demand.clock.segments(first, last, demand.first)
        for begin, end in segments:
            total = Fraction(sum(used[begin:end].tolist()), scale * TICKS_PER_UNIT)
            whole = Fraction(per_hour * (end - begin), scale * TICKS_PER_UNIT)
            drafts += self._commitment_lines(demand, (begin, end), total, whole - total)
        lines = covered_lines(demand, taken, list(rates), segments, "savings plan", rates)
        return Applied(drafts + lines, taken)

    @property
    def _hourly(self) -> Fraction:
        return Fraction(self.commitment)

    def _rates(self, demand: Demand, hour: int) -> dict[int, Fraction]:
        """Price under the plan by item number, in the order in which items are covered."""
        ranked = []
        for number, item in enumerate(demand.items):
            price = only_one(self.prices, item, self.plan_id)
            if price is None:
                continue
            at = demand.clock.at(hour)
            listed = demand.list_rate(item, at)
            if price.list_price is not None:
                listed = Fraction(price.list_price) / price.per
            if listed is None:
                raise MissingPriceError(
                    f"The discount on {item.item_id} is not known: it has no pay-as-you-go price",
                    where=self.plan_id,
                    remedy="Add a pay-as-you-go plan to the portfolio, or list_price to the price.",
                )
            pay_ratio = price.rate / listed if listed else Fraction(1)
            ranked.append((pay_ratio, price.rate, number))
        return {number: rate for _, rate, number in sorted(ranked)}

    def _upfront(self, demand: Demand, first: int, last: int, bought: Purchase) -> list[Draft]:
        if not self.upfront_ratio:
            return []
        start, end = demand.clock.at(first), demand.clock.at(last)
        hours = Fraction(bought.units * (last - first))
        rate = self._hourly * Fraction(self.upfront_ratio)
        return [Draft("fee", "savings plan, upfront", start, end, hours, "unit_hour", rate)]

    def _commitment_lines(
        self, demand: Demand, segment: tuple[int, int], used: Fraction, unused: Fraction
    ) -> list[Draft]:
        start, end = (demand.clock.at(index) for index in segment)
        recurring = 1 - Fraction(self.upfront_ratio)
        idle = recurring if self.unused_pay_ratio is None else Fraction(self.unused_pay_ratio)
        # At one price both are one line: rounded apart, they could miss the commitment by a cent.
        paid = [("commitment", used + unused, recurring)]
        if idle != recurring:
            paid = [("commitment used", used, recurring), ("commitment not used", unused, idle)]
        unit = f"{self.currency} committed"
        lines = [
            Draft("fee", f"savings plan, {rule}", start, end, money, unit, ratio)
            for rule, money, ratio in paid
            if ratio
        ]
        rule = "savings plan: not used"
        lines.append(Draft("unused", rule, start, end, unused, unit, Fraction(0), value=unused))
        return [line for line in lines if line.quantity]
