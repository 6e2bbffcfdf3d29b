"""Reading a snapshot, and running the SQL files that live beside each package."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import duckdb
import polars as pl

_INSERT = re.compile(r"^ *-- insert: (?:([\w.]+)\.)?(\w+)$", flags=re.MULTILINE)
_LOOKS_FIRST_IN: WeakKeyDictionary[duckdb.DuckDBPyConnection, str] = WeakKeyDictionary()


@contextmanager
def open_snapshot(path: Path, memory_limit: str = "4GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a snapshot read-only and sandboxed: no files, no settings, no attaching.

    Where this process has it open already, it is the same sandbox, with the limit of the first.
    """
    connection = duckdb.connect(str(path), read_only=True)
    try:
        if not _is_locked(connection):
            connection.execute(f"SET memory_limit = '{memory_limit}'")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _is_locked(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0])


def look_first_in(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Find tables by their plain names in a schema first, then in `main`."""
    path = dict.fromkeys((schema, "main"))
    connection.execute(f"SET search_path = '{','.join(path)}'")
    _LOOKS_FIRST_IN[connection] = schema


def cursor_of(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor that finds the same tables: DuckDB's own forgets in which schema to look."""
    cursor = connection.cursor()
    schema = _LOOKS_FIRST_IN.get(connection)
    if schema is not None:
        look_first_in(cursor, schema)
    return cursor


@lru_cache
def read_sql(package: str, name: str) -> str:
    """The text of `<package>/sql/<name>.sql`; one statement, its header says grain and reader.

    A line `-- insert: NAME` stands for the text of another file of the package, or of
    `PACKAGE.NAME`: what several statements say alike stands once, as `part_*.sql` where it is no
    statement by itself.
    """
    text = (files(package) / "sql" / f"{name}.sql").read_text("utf-8")
    return _INSERT.sub(lambda line: read_sql(line[1] or package, line[2]).rstrip(), text)


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """Rows of one statement with bound `$name` parameters, as a Polars frame.

    Uses a cursor of its own: connections shared between threads gave silent empty rows elsewhere.
    """
    with cursor_of(connection) as cursor:
        rows: pl.DataFrame = cursor.sql(sql, params=dict(parameters or {})).pl()
        return rows


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Insert a frame into a table by column name."""
    connection.register("_rows", rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM _rows")
    finally:
        connection.unregister("_rows")
