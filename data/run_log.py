"""The run log: what every command did, when, for how long, and how it ended.

`log/runs.jsonl` gets a line when a command begins and another when it ends, so that a command that
was killed is seen as well. The file is bounded: a full one becomes `runs.1.jsonl`, in place of the
one before. The log never stops a run: where it cannot be written, that is said and nothing else.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from data.errors import LockedError, SuanliError
from data.workspace import Workspace

MOST_BYTES = 500_000  # about 700 runs; two files are kept
_MOST_LETTERS = 500  # of an error
_INTERRUPTED = 130  # exit code of Ctrl-C, as shells count it
logger = logging.getLogger("suanli")


@dataclass(frozen=True)
class Stage:
    """One step of a run and its wall-clock time."""

    stage: str
    started_at: str
    seconds: float


@dataclass
class Run:
    """One command. Times are ISO 8601 in UTC; counts are of files that were new to the workspace.

    outcome: published, unchanged, done (no snapshot is this command's business), failed,
        interrupted, killed; `unfinished` is still running, or was killed and nothing ran since.
    rows_written: rows that were accepted into landing.
    """

    run_id: str
    command: str
    started_at: str
    seconds: float | None = None
    outcome: str = "unfinished"
    exit_code: int | None = None
    files: int = 0
    rows_read: int = 0
    rows_rejected: int = 0
    rows_written: int = 0
    snapshot_id: str | None = None
    error: str | None = None
    stages: list[Stage] = field(default_factory=list)


_running: ContextVar[Run | None] = ContextVar("running", default=None)
_told: ContextVar[Callable[[str], None] | None] = ContextVar("told", default=None)


@contextmanager
def logged_run(workspace: Workspace, command: str) -> Iterator[Run]:
    """Log what happens inside the block as one run; what it raises goes on."""
    run = Run(uuid4().hex[:12], command, _now())
    _append(workspace, {"run_id": run.run_id, "command": command, "started_at": run.started_at})
    token, began = _running.set(run), time.perf_counter()
    try:
        yield run
        _end(run, "done", 0)
    except KeyboardInterrupt:
        _end(run, "interrupted", _INTERRUPTED, overrule=True)
        raise
    except SuanliError as error:
        _end(run, "failed", error.exit_code, str(error), overrule=True)
        raise
    except Exception as error:
        # The command line ends a command that did its work with an exit code of its own.
        code = getattr(error, "exit_code", None)
        if code is None:
            _end(run, "failed", 1, repr(error), overrule=True)
        else:
            _end(run, "done", code)
        raise
    finally:
        _running.reset(token)
        run.seconds = round(time.perf_counter() - began, 3)
        _append(workspace, asdict(run))


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time a step of the run that is being logged, and tell who watches; nothing where none is."""
    run, tell = _running.get(), _told.get()
    if tell is not None:
        tell(name)
    started_at, began = _now(), time.perf_counter()
    try:
        yield
    finally:
        if run is not None:
            run.stages.append(Stage(name, started_at, round(time.perf_counter() - began, 3)))


@contextmanager
def watching_stages(tell: Callable[[str], None]) -> Iterator[None]:
    """Be told the name of each stage as it begins inside the block."""
    token = _told.set(tell)
    try:
        yield
    finally:
        _told.reset(token)


def read_runs(workspace: Workspace, most: int = 50) -> list[Run]:
    """The last runs, the latest first. Lines that a crash cut off are passed over.

    A run without an end was killed if a later one got hold of the workspace.
    """
    runs: dict[str, Run] = {}
    for path in (_full(workspace), _path(workspace)):
        for entry in _read_lines(path):
            run = _from_entry(entry)
            if run is not None:
                runs[run.run_id] = run
    ordered = sorted(runs.values(), key=lambda run: run.started_at)
    somebody_came_later = False
    for run in reversed(ordered):
        if run.outcome == "unfinished" and somebody_came_later:
            run.outcome = "killed"
        held_the_lock = run.exit_code is not None and run.exit_code != LockedError.exit_code
        somebody_came_later = somebody_came_later or held_the_lock
    return ordered[::-1][:most]


def _end(
    run: Run, outcome: str, exit_code: int, error: str | None = None, *, overrule: bool = False
) -> None:
    if overrule or run.outcome == "unfinished":
        run.outcome = outcome
    run.exit_code = exit_code
    run.error = error[:_MOST_LETTERS] if error else None


def _path(workspace: Workspace) -> Path:
    return workspace.log / "runs.jsonl"


def _full(workspace: Workspace) -> Path:
    return workspace.log / "runs.1.jsonl"


def _append(workspace: Workspace, entry: dict[str, Any]) -> None:
    """Write one line in one piece, after whatever a crash left."""
    path = _path(workspace)
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.parent / ".lock", timeout=5):
            if path.exists() and path.stat().st_size + len(line) > MOST_BYTES:
                path.replace(_full(workspace))
            with path.open("ab+") as file:
                if file.tell():
                    file.seek(-1, 2)
                    line = line if file.read(1) == b"\n" else b"\n" + line
                file.write(line)
    except (OSError, Timeout) as failed:
        logger.warning("the run log cannot be written: %s", failed)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _from_entry(entry: dict[str, Any]) -> Run | None:
    try:
        stages = [Stage(**stage) for stage in entry.get("stages", [])]
        return Run(**{**entry, "stages": stages})
    except TypeError:  # written by another version: fields this one does not know
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
