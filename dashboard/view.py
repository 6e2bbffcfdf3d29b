"""Which snapshot a reader looks at: shared by screens and command line, knows no Streamlit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.settings import Settings, load_settings
from data.snapshot import read_pointer
from data.workspace import Workspace, find_workspace


@dataclass(frozen=True)
class View:
    """The published snapshot, and the settings of its workspace."""

    snapshot_id: str
    path: Path
    published_at: datetime
    settings: Settings
    workspace: Workspace


def current(workspace: Workspace | None = None) -> View | None:
    """The published snapshot, or None where nothing has been published yet."""
    workspace = workspace or find_workspace()
    # One read of the pointer: id, file and time belong together even while a run publishes.
    pointer = read_pointer(workspace)
    if pointer is None:
        return None
    return View(
        snapshot_id=pointer["snapshot_id"],
        path=workspace.warehouse / pointer["file"],
        published_at=datetime.fromisoformat(pointer["published_at"]).astimezone(UTC),
        settings=load_settings(workspace.home),
        workspace=workspace,
    )
