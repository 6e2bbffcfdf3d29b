"""Where one company's data lies: inbox, landing, quarantine, warehouse; and the one lock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from data.errors import LockedError, UsageError
from data.files import cannot_store, storing

DEFAULT_HOME = Path("workspace")


@dataclass(frozen=True)
class Workspace:
    """The folders of one workspace. Nothing is created before something is written."""

    home: Path

    @property
    def inbox(self) -> Path:
        """Files dropped here are loaded by `suanli run`."""
        return self.home / "inbox"

    @property
    def objects(self) -> Path:
        """Copies of what was loaded from object storage; what is deleted is copied again."""
        return self.home / "objects"

    @property
    def landing(self) -> Path:
        """One typed Parquet and one JSON record per accepted source file; never edited."""
        return self.home / "landing"

    @property
    def quarantine(self) -> Path:
        """The rejected rows of each source file, as they came, with line number and reason."""
        return self.home / "quarantine"

    @property
    def rollups(self) -> Path:
        """What large loads add to core, computed once; may be deleted at any time."""
        return self.home / "rollups"

    @property
    def plans(self) -> Path:
        """Plan files of one's own (TOML, XLSX, CSV), priced beside the price book's offers."""
        return self.home / "plans"

    @property
    def uploads(self) -> Path:
        """Files uploaded in a browser, until they are loaded or given up."""
        return self.home / "uploads"

    @property
    def planning(self) -> Path:
        """What people entered on screens (data.planning)."""
        return self.home / "planning.sqlite"

    @property
    def warehouse(self) -> Path:
        """Published snapshots and the pointer to the current one."""
        return self.home / "warehouse"

    @property
    def log(self) -> Path:
        """What every command did (data.run_log)."""
        return self.home / "log"

    @property
    def pointer(self) -> Path:
        """The small file that says which snapshot is current."""
        return self.warehouse / "current.json"

    def create(self) -> "Workspace":
        """Make the folders; does nothing where they exist."""
        for folder in (self.inbox, self.landing, self.quarantine, self.rollups, self.warehouse):
            with storing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        return self

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for writing.

        The operating system frees the lock when its holder dies, so a killed run blocks nobody.

        Raises:
            LockedError: another run holds it.
            StorageError: it cannot be written.
        """
        lock = FileLock(self.home / ".lock", timeout=0)
        with storing(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as held:
            raise LockedError(
                "Another run is writing to this workspace",
                where=str(self.home),
                remedy="Wait until it ends, or choose another --home.",
            ) from held
        except OSError as failed:
            raise cannot_store(self.home, failed.strerror or str(failed)) from failed
        try:
            yield
        finally:
            lock.release()


def find_workspace(home: Path | None = None) -> Workspace:
    """The workspace named by `home`, else by SUANLI_HOME, else ./workspace.

    Raises:
        UsageError: something else than a folder is there.
    """
    found = Path(home or os.environ.get("SUANLI_HOME") or DEFAULT_HOME).absolute()
    if found.exists() and not found.is_dir():
        raise UsageError(
            "The workspace is no folder",
            where=str(found),
            remedy="Name a folder with --home or SUANLI_HOME; it is made where there is none.",
        )
    return Workspace(found)
