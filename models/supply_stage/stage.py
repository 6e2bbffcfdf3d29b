"""The stage: fills out_supply_* from supply.toml, usage, contracts and prices."""

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import polars as pl

from data.reference import read_sanity_bands
from data.settings import Settings
from data.tables import OUT_TABLES
from models.billing.clock import ONE_DAY, add_months
from models.billing.closing import Basis
from models.billing.exchange import HOME_CURRENCY
from models.billing.plans import Plan
from models.market.standing import bands_of
from models.stage import read, read_core, replace_rows
from models.supply_stage.books import book_of
from models.supply_stage.customers import pool_sides
from models.supply_stage.pools import Window
from models.supply_stage.prices import Quotes
from models.supply_stage.rows import (
    case_rows,
    customer_rows,
    month_rows,
    plan_rows,
    price_rows,
    reserve_rows,
)
from models.supply_stage.selling import PriceList

MOST_MONTHS = 12

Row = dict[str, Any]


def build_supply(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    plans: Sequence[Plan] = (),
) -> None:
    """Fill out_supply_*; needs the marts. `plans` are those of plan files.

    Over the last whole months, at most twelve. Without customers in `settings.supply`, or without a
    whole month of usage, the tables stay empty.

    Raises:
        SettingsError: supply.toml names a plan that there is not, or leaves a pool unclear.
    """
    window = _window(connection, settings) if settings.supply.customer else None
    tables: dict[str, Iterable[Row]] = {name: () for name in OUT_TABLES if "supply" in name}
    if window is not None:
        tables |= _filled(connection, settings, window, plans)
    same = {
        "tax_basis": settings.tax_basis,
        "hours_per_month": settings.hours_per_month,
        "snapshot_id": snapshot_id,
    }
    for table, rows in tables.items():
        schema = OUT_TABLES[table]
        types = {name: column.dtype for name, column in schema.columns().items()}
        replace_rows(connection, table, pl.DataFrame([row | same for row in rows], schema=types))


def _filled(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    window: Window,
    plans: Sequence[Plan],
) -> dict[str, Iterable[Row]]:
    basis = Basis(HOME_CURRENCY, settings.tax_basis, read_core(connection, "core_fx_rate"))
    prices = PriceList(plans, read_core(connection, "core_price"), settings)
    period = window.period
    hours = read(connection, "supply_hours", {"start": period.start, "end": period.end})
    days = read(connection, "supply_days", {"first": window.months[0], "last": window.last})
    books = [book_of(side, basis) for side in pool_sides(hours, days, window, prices)]
    if not books:
        return {}
    bands = bands_of(read_sanity_bands().iter_rows(named=True))
    quotes = Quotes(read_core(connection, "core_rental_quote"), bands)
    return {
        "out_supply_month": month_rows(books),
        "out_supply_customer": customer_rows(books, prices, basis),
        "out_supply_plan": plan_rows(books),
        "out_supply_case": case_rows(books),
        "out_supply_reserve": reserve_rows(books, prices, basis),
        "out_supply_price": price_rows(books, prices, quotes, basis),
    }


def _window(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Window | None:
    """The last whole months that usage was read for; None where there is none."""
    found = connection.sql(
        "SELECT min(local_date), max(local_date) FROM out_usage_daily"
    ).fetchall()
    first, last = found[0]
    if first is None:
        return None
    begin = first if first.day == 1 else add_months(first.replace(day=1), 1)
    end = (last + ONE_DAY).replace(day=1)  # exclusive
    months = []
    while begin < end:
        months.append(begin)
        begin = add_months(begin, 1)
    return Window(tuple(months[-MOST_MONTHS:]), settings.time_zone) if months else None
