"""Accounting identities that must hold before publishing: nothing lost, nothing twice."""

import duckdb
import polars as pl

from data.errors import CheckFailedError
from data.tables import TABLES
from data.warehouse import query, read_sql

_CHECKS = (
    "check_rows_add_up",
    "check_quarantine_is_complete",
    "check_money_adds_up",
    "check_card_hours_add_up",
    "check_pool_hour_has_one_capacity",
    "check_usage_hour_is_reported_once",
)


def check_core(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise CheckFailedError where an identity is broken; each statement returns the offenders."""
    for name in _CHECKS:
        offenders = query(connection, read_sql("etl", name))
        if offenders.height:
            raise CheckFailedError(
                f"{name.removeprefix('check_').replace('_', ' ')}: no",
                where=_shown(offenders),
                remedy="Nothing was published. `suanli status` shows the loads.",
            )


def check_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every table, after comparing each with its contract's columns and types.

    Small tables are validated row by row; large ones were validated at the door.
    """
    counts = {}
    for name, schema in TABLES.items():
        counts[name] = query(connection, f"SELECT count(*) AS n FROM {name}").item()
        if counts[name] <= 100_000:
            rows = query(connection, f"SELECT * FROM {name}")
            if not schema.is_valid(rows, cast=True):
                _, failure = schema.filter(rows, cast=True)
                raise CheckFailedError(
                    f"{name} breaks its contract: {failure.counts()}",
                    where=_shown(failure.invalid()),
                    remedy="Nothing was published.",
                )
    return counts


def _shown(rows: pl.DataFrame) -> str:
    return "; ".join(str(row) for row in rows.head(3).iter_rows(named=True))
