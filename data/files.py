"""Writing files so that a reader sees the old one or the new one, never half of one."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from data.errors import StorageError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; on success it takes target's place at once.

    Raises:
        StorageError: it cannot be written; target is as it was.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with storing(target):
        try:
            yield temporary
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def storing(target: Path) -> Iterator[None]:
    """Turn what the operating system says against writing `target` into a StorageError."""
    try:
        yield
    except OSError as failed:
        raise cannot_store(target, failed.strerror or str(failed)) from failed


def cannot_store(target: Path, why: str) -> StorageError:
    """The error that says that and why `target` could not be written."""
    return StorageError(
        f"The file or folder cannot be written: {why}",
        where=str(target),
        remedy="Make room or allow writing, and run the same command again: nothing half written"
        " is left, and the last published snapshot stays.",
    )


def write_text(target: Path, text: str) -> None:
    """Write a small text file in one step."""
    with replacing(target) as temporary:
        temporary.write_text(text, "utf-8")


def sweep(folder: Path) -> None:
    """Remove what killed runs left of `replacing`, and the folders that DuckDB worked in.

    Only while nobody else writes there.
    """
    for left_over in folder.glob(".*.tmp"):
        if left_over.is_dir():
            shutil.rmtree(left_over, ignore_errors=True)
        else:
            left_over.unlink(missing_ok=True)


def sha256(file: BufferedReader) -> str:
    """Hex digest of an open file's bytes."""
    return hashlib.file_digest(file, "sha256").hexdigest()
