"""`suanli plan` for 200 pools: a year of hours, the default window, eight offers each.

Baseline: bills of the engine, 200 pools under one rent, each priced once (`plan_bills_cpu_s`).
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import polars as pl

from data.settings import Settings
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from models.billing.compare import compare_one
from models.billing.plans import Plan, parse_plans
from models.marts import build_marts
from models.offers.market import read_market
from models.offers.window import read_windows
from models.plan import build_plan
from models.stage import read_core
from tests.benchmarks.measure import Measure, cpu_seconds
from tests.core_rows import PRICE, USAGE

POOLS = 200
DAYS = 365
FIRST = datetime(2024, 12, 31, 16)  # noqa: DTZ001  naive UTC: 2025 begins in Shanghai
SNAPSHOT = "benchmark"
RENTS: tuple[dict[str, Any], ...] = (
    {"billing_mode": "monthly", "term_months": 1, "unit": "server_month", "cards": 8, "price": 52},
    {
        "billing_mode": "quarterly",
        "term_months": 3,
        "unit": "server_month",
        "cards": 8,
        "price": 50,
    },
    {"billing_mode": "annual", "term_months": 12, "unit": "server_month", "cards": 8, "price": 46},
    {"billing_mode": "multi_year", "term_months": 36, "unit": "card_month", "cards": 1, "price": 5},
    {"billing_mode": "reserved", "term_months": 12, "unit": "card_hour", "cards": 4, "price": 9},
    {"billing_mode": "spot", "term_months": 0, "unit": "card_hour", "cards": 1, "price": 12},
)
_FILE: dict[str, Any] = {
    "valid_from": date(2024, 1, 1),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "source": "made up for a benchmark",
    "term_months": 12,
}


def run(*, quick: bool) -> list[Measure]:
    pools = POOLS // 4 if quick else POOLS
    settings = Settings()
    with duckdb.connect() as connection:
        _fill(connection, pools)
        build_marts(connection, settings, SNAPSHOT)
        build_plan(connection, settings, SNAPSHOT, _files()[:1])  # imports and caches
        bills_s, _ = cpu_seconds(lambda: _bills(connection, settings))
        plan_s, _ = cpu_seconds(lambda: build_plan(connection, settings, SNAPSHOT, _files()))
        rows = connection.execute("SELECT count(*) FROM out_plan_cost").fetchall()[0][0]
    return [
        Measure("plan_rows", rows, "rows", note=f"{pools} pools"),
        Measure("plan_bills_cpu_s", bills_s, "CPU s", note="baseline: one bill per pool"),
        Measure("plan_cpu_s", plan_s, "CPU s", target=None if quick else 3.0),
    ]


def _fill(connection: duckdb.DuckDBPyConnection, pools: int) -> None:
    create_tables(connection, TABLES)
    draw = np.random.default_rng(7)
    hours = [FIRST + timedelta(hours=n) for n in range(24 * DAYS)]
    daily = 40 + 30 * np.sin(np.arange(len(hours)) * 2 * np.pi / 24)
    used = _frame("core_usage_hourly", [USAGE | {"hour_utc": FIRST, "used_card_hours": 1.0}])
    columns = CORE_TABLES["core_usage_hourly"].column_names()
    for pool in range(pools):
        cards = np.clip(daily + draw.normal(0, 20, len(hours)), 0, None)
        own = pl.DataFrame({"hour_utc": hours, "used_card_hours": cards}).with_columns(
            pool=pl.lit(f"pool-{pool}"), chip=pl.lit(f"chip-{pool}")
        )
        rows = used.drop(own.columns).join(own, how="cross")
        append(connection, "core_usage_hourly", rows.select(columns))
    append(connection, "core_price", _frame("core_price", _offers(pools)))


def _offers(pools: int) -> list[dict[str, Any]]:
    by_hour = PRICE | {"price": Decimal(30)}
    found = []
    for pool in range(pools):
        found.append(by_hour | {"chip": f"chip-{pool}", "offer_id": f"hour-{pool}"})
        for row in RENTS:
            monthly = row["unit"].endswith("month")
            price = Decimal(row["price"]) * (1000 if monthly else 1)
            name = {"chip": f"chip-{pool}", "offer_id": f"{row['billing_mode']}-{pool}"}
            found.append(PRICE | row | name | {"price": price})
    return found


def _files() -> list[Plan]:
    plans = [
        {"plan_id": "saving", "mode": "savings_plan", "commitment": 1, "prices": [{"price": 20}]},
        {"plan_id": "pack", "mode": "pack", "quantity": 10_000, "price": 210_000}
        | {"draws": [{"units": 1}]},
    ]
    return list(parse_plans({"plan": [_FILE | plan for plan in plans]}, "benchmark"))


def _bills(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    windows = read_windows(connection, settings)
    fx = read_core(connection, "core_fx_rate")
    market = read_market(read_core(connection, "core_price"), fx, windows.pools, settings)
    for window in windows.of_pools():
        sales, _ = market.of(window)
        compare_one(window.case(fx, {"CNY"}, settings), sales[0].plan, 1)


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    types = {name: column.dtype for name, column in CORE_TABLES[table].columns().items()}
    return pl.DataFrame(rows, schema=types)
