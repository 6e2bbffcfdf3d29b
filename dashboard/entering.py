"""Saving what was entered on a screen: judged, kept, published; or refused with nothing written."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import pipeline
from dashboard.cli.console import logged
from data.errors import InputError
from data.planning.log import Change, Entry, Kind, undoing
from data.settings import Settings
from data.workspace import Workspace
from etl.planning import Cells, Judged, changes_to, judge

ENTERING = ("enter", "undo")


def enter(workspace: Workspace, settings: Settings, task: Mapping[str, Any]) -> pipeline.Published:
    """Do a task of dashboard.worker: save a table, or take back what was saved together."""
    said = {"who": task["who"], "reason": task["reason"]}
    if task["task"] == "undo":
        return undo_batch(workspace, settings, task["batch"], **said)
    rows, seen = task["rows"], task["seen"]
    return save_table(workspace, settings, task["kind"], rows, seen=seen, **said)


def save_table(
    workspace: Workspace,
    settings: Settings,
    kind: Kind,
    rows: Sequence[Cells],
    *,
    who: str,
    reason: str,
    seen: int,
) -> pipeline.Published:
    """Make a kind's table these rows, but for what others entered after `seen`, and publish.

    Raises:
        InputError: a row is faulty, or somebody else changed the same rows meanwhile.
        LockedError: another run holds the workspace.
        SuanliError: whatever keeps the snapshot from being published; the entries are kept then.
    """
    judged = judge(kind, rows, settings.time_zone)
    _refuse_faulty(judged, kind)

    def decide(log: Sequence[Entry]) -> Sequence[Change]:
        known = [entry for entry in log if entry.entry_id <= seen]
        return changes_to(kind, judged.values, known)

    with logged(workspace, f"enter {kind}") as tell:
        published = pipeline.enter(workspace, settings, decide, who=who, reason=reason, seen=seen)
        tell(published)
    return published


def undo_batch(
    workspace: Workspace, settings: Settings, batch: int, *, who: str, reason: str
) -> pipeline.Published:
    """Take back what was saved together, and publish.

    Raises:
        InputError: it was changed since.
        LockedError, SuanliError: as save_table.
    """
    with logged(workspace, f"undo {batch}") as tell:
        published = pipeline.enter(
            workspace, settings, lambda log: undoing(log, batch), who=who, reason=reason
        )
        tell(published)
    return published


def _refuse_faulty(judged: Judged, kind: Kind) -> None:
    if judged.is_sound:
        return
    fault = judged.rejected.row(0, named=True)
    cell = f", {fault['column']}" if fault["column"] else ""
    raise InputError(
        f"{judged.rejected.height} rows cannot be saved: {fault['reason']}",
        where=f"{kind}, line {fault['line_number']}{cell}",
        remedy="Nothing was saved. Correct them and save again.",
    )
