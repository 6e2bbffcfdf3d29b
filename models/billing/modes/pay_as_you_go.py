"""Pay-as-you-go: every unit used has a price, by queue, time of use or tier."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from data.errors import UsageError
from models.billing.bands import MINUTES_PER_HOUR, Band, Minutes, minutes_by_hour, overlapping
from models.billing.clock import Clock
from models.billing.drafts import Applied, Demand, Draft, HourlyRates, Origin
from models.billing.metering import Metering
from models.billing.parts import Amount, Count, Selector, only_one
from models.billing.plans import Plan
from models.billing.tiered import tier_lines
from models.billing.tiers import Tiers
from models.billing.usage import HOUR, TICKS_PER_UNIT, Item, Ticks


class ListPrice(Selector):
    """Price of a unit of the selected items: flat, by band, or by tier.

    `per`: how many units one price buys (8 for a server's price over card-hours). `straddling` says
    what happens with an hour that lies in two bands: refused, or split evenly by its minutes.
    """

    price: Amount | None = None
    per: Count = 1
    bands: tuple[Band, ...] = ()
    straddling: Literal["refuse", "pro_rata"] = "refuse"
    tiers: Tiers | None = None

    @model_validator(mode="after")
    def _flat_or_tiers(self) -> "ListPrice":
        if (self.price is None) == (self.tiers is None):
            msg = "give either price or tiers"
            raise ValueError(msg)
        if self.tiers and self.bands:
            msg = "bands go with a price, not with tiers"
            raise ValueError(msg)
        if overlapping(self.bands):
            msg = "two bands share a minute of the week"
            raise ValueError(msg)
        return self

    @property
    def rate(self) -> Fraction | None:
        """Standard price per unit; None where it depends on the quantity."""
        return None if self.price is None else Fraction(self.price) / self.per

    def band_rate(self, band: Band) -> Fraction:
        """Price per unit within a band."""
        if band.price is not None:
            return Fraction(band.price) / self.per
        return Fraction(self.price or 0) * Fraction(band.pay_ratio or 0) / self.per


class PayAsYouGo(Plan):
    """No commitment. Its versions (one plan_id, several valid_from) are the price's history."""

    ORDER: ClassVar[int] = 90
    VERSIONED: ClassVar[bool] = True

    mode: Literal["pay_as_you_go"]
    prices: tuple[ListPrice, ...] = Field(min_length=1)
    metering: Metering = Metering()
    minimum_charge: Amount = Field(
        default=Decimal(0), description="per item over all its use, if it has any"
    )

    def list_rate(self, item: Item) -> Fraction | None:
        """Standard price of an item per unit."""
        price = only_one(self.prices, item, self.plan_id)
        return price.rate if price else None

    def hourly_rates(self, item: Item, clock: Clock) -> HourlyRates:
        """What a unit of an item costs in each hour: in an hour of two bands their mean."""
        price = only_one(self.prices, item, self.plan_id)
        if price is None or not price.bands:
            return HourlyRates((price.rate if price else None,))
        minutes = np.stack([minutes_by_hour(band, clock) for band in price.bands])
        kinds, numbers = np.unique(minutes, axis=1, return_inverse=True)
        rates = [price.band_rate(band) for band in price.bands]
        standard = price.rate or Fraction(0)
        means = [
            standard
            + sum(n * (rate - standard) for n, rate in zip(kind, rates, strict=True))
            / MINUTES_PER_HOUR
            for kind in kinds.T.tolist()
        ]
        return HourlyRates(tuple(means), numbers.reshape(-1))

    def apply(self, demand: Demand) -> Applied:
        """Lines by item, month and band or tier, while this version of the price holds."""
        self.metering.require_known(demand.metered, self.plan_id)
        first, last = self.validity(demand.clock)
        first, last = max(first, 0), min(last, demand.ticks.shape[1])
        drafts: list[Draft] = []
        priced: list[int] = []
        by_price: dict[int, list[int]] = {}
        for number, item in enumerate(demand.items):
            price = only_one(self.prices, item, self.plan_id)
            if price is not None:
                by_price.setdefault(self.prices.index(price), []).append(number)
                priced.append(number)
        if first >= last or not priced:
            return Applied()
        for at, numbers in by_price.items():
            drafts += _lines(demand, self.prices[at], numbers, (first, last), self.plan_id)
        return Applied(drafts + self._minimums(demand, drafts), _taken(demand, priced, first, last))

    def uses(self, demand: Demand, number: int) -> bool:
        """Whether this version of the price has any use of an item."""
        first, last = (max(hour, 0) for hour in self.validity(demand.clock))
        is_priced = only_one(self.prices, demand.items[number], self.plan_id) is not None
        return is_priced and bool(demand.ticks[number, first:last].any())

    def _minimums(self, demand: Demand, drafts: list[Draft]) -> list[Draft]:
        """What is missing to the minimum charge of an item, billed with its last line.

        Over all versions of the price: made up by the version that has its last use.
        """
        if not self.minimum_charge:
            return []
        earlier = [d for _, plan, d in demand.drafted if plan.plan_id == self.plan_id]
        charged: dict[Item, Fraction] = {}
        last_line = {draft.item: draft for draft in drafts if draft.item is not None}
        for draft in (*earlier, *drafts):
            if draft.item is not None:
                billed = Fraction(self.rounding.round(draft.amount))
                charged[draft.item] = charged.get(draft.item, Fraction(0)) + billed
        goes_on = {
            item
            for number, item in enumerate(demand.items)
            if any(one.uses(demand, number) for one in demand.later if isinstance(one, PayAsYouGo))
        }
        least = Fraction(self.minimum_charge)
        return [
            Draft(
                "minimum", "up to the minimum charge", line.start, line.end, Fraction(1), "item",
                least - charged[item], item=item,
                hourly=partial(np.ones, (line.end - line.start) // HOUR, dtype=np.int64),
            )
            for item, line in last_line.items()
            if charged[item] < least and item not in goes_on
        ]  # fmt: skip


def _lines(
    demand: Demand, price: ListPrice, items: list[int], window: tuple[int, int], plan_id: str
) -> list[Draft]:
    if price.tiers:
        return tier_lines(demand, price.tiers, items, window, price.per, plan_id)
    drafts: list[Draft] = []
    if not price.bands:
        return _sum_lines(demand, items, window, "pay-as-you-go", price.rate or Fraction(0), None)
    since = np.zeros(demand.clock.hours, dtype=np.int64)
    for band in price.bands:
        until = since + minutes_by_hour(band, demand.clock)
        minutes = Minutes(since, until)
        if price.straddling == "refuse" and minutes.partly.any():
            raise UsageError(
                f"Band {band.name} begins or ends within an hour, and usage is by the hour",
                where=plan_id,
                remedy='Write straddling = "pro_rata" to split such hours evenly by their minutes.',
            )
        rule = f"pay-as-you-go, band {band.name}"
        drafts += _sum_lines(demand, items, window, rule, price.band_rate(band), minutes)
        since = until
    rest = Minutes(since, np.full_like(since, MINUTES_PER_HOUR))
    rule = "pay-as-you-go, outside of bands"
    return drafts + _sum_lines(demand, items, window, rule, price.rate or Fraction(0), rest)


def _sum_lines(
    demand: Demand,
    items: list[int],
    window: tuple[int, int],
    rule: str,
    rate: Fraction,
    minutes: Minutes | None,
) -> list[Draft]:
    drafts = []
    for begin, end in demand.clock.segments(*window, demand.first):
        block = demand.block(items, begin, end)
        start, stop = demand.clock.at(begin), demand.clock.at(end)
        part = minutes.cut(begin, end) if minutes else None
        sums = part.total(block) if part else block.sum(axis=1)
        for number, total in zip(items, sums.tolist(), strict=True):
            if total:
                drafts.append(
                    Draft(
                        "usage", rule, start, stop, Fraction(total, TICKS_PER_UNIT),
                        demand.items[number].unit, rate, item=demand.items[number], list_rate=rate,
                        origin=Origin(begin, end, (number,), part),
                    )
                )  # fmt: skip
    return drafts


def _taken(demand: Demand, items: list[int], first: int, last: int) -> Ticks:
    if len(items) == len(demand.items) and (first, last) == (0, demand.ticks.shape[1]):
        return demand.ticks
    taken = np.zeros_like(demand.ticks)
    taken[items, first:last] = demand.ticks[items, first:last]
    return taken
