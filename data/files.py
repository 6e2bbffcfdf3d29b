"""Writing files so that a reader sees the old one or the new one, never half of one."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target`; on success it takes target's place at once."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write a small text file in one step."""
    with replacing(target) as temporary:
        temporary.write_text(text, "utf-8")


def sweep(folder: Path) -> None:
    """Remove what killed runs left of `replacing`; only while nobody else writes there."""
    for left_over in folder.glob(".*.tmp"):
        left_over.unlink(missing_ok=True)


def sha256(file: BufferedReader) -> str:
    """Hex digest of an open file's bytes."""
    return hashlib.file_digest(file, "sha256").hexdigest()
