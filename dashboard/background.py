"""Loading beside the screens, in a process of its own (dashboard.worker).

DuckDB lets a process write a snapshot or keep one open, and a load would slow every reader's
screens. One piece of work at a time and workspace; it goes on when its reader leaves the screen.
Knows no Streamlit.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from data.errors import LockedError
from data.workspace import Workspace

log = logging.getLogger("suanli")


@dataclass
class Job:
    """A piece of work and how far it is.

    done, total, name: what it reported last. result: what dashboard.worker says at the end.
    error: the sentence that ended it. is_broken: what ended it was a fault of ours, and stands in
    the log.
    """

    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    done: int = 0
    total: int = 0
    name: str = ""
    result: Mapping[str, Any] | None = None
    error: str | None = None
    is_broken: bool = False
    thread: Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def share(self) -> float:
        """How much of the present step is done, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total > 0 else 0.0

    def wait(self) -> "Job":
        """Wait for its end."""
        if self.thread is not None:
            self.thread.join()
        return self

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take in one line of the worker's."""
        self.done = said.get("done", self.done)
        self.total = said.get("total", self.total)
        self.name = said.get("name", self.name)
        self.result = said.get("result", self.result)
        self.error = said.get("error", self.error)


_jobs: dict[Path, Job] = {}
_starting = Lock()


def start(
    workspace: Workspace, task: Mapping[str, Any], when_done: Callable[[], None] | None = None
) -> Job:
    """Begin a task of dashboard.worker; `when_done` is called if it ends well.

    Raises:
        LockedError: somebody else holds the workspace.
    """
    job = Job()
    with _starting:
        if running_job(workspace) is not None:
            raise LockedError(
                "Files are being loaded into this workspace just now",
                where=str(workspace.home),
                remedy="Wait until that is done.",
            )
        with workspace.lock():  # another process would be met a moment later anyway
            pass
        request = json.dumps({**task, "home": str(workspace.home)})
        job.thread = Thread(target=_do, args=(job, request, when_done), daemon=True)
        _jobs[workspace.home] = job
        job.thread.start()
    return job


def running_job(workspace: Workspace) -> Job | None:
    """What is going on in this workspace, begun by whichever reader of this server."""
    job = _jobs.get(workspace.home)
    return job if job is not None and job.is_running else None


def last_job(workspace: Workspace) -> Job | None:
    """What ended last in this workspace, begun by whichever reader of this server."""
    job = _jobs.get(workspace.home)
    return job if job is not None and not job.is_running else None


def _do(job: Job, request: str, when_done: Callable[[], None] | None) -> None:
    try:
        _work(job, request)
        if job.result is not None and when_done is not None:
            when_done()
    except Exception:
        log.exception("work beside the screens failed")
    job.is_broken = job.result is None and job.error is None
    job.ended_at = datetime.now(UTC)


def _work(job: Job, request: str) -> None:
    command = [sys.executable, "-m", "dashboard.worker"]
    with subprocess.Popen(  # noqa: S603  our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as worker:
        assert worker.stdin is not None  # noqa: S101  both are pipes
        assert worker.stdout is not None  # noqa: S101
        with worker.stdin as stdin:
            stdin.write(request)
        for line in worker.stdout:
            if line.startswith("{"):  # else a library's own remark
                job.hear(json.loads(line))
    if worker.returncode and job.error is None:
        log.error("the worker ended with %s", worker.returncode)
