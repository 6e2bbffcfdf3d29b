"""Reading: bound parameters, columns by name, and a snapshot that cannot be got out of."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.warehouse import append, open_snapshot, query, read_sql


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE pools AS SELECT 'train-a' AS pool, 64 AS cards")
    return path


def test_parameters_are_bound_and_never_part_of_the_text(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    hostile = "'; DROP TABLE pools; --"
    rows = query(
        connection, "SELECT $pool AS pool, $cards + 1 AS cards", {"pool": hostile, "cards": 8}
    )
    assert rows.to_dicts() == [{"pool": hostile, "cards": 9}]


def test_rows_are_appended_by_name_not_by_position(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE pools (pool VARCHAR, cards BIGINT)")
    append(connection, "pools", pl.DataFrame({"cards": [64], "pool": ["train-a"]}))
    assert query(connection, "FROM pools").rows() == [("train-a", 64)]


def test_a_column_too_many_is_an_error_and_leaves_no_view_behind(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("CREATE TABLE pools (pool VARCHAR)")
    with pytest.raises(duckdb.Error):
        append(connection, "pools", pl.DataFrame({"pool": ["a"], "cards": [1]}))
    assert query(connection, "SELECT count(*) FROM duckdb_views() WHERE NOT internal").item() == 0


def test_a_query_leaves_the_connection_free_for_the_next(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert [query(connection, f"SELECT {n} AS n").item() for n in range(3)] == [0, 1, 2]


def test_statements_are_read_from_beside_their_package() -> None:
    assert read_sql("etl", "check_rows_add_up").startswith("-- Grain: one row per load")


def test_what_statements_say_alike_is_inserted_from_its_own_file() -> None:
    key = read_sql("dashboard", "part_explorer_key")
    for statement in ("explorer", "explorer_use"):
        assert key.rstrip() in read_sql("dashboard", statement)
    assert read_sql("models", "plan_pools").rstrip() in read_sql("dashboard", "compare_hours")


def test_a_snapshot_can_be_read(snapshot: Path) -> None:
    with open_snapshot(snapshot) as connection:
        assert query(connection, "FROM pools").rows() == [("train-a", 64)]


FORBIDDEN = {
    "writing": "INSERT INTO pools VALUES ('b', 1)",
    "creating": "CREATE TABLE more (n INT)",
    "reading files": "SELECT * FROM read_csv('{file}')",
    "reading files by name": "SELECT * FROM '{file}'",
    "reading text": "SELECT * FROM read_text('{file}')",
    "writing files": "COPY pools TO '{file}.out'",
    "listing files": "SELECT * FROM glob('/*')",
    "attaching": "ATTACH '{file}.duckdb'",
    "settings": "SET memory_limit = '1GB'",
    "unlocking": "SET lock_configuration = false",
    "external access": "SET enable_external_access = true",
    "extensions": "INSTALL httpfs",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_snapshot_is_a_sandbox(statement: str, snapshot: Path, tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.write_text("a,b\n1,2\n")
    with open_snapshot(snapshot) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement.format(file=file)).fetchall()


def test_a_snapshot_that_this_process_has_open_can_be_opened_again_as_the_same_sandbox(
    snapshot: Path,
) -> None:
    with open_snapshot(snapshot, memory_limit="256MB"), open_snapshot(snapshot) as again:
        assert query(again, "FROM pools").rows() == [("train-a", 64)]
        with pytest.raises(duckdb.Error):
            again.execute("SET memory_limit = '1GB'")
        with pytest.raises(duckdb.Error):
            again.execute("SELECT * FROM glob('/*')").fetchall()


def test_the_memory_limit_is_the_one_given(snapshot: Path) -> None:
    with open_snapshot(snapshot, memory_limit="256MB") as connection:
        assert "244" in str(query(connection, "SELECT current_setting('memory_limit')").item())


def test_an_absent_snapshot_is_an_error_and_is_not_created(tmp_path: Path) -> None:
    absent = tmp_path / "absent.duckdb"
    with pytest.raises(duckdb.Error), open_snapshot(absent):
        pass
    assert not absent.exists()
