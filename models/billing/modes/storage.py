"""Storage by the day: the day's highest TB, less what is free, a part of a step counted whole."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from models.billing.cover import Wide
from models.billing.drafts import Applied, Demand, Draft, Origin
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
    VERSIONED: ClassVar[bool] = True

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
                days = self._tb_days(demand, number, (begin, end), first)
                tb_days = sum(days.values(), Fraction(0))
                if tb_days:
                    drafts.append(
                        Draft(
                            "usage", "storage, day by day", clock.at(begin), clock.at(end), tb_days,
                            "tb_day", Fraction(self.price), item=demand.items[number],
                            hourly=partial(_by_hour, days, end - begin),
                            origin=Origin(begin, end, (number,), shares=False),
                        )
                    )  # fmt: skip
        return Applied(drafts, taken)

    def _tb_days(
        self, demand: Demand, number: int, hours: tuple[int, int], first: int
    ) -> dict[int, Fraction]:
        """TB-days by the first of the hours on each day, counted from the first of them.

        Of a day begun before these hours only what they add to it.
        """
        begin, end = hours
        starts = demand.clock.day_starts
        day = max(int(starts[starts <= begin].max()), first)
        days = [day, *starts[(starts > begin) & (starts < end)].tolist()]
        billed = self._billable(demand.ticks[number, :end], days)
        if day < begin:
            billed[0] -= self._billable(demand.ticks[number, :begin], [day])[0]
        return {max(start - begin, 0): one for start, one in zip(days, billed, strict=True)}

    def _billable(self, ticks: Ticks, days: list[int]) -> list[Fraction]:
        """TB-days of the days that begin at these hours, each by its highest hour."""
        rule = StorageRule(self.price, self.free_tb, self.step_tb)
        highest = np.maximum.reduceat(ticks, days)
        stored = (Fraction(one, TICKS_PER_UNIT) for one in highest.tolist())
        return [Fraction(billable_tb(rule, tb)) for tb in stored]


def _by_hour(days: dict[int, Fraction], hours: int) -> Wide:
    """What begins on each hour, as an array of fractions."""
    return np.array([days.get(hour, Fraction(0)) for hour in range(hours)], dtype=object)
