"""Minute-level occupancy of 16 clusters and a log of 100,000 jobs, from file to published snapshot.

Baseline, in the same run: DuckDB reads the same files with given types into a table, and nothing
else. Ours types and judges every row, keeps it, spreads it over hours, prices it and publishes.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from tests.benchmarks.large_loads import load_and_publish
from tests.benchmarks.measure import Measure
from tests.benchmarks.measure_apart import apart

_FIRST = datetime(2026, 10, 1)  # noqa: DTZ001  local, as the files have it
_SEED = 20_261_001


def run(*, quick: bool) -> list[Measure]:
    days, jobs = (3, 10_000) if quick else (31, 100_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_measure("occupancy", _write_occupancy(folder / "company", days), folder),
            *_measure("jobs", [_write_jobs(folder / "jobs.csv", jobs)], folder),
        ]


def _measure(name: str, paths: list[Path], folder: Path) -> list[Measure]:
    bare = apart(_bare, paths)
    ours = apart(load_and_publish, folder / f"{name}_home", paths)
    rows = sum(pl.scan_csv(path).select(pl.len()).collect().item() for path in paths)
    return [
        Measure(f"{name}_rows", rows, "rows", note=f"in {len(paths)} files"),
        Measure(f"{name}_bare_cpu_s", bare.cpu_s, "CPU s", note="baseline: read_csv, given types"),
        Measure(f"{name}_wall_s", ours.wall_s, "s", target=3.0),
        Measure(f"{name}_ratio_to_bare", ours.cpu_s / bare.cpu_s, "x"),
        Measure(f"{name}_peak_mb", ours.peak_mb, "MB"),
    ]


def _bare(paths: list[Path]) -> None:
    with duckdb.connect() as connection:
        for number, path in enumerate(paths):
            connection.execute(f"CREATE TABLE t{number} AS FROM read_csv('{path}', header = true)")


def _write_occupancy(folder: Path, days: int) -> list[Path]:
    folder.mkdir()
    minutes = days * 1440
    random = np.random.default_rng(_SEED)
    paths = []
    for cluster in range(16):
        cards = 64 * (1 + cluster % 8)
        used = np.clip(np.cumsum(random.integers(-2, 3, minutes)) + cards // 2, 0, cards)
        paths.append(folder / f"cluster-{cluster:02}.csv")
        pl.DataFrame(
            {
                "time": [str(_FIRST + timedelta(minutes=minute)) for minute in range(minutes)],
                "running_gpu_num": used,
                "pending_gpu_num": random.integers(0, 8, minutes),
                "total_gpu_num": np.full(minutes, cards),
            }
        ).write_csv(paths[-1])
    return paths


def _write_jobs(path: Path, jobs: int) -> Path:
    """Jobs of a month, each over about six hours."""
    random = np.random.default_rng(_SEED)
    starts = np.sort(random.integers(0, 30 * 86400, jobs))
    seconds = np.round(random.exponential(6 * 3600, jobs) + 60)
    cards = random.choice([1, 2, 4, 8, 16], jobs)
    pl.DataFrame(
        {
            "timestamp": [str(_FIRST + timedelta(seconds=int(start))) for start in starts],
            "duration": seconds,
            "num_gpus": cards,
            "gpu_time": seconds * cards,
            "cluster": [f"team-{number}" for number in random.integers(0, 20, jobs)],
        }
    ).write_csv(path)
    return path
