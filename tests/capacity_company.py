"""A company whose capacity is judged: ten servers of 8 cards at 60,000 yuan a month.

By day 120 cards are in use, by night 40.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.settings import Settings
from data.tables import CORE_TABLES, OUT_TABLES
from data.warehouse import append
from models.capacity_plan import build_capacity

START = datetime(2024, 6, 1)  # noqa: DTZ001 - tables hold naive UTC
CUT_OFF = date(2024, 6, 30)  # a Sunday: the weeks ahead begin on Monday 1 July
POOL_ID = "Cloud A/North/serve/H20"
SOUTH = {"region": "South"}
DAY = [120.0] * 12 + [40.0] * 12
FORECAST = {
    "level": "pool",
    "target": "peak_demand_p95",
    "horizon_days": 7,
    "mean": 70.0,
    "is_complete": True,
    "unit": "card",
    "method": "ensemble",
    "history_days": 30,
    "cut_off": CUT_OFF,
    "seed": 1,
    "path_count": 100,
    "model_version": "1",
    "snapshot_id": "s",
}
RISK = {
    "local_date": date(2024, 7, 1),
    "horizon_days": 1,
    "basis": "demand",
    "short_card_hours_mean": 0.0,
    "day_ratio": 0.0,
    "by_date_ratio": 0.0,
    "by_date_if_renewed_ratio": 0.0,
    "cut_off": CUT_OFF,
    "seed": 1,
    "path_count": 100,
    "model_version": "1",
    "snapshot_id": "s",
}


def fill(company: Any, table: str, *rows: dict[str, Any]) -> None:
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    append(company.connection, table, pl.DataFrame(rows, schema=schema))


def forecast(company: Any, p10: float, p50: float, p90: float, pool_id: str = POOL_ID) -> None:
    """Thirteen alike weeks, and 120 cards measured at the cut-off."""
    quantiles = {"p10": p10, "p50": p50, "p90": p90}
    mondays = [CUT_OFF + timedelta(days=1 + 7 * week) for week in range(13)]
    rows = [
        FORECAST | quantiles | {"series": pool_id, "grain": "week", "period_start": monday}
        for monday in mondays
    ]
    fill(company, "out_forecast", *rows)
    cards = {"capacity_cards": 120.0, "capacity_if_renewed_cards": 120.0}
    fill(company, "out_capacity_risk", RISK | cards | {"pool_id": pool_id})


def month_of_june(company: Any, workload_class: str = "training") -> None:
    company.use(START, DAY * 30, workload_class=workload_class)
    company.add("core_price", {}, ANNUAL)
    company.add("core_commitment", {"servers": 10, "end_date": date(2024, 7, 31)} | FEE)
    company.build()


FEE = {"fee_per_server_month": Decimal(60000)}
ANNUAL = {
    "offer_id": "annual",
    "billing_mode": "annual",
    "term_months": 12,
    "cards": 8,
    "price": Decimal(50000),
    "unit": "server_month",
}


def compute(company: Any, **settings: Any) -> None:
    build_capacity(company.connection, Settings(time_zone="UTC", **settings), "s")


def order(company: Any, risk: float) -> dict[str, Any]:
    found: dict[str, Any] = company.row(f"FROM out_capacity_order WHERE risk_ratio = {risk}")
    return found


def fill_core(company: Any, row: dict[str, Any]) -> None:
    schema = {name: c.dtype for name, c in CORE_TABLES["core_campaign"].columns().items()}
    rest = {"source": "made up", "load_id": "load", "line_number": 2}
    append(company.connection, "core_campaign", pl.DataFrame([row | rest], schema=schema))
