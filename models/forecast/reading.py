"""Frames from the statements in models/forecast/sql."""

from typing import Any

import duckdb
import polars as pl

from data.warehouse import read_sql


def read(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None
) -> pl.DataFrame:
    """Rows of models/forecast/sql/`name`.sql with bound `$name` parameters.

    On the connection itself: a cursor knows neither its USE nor what it has not committed.
    """
    sql = read_sql("models.forecast", name)
    rows: pl.DataFrame = connection.sql(sql, params=parameters or {}).pl()
    return rows
