"""What every stage does with a warehouse under construction: read frames, replace its tables."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

import dataframely as dy
import duckdb
import polars as pl

from data.tables import CORE_TABLES, OUT_TABLES
from data.warehouse import append, read_sql

MOST_HOURS = 500_000  # of pools that are read at once: some 600 MB while they are


class Reader(Protocol):
    """Rows of a package's statement `name` with bound `$name` parameters."""

    def __call__(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        parameters: dict[str, Any] | None = None,
    ) -> pl.DataFrame:
        """The rows."""
        ...


def reader_of(package: str) -> Reader:
    """Reads the statements in `package`/sql.

    On the connection itself: a cursor knows neither its USE nor what it has not committed.
    """

    def read(
        connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None
    ) -> pl.DataFrame:
        rows: pl.DataFrame = connection.sql(read_sql(package, name), params=parameters or {}).pl()
        return rows

    return read


read = reader_of("models")


def some_at_a_time(pools: pl.DataFrame, most_hours: int) -> Iterator[pl.DataFrame]:
    """Pools, in order, that have no more `hours` than that together, or one that has more.

    A company of hundreds of pools has millions of hours: read in one go, they take gigabytes.
    """
    first, room = 0, most_hours
    for number, hours in enumerate(pools["hours"].to_list()):
        if number > first and hours > room:
            yield pools[first:number]
            first, room = number, most_hours
        room -= hours
    if first < pools.height:
        yield pools[first:]


def read_core(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    """All columns of a small core table, in the order of its contract."""
    columns = ", ".join(f'"{name}"' for name in CORE_TABLES[table].column_names())
    rows: pl.DataFrame = connection.sql(f"SELECT {columns} FROM {table}").pl()
    return rows


def framed(table: str, rows: Iterable[Mapping[str, Any]], same: Mapping[str, Any]) -> pl.DataFrame:
    """Rows in the columns of the table's contract, each with the `same` of its columns."""
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    given = {name: value for name, value in same.items() if name in schema}
    return pl.DataFrame([{**row, **given} for row in rows], schema=schema)


def replace_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Check the rows against the table's contract and put them in place of what it held."""
    checked = _checked(table, rows)
    connection.execute(f"DELETE FROM {table}")
    if checked.height:
        append(connection, table, checked)


def append_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Check the rows against the table's contract and add them to what it holds."""
    append(connection, table, _checked(table, rows))


def _checked(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema: type[dy.Schema] = OUT_TABLES[table]
    chosen = rows.select(schema.column_names())
    if not chosen.height and chosen.schema == _types(schema):
        return chosen  # no row that could break a rule
    return schema.validate(chosen)


@cache
def _types(schema: type[dy.Schema]) -> dict[str, pl.DataType]:
    return {name: column.dtype for name, column in schema.columns().items()}
