"""Snapshots published by an earlier version: what their files lack that screens may ask for."""

import duckdb

from data.tables import TABLES


def lacking(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables, and columns as `table.column`, of the contract that a snapshot does not have."""
    rows = connection.cursor().execute("SELECT table_name, column_name FROM duckdb_columns()")
    present: dict[str, set[str]] = {}
    for table, column in rows.fetchall():
        present.setdefault(table, set()).add(column)
    missing = [name for name in TABLES if name not in present]
    for name in TABLES.keys() - missing:
        gone = TABLES[name].columns().keys() - present[name]
        missing += [f"{name}.{column}" for column in gone]
    return sorted(missing)
