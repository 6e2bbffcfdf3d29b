"""A dashboard served by a process of its own, and what that process costs."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import clock_gettime_ns

_START_LIMIT_S = 60
_ROOT = Path(__file__).parents[2]
_EMPTY = "import streamlit as st; st.App({script!r}).run(config={options!r})"


@dataclass(frozen=True)
class Server:
    """Its port, and the process."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """CPU that the process has taken so far, user and system, all threads."""
        # Linux: the clock of another process is named by its id (clock_getcpuclockid).
        return clock_gettime_ns((~self.pid << 3) | 2) / 1e6

    def peak_mb(self) -> float:
        """The most memory that was ever resident, as /proc tells it."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        return float(status.split("VmHWM:")[1].split()[0]) / 1000


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """The dashboard on a workspace."""
    port = free_port()
    environment = os.environ | {"SUANLI_HOME": str(home), "SUANLI_PORT": str(port)}
    with _process([sys.executable, "-m", "dashboard"], port, environment, "health") as server:
        yield server


@contextmanager
def served_empty(folder: Path) -> Iterator[Server]:
    """Streamlit alone, on a script of one line: the baseline."""
    port, script = free_port(), folder / "empty.py"
    script.write_text("import streamlit as st\nst.write('nothing')\n", "utf-8")
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": True,
               "browser.gatherUsageStats": False, "server.fileWatcherType": "none"}  # fmt: skip
    code = _EMPTY.format(script=str(script), options=options)
    with _process([sys.executable, "-c", code], port, dict(os.environ), "_stcore/health") as server:
        yield server


def swing_pointer(home: Path, number: int) -> str:
    """Publish the same snapshot again under another name, a new one to its readers; its id."""
    warehouse = home / "warehouse"
    pointer = json.loads((warehouse / "current.json").read_text("utf-8"))
    original = warehouse / pointer["file"]
    pointer["snapshot_id"] = f"{pointer['snapshot_id'].split('~')[0]}~{number}"
    pointer["file"] = f"warehouse-{pointer['snapshot_id']}.duckdb"
    (warehouse / pointer["file"]).hardlink_to(original)
    aside = warehouse / "current.json.aside"
    aside.write_text(json.dumps(pointer), "utf-8")
    aside.replace(warehouse / "current.json")
    original.unlink()
    return str(pointer["snapshot_id"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(
    command: list[str], port: int, environment: dict[str, str], path: str
) -> Iterator[Server]:
    process = subprocess.Popen(
        command, env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/{path}", process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  loopback only
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no server at {url}")
