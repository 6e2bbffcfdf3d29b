"""Storage by the day: the day's highest TB, less what is free, a part of a step counted whole."""

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Selector
from models.billing.plans import Plan
from models.billing.storage_network import StorageRule, billable_tb
from models.billing.usage import TICKS_PER_UNIT, Ticks


class Storage(Plan):
    """`price` per TB and local day, over `free_tb`, in steps of `step_tb`.

    Items count in `tb_hour`: the TB stored through an hour. A day of which only a part was measured
    counts as a day. Each item has its own free TB: one item is one account's storage.
    """

    ORDER: ClassVar[int] = 90

    mode: Literal["storage"]
    match: Selector = Selector(unit=("tb_hour",))
    price: Amount = Field(description="per TB and day, in the plan's currency")
    free_tb: Amount = Decimal(0)
    step_tb: Decimal = Field(Decimal(1), gt=0)

    def apply(self, demand: Demand) -> Applied:
        """A line per item and month: TB-days x price."""
        clock = demand.clock
        first, last = (min(max(hour, 0), clock.hours) for hour in self.validity(clock))
        taken = np.zeros_like(demand.ticks)
        drafts = []
        for number in demand.selected(self.match.selects):
            taken[number, first:last] = demand.ticks[number, first:last]
            for begin, end in clock.segments(first, last, demand.first):
                tb_days = self._tb_days(demand, number, (begin, end), first)
                if tb_days:
                    drafts.append(
                        Draft(
                            "usage", "storage, day by day", clock.at(begin), clock.at(end), tb_days,
                            "tb_day", Fraction(self.price), item=demand.items[number],
                        )
                    )  # fmt: skip
        return Applied(drafts, taken)

    def _tb_days(self, demand: Demand, number: int, hours: tuple[int, int], first: int) -> Fraction:
        """TB-days of some hours; of a day begun before them only what they add to it."""
        begin, end = hours
        starts = demand.clock.day_starts
        day = max(int(starts[starts <= begin].max()), first)
        days = [day, *starts[(starts > begin) & (starts < end)].tolist()]
        whole = self._billable(demand.ticks[number, :end], days)
        before = self._billable(demand.ticks[number, :begin], [day]) if day < begin else 0
        return whole - before

    def _billable(self, ticks: Ticks, days: list[int]) -> Fraction:
        """TB-days of the days that begin at these hours, each by its highest hour."""
        rule = StorageRule(self.price, self.free_tb, self.step_tb)
        highest = np.maximum.reduceat(ticks, days)
        stored = (Fraction(one, TICKS_PER_UNIT) for one in highest.tolist())
        return sum((Fraction(billable_tb(rule, tb)) for tb in stored), Fraction(0))
