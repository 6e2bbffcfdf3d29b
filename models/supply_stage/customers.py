"""Who uses a pool: customers with their plans, and the company itself; from usage by project."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from data.errors import SettingsError
from data.supply import FILE_NAME, Bought, Owned, SoldTo
from models.billing.exchange import HOME_CURRENCY
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import HOUR, TICKS_PER_MICRO_UNIT, Item, Ticks, Usage
from models.supply.customers import Customer
from models.supply_stage.pools import PoolSide, Window
from models.supply_stage.selling import PriceList

OWN_USE = "own_use"
_HOUR = np.timedelta64(1, "h")
_MICRO = 1_000_000

Used = Mapping[str, Mapping[str, Ticks]]
"""Pool -> project -> ticks in every hour of the window."""


def pool_sides(
    hours: pl.DataFrame, days: pl.DataFrame, window: Window, prices: PriceList
) -> Iterator[PoolSide]:
    """The pools in which something is sold, by pool_id.

    `hours` are rows of supply_hours, `days` of supply_days.

    Raises:
        SettingsError: a plan is not known, or a package may be for several pools.
    """
    supply = prices.settings.supply
    used = _used(hours, window)
    by_pool = {
        str(key): rows for (key,), rows in days.partition_by("pool_id", as_dict=True).items()
    }
    items = {pool_id: _item(rows) for pool_id, rows in sorted(by_pool.items())}
    packages = {one.name: _pools_of(one, items, used, prices) for one in supply.customer}
    for pool_id, item in items.items():
        sold = [
            customer
            for one in supply.customer
            if (customer := _customer(one, item, packages[one.name], used, window, prices))
        ]
        owned = tuple(one for one in supply.owned if one.pool == pool_id)
        if sold or owned:
            own = _own_use(item, used.get(pool_id, {}), window, prices)
            yield _side(item, window, (*sold, own), by_pool[pool_id], prices, owned)


def _used(hours: pl.DataFrame, window: Window) -> dict[str, dict[str, Ticks]]:
    """An hour without a row is no use."""
    start = window.period.start
    found: dict[str, dict[str, Ticks]] = {}
    size = (window.period.end - start) // HOUR
    for (pool_id, project), rows in hours.partition_by("pool_id", "project", as_dict=True).items():
        ticks = np.zeros(size, dtype=np.int64)
        at = (rows["hour_utc"].to_numpy() - np.datetime64(start)) // _HOUR
        micro = (rows["used_card_hours"] * _MICRO).cast(pl.Int64).to_numpy()
        ticks[at] = micro * TICKS_PER_MICRO_UNIT
        found.setdefault(str(pool_id), {})[str(project)] = ticks
    return found


def _item(rows: pl.DataFrame) -> Item:
    first = rows.row(0, named=True)
    return Item(
        first["pool_id"],
        pool_id=first["pool_id"],
        provider=first["provider"],
        region=first["region"],
        chip=first["chip"],
    )


def _pools_of(
    one: SoldTo, items: Mapping[str, Item], used: Used, prices: PriceList
) -> list[tuple[str, Bought]]:
    """For which pool each package was bought: the one named, else the only one it can be."""
    packages = {package.name: package for package in prices.settings.supply.package}
    found = []
    for bought in one.bought:
        chip = packages[bought.package].chip
        suit = [name for name, item in items.items() if chip in (None, item.chip)]
        using = [name for name in suit if {*used.get(name, {})} & {*one.usage_of}]
        likely = [bought.pool] if bought.pool else using or suit
        if len(likely) != 1 or likely[0] not in items:
            raise SettingsError(
                f"{bought.package} of {one.name}: which pool it is for is not clear",
                where=FILE_NAME,
                remedy=f"Write pool = one of {', '.join(suit) or ', '.join(items)}.",
            )
        found.append((str(likely[0]), bought))
    return found


def _customer(
    one: SoldTo,
    item: Item,
    bought: list[tuple[str, Bought]],
    used: Used,
    window: Window,
    prices: PriceList,
) -> Customer | None:
    """A customer of a pool; None where it neither uses nor pays for anything there."""
    packages = {package.name: package for package in prices.settings.supply.package}
    here = [what for pool_id, what in bought if pool_id == item.pool_id]
    ticks = [
        used[item.pool_id][name] for name in one.usage_of if name in used.get(item.pool_id, {})
    ]
    if not ticks and not here:
        return None
    held = (prices.bought(packages[what.package], what, item.pool_id, window.last) for what in here)
    plans: list[Plan] = [plan for plan in held if plan is not None]
    plans += prices.by_the_hour(item.chip)
    return Customer(one.name, one.profile, _usage(item, ticks, window), tuple(plans))


def _own_use(item: Item, used: Mapping[str, Ticks], window: Window, prices: PriceList) -> Customer:
    """Whatever projects that are no customer's use: it takes cards and brings nothing."""
    sold = {project for one in prices.settings.supply.customer for project in one.usage_of}
    ticks = [found for project, found in used.items() if project not in sold]
    nothing = PayAsYouGo(
        plan_id=OWN_USE,
        mode="pay_as_you_go",
        valid_from=date(1900, 1, 1),
        currency=HOME_CURRENCY,
        tax_included=True,
        tax_rate=Decimal(0),
        time_zone=window.time_zone,
        source=FILE_NAME,
        prices=(ListPrice(price=Decimal(0)),),
    )
    return Customer(OWN_USE, OWN_USE, _usage(item, ticks, window), (nothing,), is_own=True)


def _usage(item: Item, ticks: list[Ticks], window: Window) -> Usage:
    size = (window.period.end - window.period.start) // HOUR
    total = np.sum(ticks, axis=0) if ticks else np.zeros(size, dtype=np.int64)
    return Usage(window.period.start, (item,), np.asarray(total, dtype=np.int64)[None, :])


def _side(
    item: Item,
    window: Window,
    customers: tuple[Customer, ...],
    rows: pl.DataFrame,
    prices: PriceList,
    owned: tuple[Owned, ...],
) -> PoolSide:
    """By day what there was; days before a pool's first row have no cards, and no price."""
    by_day = {row["local_date"]: row for row in rows.iter_rows(named=True)}
    days = pl.date_range(window.months[0], window.last, eager=True).to_list()
    found = [by_day.get(day) for day in days]
    return PoolSide(
        item=item,
        window=window,
        customers=customers,
        cards=np.array([round(row["committed_cards"]) if row else 0 for row in found]),
        fees=tuple(row["commitment_cost_cny"] if row else Decimal(0) for row in found),
        prices=tuple(row["on_demand_price_cny"] if row else None for row in found),
        owned=owned,
        hours_unmeasured=tuple(row["hours_unmeasured"] if row else 0 for row in found),
        buys_beyond=prices.settings.supply.beyond_capacity == "bought",
    )
