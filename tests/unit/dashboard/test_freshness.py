"""What counts as fresh, stale or missing, and what counts as changed since the computation."""

from datetime import date

import duckdb
import polars as pl
import pytest

from dashboard.freshness import judge
from data.errors import SettingsError
from data.settings import Settings
from data.tables import CORE_TABLES, TABLES
from data.tables.ddl import create_tables
from data.tables.freshness import EXPECTATIONS
from data.warehouse import query, read_sql
from models.basis import changed_since, has_basis, inputs, write_basis

TODAY = date(2026, 11, 20)
SOURCES = ("usage", "price_book", "gcp_prices", "budget")


def newest(*rows: tuple[str, str, date | None]) -> pl.DataFrame:
    schema = {"table": pl.String, "source": pl.String, "newest_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def states(rows: pl.DataFrame, **settings: int) -> dict[str, str]:
    chosen = Settings(expected_interval_days=settings)
    judged = judge(rows, chosen, TODAY, SOURCES)
    return {row["table"]: row["state"] for row in judged.to_dicts() if row["source"]}


def test_an_interval_is_kept_on_its_last_day_and_missed_on_the_next() -> None:
    # Usage is expected within 2 days: the 18th is 2 days old on the 20th, the 17th 3.
    assert states(newest(("core_usage_hourly", "usage", date(2026, 11, 18)))) == {
        "core_usage_hourly": "fresh"
    }
    assert states(newest(("core_usage_hourly", "usage", date(2026, 11, 17)))) == {
        "core_usage_hourly": "stale"
    }


def test_the_setting_goes_before_the_default_and_a_source_before_its_table() -> None:
    rows = newest(("core_price", "gcp_prices", date(2026, 11, 1)))  # 19 days old
    assert states(rows) == {"core_price": "fresh"}
    assert states(rows, core_price=18) == {"core_price": "stale"}
    assert states(rows, core_price=18, gcp_prices=19) == {"core_price": "fresh"}


def test_a_budget_reaches_to_the_end_of_its_last_month() -> None:
    [ahead] = (
        judge(newest(("core_budget", "budget", date(2026, 12, 31))), Settings(), TODAY, SOURCES)
        .filter(source="budget")
        .to_dicts()
    )
    assert (ahead["age_days"], ahead["state"]) == (0, "fresh")
    assert states(newest(("core_budget", "budget", date(2026, 10, 31)))) == {"core_budget": "stale"}


def test_what_is_needed_and_was_never_loaded_is_missing_and_comes_first() -> None:
    rows = newest(("core_usage_hourly", "usage", TODAY))
    judged = judge(rows, Settings(), TODAY, SOURCES)
    assert judged["state"].to_list() == ["missing", "fresh"]
    assert judged["table"].to_list() == ["core_price", "core_usage_hourly"]
    assert judged["source"].to_list() == [None, "usage"]


def test_rows_that_tell_of_no_day_are_stale() -> None:
    assert states(newest(("core_token_price", "usage", None))) == {"core_token_price": "stale"}


def test_a_misspelt_name_is_refused() -> None:
    with pytest.raises(SettingsError, match="core_prices"):
        judge(newest(), Settings(expected_interval_days={"core_prices": 3}), TODAY, SOURCES)


def test_every_table_with_an_expectation_is_read_and_no_other() -> None:
    statement = read_sql("etl", "newest_day")
    named = {name for name in CORE_TABLES if f"'{name}'" in statement}
    assert named == set(EXPECTATIONS)


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create_tables(connection, TABLES)
    return connection


def test_an_empty_warehouse_has_no_newest_day(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert query(warehouse, read_sql("dashboard", "newest_data")).is_empty()


def test_nothing_has_changed_right_after_the_computation(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    write_basis(warehouse, Settings(), "s", ["marts", "plan"])
    basis = query(warehouse, "SELECT * FROM out_basis")
    assert basis.height == 2 * len(inputs(Settings()))
    assert changed_since(basis, Settings()) == []


def test_a_changed_setting_is_named_with_its_values_and_stages(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    write_basis(warehouse, Settings(seed=1), "s", ["marts", "forecast"])
    write_basis(warehouse, Settings(seed=2), "t", ["forecast"])  # in place of the first
    [change] = changed_since(query(warehouse, "SELECT * FROM out_basis"), Settings(seed=2))
    assert (change.input, change.was, change.now, change.stages) == ("seed", "1", "2", ("marts",))


def test_settings_that_change_no_number_change_nothing(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    write_basis(warehouse, Settings(), "s", ["marts"])
    other = Settings(port=9000, keep_snapshots=9, expected_interval_days={"usage": 1})
    assert changed_since(query(warehouse, "SELECT * FROM out_basis"), other) == []


def test_new_reference_data_are_a_change(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_basis(warehouse, Settings(), "s", ["marts"])
    monkeypatch.setattr("models.basis.reference_hash", lambda: "another")
    changes = changed_since(query(warehouse, "SELECT * FROM out_basis"), Settings())
    assert [change.input for change in changes] == ["reference_data"]


def test_a_snapshot_of_an_earlier_version_says_nothing_of_its_basis() -> None:
    assert not has_basis(pl.DataFrame({"table_name": ["core_load"]}))
    assert has_basis(pl.DataFrame({"table_name": ["core_load", "out_basis"]}))
