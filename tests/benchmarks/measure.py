"""What every benchmark returns, and how CPU time is taken."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Measure:
    """One measured figure. target: at most this (None: reported only)."""

    name: str
    value: float
    unit: str
    target: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.value <= self.target

    def line(self) -> str:
        aim = (
            ""
            if self.target is None
            else f"  target <= {self.target:g}: {'met' if self.met else 'MISSED'}"
        )
        return f"{self.name:38} {self.value:12,.3f} {self.unit:8}{aim}  {self.note}".rstrip()

    def document(self) -> dict[str, float | bool | None]:
        return {"value": self.value, "target": self.target, "met": self.met}


def cpu_seconds(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds (user and system, all threads) that `work` takes, and its result."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    result = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, result
