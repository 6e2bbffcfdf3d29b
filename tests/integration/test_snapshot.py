"""Snapshots: built aside, published by one pointer, kept for a way back, never half a one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest

from data.errors import NoSnapshotError, UsageError
from data.snapshot import (
    Snapshot,
    building,
    find_current,
    list_snapshots,
    require_current,
    roll_back,
)
from data.warehouse import open_snapshot, query
from data.workspace import Workspace


def publish(workspace: Workspace, number: int, *, keep: int = 5, **options: object) -> Snapshot:
    with building(workspace, keep=keep, **options) as build:
        build.connection.execute("CREATE OR REPLACE TABLE numbers AS SELECT $1 AS n", [number])
    return require_current(workspace)


def read_number(snapshot: Snapshot) -> int:
    with open_snapshot(snapshot.path) as connection:
        return query(connection, "SELECT n FROM numbers").item()


def names(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.warehouse.iterdir())


def test_before_anything_is_published_there_is_none_and_the_way_to_one_is_said(
    workspace: Workspace,
) -> None:
    assert find_current(workspace) is None
    assert list_snapshots(workspace) == []
    with pytest.raises(NoSnapshotError, match="suanli load"):
        require_current(workspace)


def test_what_was_built_is_what_readers_find(workspace: Workspace) -> None:
    snapshot = publish(workspace, 1, fingerprint="abc")
    assert read_number(snapshot) == 1
    assert find_current(workspace) == snapshot
    assert snapshot.fingerprint == "abc"
    assert names(workspace) == ["current.json", snapshot.path.name]


def test_the_pointer_names_id_file_and_time(workspace: Workspace) -> None:
    snapshot = publish(workspace, 1)
    pointer = json.loads(workspace.pointer.read_text())
    assert pointer["snapshot_id"] == snapshot.snapshot_id
    assert pointer["file"] == snapshot.path.name
    assert pointer["published_at"].endswith("+00:00")


def test_nobody_sees_a_snapshot_before_its_block_ends(workspace: Workspace) -> None:
    first = publish(workspace, 1)
    with building(workspace, keep=5) as build:
        build.connection.execute("CREATE TABLE numbers AS SELECT 2 AS n")
        assert find_current(workspace) == first
        assert list_snapshots(workspace) == [first]
        assert build.parent == first
    assert read_number(require_current(workspace)) == 2


@pytest.mark.parametrize("stage", ["before", "during", "after"])
def test_an_error_publishes_nothing_and_leaves_no_litter(stage: str, workspace: Workspace) -> None:
    first = publish(workspace, 1)
    before = names(workspace)

    def fail() -> None:
        with building(workspace, keep=5) as build:
            if stage == "before":
                raise ZeroDivisionError
            build.connection.execute("CREATE TABLE numbers AS SELECT 2 AS n")
            if stage == "during":
                build.connection.execute("SELECT nothing")
            build.connection.begin()
            raise ZeroDivisionError

    with pytest.raises((ZeroDivisionError, duckdb.Error)):
        fail()
    assert find_current(workspace) == first
    assert names(workspace) == before
    assert read_number(first) == 1


def test_a_step_may_start_from_the_current_snapshot_which_stays_as_it_is(
    workspace: Workspace,
) -> None:
    first = publish(workspace, 1)
    with building(workspace, keep=5, from_current=True) as build:
        build.connection.execute("INSERT INTO numbers VALUES (2)")
    with open_snapshot(require_current(workspace).path) as connection:
        assert query(connection, "FROM numbers ORDER BY n").rows() == [(1,), (2,)]
    assert read_number(first) == 1


def test_starting_from_the_current_snapshot_needs_one(workspace: Workspace) -> None:
    with pytest.raises(NoSnapshotError), building(workspace, keep=5, from_current=True):
        pass
    assert names(workspace) == []


def test_ids_sort_by_time_and_rolling_back_goes_one_back_each_time(workspace: Workspace) -> None:
    made = [publish(workspace, number) for number in (1, 2, 3)]
    assert [s.snapshot_id for s in made] == sorted(s.snapshot_id for s in made)
    assert read_number(roll_back(workspace)) == 2
    assert read_number(roll_back(workspace)) == 1
    assert read_number(require_current(workspace)) == 1
    with pytest.raises(UsageError, match=r"no earlier snapshot.*suanli status"):
        roll_back(workspace)


def test_after_rolling_back_the_next_run_publishes_on_top(workspace: Workspace) -> None:
    for number in (1, 2):
        publish(workspace, number)
    roll_back(workspace)
    assert read_number(publish(workspace, 3)) == 3


def test_only_the_last_k_snapshots_are_kept(workspace: Workspace) -> None:
    for number in range(5):
        publish(workspace, number, keep=2)
    kept = list_snapshots(workspace)
    assert [read_number(snapshot) for snapshot in kept] == [3, 4]
    assert kept[-1].snapshot_id == require_current(workspace).snapshot_id


def test_what_was_rolled_back_from_is_never_returned_to(workspace: Workspace) -> None:
    for number in (1, 2):
        publish(workspace, number)
    roll_back(workspace)  # 2 was bad
    publish(workspace, 3)
    assert read_number(roll_back(workspace)) == 1


def test_after_a_rollback_even_the_oldest_kept_snapshot_stays(workspace: Workspace) -> None:
    for number in (1, 2, 3):
        publish(workspace, number, keep=3)
    roll_back(workspace)
    first = roll_back(workspace)
    publish(workspace, 4, keep=2)
    assert [read_number(s) for s in list_snapshots(workspace)] == [1, 4]
    assert first.path.exists()


def test_a_snapshot_whose_pointer_was_never_written_is_no_snapshot(workspace: Workspace) -> None:
    first = publish(workspace, 1)
    stray = first.path.with_name("warehouse-99991231T000000000000Z-ffffff.duckdb")
    stray.write_bytes(first.path.read_bytes())
    assert list_snapshots(workspace) == [first]
    second = publish(workspace, 2)
    assert not stray.exists()
    assert list_snapshots(workspace) == [first, second]


@contextmanager
def reader(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(snapshot.path) as connection:
        yield connection


def test_a_reader_keeps_its_snapshot_while_newer_ones_are_published_and_it_is_pruned(
    workspace: Workspace,
) -> None:
    first = publish(workspace, 1, keep=2)
    with reader(first) as old:
        for number in (2, 3, 4):
            publish(workspace, number, keep=2)
        assert not first.path.exists()
        assert query(old, "SELECT n FROM numbers").item() == 1
        with reader(require_current(workspace)) as new:
            assert query(new, "SELECT n FROM numbers").item() == 4


def test_the_file_is_stored_in_the_form_that_duckdb_1_5_still_opens(
    workspace: Workspace,
) -> None:
    with reader(publish(workspace, 1)) as connection:
        tags = query(connection, "SELECT tags::VARCHAR FROM duckdb_databases() WHERE NOT internal")
    assert "v1.5.0" in tags.item()


def test_left_overs_of_killed_runs_are_swept_by_the_next(workspace: Workspace) -> None:
    workspace.create()
    for name in (".building-x.duckdb", ".building-x.duckdb.wal", ".current.json.1.tmp"):
        (workspace.warehouse / name).write_bytes(b"half")
    snapshot = publish(workspace, 1)
    assert names(workspace) == ["current.json", snapshot.path.name]
