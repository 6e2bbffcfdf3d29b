"""The contracts: DuckDB's tables are made from them, so a column is declared in one place."""

from decimal import Decimal

import dataframely as dy
import duckdb
import polars as pl
import pytest

from data.tables import CORE_TABLES, OUT_TABLES, TABLES
from data.tables.ddl import create_table
from data.warehouse import append, query


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_contracts_columns_types_and_nullability(name: str) -> None:
    with duckdb.connect() as connection:
        create_table(connection, name, TABLES[name])
        empty = query(connection, f"FROM {name}")
        described = connection.sql(f"DESCRIBE {name}").pl()
    contract = TABLES[name].columns()
    assert empty.schema == {column: spec.dtype for column, spec in contract.items()}
    nullable = {row["column_name"]: row["null"] == "YES" for row in described.to_dicts()}
    assert nullable == {column: spec.nullable for column, spec in contract.items()}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_states_its_grain_and_every_column_its_meaning(name: str) -> None:
    assert (TABLES[name].__doc__ or "").startswith("One row per")
    undescribed = [n for n, column in TABLES[name].columns().items() if not column.description]
    assert undescribed == []


def test_observed_and_computed_tables_are_told_apart_by_name() -> None:
    assert all(name.startswith("core_") for name in CORE_TABLES)
    assert all(name.startswith("out_") for name in OUT_TABLES)


def test_money_goes_into_duckdb_and_comes_back_to_the_cent() -> None:
    class Bill(dy.Schema):
        amount = dy.Decimal(18, 2)

    with duckdb.connect() as connection:
        create_table(connection, "bill", Bill)
        cents = pl.DataFrame({"amount": [Decimal("9999999999999999.99")]}, schema=bill_schema())
        append(connection, "bill", cents)
        assert query(connection, "FROM bill").item() == Decimal("9999999999999999.99")


def bill_schema() -> dict[str, pl.DataType]:
    return {"amount": pl.Decimal(18, 2)}


def test_a_table_made_again_is_empty() -> None:
    class Count(dy.Schema):
        n = dy.Int64()

    with duckdb.connect() as connection:
        for _ in range(2):
            create_table(connection, "counts", Count)
            append(connection, "counts", pl.DataFrame({"n": [1]}))
        assert query(connection, "SELECT sum(n) AS n FROM counts").item() == 1


def test_a_null_where_none_may_be_is_refused_by_the_database() -> None:
    class Count(dy.Schema):
        n = dy.Int64()

    with duckdb.connect() as connection:
        create_table(connection, "counts", Count)
        with pytest.raises(duckdb.ConstraintException):
            append(connection, "counts", pl.DataFrame({"n": [None]}, schema={"n": pl.Int64}))


def test_a_type_that_duckdb_is_not_told_of_is_an_error() -> None:
    class Odd(dy.Schema):
        at = dy.Time()

    with duckdb.connect() as connection, pytest.raises(TypeError, match="no DuckDB type"):
        create_table(connection, "odd", Odd)
