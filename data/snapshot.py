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
from typing import Any
from uuid import uuid4

import duckdb

from data.errors import InputError, NoSnapshotError, UsageError
from data.files import cannot_store, storing, sweep, write_text
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
    pointer = read_pointer(workspace)
    if pointer is None:
        return None
    return _snapshot(workspace, pointer["snapshot_id"], pointer.get("fingerprint", ""))


def read_pointer(workspace: Workspace) -> dict[str, Any] | None:
    """What the pointer file says, all of one moment; None where nothing has been published.

    Raises:
        InputError: it is damaged, or may not be read.
    """
    try:
        pointer: dict[str, Any] = json.loads(workspace.pointer.read_text("utf-8"))
        return {"history": [pointer["snapshot_id"]]} | pointer
    except FileNotFoundError:
        return None
    except OSError as unreadable:
        raise InputError(
            f"The file that names the current snapshot cannot be read: {unreadable.strerror}",
            where=str(workspace.pointer),
            remedy="Allow reading the workspace's folder warehouse.",
        ) from unreadable
    except (ValueError, KeyError, TypeError) as damaged:
        raise InputError(
            f"The file that names the current snapshot is damaged: {damaged!r}",
            where=str(workspace.pointer),
            remedy="Remove it and run `suanli rebuild`: landing holds all that was loaded.",
        ) from damaged


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
    """All published snapshots that are still kept, in the order they were published."""
    kept = [_snapshot(workspace, snapshot_id) for snapshot_id in _history(workspace)]
    return [snapshot for snapshot in kept if snapshot.path.exists()]


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
    _sweep_unpublished(workspace)
    parent = find_current(workspace)
    snapshot_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{uuid4().hex[:6]}"
    aside = workspace.warehouse / _BUILDING.format(snapshot_id)
    try:
        if from_current:
            with storing(aside):
                shutil.copyfile(require_current(workspace).path, aside)
        with storing_database(aside), _open_for_writing(aside) as connection:
            yield Build(snapshot_id, connection, parent)
        final = _snapshot(workspace, snapshot_id, fingerprint)
        with storing(final.path):
            aside.replace(final.path)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    history = [*_history_until(workspace, parent), snapshot_id][-keep:]
    _point_to(workspace, final, history)
    _sweep_unpublished(workspace)


def roll_back(workspace: Workspace) -> Snapshot:
    """Make the snapshot before the current one current, and return it.

    The one left behind is kept until something new is published, which then follows on this one.

    Raises:
        UsageError: there is none before it.
    """
    current = require_current(workspace)
    earlier = _history_until(workspace, current)[:-1]
    if not earlier:
        raise UsageError(
            "There is no earlier snapshot to go back to",
            where=str(workspace.warehouse),
            remedy="`suanli status` lists the snapshots that are kept.",
        )
    before = _snapshot(workspace, earlier[-1])
    _point_to(workspace, before, _history(workspace))
    return before


def _history(workspace: Workspace) -> list[str]:
    """Ids of the published snapshots that are kept, in the order they were published."""
    pointer = read_pointer(workspace)
    return pointer["history"] if pointer else []


def _history_until(workspace: Workspace, snapshot: Snapshot | None) -> list[str]:
    if snapshot is None:
        return []
    history = _history(workspace)
    return history[: history.index(snapshot.snapshot_id) + 1]


def _snapshot(workspace: Workspace, snapshot_id: str, fingerprint: str = "") -> Snapshot:
    return Snapshot(snapshot_id, workspace.warehouse / _NAME.format(snapshot_id), fingerprint)


@contextmanager
def storing_database(path: Path) -> Iterator[None]:
    """Turn what DuckDB says against writing `path` into a StorageError; it has several classes."""
    try:
        yield
    except duckdb.Error as failed:
        if isinstance(failed, duckdb.IOException) or "Could not write" in str(failed):
            raise cannot_store(path, str(failed)) from failed
        raise


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


def _point_to(workspace: Workspace, snapshot: Snapshot, history: list[str]) -> None:
    pointer = {
        "snapshot_id": snapshot.snapshot_id,
        "file": snapshot.path.name,
        "fingerprint": snapshot.fingerprint,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "history": history,
    }
    write_text(workspace.pointer, json.dumps(pointer, indent=2) + "\n")


def _sweep_unpublished(workspace: Workspace) -> None:
    """Remove what a killed run left, and snapshots that are no longer kept.

    A reader that has one open keeps it until it closes.
    """
    sweep(workspace.warehouse)
    published = {_NAME.format(snapshot_id) for snapshot_id in _history(workspace)}
    for pattern in (_BUILDING.format("*") + "*", _NAME.format("*")):
        for path in workspace.warehouse.glob(pattern):
            if path.name not in published:
                path.unlink()
