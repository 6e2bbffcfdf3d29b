"""DuckDB tables made from the contracts, so that a column is declared in one place only."""

from collections.abc import Mapping
from functools import cache

import dataframely as dy
import duckdb
import polars as pl


def create_table(connection: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema]) -> None:
    """Create an empty table with the schema's columns; replaces one of the same name."""
    connection.execute(_create(name, schema))


def create_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, type[dy.Schema]]
) -> None:
    """Create or replace many empty tables at once: written to disk once, not once a table."""
    statements = "".join(f"{_create(name, schema)};\n" for name, schema in tables.items())
    connection.execute(f"BEGIN;\n{statements}COMMIT;")


def no_rows(schema: type[dy.Schema]) -> str:
    """Statement that gives the schema's columns and no row."""
    columns = (
        f'CAST(NULL AS {duckdb_type(column.dtype)}) AS "{name}"'
        for name, column in schema.columns().items()
    )
    return f"SELECT {', '.join(columns)} LIMIT 0"


@cache
def column_types(schema: type[dy.Schema]) -> dict[str, str]:
    """DuckDB's types of the schema's columns by name."""
    return {name: duckdb_type(column.dtype) for name, column in schema.columns().items()}


@cache
def _create(name: str, schema: type[dy.Schema]) -> str:
    columns = ",\n  ".join(_column(name, column) for name, column in schema.columns().items())
    return f"CREATE OR REPLACE TABLE {name} (\n  {columns}\n)"


def _column(name: str, column: dy.Column) -> str:
    nullability = "" if column.nullable else " NOT NULL"
    return f'"{name}" {duckdb_type(column.dtype)}{nullability}'


def duckdb_type(dtype: pl.DataType) -> str:
    """DuckDB's name of a contract's type."""
    match dtype:
        case pl.Decimal(precision=precision, scale=scale):
            return f"DECIMAL({precision}, {scale})"
        case pl.Datetime():
            return "TIMESTAMP"
        case pl.String():
            return "VARCHAR"
        case pl.Float64():
            return "DOUBLE"
        case pl.Int64():
            return "BIGINT"
        case pl.Boolean():
            return "BOOLEAN"
        case pl.Date():
            return "DATE"
    msg = f"no DuckDB type is declared for {dtype}"
    raise TypeError(msg)
