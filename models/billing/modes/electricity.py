"""Electricity of owned servers: rated power x load of use x PUE x tariff of the hour.

A plan of its own beside `owned`: it has its own tax rate, and a tariff by region and hour.
"""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from data.errors import UsageError
from models.billing.clock import ONE_DAY
from models.billing.cover import FITS, Wide
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Part, Purchase, Ratio, Selector
from models.billing.plans import Plan
from models.billing.power import PowerDraw, Tariff, TariffBand, drawn_kw, price_by_hour
from models.billing.purchases import require_whole_days
from models.billing.usage import TICKS_PER_UNIT

MINUTES_PER_HOUR = 60
IDLE, FULL = Decimal(0), Decimal(1)

Whole = npt.NDArray[np.int64]


class Hours(Part):
    """Local hours of the day from `start` to before `end`, past midnight where it is not later."""

    start: int = Field(ge=0, le=23)
    end: int = Field(ge=1, le=24)
    price: Amount = Field(description="per kWh, in the plan's currency")


class Electricity(Plan):
    """Power of `purchase.units` servers of `cards` cards, from `purchase.starts_on` on.

    A server draws `idle_load_ratio` of `rated_kw` when none of its cards works, `full_load_ratio`
    when all do, a straight line between, times `pue`. Applied first, because it looks at the use of
    the servers and takes none of it; the use of more cards than these servers have is not theirs.
    """

    ORDER: ClassVar[int] = 5

    mode: Literal["electricity"]
    match: Selector = Selector()
    cards: Count = 8
    rated_kw: Amount
    pue: Decimal = Field(ge=1)
    idle_load_ratio: Ratio = FULL
    full_load_ratio: Ratio = FULL
    hours: tuple[Hours, ...] = Field(min_length=1)
    purchase: Purchase | None = None

    @model_validator(mode="after")
    def _hours_cover_the_day(self) -> "Electricity":
        try:
            self._parts()
        except UsageError as refused:
            msg = f"hours: {refused.what}. {refused.remedy}"
            raise ValueError(msg) from refused
        return self

    def apply(self, demand: Demand) -> Applied:
        """A line per month and price: kWh x price."""
        bought, clock = self.bought(self.purchase), demand.clock
        require_whole_days(bought, self.plan_id)
        draw, prices = self._parts()
        first, last = clock.index_of_day(bought.starts_on), clock.hours
        if bought.ends_on is not None:
            last = min(last, clock.index_of_day(bought.ends_on + ONE_DAY))
        drafts = []
        for begin, end in clock.segments(first, last, demand.first):
            hour = clock.minute_of_day[begin:end] // MINUTES_PER_HOUR
            busy = self._busy(demand, begin, end, bought.units)
            for price in sorted(set(prices.values())):
                inside = np.isin(hour, [h for h, at in prices.items() if at == price])
                kwh = self._kwh(draw, int(inside.sum()) * bought.units, int(busy[inside].sum()))
                drafts.append(
                    Draft(
                        "fee", "electricity", clock.at(begin), clock.at(end), kwh, "kwh",
                        Fraction(price), hourly=partial(self._by_hour, inside, busy, bought.units),
                    )
                )  # fmt: skip
        return Applied([draft for draft in drafts if draft.quantity])

    def _busy(self, demand: Demand, begin: int, end: int, servers: int) -> Whole:
        """Ticks of the servers' cards that worked, by hour."""
        block = demand.block(demand.cards(self.match), begin, end)
        most = min(servers * self.cards * TICKS_PER_UNIT, int(FITS))
        return np.asarray(np.minimum(block.sum(axis=0), most))

    def _kwh(self, draw: PowerDraw, server_hours: int, busy_ticks: int) -> Fraction:
        idle, full = drawn_kw(draw, IDLE), drawn_kw(draw, FULL)
        busy_servers = Fraction(busy_ticks, TICKS_PER_UNIT * self.cards)
        return idle * server_hours + (full - idle) * busy_servers

    def _by_hour(self, inside: npt.NDArray[np.bool_], busy: Whole, servers: int) -> Wide:
        """KWh of each hour within a price, others zero."""
        draw, _ = self._parts()
        kwh = [
            self._kwh(draw, servers, ticks) if within else Fraction(0)
            for within, ticks in zip(inside.tolist(), busy.tolist(), strict=True)
        ]
        return np.array(kwh, dtype=object)

    def _parts(self) -> tuple[PowerDraw, dict[int, Decimal]]:
        loads: dict[str, Any] = {
            "full_load_ratio": self.full_load_ratio,
            "idle_load_ratio": self.idle_load_ratio,
        }
        bands = tuple(TariffBand(part.start, part.end, part.price) for part in self.hours)
        tariff = Tariff(self.plan_id, bands, self.source)
        return PowerDraw(self.rated_kw, self.pue, **loads), price_by_hour(tariff)
