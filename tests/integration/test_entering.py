"""Entering, publishing and undoing, from the log to the snapshot and the command line."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard import pipeline
from dashboard.cli import app
from dashboard.entering import enter, save_table, undo_batch
from dashboard.unpublished import unpublished_loads, withdrawn_loads
from data.errors import InputError, LockedError
from data.planning.store import append, read_entries
from data.snapshot import Snapshot, find_current, require_current
from data.tables import TABLES
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.entered import land_entries
from etl.planning import changes_to, judge
from tests.fixture_types import MakeRow, WriteFile
from tests.integration.published import SETTINGS, load, rows, run

Saved = Callable[..., pipeline.Published]


def amounts(workspace: Workspace) -> list[tuple[Any, ...]]:
    return rows(workspace, "SELECT month::VARCHAR, amount::DOUBLE FROM core_budget ORDER BY ALL")


@pytest.fixture
def save(workspace: Workspace) -> Saved:
    """Save a kind's table as the screen does; `seen` is all there was, unless a test says so."""

    def save_rows(kind: Any, *given: Any, who: str = "procurement", seen: int | None = None) -> Any:
        last = max((entry.entry_id for entry in read_entries(workspace)), default=0)
        seen = last if seen is None else seen
        return save_table(workspace, SETTINGS, kind, given, who=who, reason="plan", seen=seen)

    return save_rows


def test_what_is_saved_is_published_and_undoing_brings_the_file_back(
    workspace: Workspace, save: Saved, row: MakeRow, write_file: WriteFile
) -> None:
    load(workspace, write_file("budget.csv", [row("budget", amount="100")]))
    assert save("budget", row("budget", amount="250")).is_new
    assert amounts(workspace) == [("2026-03-01", 250)]
    undone = undo_batch(workspace, SETTINGS, 1, who="procurement", reason="")
    assert undone.is_new
    assert amounts(workspace) == [("2026-03-01", 100)]
    assert [entry.action for entry in read_entries(workspace)] == ["set", "undo"]


