"""Disk full, folders that may not be written, files that cannot be read: a sentence, no damage."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import InputError, StorageError
from data.files import write_text
from data.snapshot import find_current, require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.load import LoadOptions, load_files
from etl.unpacking import open_file
from tests.fixture_types import WriteFile

ROOT = Path(__file__).parents[2]

CHARGES = "FROM core_charge_daily ORDER BY ALL"

# No file may grow beyond the limit: the operating system answers as it does when a disk is full.
LOAD = """
import resource, sys
limit = int(sys.argv.pop(1))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
import etl.large
etl.large.LARGE_BYTES = 0  # bills of any size are judged where they lie
from dashboard.cli import main
main()
"""


def load(home: Path, *paths: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    return suanli("load", *map(str, paths), home=home, limit=limit)


def suanli(*command: str, home: Path, limit: int) -> subprocess.CompletedProcess[str]:
    arguments = [*command, "--home", str(home), "--json"]
    return subprocess.run(
        [sys.executable, "-c", LOAD, str(limit), *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )


def query_current(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with open_snapshot(require_current(workspace).path) as connection:
        return query(connection, sql).rows()


def litter(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.home.rglob(".*") if path.name != ".lock"]


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
    assert litter(workspace) == []

    again = load(workspace.home, second)
    assert again.returncode == 0
    assert json.loads(again.stdout)["published"] is True


@pytest.fixture
def bill(write_file: WriteFile, row: Callable[..., Any]) -> Path:
    """A bill of 60,000 lines that do not repeat: its roll-up is no smaller than what it keeps."""
    digits = random.Random(20260302)  # noqa: S311  the same file in every run
    text = "\n".join(f"{digits.getrandbits(32)},{digits.getrandbits(128):x}" for _ in range(60_000))
    others = {k: v for k, v in row("focus").items() if k not in ("BilledCost", "SkuId")}
    header, values = (",".join(part) for part in (others, others.values()))
    lines = [f"{line},{values}" for line in text.split("\n")]
    return write_file("bill.csv", "\n".join([f"BilledCost,SkuId,{header}", *lines]) + "\n")


def test_a_disk_that_is_full_of_a_kept_file_publishes_nothing_and_leaves_no_part_of_it(
    workspace: Workspace, write_file: WriteFile, row: Callable[..., Any], bill: Path
) -> None:
    assert load(workspace.home, write_file("first.csv", [row("usage")])).returncode == 0
    before = require_current(workspace)
    full = load(workspace.home, bill, limit=100_000)
    assert full.returncode == StorageError.exit_code
    assert "cannot be written" in full.stderr
    assert ".kept.parquet" in full.stderr
    assert require_current(workspace) == before
    assert not list(workspace.landing.glob("*.kept.parquet"))
    assert litter(workspace) == []
    again = load(workspace.home, bill)
    assert json.loads(again.stdout)["published"] is True
    assert list(workspace.landing.glob("*.kept.parquet"))


def test_a_disk_that_is_full_of_a_roll_up_publishes_nothing_and_leaves_no_part_of_it(
    workspace: Workspace, bill: Path
) -> None:
    assert load(workspace.home, bill).returncode == 0
    before = require_current(workspace)
    sizes = {path.name: path.stat().st_size for path in workspace.rollups.iterdir()}
    charges = query_current(workspace, CHARGES)
    for path in workspace.rollups.iterdir():
        path.unlink()
    limit = 1_500_000  # above what else is written before
    assert max(sizes.values()) > limit
    full = suanli("rebuild", home=workspace.home, limit=limit)
    assert full.returncode == StorageError.exit_code
    assert "cannot be written" in full.stderr
    assert "rollups" in full.stderr
    assert require_current(workspace) == before
    assert not [path for path in workspace.rollups.iterdir() if path.stat().st_size > limit / 2]
    assert litter(workspace) == []
    again = suanli("rebuild", home=workspace.home, limit=0)
    assert again.returncode == 0, again.stderr
    assert {path.name for path in workspace.rollups.iterdir()} == sizes.keys()
    assert query_current(workspace, CHARGES) == charges


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
