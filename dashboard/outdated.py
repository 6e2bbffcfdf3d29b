"""Snapshots published by an earlier version: what their files lack that readers may ask for."""

from collections.abc import Collection

import duckdb

from data.errors import InputError
from data.tables import TABLES
from data.warehouse import cursor_of


def lacking(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables, and columns as `table.column`, of the contract that a snapshot does not have."""
    rows = cursor_of(connection).execute("SELECT table_name, column_name FROM duckdb_columns()")
    present: dict[str, set[str]] = {}
    for table, column in rows.fetchall():
        present.setdefault(table, set()).add(column)
    missing = [name for name in TABLES if name not in present]
    for name in TABLES.keys() - missing:
        gone = TABLES[name].columns().keys() - present[name]
        missing += [f"{name}.{column}" for column in gone]
    return sorted(missing)


def refuse_earlier_version(
    connection: duckdb.DuckDBPyConnection, where: str, needed: Collection[str] = TABLES.keys()
) -> None:
    """Refuse a snapshot without the tables that are needed, whole with their columns.

    Raises:
        InputError: it lacks some; `where` is its file.
    """
    missing = [name for name in lacking(connection) if name.partition(".")[0] in needed]
    if missing:
        raise InputError(
            f"An earlier version published the current snapshot: it lacks {', '.join(missing)}",
            where=where,
            remedy="`suanli rebuild` computes it anew from landing.",
        )
