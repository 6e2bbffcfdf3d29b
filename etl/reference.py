"""Reference data in every snapshot: chips with all their printed figures, and the calendar."""

import duckdb
import polars as pl

from data.reference import read_chip_facts, read_chips
from data.reference.calendar import read_calendar
from data.warehouse import append, read_sql
from etl.chips import candidates, chip_names


def fill_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill core_chip, core_chip_fact and core_calendar, before any load's rows come in.

    Leaves the view `chip_name` (etl.chips.chip_names) for the sources' statements.
    """
    append(connection, "core_chip", read_chips())
    append(connection, "core_calendar", read_calendar())
    connection.register("chip_name", chip_names())
    _insert(connection, "core_chip_fact", "catalogue_to_chip_fact", chip_fact=read_chip_facts())


def settle_chips(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill core_chip_conflict and core_chip_name, when all loads' rows are in and settled."""
    _insert(connection, "core_chip_conflict", "chip_fact_to_chip_conflict")
    used = connection.sql(read_sql("etl", "chip_name_used")).pl()
    judged = used.with_columns(candidates=candidates("chip")).with_columns(
        is_ambiguous=pl.col("candidates").is_not_null()  # as `Ascend 910B`, which has a row there
    )
    unclear = judged.filter(pl.col("is_ambiguous") | ~pl.col("is_in_catalogue"))
    append(connection, "core_chip_name", unclear.drop("is_in_catalogue"))
    connection.unregister("chip_name")


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, statement: str, **views: object
) -> None:
    for name, rows in views.items():
        connection.register(name, rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME {read_sql('etl', statement)}")
    finally:
        for name in views:
            connection.unregister(name)
