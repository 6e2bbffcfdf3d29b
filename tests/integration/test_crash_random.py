"""Thirty kills at random instants of a load that really runs: nothing broken, lost or doubled.

A process loads files and publishes, as `suanli load` does, and gets SIGKILL after a delay between 0
and what an undisturbed load takes. Nothing is slept: the delay is the longest wait for its end.
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard import pipeline
from data.settings import Settings
from data.snapshot import Snapshot, require_current
from data.tables import CORE_TABLES
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.landing import landing_sql, read_records, read_rejected
from etl.load import LoadOptions
from etl.sources import all_sources
from tests.integration.crashing import processes

KILLS = 30
SEED = 20260302
OPTIONS = LoadOptions("Asia/Shanghai", direct=True)
HOURS = [f"2026-03-{day:02} {hour:02}:00" for day in range(1, 8) for hour in range(24)]
Contents = dict[str, list[Any]]


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, row: Callable[..., Any], to_csv: Callable[..., str]
) -> list[Path]:
    """A week of usage that is published; then its correction, broken rows, jobs, prices, bills.

    The bills are judged where they lie: a kept file, and roll-ups of what it adds to core.
    """
    folder = tmp_path_factory.mktemp("files")
    week = [row("usage", start=start) for start in HOURS]
    tables = {
        "march.csv": week,
        "corrected.csv": [changed | {"used_card_hours": "20"} for changed in week[50:120]],
        "broken.csv": [row("usage", project="search"), row("usage", pool="")],
        "pool.csv": [row("gpu_jobs", timestamp=f"{start}:00") for start in HOURS],
        "prices.csv": [row("price_book"), row("price_book", offer_id="x", currency="GEMS")],
        "bill.csv": [row("focus", BilledCost=cost, SkuId=cost) for cost in map(str, range(500))],
        "bill corrected.csv": [row("focus", BilledCost=cost) for cost in ("2", "1E6", "1O")],
        "unknown.csv": [{"what": "1", "ever": "2"}],
    }
    for minute, (name, rows) in enumerate(tables.items()):
        (folder / name).write_text(to_csv(rows), "utf-8")
        os.utime(folder / name, (60 * minute, 60 * minute))
    return [folder / name for name in tables]


def start(home: Path, paths: list[Path]) -> ForkServerProcess:
    arguments = (Workspace(home), Settings(), paths, OPTIONS)
    process = processes().Process(target=pipeline.load, args=arguments)
    process.start()
    return process


def contents(snapshot: Snapshot) -> Contents:
    with open_snapshot(snapshot.path) as connection:
        return {
            table: query(connection, f"FROM {table} ORDER BY ALL")
            .drop("loaded_at", strict=False)
            .rows()
            for table in CORE_TABLES
        }


def check_landing(workspace: Workspace) -> None:
    """Every record that was committed has all of its rows."""
    with duckdb.connect() as connection:
        for record in read_records(workspace):
            if record.status == "refused":
                continue
            landed = landing_sql(workspace, [record], all_sources()[record.source].contract)
            (count,) = connection.sql(f"SELECT count(*) FROM ({landed})").fetchall()
            assert count == (record.rows_loaded,)
            assert read_rejected(workspace, record.load_id).height == record.rows_rejected


@pytest.fixture(scope="module")
def published(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published") / "workspace"
    pipeline.load(Workspace(home), Settings(), files[:1], OPTIONS)
    return home


@pytest.fixture(scope="module")
def undisturbed(
    published: Path, files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[float, Contents, Contents]:
    """How long a load takes in seconds, and the contents before and after it."""
    before = contents(require_current(Workspace(published)))
    durations = []
    for _ in range(3):
        home = tmp_path_factory.mktemp("undisturbed") / "workspace"
        shutil.copytree(published, home)
        began = time.monotonic()
        process = start(home, files[1:])
        process.join()
        durations.append(time.monotonic() - began)
        assert process.exitcode == 0
    after = contents(require_current(Workspace(home)))
    assert before != after
    assert len(after["core_rejected_row"]) == 3
    assert [r.rows_kept for r in read_records(Workspace(home)) if r.kept_file] == [500, 1]
    assert len(list(Workspace(home).rollups.iterdir())) == 6  # of two bills for three tables each
    return min(durations), before, after


def test_killed_at_random_instants_nothing_is_broken_lost_or_doubled(
    published: Path,
    files: list[Path],
    undisturbed: tuple[float, Contents, Contents],
    tmp_path: Path,
) -> None:
    span_s, before, after = undisturbed
    delays = random.Random(SEED)  # noqa: S311  the same instants in every run
    ends = []
    for number in range(KILLS):
        workspace = Workspace(tmp_path / str(number))
        shutil.copytree(published, workspace.home)
        process = start(workspace.home, files[1:])
        process.join(timeout=delays.uniform(0, span_s))
        process.kill()
        process.join()
        ends.append(process.exitcode)
        if process.exitcode == 0:
            span_s *= 0.9  # the machine is quicker than it was when a load was timed

        current = require_current(workspace)
        assert contents(current) in (before, after)
        check_landing(workspace)

        pipeline.load(workspace, Settings(), files[1:], OPTIONS)
        assert contents(require_current(workspace)) == after
        check_landing(workspace)
        litter = [path for path in workspace.home.rglob(".*") if path.name != ".lock"]
        assert litter == []
        shutil.rmtree(workspace.home)
    assert set(ends) <= {0, -signal.SIGKILL}
    assert ends.count(-signal.SIGKILL) >= KILLS // 2, "the kills came too late to say anything"
