"""Pieces of a long benchmark: progress after each, and each kept, so that a run can go on."""

import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Pieces:
    """`work` says of each piece by name how much it is, in a unit of their own.

    `folder` is where what they return is kept, one file each; None keeps nothing. Whoever changes
    what is measured takes another folder.
    """

    work: Mapping[str, float]
    folder: Path | None = None
    done: list[str] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)

    def of(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returns, or returned when it was run into this folder before."""
        path = self._path(name)
        if path is not None and path.exists():
            found: T = pickle.loads(path.read_bytes())  # noqa: S301  our own
            self._tell(name, "kept from before")
            return found
        before = process_time()
        found = make()
        self.measured[name] = process_time() - before
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(pickle.dumps(found))
            unfinished.replace(path)
        self._tell(name, f"{self.measured[name]:.0f} CPU s")
        return found

    def left_s(self) -> float | None:
        """CPU seconds still to come, at the pace of what was done; None before anything was."""
        done = sum(self.work[name] for name in self.measured)
        left = sum(amount for name, amount in self.work.items() if name not in self.done)
        return left * sum(self.measured.values()) / done if done else None

    def _path(self, name: str) -> Path | None:
        plain = re.sub("[^a-z0-9]+", "_", name.lower())
        return self.folder / f"{plain}.pickle" if self.folder else None

    def _tell(self, name: str, what: str) -> None:
        self.done.append(name)
        left = self.left_s()
        ahead = "" if left is None else f", about {left / 60:.0f} CPU min left"
        print(f"[{len(self.done)} of {len(self.work)}] {name}: {what}{ahead}", flush=True)
