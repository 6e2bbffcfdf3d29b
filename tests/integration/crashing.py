"""What a killed process does: loads, builds core and publishes, until it kills itself.

Runs in a process forked from one that has the loader imported: killed while loading, not importing.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Never

import data.snapshot
import etl.core
import etl.landing
import etl.large
import etl.load
from data.workspace import Workspace

NOWHERE = "nowhere"
MOVED = {  # dies instead of moving such a file into place
    "while the quarantine is written": "quarantine/*",
    "while the first Parquet is written": "landing/*.parquet",
    "while a large file is kept": "landing/*.kept.parquet",
    "while a roll-up is written": "rollups/*",
    "inside the pointer's write": "current.json",
}
CALLED = {  # dies instead of calling this
    "before the record of a load": (etl.landing, "write_record"),
    "after a large file is kept": (etl.large, "land"),
    "before old roll-ups are removed": (etl.core, "remove_others"),
    "after the file is moved": (data.snapshot, "_point_to"),
}
DONE = {  # dies when this is done
    "after the first load": (etl.load, "land"),
    "after a roll-up": (etl.core, "write_rollup"),
    "while core is built": (etl.core, "_fill_from"),
    "right after the pointer": (data.snapshot, "_point_to"),
}
POINTS = (*MOVED, *CALLED, *DONE)


def processes() -> ForkServerContext:
    """Makes processes that have the loader imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dashboard.pipeline", __name__])
    return context


def run(workspace: Workspace, files: list[Path], point: str = NOWHERE) -> int | None:
    """Load the files and publish in a child process; its exit code, or minus the signal."""
    process = processes().Process(target=load_and_publish, args=(workspace, files, point))
    process.start()
    process.join()
    return process.exitcode


def load_and_publish(workspace: Workspace, files: list[Path], point: str) -> None:
    """Everything stays replaced: call it in a process of its own only."""
    etl.large.LARGE_BYTES = 0  # bills of any size are judged where they lie
    _die_at(point)
    with workspace.lock():
        etl.load.load_files(workspace, files, etl.load.LoadOptions("Asia/Shanghai"))
        with data.snapshot.building(workspace, keep=5) as build:
            etl.core.build_core(build.connection, workspace)


def _die(*_: Any, **__: Any) -> Never:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError  # never reached


def _after(function: Callable[..., object]) -> Callable[..., Never]:
    def run_and_die(*args: Any, **kwargs: Any) -> Never:
        function(*args, **kwargs)
        _die()

    return run_and_die


def _die_at(point: str) -> None:
    if point in MOVED:
        replace = Path.replace
        Path.replace = lambda self, target: (  # type: ignore[method-assign]
            _die() if target.match(MOVED[point]) else replace(self, target)
        )
    elif point in CALLED:
        setattr(*CALLED[point], _die)
    elif point in DONE:
        setattr(*DONE[point], _after(getattr(*DONE[point])))
    else:
        assert point == NOWHERE
