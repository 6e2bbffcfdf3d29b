"""What a command is to load: local files, copies of objects, and data that packages ship."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.console import progress
from data.errors import InputError
from etl.exports import Folder

if TYPE_CHECKING:
    from data.settings import Settings
    from data.workspace import Workspace
    from etl.remote import Fetched

log = logging.getLogger("suanli")


@dataclass
class Inputs:
    """Files and folders to load, and what those that are copies were copied from."""

    paths: list[Path | Folder] = field(default_factory=list)
    copied_from: dict[Path, str] = field(default_factory=dict)

    def note(self, fetched: "Fetched") -> list[Path]:
        """Remember where copies came from; gives their paths."""
        self.copied_from |= {file.path: file.url for file in fetched.files}
        return [file.path for file in fetched.files]


def gather(
    workspace: "Workspace", settings: "Settings", patterns: list[str], builtins: list[str]
) -> Inputs:
    """What was named, or what lies in the inboxes where nothing was.

    A prefix in object storage is loaded whole, like a folder.

    Raises:
        InputError: nothing is there, or it cannot be reached.
        UsageError: an address or a built-in is not known.
    """
    from etl.builtins import write_builtin
    from etl.remote import fetch, is_remote

    if not patterns and not builtins and settings.inbox:
        return open_inboxes(workspace, settings)
    inputs = Inputs()
    local = [pattern for pattern in patterns if not is_remote(pattern)]
    if local or not (patterns or builtins):
        inputs.paths += find_files(local or None, workspace.inbox)
    for url in filter(is_remote, patterns):
        with progress("fetching") as report:
            fetched = fetch(workspace, url, settings.s3_endpoint, report)
        files = inputs.note(fetched)
        inputs.paths += [Folder(fetched.folder, tuple(files))] if fetched.folder else files
    for name in builtins:
        file = write_builtin(workspace, name)
        inputs.paths.append(file.path)
        inputs.copied_from[file.path] = file.url
    return inputs


def open_inboxes(workspace: "Workspace", settings: "Settings") -> Inputs:
    """What lies in the workspace's inbox and in that of the settings; both may be empty.

    Raises:
        InputError: the inbox of the settings is not there or cannot be reached.
    """
    from etl.remote import fetch, is_remote

    inputs = Inputs()
    if workspace.inbox.exists():
        inputs.paths += group(workspace.inbox, list_folder(workspace.inbox))
    if settings.inbox and is_remote(settings.inbox):
        with progress("fetching") as report:
            fetched = fetch(
                workspace, settings.inbox, settings.s3_endpoint, report, may_be_empty=True
            )
        files = inputs.note(fetched)
        inputs.paths += group(fetched.folder, files) if fetched.folder else files
    elif settings.inbox:
        folder = Path(settings.inbox)
        if not folder.is_dir():
            raise InputError(
                "The inbox is no folder", where=settings.inbox, remedy="Mend the setting inbox."
            )
        inputs.paths += group(folder, list_folder(folder))
    return inputs


def find_files(patterns: list[str] | None, inbox: Path) -> "list[Path | Folder]":
    """Files named directly or by glob, and folders whole; nothing found is an error."""
    files: list[Path | Folder] = []
    for pattern in patterns or [str(inbox)]:
        path = Path(pattern)
        found: Sequence[Path | Folder]
        if not patterns and path.is_dir():
            found = group(path, list_folder(path))
        elif path.is_dir():
            inside = tuple(list_folder(path))
            found = [Folder(path, inside)] if inside else []
        elif path.exists():
            found = [path]
        else:
            found = sorted(
                p
                for p in Path(path.anchor or ".").glob(str(path.relative_to(path.anchor)))
                if p.is_file()
            )
        if not found:
            raise InputError(
                "There is no file to load",
                where=pattern,
                remedy="Name files, folders or globs that exist.",
            )
        files.extend(found)
    return list(dict.fromkeys(files))


def group(inbox: Path, files: list[Path]) -> "list[Path | Folder]":
    """Files that lie in the inbox itself one by one, and every folder in it whole."""
    inside: dict[Path, list[Path]] = {}
    for path in files:
        inside.setdefault(inbox / path.relative_to(inbox).parts[0], []).append(path)
    return [
        path if found == [path] else Folder(path, tuple(found)) for path, found in inside.items()
    ]


def list_folder(folder: Path) -> list[Path]:
    """Files in a folder and below it; a link that leads out of it has to be named itself."""
    found = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    home = folder.resolve()
    within = [path for path in found if path.resolve().is_relative_to(home)]
    for path in sorted(set(found) - set(within)):
        log.warning("%s leads out of %s and was not read; name it itself to load it", path, folder)
    return within
