"""Committed spend: a sum for a period, drawn down by use, carried over within the period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import lcm
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from models.billing.capacity import covered_lines
from models.billing.clock import add_months
from models.billing.cover import Wide, draw_down
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Months, Price, Purchase, Ratio, only_one
from models.billing.plans import Plan
from models.billing.purchases import require_whole_days
from models.billing.usage import TICKS_PER_UNIT, Item, Ticks

Window = tuple[int, int]


def _steps(running: Wide, first: int, last: int) -> Wide:
    """What was drawn in each of the hours from `first` to before `last`."""
    before = running[first - 1] if first else 0
    return np.diff(running[first:last], prepend=before)


class CommittedSpend(Plan):
    """`commitment` for each of the term's periods of `period_months`, per unit bought.

    Use is counted against it at `prices`, hour by hour, until it is exhausted; what is beyond is
    left to later plans. `pay` in_advance: the sum is paid at the start of each period. As_used: use
    is paid as it comes, and what is missing at the period's end (x `shortfall_pay_ratio`) then.
    """

    ORDER: ClassVar[int] = 60

    mode: Literal["committed_spend"]
    commitment: Amount = Field(description="per period, in the plan's currency")
    period_months: Months = 12
    term_months: Months
    pay: Literal["in_advance", "as_used"] = "as_used"
    shortfall_pay_ratio: Ratio = Decimal(1)
    prices: tuple[Price, ...] = Field(min_length=1)
    purchase: Purchase | None = None

    def recurs(self, rule: str) -> bool:  # noqa: ARG002  it has one kind of fee
        """See Plan."""
        return self.pay == "as_used" or self.period_months < self.term_months

    def apply(self, demand: Demand) -> Applied:
        """Lines by month with the balance left, and by period the payment or the shortfall."""
        bought = self.bought(self.purchase)
        require_whole_days(bought, self.plan_id)
        priced = [
            (n, only_one(self.prices, item, self.plan_id)) for n, item in enumerate(demand.items)
        ]
        rates = {number: price.rate for number, price in priced if price}
        whole = Fraction(self.commitment) * bought.units
        taken: Ticks = demand.ticks * 0
        drafts: list[Draft] = []
        end = self.last_hour(demand.clock, bought, self.term_months)
        for months in range(0, self.term_months, self.period_months):
            period = self._period(demand, bought.starts_on, months, end)
            if period[1] <= 0 or period[0] >= demand.clock.hours:
                continue
            drawn, lines = self._draw(demand, period, rates, whole)
            taken = taken + drawn
            drafts += lines
        return Applied(drafts, taken)

    def units_of(self, item: Item) -> Fraction:
        """Money that one unit of an item draws; zero where the agreement is not for it."""
        price = only_one(self.prices, item, self.plan_id)
        return price.rate if price else Fraction(0)

    def _period(self, demand: Demand, start: date, months: int, end: int) -> Window:
        first = demand.clock.index_of_day(add_months(start, months))
        next_one = add_months(start, min(months + self.period_months, self.term_months))
        return first, min(end, demand.clock.index_of_day(next_one))

    def _draw(
        self, demand: Demand, period: Window, rates: dict[int, Fraction], whole: Fraction
    ) -> tuple[Ticks, list[Draft]]:
        clock = demand.clock
        unit = f"{self.currency} committed"
        before = demand.drawn_before(period[0], self.plan_id, unit, whole)
        first, last = max(period[0], 0), min(period[1], clock.hours)
        scale = lcm((whole - before).denominator, *(rate.denominator for rate in rates.values()))
        order = [(number, int(rate * scale)) for number, rate in rates.items()]
        balance = int((whole - before) * scale) * TICKS_PER_UNIT
        drawn = draw_down(demand.ticks, order, balance, first, last)
        lines = []
        if self.pay == "in_advance":
            start, end = clock.at(period[0]), clock.at(period[1])
            lines.append(
                Draft(
                    "fee", "committed spend, in advance", start, end, Fraction(1), "period", whole
                )
            )
        opening = before
        for begin, end_hour in clock.segments(first, last, demand.first):
            running = Fraction(int(drawn.running[end_hour - first - 1]), scale * TICKS_PER_UNIT)
            after = opening + running
            if self.pay == "as_used" and after > before:
                hourly = partial(_steps, drawn.running, begin - first, end_hour - first)
                used = self._used(demand, (begin, end_hour), after - before, whole - after)
                lines.append(replace(used, hourly=hourly))
            lines += covered_lines(
                demand, drawn.taken, list(rates), [(begin, end_hour)], "committed spend", rates
            )
            before = after
        if period[1] <= clock.hours and before < whole:
            lines.append(self._missing(demand, period[1], whole - before))
        return drawn.taken, lines

    def _used(self, demand: Demand, hours: Window, used: Fraction, left: Fraction) -> Draft:
        start, end = (demand.clock.at(hour) for hour in hours)
        return Draft(
            "fee", "committed spend, drawn", start, end, used, f"{self.currency} committed",
            Fraction(1), value=used, balance=left,
        )  # fmt: skip

    def _missing(self, demand: Demand, end: int, missing: Fraction) -> Draft:
        """Billed with the period's last hour."""
        ratio = Fraction(0) if self.pay == "in_advance" else Fraction(self.shortfall_pay_ratio)
        return Draft(
            "unused" if self.pay == "in_advance" else "shortfall",
            "committed spend, not used by the period's end", demand.clock.at(end - 1),
            demand.clock.at(end), missing, f"{self.currency} committed", ratio, value=missing,
        )  # fmt: skip
