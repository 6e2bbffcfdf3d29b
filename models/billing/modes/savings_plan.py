"""Savings plans: a commitment in money for every hour, at lower prices; nothing is carried over."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from data.errors import MissingPriceError
from models.billing.capacity import covered_lines
from models.billing.clock import Indices
from models.billing.cover import Wide, cover_each_hour
from models.billing.discounts import orders
from models.billing.drafts import Applied, Demand, Draft, HourlyRates
from models.billing.parts import Amount, Months, Price, Purchase, Ratio, only_one
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT

UPFRONT = "savings plan, upfront"

USED, NOT_USED = "commitment used", "commitment not used"


def _falling(line: Draft, used: Wide, per_hour: int) -> Draft:
    """A line of a segment, with how it falls on its hours."""
    part = {f"savings plan, {USED}": used, f"savings plan, {NOT_USED}": per_hour - used}
    weights = part.get(line.rule, np.ones_like(used))
    return line if line.kind == "unused" else replace(line, hourly=lambda: weights)


class PlanPrice(Price):
    """Price per unit under the plan; `list_price` where the portfolio has none for the item."""

    list_price: Amount | None = None


class SavingsPlan(Plan):
    """`commitment` per hour and unit bought; use is counted against it at `prices`.

    In each hour the highest discount against that hour's pay-as-you-go price is covered first, ties
    by the lower price (AWS). `upfront_ratio` of the whole term's commitment is paid at the start.
    Of each hour the used part costs what is left to pay (1 - upfront_ratio), and the unused part
    `unused_pay_ratio`, by default the same.
    """

    ORDER: ClassVar[int] = 50

    mode: Literal["savings_plan"]
    commitment: Amount = Field(description="per hour, in the plan's currency")
    term_months: Months
    upfront_ratio: Ratio = Decimal(0)
    unused_pay_ratio: Ratio | None = None
    prices: tuple[PlanPrice, ...] = Field(min_length=1)
    purchase: Purchase | None = None

    def recurs(self, rule: str) -> bool:
        """See Plan."""
        return rule != UPFRONT

    def apply(self, demand: Demand) -> Applied:
        """Commitment lines and covered lines by month."""
        bought, first, last = self.bought_hours(demand.clock, self.purchase, self.term_months)
        prices = self._prices(demand)
        rates = {number: price.rate for number, price in prices.items()}
        scale = lcm(*(rate.denominator for rate in rates.values()), self._hourly.denominator)
        per_hour = int(self._hourly * scale) * bought.units * TICKS_PER_UNIT
        capacity = np.zeros(demand.ticks.shape[1], dtype=object)
        capacity[max(first, 0) : max(last, 0)] = per_hour
        taken, used = np.zeros_like(demand.ticks), np.zeros_like(capacity)
        window = (max(first, 0), min(last, demand.ticks.shape[1]))
        for hours, ranked in orders(self._listed(demand, prices), rates, window):
            self._require_listed(demand, ranked, rates, hours)
            order = [(number, int(rates[number] * scale)) for number in ranked]
            taken[:, hours], used[hours] = cover_each_hour(
                demand.ticks[:, hours], order, capacity[hours]
            )
        drafts = self._upfront(demand, first, last, bought)
        segments = demand.clock.segments(first, last, demand.first)
        for begin, end in segments:
            total = Fraction(sum(used[begin:end].tolist()), scale * TICKS_PER_UNIT)
            whole = Fraction(per_hour * (end - begin), scale * TICKS_PER_UNIT)
            lines = self._commitment_lines(demand, (begin, end), total, whole - total)
            drafts += [_falling(line, used[begin:end], per_hour) for line in lines]
        held = covered_lines(demand, taken, list(rates), segments, "savings plan", rates)
        return Applied(drafts + held, taken)

    @property
    def _hourly(self) -> Fraction:
        return Fraction(self.commitment)

    def _prices(self, demand: Demand) -> dict[int, PlanPrice]:
        """Price under the plan by item number."""
        found = ((n, only_one(self.prices, i, self.plan_id)) for n, i in enumerate(demand.items))
        return {number: price for number, price in found if price is not None}

    def _listed(self, demand: Demand, prices: dict[int, PlanPrice]) -> dict[int, HourlyRates]:
        """Pay-as-you-go price of each item, hour by hour."""
        return {
            number: demand.list_rate.by_hour(demand.items[number])
            if price.list_price is None
            else HourlyRates((Fraction(price.list_price) / price.per,))
            for number, price in prices.items()
        }

    def _require_listed(
        self, demand: Demand, ranked: list[int], rates: dict[int, Fraction], hours: Indices
    ) -> None:
        """Refuse use whose discount is not known."""
        for number in rates.keys() - set(ranked):
            if demand.ticks[number, hours].any():
                raise MissingPriceError(
                    f"The discount on {demand.items[number].item_id} is not known: it has no"
                    " pay-as-you-go price",
                    where=self.plan_id,
                    remedy="Add a pay-as-you-go plan to the portfolio, or list_price to the price.",
                )

    def _upfront(self, demand: Demand, first: int, last: int, bought: Purchase) -> list[Draft]:
        if not self.upfront_ratio:
            return []
        start, end = demand.clock.at(first), demand.clock.at(last)
        hours = Fraction(bought.units * (last - first))
        rate = self._hourly * Fraction(self.upfront_ratio)
        return [Draft("fee", UPFRONT, start, end, hours, "unit_hour", rate)]

    def _commitment_lines(
        self, demand: Demand, segment: tuple[int, int], used: Fraction, unused: Fraction
    ) -> list[Draft]:
        start, end = (demand.clock.at(index) for index in segment)
        recurring = 1 - Fraction(self.upfront_ratio)
        idle = recurring if self.unused_pay_ratio is None else Fraction(self.unused_pay_ratio)
        # At one price both are one line: rounded apart, they could miss the commitment by a cent.
        paid = [("commitment", used + unused, recurring)]
        if idle != recurring:
            paid = [(USED, used, recurring), (NOT_USED, unused, idle)]
        unit = f"{self.currency} committed"
        lines = [
            Draft("fee", f"savings plan, {rule}", start, end, money, unit, ratio)
            for rule, money, ratio in paid
            if ratio
        ]
        rule = "savings plan: not used"
        lines.append(Draft("unused", rule, start, end, unused, unit, Fraction(0), value=unused))
        return [line for line in lines if line.quantity]