def test_saving_the_same_again_publishes_nothing(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget"))
    before = require_current(workspace)
    assert not save("budget", row("budget")).is_new
    assert require_current(workspace) == before


def test_a_faulty_row_keeps_all_of_them_out(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    with pytest.raises(InputError, match=r"1 rows cannot be saved.*\(budget, line 2, amount\)"):
        save("budget", row("budget"), row("budget", month="2026-04-01", amount="-1"))
    assert read_entries(workspace) == []
    assert find_current(workspace) is None


def test_two_people_who_change_other_rows_do_not_undo_each_other(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget", amount="1"))
    # Both opened the table with one row (entry 1); one adds April, then the other adds May.
    april, may = row("budget", month="2026-04-01"), row("budget", month="2026-05-01")
    save("budget", row("budget", amount="1"), april, seen=1)
    save("budget", row("budget", amount="1"), may, seen=1, who="finance")
    assert [month for month, _ in amounts(workspace)] == ["2026-03-01", "2026-04-01", "2026-05-01"]


def test_two_people_who_change_the_same_row_are_told(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget", amount="1"))
    save("budget", row("budget", amount="2"), seen=1)
    with pytest.raises(InputError, match="changed meanwhile, by procurement"):
        save("budget", row("budget", amount="3"), seen=1, who="finance")
    assert amounts(workspace) == [("2026-03-01", 2)]


def test_a_held_workspace_takes_nothing(workspace: Workspace, save: Saved, row: MakeRow) -> None:
    with workspace.lock(), pytest.raises(LockedError):
        save("budget", row("budget"))
    assert read_entries(workspace) == []


def test_two_writers_at_once_lose_nothing(workspace: Workspace, row: MakeRow) -> None:
    """One of them may be told to wait; what it then says again is kept beside the other's."""
    task = {"task": "enter", "who": "capacity", "reason": "", "seen": 0}
    tables = [("budget", row("budget")), ("campaign", row("campaign"))]
    both, refused = threading.Barrier(2), []

    def write(kind: str, cells: dict[str, str]) -> None:
        both.wait()
        for _ in range(2_000):
            try:
                enter(workspace, SETTINGS, task | {"kind": kind, "rows": [cells]})
            except LockedError:
                refused.append(kind)
                threading.Event().wait(0.05)
            else:
                return

    threads = [threading.Thread(target=write, args=table) for table in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.kind for entry in read_entries(workspace)) == ["budget", "campaign"]
    counted = "SELECT (SELECT count(*) FROM core_budget), (SELECT count(*) FROM core_campaign)"
    assert rows(workspace, counted) == [(1, 1)]


@pytest.mark.parametrize(
    ("command", "is_landed"),
    [("load", False), ("load", True), ("enter", False), ("run", False)],
)
def test_what_was_kept_and_not_published_is_published_by_the_next_command(
    command: str,
    *,
    is_landed: bool,
    workspace: Workspace,
    row: MakeRow,
    write_file: WriteFile,
    save: Saved,
) -> None:
    load(workspace, write_file("budget.csv", [row("budget", amount="1")]))
    # As if the machine had stopped right after the log's transaction, or after landing.
    judged = judge("budget", [row("budget", amount="2")], "Asia/Shanghai")
    append(
        workspace, lambda log: changes_to("budget", judged.values, log), who="capacity", reason=""
    )
    if is_landed:
        land_entries(workspace, "Asia/Shanghai")
    assert amounts(workspace) == [("2026-03-01", 1)]
    assert unpublished_loads(workspace) == ["planning.sqlite: budget, capacity"]
    if command == "enter":
        save("campaign", row("campaign"))
    elif command == "load":
        load(workspace)
    else:
        assert run(workspace.home, command)[0] == 0
    assert amounts(workspace) == [("2026-03-01", 2)]
    assert unpublished_loads(workspace) == []


def test_what_was_taken_back_and_not_published_is_published_by_the_next_load(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget"))
    append(workspace, lambda log: changes_to("budget", {}, log), who="capacity", reason="")
    assert unpublished_loads(workspace) != []
    land_entries(workspace, "Asia/Shanghai")
    assert withdrawn_loads(workspace) == ["planning.sqlite: budget, procurement"]
    load(workspace)
    assert amounts(workspace) == []
    assert withdrawn_loads(workspace) == []


def contents(snapshot: Snapshot) -> dict[str, list[Any]]:
    with open_snapshot(snapshot.path) as connection:
        found = {name: query(connection, f"FROM {name} ORDER BY ALL") for name in TABLES}
    return {name: frame.drop("snapshot_id", strict=False).rows() for name, frame in found.items()}


def test_a_rebuild_gives_the_same_and_a_run_with_nothing_new_does_nothing(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget"))
    save("decision", row("decision"))
    first = pipeline.run(workspace, SETTINGS)
    assert first.is_new
    assert not pipeline.run(workspace, SETTINGS).is_new
    before = contents(require_current(workspace))
    again = pipeline.run(workspace, SETTINGS, even_if_unchanged=True)
    assert again.snapshot is not None
    assert contents(again.snapshot) == before
    save("budget")
    assert pipeline.run(workspace, SETTINGS).is_new


def test_a_row_of_core_is_traced_to_who_entered_it(
    workspace: Workspace, save: Saved, row: MakeRow
) -> None:
    save("budget", row("budget"), who="finance")
    code, document = run(workspace.home, "trace", "core_budget", "scope=company")
    assert code == 0
    [traced] = document["rows"]
    assert (traced["file_name"], traced["lines"]) == ("planning.sqlite: budget, finance", [1])
    text = CliRunner().invoke(app, ["trace", "core_budget", "--home", str(workspace.home)]).stdout
    assert "entered by finance" in text
    assert "plan" in text
