"""Every rental for sale against pay-as-you-go, over each pool's most recent real hours."""

from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from models.billing.break_even import break_even
from models.billing.compare import Rental, compare_units, on_demand_cost
from models.billing.effective import PRICE_KEY
from models.billing.prices import rental_offers
from models.stage import read, read_core, replace_rows

ON_DEMAND = "on_demand"

Row = dict[str, Any]


def build_plan(connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str) -> None:
    """Fill out_plan_cost and out_break_even; needs the marts.

    The window is the pool's last `settings.plan_window_days` complete days: with an hour missing,
    a day would look busier or idler than it was. Only hours beyond the contracts that still run
    `settings.contract_notice_days` after the last of these days are priced, at that day's prices:
    a contract about to end is no cover, extending it is one of the choices. A pool without a
    pay-as-you-go price, or with one of zero, has nothing to compare and no rows; neither has an
    offer without a fee.
    """
    window = {"window_days": settings.plan_window_days}
    notice = {"notice_days": settings.contract_notice_days}
    pools = read(connection, "plan_pools", window | notice).filter(
        pl.col("on_demand_price_cny") > 0
    )
    hours = _net_hours(pools, read(connection, "plan_hours", window))
    same = {
        "tax_basis": settings.tax_basis,
        "hours_per_month": settings.hours_per_month,
        "snapshot_id": snapshot_id,
    }
    plans = [_on_demand_row(pool, hours[pool["pool_id"]]) for pool in pools.iter_rows(named=True)]
    break_evens = []
    for offer in _offers(connection, pools, settings).iter_rows(named=True):
        rental = _rental(offer, settings.hours_per_month)
        ladder = compare_units(hours[offer["pool_id"]], rental)
        plans.extend(_plan_rows(offer, ladder))
        break_evens.append(_break_even_row(offer, rental, ladder))
    _write(connection, "out_plan_cost", plans, same)
    _write(connection, "out_break_even", break_evens, same)


def _net_hours(pools: pl.DataFrame, hours: pl.DataFrame) -> dict[str, pl.Series]:
    """Card-hours beyond each pool's contracts, one value per hour of its window."""
    net = (pl.col("used_card_hours") - pl.col("committed_cards")).clip(lower_bound=0)
    by_pool = (
        hours.join(pools.select("pool_id", "committed_cards"), on="pool_id")
        .select("pool_id", net.alias("net_card_hours"))
        .partition_by("pool_id", as_dict=True)
    )
    return {str(pool_id): rows["net_card_hours"] for (pool_id,), rows in by_pool.items()}


def _offers(
    connection: duckdb.DuckDBPyConnection, pools: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """One row per pool x rental for sale with a fee on the pool's last complete day."""
    offers = rental_offers(
        read_core(connection, "core_price"),
        read_core(connection, "core_fx_rate"),
        pools,
        tax_basis=settings.tax_basis,
        hours_per_month=settings.hours_per_month,
    )
    return (
        pools.join(offers, on=["local_date", *PRICE_KEY])
        .filter(pl.col("unit_fee_cny_per_month") > 0)
        .sort("pool_id", "offer_id")
    )


def _rental(offer: Row, hours_per_month: Decimal) -> Rental:
    return Rental(
        cards_per_unit=offer["cards_per_unit"],
        unit_fee_cny_per_month=offer["unit_fee_cny_per_month"],
        on_demand_cny_per_card_hour=offer["on_demand_price_cny"],
        hours_per_month=hours_per_month,
    )


def _on_demand_row(pool: Row, net_card_hours: pl.Series) -> Row:
    """The pool without any further rental: sold by the single card, at no fee."""
    cost = on_demand_cost(net_card_hours, pool["on_demand_price_cny"])
    return _window(pool) | {
        "offer_id": ON_DEMAND,
        "billing_mode": ON_DEMAND,
        "term_months": 0,
        "cards_per_unit": 1,
        "unit_fee_cny_per_month": Decimal(0),
        "units": 0,
        "fee_cny": Decimal(0),
        "on_demand_cost_cny": cost,
        "cost_cny": cost,
        "saving_cny": Decimal(0),
        "is_best": True,
    }


def _plan_rows(offer: Row, ladder: pl.DataFrame) -> list[Row]:
    """One row per number of units."""
    amounts = ladder.drop("unit_card_hours", "unit_utilisation_ratio")
    return [_window(offer) | _terms(offer) | row for row in amounts.iter_rows(named=True)]


def _break_even_row(offer: Row, rental: Rental, ladder: pl.DataFrame) -> Row:
    even = break_even(
        rental.unit_fee_cny_per_month,
        rental.cards_per_unit,
        rental.on_demand_cny_per_card_hour,
        rental.hours_per_month,
    )
    best = ladder.row(by_predicate=pl.col("is_best"), named=True)
    first_unit = ladder.filter(pl.col("units") == 1)["unit_utilisation_ratio"]
    return _terms(offer) | {
        "pool_id": offer["pool_id"],
        "on_demand_price_cny": offer["on_demand_price_cny"],
        "break_even_hours_per_month": float(even.break_even_hours_per_month),
        "break_even_utilisation_ratio": float(even.utilisation_ratio),
        # No first unit: the contracts in hand carried every hour.
        "first_unit_utilisation_ratio": first_unit.item() if len(first_unit) else 0.0,
        "best_units": best["units"],
        "best_saving_cny": best["saving_cny"],
    }


def _window(pool: Row) -> Row:
    return {
        "pool_id": pool["pool_id"],
        "on_demand_price_cny": pool["on_demand_price_cny"],
        "window_start": pool["window_start"],
        "window_end": pool["local_date"],
        "window_hours": pool["window_hours"],
    }


def _terms(offer: Row) -> Row:
    names = ("offer_id", "billing_mode", "term_months", "cards_per_unit", "unit_fee_cny_per_month")
    return {name: offer[name] for name in names}


def _write(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], same: Row) -> None:
    """Rows of one table, each with the columns that are the `same` in all of them."""
    schema = OUT_TABLES[table]
    types = {name: column.dtype for name, column in schema.columns().items()}
    frame = pl.DataFrame(
        [{name: (row | same)[name] for name in types} for row in rows], schema=types
    )
    replace_rows(connection, table, frame)
