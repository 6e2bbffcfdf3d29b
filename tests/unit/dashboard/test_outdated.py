"""What an earlier version published: refused by name of the table or column that it lacks."""

import duckdb
import pytest

from dashboard.outdated import lacking, refuse_earlier_version
from data.errors import InputError
from data.tables import TABLES
from data.tables.ddl import create_tables


@pytest.fixture
def snapshot() -> duckdb.DuckDBPyConnection:
    """All tables of the contract, empty."""
    connection = duckdb.connect()
    create_tables(connection, TABLES)
    return connection


def test_a_snapshot_with_every_table_and_column_is_not_refused(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    assert lacking(snapshot) == []
    refuse_earlier_version(snapshot, "warehouse.duckdb")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DROP TABLE out_ladder", "lacks out_ladder "),
        ("ALTER TABLE out_cost_daily DROP savings_plan_cost_cny", "out_cost_daily.savings_plan"),
    ],
)
def test_a_missing_table_or_column_is_named_and_what_to_run(
    snapshot: duckdb.DuckDBPyConnection, change: str, told: str
) -> None:
    snapshot.execute(change)
    with pytest.raises(InputError, match=told) as refused:
        refuse_earlier_version(snapshot, "warehouse.duckdb")
    assert "`suanli rebuild`" in str(refused.value)


def test_what_is_not_needed_may_be_lacking(snapshot: duckdb.DuckDBPyConnection) -> None:
    snapshot.execute("ALTER TABLE out_cost_daily DROP savings_plan_cost_cny")
    refuse_earlier_version(snapshot, "warehouse.duckdb", ["core_newest_day"])
