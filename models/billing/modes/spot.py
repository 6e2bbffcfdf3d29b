"""Spot capacity: the price of each hour along a path, and the work that interruptions lose."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from models.billing.bands import MINUTES_PER_HOUR, Minutes
from models.billing.bill import block_of
from models.billing.drafts import Applied, Demand, Draft, Origin
from models.billing.parts import Amount, Count, Part, Selector
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Ticks

OUT = -1


class Step(Part):
    """From a local hour on: the price per unit, or none where the market has nothing for sale."""

    at: datetime = Field(description="local time of the seller, a whole hour")
    price: Amount | None = None


class Spot(Plan):
    """Use at the spot price of its hour, while there is one and it is not above `bid`.

    A bid is as the prices of the path. Hours without are left to later plans. `lost_work_ratio` is
    the share of the hours run whose work is lost with interruptions and runs again: with 0.12, an
    hour of work takes 1 / 0.88 hours.
    """

    ORDER: ClassVar[int] = 80
    VERSIONED: ClassVar[bool] = True

    mode: Literal["spot"]
    match: Selector = Selector()
    path: tuple[Step, ...] = Field(min_length=1)
    per: Count = Field(
        default=1, description="units that one price of the path buys: 8 of a server"
    )
    bid: Amount | None = None
    lost_work_ratio: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal(0)

    @model_validator(mode="after")
    def _path_of_whole_hours(self) -> "Spot":
        times = [step.at for step in self.path]
        if any(at.minute or at.second or at.microsecond or at.tzinfo for at in times):
            msg = "path: each `at` is a whole local hour, for example 2026-09-01T08:00:00"
            raise ValueError(msg)
        if times != sorted(set(times)):
            msg = "path: each hour stands once, in order"
            raise ValueError(msg)
        return self

    def apply(self, demand: Demand) -> Applied:
        """Lines by item, month and price: the work, and the work that runs again."""
        numbers = demand.cards(self.match)
        step_of_hour = self._step_of_hour(demand)
        steps_by_price = self._steps_by_price()
        drafts: list[Draft] = []
        taken = np.zeros_like(demand.ticks)
        first, last = self.validity(demand.clock)
        for begin, end in demand.clock.segments(first, last, demand.first):
            block = demand.block(numbers, begin, end)
            for price, steps in steps_by_price.items():
                inside = np.isin(step_of_hour[begin:end], steps)
                taken[np.ix_(np.array(numbers, dtype=np.int64), np.flatnonzero(inside) + begin)] = (
                    block[:, inside]
                )
                minutes = np.where(inside, MINUTES_PER_HOUR, 0)
                part = Minutes(np.zeros_like(minutes), minutes)
                sums = block[:, inside].sum(axis=1)
                for number, total in zip(numbers, sums.tolist(), strict=True):
                    if total:
                        origin = Origin(begin, end, (number,), part)
                        drafts += self._lines(demand, taken, origin, total, price)
        return Applied(drafts, taken)

    def _steps_by_price(self) -> dict[Fraction, list[int]]:
        """Numbers of the steps at which something is for sale up to the bid, by price."""
        found: dict[Fraction, list[int]] = {}
        for number, step in enumerate(self.path):
            if step.price is not None and (self.bid is None or step.price <= self.bid):
                found.setdefault(Fraction(step.price) / self.per, []).append(number)
        return dict(sorted(found.items()))

    def _step_of_hour(self, demand: Demand) -> npt.NDArray[np.int64]:
        """Number of the step that holds in every hour; OUT before the first."""
        found = np.full(demand.clock.hours, OUT, dtype=np.int64)
        for number, step in enumerate(self.path):
            begin = max(demand.clock.index_of(step.at), 0)
            found[begin:] = number
        return found

    def _lines(
        self, demand: Demand, taken: Ticks, origin: Origin, total: int, price: Fraction
    ) -> list[Draft]:
        item = demand.items[origin.items[0]]
        start, end = demand.clock.at(origin.first), demand.clock.at(origin.last)
        work, hourly = Fraction(total, TICKS_PER_UNIT), demand.list_rate.by_hour(item)
        listed = hourly.rates[0]
        if hourly.numbers is not None:
            listed = hourly.mean(block_of(taken, origin).sum(axis=0), origin.first)
        lines = [
            Draft(
                "usage", "spot", start, end, work, item.unit, price, item=item, list_rate=listed,
                origin=origin,
            )
        ]  # fmt: skip
        lost = Fraction(self.lost_work_ratio)
        if lost:
            again = work * lost / (1 - lost)
            rule = "spot, work lost and run again"
            lines.append(
                Draft(
                    "usage", rule, start, end, again, item.unit, price, item=item,
                    hourly=lambda: block_of(taken, origin).sum(axis=0),
                )
            )  # fmt: skip
        return lines
