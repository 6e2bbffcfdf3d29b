"""Planning data of a small warehouse, and the forecasts of its what-ifs."""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.tables import TABLES
from data.warehouse import append
from tests.core_rows import PRICE

POOL, OTHER = "a/r/p/c", "b/r/q/c"
FIRST_DAY = date(2026, 2, 18)
APRIL = {"grain": "month", "period_start": date(2026, 4, 1)}
USAGE = {"level": "pool", "series": POOL, "target": "usage"} | APRIL
COST = USAGE | {"target": "cost"}
DEMAND = USAGE | {"target": "demand"}
LOW, HIGH = 24.0, 48.0

SCENARIO = {
    "change": "a change",
    "provider": None,
    "region": None,
    "pool": None,
    "chip": None,
    "like": None,
    "currency": None,
    "start_date": None,
    "ramp_days": None,
    "change_ratio": None,
    "source": "test",
    "load_id": "test",
    "line_number": 2,
}


def add(connection: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Put rows into a table; columns that they lack are null."""
    schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
    append(connection, table, TABLES[table].validate(pl.DataFrame([*rows], schema=schema)))


def plan(warehouse: Any, scenario: str, kind: str, ratio: str | None, **row: Any) -> None:
    """A planned change."""
    size = None if ratio is None else Decimal(ratio)
    changed = SCENARIO | {"scenario": scenario, "kind": kind, "change_ratio": size} | row
    add(warehouse.connection, "core_scenario", changed)


def plan_campaign(warehouse: Any, pool_id: str, cards: int, first: date, last: date) -> None:
    """A campaign called `run`."""
    provider, region, pool, chip = pool_id.split("/")
    row = {
        "campaign": "run",
        **{"provider": provider, "region": region, "pool": pool, "chip": chip},
        "start_date": first,
        "end_date": last,
        "cards": cards,
        "source": "test",
        "load_id": "test",
        "line_number": 2,
    }
    add(warehouse.connection, "core_campaign", row)


def add_price(warehouse: Any, pool_id: str, currency: str) -> None:
    """A pay-as-you-go offer, of which only the currency counts."""
    provider, region, _, chip = pool_id.split("/")
    row = PRICE | {"provider": provider, "region": region, "chip": chip, "currency": currency}
    row["offer_id"] = f"by the hour of {provider}"
    add(warehouse.connection, "core_price", row)


def add_project(
    warehouse: Any, pool_id: str, project: str, first_day: date, days: int, card_hours: float
) -> None:
    """A project that uses the same on every day."""
    provider, region, pool, chip = pool_id.split("/")
    rows = [
        {
            "local_date": day,
            "pool_id": pool_id,
            **{"provider": provider, "region": region, "pool": pool, "chip": chip},
            "project": project,
            "workload_class": "training",
            "used_card_hours": card_hours,
        }
        for day in pl.date_range(first_day, eager=True, interval="1d", end=_last(first_day, days))
    ]
    add(warehouse.connection, "out_usage_daily", *rows)


def _last(first_day: date, days: int) -> date:
    return date.fromordinal(first_day.toordinal() + days - 1)


def scenario_rows(
    warehouse: Any, candidate: Any = None, *, horizon: int = 40, **settings: Any
) -> pl.DataFrame:
    """out_scenario_forecast of a run with 100 paths."""
    warehouse.forecast(candidate, forecast_horizon_days=horizon, **settings)
    rows: pl.DataFrame = warehouse.connection.sql("FROM out_scenario_forecast").pl()
    return rows


def pick(rows: pl.DataFrame, scenario: str, **wanted: Any) -> dict[str, Any]:
    """The one row of a scenario that is as wanted."""
    conditions = [pl.col(name) == value for name, value in wanted.items()]
    found = rows.filter(pl.col("scenario") == scenario, *conditions)
    assert found.height == 1, found
    return found.row(0, named=True)


def measure_queue(warehouse: Any, pool_id: str) -> None:
    """Nothing waits, and that is known."""
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET queued_card_hours = 0 WHERE pool_id = $1", [pool_id]
    )
