"""Which snapshot a reader looks at: shared by screens and command line, knows no Streamlit."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.settings import Settings, load_settings
from data.snapshot import read_pointer
from data.tax_bases import MAIN, TaxBasis, schema_of
from data.workspace import Workspace, find_workspace
from models.other_basis import settings_on


@dataclass(frozen=True)
class View:
    """The published snapshot, and the settings of its workspace.

    schema: where its computed tables are read; amounts of `settings` stand on the same tax basis.
    """

    snapshot_id: str
    path: Path
    published_at: datetime
    settings: Settings
    workspace: Workspace
    schema: str = MAIN

    @property
    def key(self) -> str:
        """What anything read is kept by: the snapshot, and which of its two bases is shown."""
        return self.snapshot_id if self.schema == MAIN else f"{self.snapshot_id} {self.schema}"

    def on(self, tax_basis: TaxBasis) -> "View":
        """The same snapshot on the basis that stands beside its first one."""
        return replace(
            self, settings=settings_on(self.settings, tax_basis), schema=schema_of(tax_basis)
        )


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
