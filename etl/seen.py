"""Hashes of large files seen before, so that an unchanged one is known without reading it.

A file counts as unchanged while its size, its inode, and its times of saving and of last change
stay the same; the latter cannot be set by hand. What was saved a moment before it was hashed is not
remembered: a clock is too coarse to tell a second change from the first.
"""

import json
import os
import time
from pathlib import Path

from data.files import write_text
from data.workspace import Workspace

LARGE_BYTES = 16 << 20
_SETTLED_NS = 2_000_000_000


class SeenFiles:
    """What a workspace remembers; `save` keeps what was added."""

    def __init__(self, workspace: Workspace) -> None:
        self._path = workspace.rollups / "seen.json"
        try:
            self._hashes: dict[str, str] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):  # not there, or damaged: everything is hashed anew
            self._hashes = {}
        self._is_changed = False

    def find(self, path: Path, found: os.stat_result) -> str | None:
        """The hash of an unchanged file."""
        return self._hashes.get(_key(path, found))

    def remember(self, path: Path, found: os.stat_result, sha256: str) -> None:
        """Keep the hash of a large file that has not been changed just now."""
        is_settled = time.time_ns() - found.st_ctime_ns > _SETTLED_NS
        if found.st_size >= LARGE_BYTES and is_settled:
            self._hashes[_key(path, found)] = sha256
            self._is_changed = True

    def save(self) -> None:
        """Write what was added."""
        if self._is_changed:
            write_text(self._path, json.dumps(self._hashes, indent=1) + "\n")


def _key(path: Path, found: os.stat_result) -> str:
    marks = (found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
    return "|".join([str(path.resolve()), *map(str, marks)])
