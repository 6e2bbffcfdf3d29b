"""One run at a time, over processes: a second is refused, and a dead one blocks nobody."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import LockedError
from data.workspace import Workspace

ROOT = Path(__file__).parents[2]

HOLD = """
import sys
from pathlib import Path
from data.workspace import Workspace
with Workspace(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(workspace: Workspace) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends or it is killed."""
    command = [sys.executable, "-c", HOLD, str(workspace.home)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_told_that_the_workspace_is_locked(workspace: Workspace) -> None:
    with holder(workspace), pytest.raises(LockedError, match="Another run"), workspace.lock():
        pytest.fail("two processes hold the lock")


def test_the_lock_is_free_when_the_other_process_ends(workspace: Workspace) -> None:
    with holder(workspace) as process:
        process.communicate()  # ends its input, and so its block
        assert process.returncode == 0
        with workspace.lock():
            pass


def test_the_lock_of_a_killed_process_is_free(workspace: Workspace) -> None:
    with holder(workspace) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with workspace.lock():
            pass
