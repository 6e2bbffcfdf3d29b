"""Disk full, folders that may not be written, files that cannot be read: a sentence, no damage."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import InputError, StorageError
from data.files import write_text
from data.snapshot import find_current, require_current
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from etl.unpacking import open_file

ROOT = Path(__file__).parents[2]
WriteFile = Callable[..., Path]

# No file may grow beyond the limit: the operating system answers as it does when a disk is full.
LOAD = """
import resource, sys
limit = int(sys.argv.pop(1))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from dashboard.cli import main
main()
"""


def load(home: Path, *paths: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    arguments = ["load", *map(str, paths), "--home", str(home), "--json"]
    return subprocess.run(
        [sys.executable, "-c", LOAD, str(limit), *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("limit", "where"), [(2_000, "landing"), (100_000, "warehouse")], ids=["landing", "warehouse"]
)
def test_a_full_disk_is_a_sentence_and_an_exit_code_and_publishes_nothing(
    limit: int, where: str, workspace: Workspace, write_file: WriteFile, row: Callable[..., Any]
) -> None:
    hours = [f"2026-03-{day:02} {hour:02}:00" for day in range(1, 29) for hour in range(24)]
    first = write_file("first.csv", [row("usage")])
    second = write_file(
        "second.csv",
        [
            row("usage", start=hour, used_card_hours=f"{n}.5")
            for n, hour in enumerate(hours, start=11)
            if n < 64
        ],
    )
    assert load(workspace.home, first).returncode == 0
    before = require_current(workspace)

    full = load(workspace.home, second, limit=limit)
    assert full.returncode == StorageError.exit_code == 6
    assert "cannot be written" in full.stderr
    assert where in full.stderr
    assert "Traceback" not in full.stderr
    assert require_current(workspace) == before
    litter = [path for path in workspace.home.rglob(".*") if path.name != ".lock"]
    assert litter == []

    again = load(workspace.home, second)
    assert again.returncode == 0
    assert json.loads(again.stdout)["published"] is True


def test_a_workspace_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        Workspace(tmp_path / "file" / "workspace").create()
    with (
        pytest.raises(StorageError, match="cannot be written"),
        Workspace(tmp_path / "file" / "workspace").lock(),
    ):
        pass


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="folder"):
        write_text(tmp_path / "folder", "text")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_pipes_devices_and_dead_links_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "dead.csv").symlink_to(tmp_path / "nowhere.csv")
    for path, reason in (
        (tmp_path / "pipe.csv", "a pipe or a device"),
        (Path("/dev/zero"), "a pipe or a device"),
        (tmp_path / "dead.csv", "No such file"),
        (tmp_path, "Is a directory"),
        (tmp_path / ("x" * 300), "too long"),
    ):
        with pytest.raises(InputError, match=reason), open_file(path):
            pass


def test_a_file_that_cannot_be_read_stops_no_other_and_is_not_recorded(
    workspace: Workspace, write_file: WriteFile, row: Callable[..., Any], tmp_path: Path
) -> None:
    good = write_file("good.csv", [row("usage")])
    bad, loaded = load_files(workspace, [tmp_path / "absent.csv", good], LoadOptions("UTC"))
    assert (bad.record.status, loaded.record.status) == ("refused", "loaded")
    assert len(list(workspace.landing.glob("*.json"))) == 1
    assert find_current(workspace) is None
