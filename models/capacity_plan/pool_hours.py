"""A pool's hours in whole ticks, and its sums: what levers are worked out on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

from models.billing.money import to_rate
from models.billing.usage import TICKS_PER_MICRO_UNIT, Ticks
from models.capacity.lending import Busy
from models.capacity_plan.reading import Row

_MICRO = 1_000_000
_HOURS_PER_DAY = 24


@dataclass(frozen=True)
class PoolHours:
    """`hours`: rows of hours.sql; `sums`: the row of use.sql; `contracts`: those that still run."""

    hours: pl.DataFrame
    sums: Row
    contracts: Sequence[Row]
    hours_per_month: Decimal

    @property
    def pool_id(self) -> str:
        """The pool."""
        return str(self.sums["pool_id"])

    @property
    def days(self) -> int:
        """Days of the window."""
        return int(self.sums["days"])

    @property
    def month(self) -> Fraction:
        """What turns its sums into a month's."""
        return Fraction(self.hours_per_month) / (_HOURS_PER_DAY * self.days)

    @property
    def price_cny(self) -> Decimal | None:
        """Pay-as-you-go on the window's last day, per card-hour."""
        price: Decimal | None = self.sums["on_demand_price_cny"]
        return price

    @property
    def cards(self) -> int:
        """Under contracts that run."""
        return sum(row["cards"] for row in self.contracts)

    @property
    def servers(self) -> int:
        """Under contracts that run."""
        return sum(row["servers"] for row in self.contracts)

    @property
    def fee_per_card_hour(self) -> Decimal | None:
        """What a card-hour under contract costs, used or not; None: there is none."""
        held = self.sums["committed_card_hours"]
        fees = Fraction(self.sums["commitment_cost_cny"])
        return to_rate(fees / Fraction(held)) if held else None

    @property
    def possible_from(self) -> date | None:
        """Day after the first contract's end."""
        ends = [row["end_date"] for row in self.contracts]
        return min(ends) + timedelta(days=1) if ends and min(ends) < date.max else None

    @property
    def busy(self) -> Busy:
        """In ticks by the hour."""
        return Busy(self._ticks("used"), self._ticks("held"), self._ticks("movable"))

    def evenly_spaced(self) -> "PoolHours":
        """Hours that were not measured neither give nor take, but time goes by in them."""
        times = self.hours["hour_utc"].to_list()
        every = pl.datetime_range(min(times), max(times), "1h", eager=True, time_unit="us")
        axis = pl.DataFrame({"hour_utc": every})
        here = self.hours.with_columns(pl.col("hour_utc").cast(pl.Datetime("us")))
        return replace(self, hours=axis.join(here, on="hour_utc", how="left").fill_null(0))

    def demand(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Cards used and queued by the hour."""
        return np.asarray((self.hours["used"] + self.hours["queued"]).to_numpy(), dtype=np.float64)

    def _ticks(self, column: str) -> Ticks:
        micro = np.rint(self.hours[column].to_numpy() * _MICRO).astype(np.int64)
        return np.asarray(micro * TICKS_PER_MICRO_UNIT)


def same_hours(pools: Sequence[PoolHours]) -> list[PoolHours]:
    """The hours that all have, and the days of the one with the fewest."""
    times = pools[0].hours.select("hour_utc")
    for pool in pools[1:]:
        times = times.join(pool.hours.select("hour_utc"), on="hour_utc")
    times = times.sort("hour_utc")
    alike = [
        times.join(pool.hours, on="hour_utc", how="left", maintain_order="left") for pool in pools
    ]
    return [replace(pool, hours=hours) for pool, hours in zip(pools, alike, strict=True)]
