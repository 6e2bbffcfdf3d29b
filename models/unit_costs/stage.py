"""`build_unit_costs`: out_unit_cost and out_token_cost_daily, in `suanli plan` and each load."""

from collections.abc import Iterable
from typing import Any

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from models.stage import replace_rows
from models.unit_costs.pools import pool_rows
from models.unit_costs.tokens import token_rows


def build_unit_costs(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Fill both tables; needs the marts."""
    _write(connection, "out_unit_cost", pool_rows(connection, settings, snapshot_id))
    _write(connection, "out_token_cost_daily", token_rows(connection, settings, snapshot_id))


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]
) -> None:
    types = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    frame = pl.DataFrame([{name: row[name] for name in types} for row in rows], schema=types)
    replace_rows(connection, table, frame)
