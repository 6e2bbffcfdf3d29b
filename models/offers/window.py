"""The hours that plans are compared on: a pool's last complete days, beyond lasting contracts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import polars as pl

from data.settings import Settings
from models.billing.case import Case, runs_of
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.exchange import HOME_CURRENCY
from models.billing.prices import on_demand_prices
from models.billing.usage import HOUR, TICKS_PER_MICRO_UNIT, Item, Usage
from models.offers.rates import rates_of_day
from models.offers.rows import on_demand_plan
from models.stage import read, read_core

Row = dict[str, Any]

NO_COMPLETE_DAY = "no_complete_day"
PRICE_OF_ZERO = "price_of_zero"

_MICRO = 1_000_000
_HOUR = np.timedelta64(1, "h")
_MARKET = ("provider", "region", "chip")


@dataclass(frozen=True)
class Window:
    """One pool's window: `pool` is its row of plan_pools, `hours` its rows of plan_hours, in order.

    `on_demand` is the row of core_price (columns OFFER) that holds on the last day.
    """

    pool: Row
    hours: pl.DataFrame
    on_demand: Row

    @property
    def pool_id(self) -> str:
        """The pool."""
        return str(self.pool["pool_id"])

    @property
    def on_demand_price_cny(self) -> Decimal:
        """Per card-hour, on the last day."""
        return Decimal(self.pool["on_demand_price_cny"])

    @cached_property
    def days(self) -> list[date]:
        """The complete local days, ascending."""
        return self.hours["local_date"].unique(maintain_order=True).to_list()

    @cached_property
    def item(self) -> Item:
        """The pool as the engine knows it."""
        market = {name: str(self.pool[name]) for name in _MARKET}
        return Item(
            self.pool_id,
            pool_id=self.pool_id,
            provider=market["provider"],
            region=market["region"],
            chip=market["chip"],
        )

    def case(self, fx: pl.DataFrame, currencies: set[str], settings: Settings) -> Case:
        """The window's hours, priced at its last day's price and exchange rates.

        What is useful of the hours beyond contracts is the share that is useful of all: nobody says
        which cards ran which job.
        """
        days = self.days
        period = Period.of_days(days[0], days[-1], settings.time_zone)
        used = self.hours["used_card_hours"].to_numpy()
        values = np.maximum(used - self.pool["committed_cards"], 0)
        ticks = np.zeros((1, (period.end - period.start) // HOUR), dtype=np.int64)
        at = (self.hours["hour_utc"].to_numpy() - np.datetime64(period.start)) // _HOUR
        ticks[0, at] = np.rint(values * _MICRO).astype(np.int64) * TICKS_PER_MICRO_UNIT
        on_demand = on_demand_plan(self.on_demand, settings.time_zone, (days[0], None))
        axis = pl.date_range(days[0], days[-1], eager=True)
        rates = rates_of_day(fx, currencies | {on_demand.currency}, days[-1], axis)
        return Case(
            usage=Usage(period.start, (self.item,), ticks),
            on_demand=(on_demand,),
            basis=Basis(HOME_CURRENCY, settings.tax_basis, rates.frame),
            runs=runs_of(days),
            time_zone=settings.time_zone,
            hours_per_month=settings.hours_per_month,
            useful_quantity=self._useful(float(values.sum())),
        )

    def _useful(self, net_card_hours: float) -> Decimal | None:
        useful, used = (self.hours[name] for name in ("useful_card_hours", "used_card_hours"))
        whole = float(used.sum())
        if useful.null_count() or not whole:
            return None
        return Decimal(str(round(net_card_hours * float(useful.sum()) / whole, 6)))


@dataclass(frozen=True)
class Windows:
    """`pools` are plan_pools with a pay-as-you-go price, with its row as `offer`."""

    pools: pl.DataFrame
    hours: dict[str, pl.DataFrame]

    def of_pools(self) -> Iterator[Window]:
        """One after the other, by pool_id."""
        for pool in self.pools.iter_rows(named=True):
            yield Window(pool, self.hours[pool["pool_id"]], pool["offer"])


def why_unpriced(connection: duckdb.DuckDBPyConnection, settings: Settings, pool_id: str) -> str:
    """Why a pool has no window, as a code: no such pool or day, or what its price lacks."""
    bound = {"window_days": settings.plan_window_days, "pool_id": pool_id}
    notice = {"notice_days": settings.contract_notice_days}
    pools = read(connection, "plan_pools", bound | notice)
    if pools.is_empty():
        return NO_COMPLETE_DAY
    [gap] = on_demand_prices(
        read_core(connection, "core_price"),
        read_core(connection, "core_fx_rate"),
        pools,
        tax_basis=settings.tax_basis,
    )["price_gap"]
    return gap or PRICE_OF_ZERO


def read_windows(
    connection: duckdb.DuckDBPyConnection, settings: Settings, pool_id: str | None = None
) -> Windows:
    """The windows of all pools, or of one, from the marts; only pools with a price above zero."""
    bound = {"window_days": settings.plan_window_days, "pool_id": pool_id}
    notice = {"notice_days": settings.contract_notice_days}
    pools = read(connection, "plan_pools", bound | notice).filter(pl.col("on_demand_price_cny") > 0)
    hours = read(connection, "plan_hours", bound)
    prices = on_demand_prices(
        read_core(connection, "core_price"),
        read_core(connection, "core_fx_rate"),
        pools,
        tax_basis=settings.tax_basis,
    )
    by_pool = hours.partition_by("pool_id", as_dict=True)
    return Windows(
        pools.join(prices.select("local_date", *_MARKET, "offer"), on=["local_date", *_MARKET])
        .filter(pl.col("offer").is_not_null())
        .sort("pool_id"),
        {str(key): rows for (key,), rows in by_pool.items()},
    )
