"""Killed at any point, the last snapshot stays whole and the next run ends as if nothing was.

A child process loads, builds and publishes, and kills itself with SIGKILL at a named point: no
handler runs, no file is closed, as in a power cut or an out-of-memory kill.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.snapshot import Snapshot, find_current, list_snapshots, require_current
from data.tables import CORE_TABLES
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.landing import read_records
from tests.integration.crashing import POINTS, run


def contents(snapshot: Snapshot) -> dict[str, list[Any]]:
    """All rows of all tables, without what says when and in which order they were loaded."""
    with open_snapshot(snapshot.path) as connection:
        return {
            table: query(connection, f"FROM {table} ORDER BY ALL")
            .drop("sequence", "loaded_at", strict=False)
            .rows()
            for table in CORE_TABLES
        }


def stored(workspace: Workspace) -> dict[str, list[Any]]:
    """Names of what lies beside the snapshots; loads have the same ids in every workspace."""
    folders = (workspace.landing, workspace.quarantine, workspace.rollups)
    return {folder.name: sorted(path.name for path in folder.iterdir()) for folder in folders}


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, row: Callable[..., Any], to_csv: Callable[..., str]
) -> dict[str, list[Path]]:
    """`first`: what is published before the crash. `second`: what the killed run loads."""
    folder = tmp_path_factory.mktemp("files")
    bill = [row("focus", SkuId=sku) for sku in ("h20", "h800", "h100")]
    tables = {
        "march.csv": [row("usage"), row("usage", start="2026-03-02 09:00")],
        "bill.csv": bill,
        "march corrected.csv": [row("usage", used_card_hours="20"), row("usage", pool="")],
        "prices.csv": [row("price_book"), row("price_book", offer_id="x", currency="GEMS")],
        "bill corrected.csv": [*bill[:2], row("focus", BilledCost="1O"), row("focus", SkuId="z")],
        "unknown.csv": [{"what": "1", "ever": "2"}],
    }
    for minute, (name, rows) in enumerate(tables.items()):
        (folder / name).write_text(to_csv(rows), "utf-8")
        os.utime(folder / name, (60 * minute, 60 * minute))
    paths = [folder / name for name in tables]
    return {"first": paths[:2], "second": paths[2:]}


@pytest.fixture(scope="module")
def published(files: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the first files are published; tests work on copies."""
    workspace = Workspace(tmp_path_factory.mktemp("published"))
    assert run(workspace, files["first"]) == 0
    return workspace.home


@pytest.fixture(scope="module")
def undisturbed(
    published: Path, files: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, list[Any]]]:
    """The contents after the first run and after the second, when nobody was killed."""
    workspace = Workspace(tmp_path_factory.mktemp("undisturbed") / "workspace")
    shutil.copytree(published, workspace.home)
    found = {"first": contents(require_current(workspace))}
    assert run(workspace, files["second"]) == 0
    found["second"] = contents(require_current(workspace))
    assert found["first"] != found["second"]
    assert len(found["second"]["core_rejected_row"]) == 3
    assert [r.rows_kept for r in read_records(workspace) if r.kept_file] == [3, 3]
    found["stored"] = stored(workspace)
    return found


@pytest.mark.parametrize("point", POINTS)
def test_after_a_kill_the_last_snapshot_is_whole_and_the_next_run_completes(
    point: str,
    workspace: Workspace,
    published: Path,
    files: dict[str, list[Path]],
    undisturbed: dict[str, dict[str, list[Any]]],
) -> None:
    shutil.copytree(published, workspace.home)
    first = require_current(workspace)

    assert run(workspace, files["second"], point) == -signal.SIGKILL

    current = require_current(workspace)
    was_published = point == "right after the pointer"
    assert (current.snapshot_id != first.snapshot_id) == was_published
    assert contents(current) == undisturbed["second" if was_published else "first"]
    assert contents(first) == undisturbed["first"]  # still there to roll back to

    assert run(workspace, files["second"]) == 0

    assert contents(require_current(workspace)) == undisturbed["second"]
    assert stored(workspace) == undisturbed["stored"]
    order = [record.file_name for record in read_records(workspace)]
    assert order == [path.name for path in files["first"] + files["second"]]
    litter = [path for path in workspace.home.rglob(".*") if path.name != ".lock"]
    assert litter == []


@pytest.mark.parametrize("point", ["before the record of a load", "after the file is moved"])
def test_killed_at_the_very_first_run_nothing_is_published_and_the_next_one_is(
    point: str,
    workspace: Workspace,
    files: dict[str, list[Path]],
    undisturbed: dict[str, dict[str, list[Any]]],
) -> None:
    assert run(workspace, files["first"], point) == -signal.SIGKILL
    assert find_current(workspace) is None
    assert run(workspace, files["first"]) == 0
    assert contents(require_current(workspace)) == undisturbed["first"]
    assert list_snapshots(workspace)
