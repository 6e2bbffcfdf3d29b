"""Loading usage through the door (typed, checked, kept, rolled up) against a bare typed insert.

Baseline: DuckDB reads the same CSV with declared types straight into a table: no line numbers, no
reasons, no quarantine, no landing; one bad row would stop it.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from data.snapshot import building
from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.benchmarks.measure import Measure, cpu_seconds

_TYPES = {"start": "TIMESTAMP", "used_card_hours": "DOUBLE", "capacity_cards": "DOUBLE"}


def run(*, quick: bool) -> list[Measure]:
    hours = 24 * (60 if quick else 730)
    with tempfile.TemporaryDirectory() as folder:
        path = _write_usage(Path(folder) / "usage.csv", hours)
        rows = hours * 48
        workspace = Workspace(Path(folder) / "workspace")
        bare_s, _ = cpu_seconds(lambda: _bare_insert(path))
        land_s, outcomes = cpu_seconds(
            lambda: load_files(workspace, [path], LoadOptions("Asia/Shanghai"))
        )
        core_s, _ = cpu_seconds(lambda: _build(workspace))
        again_s, _ = cpu_seconds(
            lambda: load_files(workspace, [path], LoadOptions("Asia/Shanghai"))
        )
    assert outcomes[0].record.rows_loaded == rows
    whole_s = land_s + core_s
    return [
        Measure("load_rows", rows, "rows"),
        Measure("load_bare_insert_cpu_s", bare_s, "CPU s", note="baseline: no checks, no lineage"),
        Measure("load_land_cpu_s", land_s, "CPU s", note="read, type, check, keep as Parquet"),
        Measure("load_core_cpu_s", core_s, "CPU s", note="core tables in a new snapshot"),
        Measure("load_ratio_to_bare_insert", whole_s / bare_s, "x", target=8.0),
        # With few rows the fixed cost of a load and a snapshot is most of it: no target then.
        Measure(
            "load_cpu_s_per_million_rows",
            whole_s / rows * 1e6,
            "CPU s",
            target=None if quick else 6.0,
        ),
        Measure("load_again_cpu_s", again_s, "CPU s", note="the same file: recognised by its hash"),
    ]


def _write_usage(path: Path, hours: int) -> Path:
    """Hourly usage of 6 pools x 8 projects in the template's form."""
    first = datetime(2025, 1, 1)  # noqa: DTZ001  local, as the template has it
    starts = pl.DataFrame({"start": [first + timedelta(hours=h) for h in range(hours)]})
    pools = pl.DataFrame({"pool": [f"pool-{n}" for n in range(6)]})
    projects = pl.DataFrame({"project": [f"project-{n}" for n in range(8)]})
    starts.join(pools, how="cross").join(projects, how="cross").select(
        pl.col("start").dt.strftime("%Y-%m-%d %H:%M"),
        period=pl.lit("hour"),
        provider=pl.lit("Cloud A"),
        region=pl.lit("north"),
        pool="pool",
        chip=pl.lit("H100 SXM5"),
        project="project",
        workload_class=pl.lit("training"),
        used_card_hours=(pl.int_range(pl.len()) % 97) / 8,
        useful_card_hours=pl.lit(None, pl.Float64),
        queued_card_hours=pl.lit(0.5),
        capacity_cards=pl.lit(128),
        time_zone=pl.lit("Asia/Shanghai"),
    ).write_csv(path)
    return path


def _bare_insert(path: Path) -> None:
    with duckdb.connect() as connection:
        columns = pl.scan_csv(path).collect_schema().names()
        types = {name: _TYPES.get(name, "VARCHAR") for name in columns}
        connection.execute(
            f"CREATE TABLE usage AS SELECT * FROM read_csv('{path}', columns={types})"
        )


def _build(workspace: Workspace) -> None:
    with building(workspace, keep=2) as build:
        build_core(build.connection, workspace)
