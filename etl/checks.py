"""Accounting identities that must hold before publishing: nothing lost, nothing twice."""

from collections.abc import Iterable, Mapping

import dataframely as dy
import duckdb
import polars as pl

from data.errors import CheckFailedError
from data.tables import OUT_TABLES, TABLES
from data.tables.ddl import column_types
from data.tax_bases import bases_beside, looking_at, schema_of
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


def check_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, type[dy.Schema]] = TABLES
) -> dict[str, int]:
    """Rows of every table, after comparing each with its contract's columns and types.

    Small tables are validated row by row; large ones were validated at the door.
    """
    counts, types = _row_counts(connection, tables), _column_types(connection)
    for name, schema in tables.items():
        if not counts[name] and types[name] == column_types(schema):
            continue  # no row that could break a rule
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


def check_bases_beside(connection: duckdb.DuckDBPyConnection) -> None:
    """Compare computed tables on another tax basis than the first one's with their contracts."""
    for basis in bases_beside(connection):
        with looking_at(connection, schema_of(basis)):
            check_tables(connection, OUT_TABLES)


def _row_counts(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> dict[str, int]:
    counts = (f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in tables)
    return dict(query(connection, " UNION ALL ".join(counts)).iter_rows())


def _column_types(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table -> column -> type of the schema looked in, written as data.tables.ddl writes it."""
    types: dict[str, dict[str, str]] = {}
    sql = (
        "SELECT table_name, column_name, replace(data_type, ',', ', ') FROM duckdb_columns()"
        " WHERE database_name = current_database() AND schema_name = current_schema()"
    )
    for table, column, data_type in query(connection, sql).iter_rows():
        types.setdefault(table, {})[column] = data_type
    return types


def _shown(rows: pl.DataFrame) -> str:
    return "; ".join(str(row) for row in rows.head(3).iter_rows(named=True))
