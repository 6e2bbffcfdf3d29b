"""Published snapshots: built aside, checked, then made current by swinging one small pointer.

A DuckDB file serves one writer or many readers, never both. So a run builds a new
`warehouse-<id>.duckdb` that nobody reads, and publishing replaces `current.json` in one step.
Killed at any instant, the last published snapshot is whole and still current.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import duckdb

from data.errors import NoSnapshotError, UsageError
from data.files import sweep, write_text
from data.workspace import Workspace

STORAGE_VERSION = "v1.5.0"  # still opened by DuckDB 1.5: a way back
_NAME = "warehouse-{}.duckdb"
_BUILDING = ".building-{}.duckdb"


@dataclass(frozen=True)
class Snapshot:
    """One published warehouse file; `snapshot_id` sorts by time of building.

    fingerprint: hash of what it was computed from, where its builder gave one.
    """

    snapshot_id: str
    path: Path
    fingerprint: str = ""


@dataclass(frozen=True)
class Build:
    """A warehouse under construction: an open connection, and the id it will be published as."""

    snapshot_id: str
    connection: duckdb.DuckDBPyConnection
    parent: Snapshot | None


def find_current(workspace: Workspace) -> Snapshot | None:
    """The snapshot that readers should open, or None where nothing has been published."""
    if not workspace.pointer.exists():
        return None
    pointer = json.loads(workspace.pointer.read_text("utf-8"))
    return _snapshot(workspace, pointer["snapshot_id"], pointer["fingerprint"])


def require_current(workspace: Workspace) -> Snapshot:
    """Like find_current, but raises NoSnapshotError where there is none."""
    snapshot = find_current(workspace)
    if snapshot is None:
        raise NoSnapshotError(
            "Nothing has been loaded yet",
            where=str(workspace.home),
            remedy="Load files with `suanli load PATH`, or the sample with `suanli demo`.",
        )
    return snapshot


def list_snapshots(workspace: Workspace) -> list[Snapshot]:
    """All published snapshots that are still kept, oldest first."""
    stems = sorted(path.stem for path in workspace.warehouse.glob(_NAME.format("*")))
    return [_snapshot(workspace, stem.removeprefix("warehouse-")) for stem in stems]


@contextmanager
def building(
    workspace: Workspace, *, keep: int, from_current: bool = False, fingerprint: str = ""
) -> Iterator[Build]:
    """Build a new snapshot; it is published when the block ends without an error.

    Hold the workspace's lock around it. `from_current` starts from a copy of the current
    snapshot, for a step that replaces only some tables; otherwise the file starts empty.
    `keep` is the number of published snapshots to leave on disk.
    """
    workspace.create()
    _sweep_unfinished(workspace)
    parent = find_current(workspace)
    snapshot_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{uuid4().hex[:6]}"
    aside = workspace.warehouse / _BUILDING.format(snapshot_id)
    if from_current:
        shutil.copyfile(require_current(workspace).path, aside)
    try:
        with _open_for_writing(aside) as connection:
            yield Build(snapshot_id, connection, parent)
        final = _snapshot(workspace, snapshot_id, fingerprint)
        aside.replace(final.path)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    _point_to(workspace, final)
    _prune(workspace, keep)


def roll_back(workspace: Workspace) -> Snapshot:
    """Make the snapshot before the current one current, and return it.

    Raises:
        UsageError: there is none before it.
    """
    current = require_current(workspace)
    earlier = [s for s in list_snapshots(workspace) if s.snapshot_id < current.snapshot_id]
    if not earlier:
        raise UsageError(
            "There is no earlier snapshot to go back to",
            where=str(workspace.warehouse),
            remedy="`suanli status` lists the snapshots that are kept.",
        )
    _point_to(workspace, earlier[-1])
    return earlier[-1]


def _snapshot(workspace: Workspace, snapshot_id: str, fingerprint: str = "") -> Snapshot:
    return Snapshot(snapshot_id, workspace.warehouse / _NAME.format(snapshot_id), fingerprint)


@contextmanager
def _open_for_writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(
        str(path), config={"storage_compatibility_version": STORAGE_VERSION}
    )
    try:
        yield connection
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def _point_to(workspace: Workspace, snapshot: Snapshot) -> None:
    pointer = {
        "snapshot_id": snapshot.snapshot_id,
        "file": snapshot.path.name,
        "fingerprint": snapshot.fingerprint,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_text(workspace.pointer, json.dumps(pointer, indent=2) + "\n")


def _prune(workspace: Workspace, keep: int) -> None:
    current = require_current(workspace)
    for old in list_snapshots(workspace)[:-keep]:
        if old.snapshot_id != current.snapshot_id:
            old.path.unlink()  # a reader that has it open keeps it until it closes


def _sweep_unfinished(workspace: Workspace) -> None:
    sweep(workspace.warehouse)
    for left_over in workspace.warehouse.glob(_BUILDING.format("*") + "*"):
        left_over.unlink()
