"""What is checked of every table before it is published."""

from collections.abc import Iterator

import duckdb
import pytest
from dataframely.exc import SchemaError

from data.errors import CheckFailedError
from data.tables import TABLES
from data.tables.ddl import column_types, create_tables
from etl.checks import _column_types, check_tables


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_tables(connection, TABLES)
        yield connection


def test_tables_as_declared_and_without_rows_pass(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert check_tables(warehouse) == dict.fromkeys(TABLES, 0)


def test_a_table_as_it_was_made_has_the_types_that_were_declared(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Or every table without rows would be validated, which is half of what a small load takes."""
    assert _column_types(warehouse) == {name: column_types(s) for name, s in TABLES.items()}


def test_a_table_that_lacks_a_column_fails_without_rows_too(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("ALTER TABLE out_anomaly DROP COLUMN pool_id")
    with pytest.raises(SchemaError, match="pool_id"):
        check_tables(warehouse)


def test_a_row_that_breaks_its_contract_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(
        "INSERT INTO core_fx_rate BY NAME SELECT DATE '2026-03-02' AS rate_date,"
        " 'USD' AS base_currency, 'CNY' AS quote_currency, -7.2 AS rate, '' AS source,"
        " 'load' AS load_id, 2 AS line_number"
    )
    with pytest.raises(CheckFailedError, match=r"core_fx_rate breaks its contract.*rate"):
        check_tables(warehouse)
