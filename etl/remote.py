"""Files in object storage, as local copies: Amazon S3 and what speaks its protocol, Google, Azure.

An object is copied once: the copy has the object's size and time of saving, so an unchanged object
is known by its listing alone. Credentials are the provider's own business (environment,
configuration file, role of the machine): neither read from our settings nor written anywhere.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import InputError, UsageError
from data.files import replacing, storing, sweep
from data.workspace import Workspace
from etl.remote_stores import SCHEMES, explain, nothing_there, open_store

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, FileSystem

Report = Callable[[int, int, str], None]
_BLOCK_BYTES = 1 << 20
_CLOCK_STEP_NS = 2_000_000_000  # stores keep whole seconds
_LONGEST_NAME_BYTES = 200
_WILDCARDS = "*?["
_UNSAFE = re.compile(r'[\x00-\x1f\\:*?"<>|]')


@dataclass(frozen=True)
class RemoteFile:
    """An object and its copy in the workspace."""

    url: str
    path: Path


@dataclass(frozen=True)
class Fetched:
    """The copies of what a URL means; `folder` is the copy of the prefix that it names, if any."""

    folder: Path | None
    files: tuple[RemoteFile, ...]


def is_remote(pattern: str) -> bool:
    """Whether it names object storage: `s3://...`, `gs://...`, `az://...`.

    Raises:
        UsageError: it is a URL of another kind.
    """
    scheme, separator, _ = pattern.partition("://")
    if separator and scheme.lower() not in SCHEMES:
        raise UsageError(
            f"Files cannot be read from {scheme}://",
            remedy=f"Known: {', '.join(f'{name}://bucket/prefix/' for name in SCHEMES)}.",
        )
    return bool(separator)


def fetch(
    workspace: Workspace,
    url: str,
    s3_endpoint: str,
    report: Report,
    *,
    may_be_empty: bool = False,
) -> Fetched:
    """Copy what lies under a URL into the workspace; unchanged objects are not copied again.

    The URL names an object, a prefix (all that lies below), or objects by `*`. Holds the lock.

    Raises:
        UsageError: it is no such URL, or holds credentials.
        InputError: nothing is there (unless it may be so), or the store cannot be reached or does
            not permit it.
        StorageError: the workspace cannot be written.
    """
    scheme, path = _split(url)
    with workspace.lock():
        with _explaining(url):
            store = open_store(scheme, s3_endpoint)
            found, is_folder = _list_objects(store, path)
        if not found and not may_be_empty:
            raise nothing_there(url)
        files = []
        for number, info in enumerate(found):
            report(number, len(found), info.path)
            file = RemoteFile(f"{scheme}://{info.path}", _local_path(workspace, scheme, info.path))
            if not _is_unchanged(file.path, info):
                _copy(store, info, file)
            files.append(file)
        report(len(found), len(found), "")
    folder = _local_path(workspace, scheme, path.rstrip("/")) if is_folder else None
    return Fetched(folder, tuple(files))


def _list_objects(store: "FileSystem", path: str) -> "tuple[list[FileInfo], bool]":
    """The objects that a path means, by name; and whether it means all that lies below it."""
    from pyarrow.fs import FileSelector, FileType

    first_wildcard = min((path.find(sign) for sign in _WILDCARDS if sign in path), default=-1)
    base = path if first_wildcard < 0 else path[: path.rfind("/", 0, first_wildcard)]
    [itself] = store.get_file_info([base.rstrip("/")])
    if itself.type == FileType.File:
        return [itself], False
    try:
        below = store.get_file_info(FileSelector(base.rstrip("/"), recursive=True))
    except FileNotFoundError:  # a prefix is there only with an object below it
        below = []
        [bucket] = store.get_file_info([base.partition("/")[0]])
        if bucket.type == FileType.NotFound:
            raise OSError("NO_SUCH_BUCKET") from None
    found = [
        info
        for info in below
        if info.type == FileType.File
        and not info.base_name.startswith(".")
        and (first_wildcard < 0 or fnmatchcase(info.path, path))
    ]
    return sorted(found, key=lambda info: info.path), first_wildcard < 0


def _split(url: str) -> tuple[str, str]:
    """Scheme and bucket/key.

    Raises:
        UsageError: it holds credentials or options, or names no bucket. The text is not repeated.
    """
    scheme, _, path = url.partition("://")
    bucket = path.partition("/")[0]
    if "@" in bucket or ":" in bucket:
        raise UsageError(
            f"A {scheme.lower()}:// address holds credentials or a port",
            remedy="Write scheme://bucket/prefix/; credentials belong into the provider's own"
            " environment variables or configuration.",
        )
    if not bucket:
        raise UsageError("The address names no bucket", where=url, remedy="Write s3://bucket/.")
    return scheme.lower(), path


def _local_path(workspace: Workspace, scheme: str, path: str) -> Path:
    return workspace.objects.joinpath(scheme, *(_safe_name(part) for part in path.split("/")))


def _safe_name(part: str) -> str:
    """A part of a key as a name of a file or folder: inside its folder, and short enough for it.

    Where it has to differ from the part, a hash tells it from its neighbours.
    """
    name = _UNSAFE.sub("_", part)
    while len(name.encode()) > _LONGEST_NAME_BYTES:  # the end tells its kind, the start its name
        name = f"{name[: len(name) // 2 - 1]}{name[len(name) // 2 + 1 :]}"
    if name.strip(".") and name == part:
        return name
    return f"{hashlib.sha256(part.encode()).hexdigest()[:8]}_{name}"


def _is_unchanged(copy: Path, info: "FileInfo") -> bool:
    """Whether the copy was made of this version: same size and time of saving.

    A copy made in the very second in which the object was saved may be of the version before.
    """
    if not copy.is_file():
        return False
    found = copy.stat()
    saved_at = info.mtime_ns or 0
    return (
        found.st_size == info.size
        and found.st_mtime_ns == saved_at
        and found.st_ctime_ns - saved_at > _CLOCK_STEP_NS
    )


def _copy(store: "FileSystem", info: "FileInfo", file: RemoteFile) -> None:
    with storing(file.path.parent):
        file.path.parent.mkdir(parents=True, exist_ok=True)
    sweep(file.path.parent)
    with replacing(file.path) as temporary:
        with temporary.open("wb") as copy:
            for block in _blocks(store, info, file.url):
                copy.write(block)
        if temporary.stat().st_size != info.size:
            raise InputError(
                "The object changed while it was read", where=file.url, remedy="Run it again."
            )
        os.utime(temporary, ns=(info.mtime_ns or 0, info.mtime_ns or 0))


def _blocks(store: "FileSystem", info: "FileInfo", url: str) -> Iterator[bytes]:
    with _explaining(url), store.open_input_stream(info.path, compression=None) as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block


@contextmanager
def _explaining(url: str) -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        raise explain(failed, url) from None  # the cause may repeat a signed address
