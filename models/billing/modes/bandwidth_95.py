"""Bandwidth by the 95th percentile of a month (95计费): the highest 5 % of the samples are free."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from data.errors import InputError, UsageError
from models.billing.clock import Clock, add_months
from models.billing.drafts import Applied, Demand, Draft, Origin
from models.billing.parts import Amount, Count, Selector
from models.billing.plans import Plan
from models.billing.storage_network import left_out
from models.billing.usage import TICKS_PER_UNIT

Window = tuple[int, int]


class Bandwidth95(Plan):
    """`price` per Mbit/s and calendar month, of the 95th percentile of the month's samples.

    Items count in `mbps_hour`: the Mbit/s of an hour. So samples are hours: of a month of 720 the
    36 highest are left out, and the 37th is billed. An hour is a mean of five-minute samples, and
    its percentile is the lower, the burstier the traffic: where those are known,
    `storage_network.bandwidth_cost` bills them. Items of one pool are directions of one line: the
    greater is billed, never the sum, and never less than `minimum_mbps`. Of items without a pool
    there may be one. Of a month in which the
    price begins or ends the hours in which it holds are its samples and its share of the price.
    """

    ORDER: ClassVar[int] = 90
    VERSIONED: ClassVar[bool] = True

    mode: Literal["bandwidth_95"]
    match: Selector = Selector(unit=("mbps_hour",))
    price: Amount = Field(description="per Mbit/s and month, in the plan's currency")
    per: Count = Field(default=1, description="Mbit/s that one price buys: 1000 of a Gbit/s")
    minimum_mbps: Amount = Decimal(0)

    def apply(self, demand: Demand) -> Applied:
        """A line per pool and month.

        Raises:
            UsageError: the period cuts a month: its percentile is known at its end only; or two
                items name no pool, so that nobody says whether they are directions of one line.
            InputError: usage begins within a month that is billed.
        """
        clock = demand.clock
        first, last = (min(max(hour, 0), clock.hours) for hour in self.validity(clock))
        taken = np.zeros_like(demand.ticks)
        lines: dict[str, list[int]] = {}
        for number in demand.selected(self.match.selects):
            taken[number, first:last] = demand.ticks[number, first:last]
            lines.setdefault(demand.items[number].pool_id, []).append(number)
        self._require_pools(demand, lines.get("", []))
        drafts = []
        for begin, end in clock.segments(first, last) if lines else []:
            if end > demand.first or demand.paid_by_others:
                share = self._share(demand, (begin, end))
                drafts += [
                    self._line(demand, numbers, (begin, end), share) for numbers in lines.values()
                ]
        return Applied([draft for draft in drafts if draft.quantity], taken)

    def _require_pools(self, demand: Demand, without: list[int]) -> None:
        if len(without) > 1:
            raise UsageError(
                f"{', '.join(demand.items[number].item_id for number in without)} name no pool:"
                " they may be directions of one line, or lines of their own",
                where=self.plan_id,
                remedy="Give each its pool_id: items of one pool are directions of one line.",
            )

    def _share(self, demand: Demand, hours: Window) -> Fraction:
        """Of the month the share that these hours are; all in which the price holds, or refused."""
        clock = demand.clock
        month = clock.local_day(hours[0]).replace(day=1)
        whole = clock.index_of_day(month), clock.index_of_day(add_months(month, 1))
        valid = self._validity(clock, whole)
        if valid[0] < hours[0]:
            raise InputError(
                f"Usage is known from {clock.first_hour} on, and the month began before",
                where=self.plan_id,
                remedy="Give the usage of whole calendar months of the seller's time zone.",
            )
        if hours[1] < valid[1] or hours[0] < demand.first < hours[1]:
            raise UsageError(
                "A 95th percentile has a price when its month has ended, and the period cuts it",
                where=f"{self.plan_id}, {month:%Y-%m}",
                remedy="Price whole calendar months of the seller's time zone.",
            )
        return Fraction(hours[1] - hours[0], whole[1] - whole[0])

    def _validity(self, clock: Clock, month: Window) -> Window:
        """The hours of a month in which the price holds, also beyond the axis."""
        first, last = self.validity(clock)
        return max(first, month[0]), month[1] if self.valid_to is None else min(last, month[1])

    def _line(self, demand: Demand, numbers: list[int], hours: Window, share: Fraction) -> Draft:
        begin, end = hours
        samples = np.sort(demand.ticks[numbers, begin:end], axis=1)[:, ::-1]
        highest = samples[:, left_out(end - begin)]
        greatest = int(np.argmax(highest))
        mbps = Fraction(int(highest[greatest]), TICKS_PER_UNIT)
        billed = max(mbps, Fraction(self.minimum_mbps))
        rule = "bandwidth, 95th percentile of hours"
        return Draft(
            "usage", rule if billed == mbps else f"{rule}: the least", demand.clock.at(begin),
            demand.clock.at(end), billed * share, "mbps_month", Fraction(self.price) / self.per,
            item=demand.items[numbers[greatest]],
            hourly=partial(np.ones, end - begin, dtype=np.int64),
            origin=Origin(begin, end, tuple(numbers), shares=False),
        )  # fmt: skip
