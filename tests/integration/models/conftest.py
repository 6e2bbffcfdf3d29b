"""An empty in-memory warehouse, and rows with defaults, so that a test states what it is about."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from data.buying import Buying
from data.settings import Settings
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from models.billing.plans import Plan
from models.buying.stage import build_ladder
from models.marts import build_marts
from models.plan import build_plan
from tests.core_rows import (
    BUDGET,
    COMMITMENT,
    DECISION,
    POOL,
    PRICE,
    SAVINGS_PLAN,
    SPEND_AGREEMENT,
    USAGE,
)

Row = dict[str, Any]

SNAPSHOT = "20240101T000000000000Z-abcdef"
DEFAULTS: dict[str, Row] = {
    "core_usage_hourly": USAGE,
    "core_capacity_hourly": POOL | {"load_id": "load", "first_line_number": 2},
    "core_load": {
        "sequence": 1,
        "source": "usage",
        "source_version": 1,
        "status": "loaded",
        "reason": None,
        "file_name": "usage.csv",
        "copied_from": None,
        "content_sha256": "0",
        "size_bytes": 1,
        "defaults": "{}",
        "rows_read": 1,
        "rows_loaded": 1,
        "rows_rejected": 0,
        "rows_duplicate": 0,
        "period_start": None,
        "period_end": None,
        "synthetic": False,
        "replaces": None,
    },
    "core_job_log": {name: POOL[name] for name in ("provider", "region", "pool")},
    "core_price": PRICE | {"valid_from": date(2023, 1, 1)},
    "core_commitment": COMMITMENT | {"fee_per_server_month": Decimal(62000)},
    "core_savings_plan": SAVINGS_PLAN,
    "core_spend_agreement": SPEND_AGREEMENT,
    "core_budget": BUDGET,
    "core_decision": DECISION,
    "core_project": {"cost_centre": None, "source": "x", "load_id": "load", "line_number": 2},
    "core_event": dict.fromkeys(("provider", "region", "pool", "chip")),
    "core_chip": {
        "vendor": "made up",
        "origin": "imported",
        "released_on": "2024",
        "source": "made up for a test",
    },
    "core_chip_name": {"is_ambiguous": True, "tables": "core_usage_hourly"},
    "core_token_usage_daily": {
        "provider": "Seller",
        "model": "chat",
        "project": "search",
        "source_time_zone": "UTC",
        "load_id": "load",
        "first_line_number": 2,
        "source_row_count": 1,
    },
    "core_token_price": {
        "provider": "Seller",
        "model": "chat",
        "unit": "million_tokens",
        "tier_above_tokens": 0,
        "currency": "CNY",
        "tax_included": True,
        "source": "made up for a test",
        "load_id": "load",
        "line_number": 2,
    },
    "core_fx_rate": {
        "base_currency": "USD",
        "quote_currency": "CNY",
        "source": "made up for a test",
        "load_id": "load",
        "line_number": 2,
    },
}


class Company:
    """A company's warehouse under construction, with days in UTC unless a test says otherwise."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        create_tables(connection, TABLES)

    def add(self, table: str, *rows: Row) -> None:
        """Insert rows of a core table, completed by its defaults."""
        types = {name: column.dtype for name, column in CORE_TABLES[table].columns().items()}
        frame = pl.DataFrame([DEFAULTS[table] | row for row in rows], schema=types)
        append(self.connection, table, frame)

    def use(self, start: datetime, used: Sequence[float | None], **columns: Any) -> None:
        """Insert one usage row per hour from `start` (UTC) on; None leaves the hour out."""
        self.add(
            "core_usage_hourly",
            *(
                {"hour_utc": start + timedelta(hours=hour), "used_card_hours": cards} | columns
                for hour, cards in enumerate(used)
                if cards is not None
            ),
        )

    def build(self, **settings: Any) -> None:
        """Build marts and plan."""
        chosen = Settings(**({"time_zone": "UTC"} | settings))
        build_marts(self.connection, chosen, SNAPSHOT)
        build_plan(self.connection, chosen, SNAPSHOT)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a statement."""
        return self.connection.execute(sql).fetchall()

    def row(self, sql: str) -> Row:
        """The only row of a statement."""
        (row,) = self.connection.sql(sql).pl().rows(named=True)
        return dict(row)


@pytest.fixture
def company() -> Iterator[Company]:
    """An empty warehouse, attached and in use by name as under construction."""
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS warehouse")
        connection.execute("USE warehouse")
        yield Company(connection)


@pytest.fixture
def ladder(company: Company) -> Callable[..., None]:
    """Build marts and the ladder of months of 730 hours; keys of buying.toml are given by name.

    `plans` are those of plan files.
    """

    def build(*plans: Plan, **buying: Any) -> None:
        chosen: dict[str, Any] = {"time_zone": "UTC", "hours_per_month": Decimal(730)}
        company.build(**chosen)
        settings = Settings(**chosen, buying=Buying.model_validate(buying))
        build_ladder(company.connection, settings, "snapshot", plans)

    return build
