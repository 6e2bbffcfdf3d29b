# ruff: noqa: DTZ001  tables hold naive UTC
"""Real files, loaded on a day within their own time: only what had come by then is let in."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from data import clock
from data.workspace import Workspace
from etl.coming import NOT_COME
from etl.landing import LoadRecord, read_landed, read_rejected
from etl.load import LoadOptions, load_files
from tests.fixture_types import Load

pytestmark = pytest.mark.real

# Loaded on the first day, a day more is let in. The numbers are counted below from the file's text.
FILES = {
    "usage/helios_earth/vcJLV.csv.gz": datetime(2020, 5, 20, 12),
    "usage/philly_jobs.csv": datetime(2017, 11, 1),
    "focus/focus_1_3_cost_and_usage_aws.csv": datetime(2026, 5, 20),
    "focus/focus_1_0_sample_1000.csv": datetime(2024, 9, 20),
    "focus/aws_cur_export.csv": datetime(2023, 11, 9),
}
SHANGHAI = pl.duration(hours=8)


@pytest.fixture(autouse=True)
def any_clock_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "NO_CLOCK_BEFORE", datetime.min)  # noqa: DTZ901


def _begins(path: Path) -> pl.Series:
    """When each of its measured rows begins, a job when it ends, in UTC; by the file's own text."""
    rows = pl.read_csv(path, infer_schema=False)
    if "gpu_time" in rows.columns:
        ran = pl.duration(microseconds=pl.col("duration").cast(pl.Float64) * 1e6)
        return rows.select(pl.col("timestamp").str.to_datetime() + ran - SHANGHAI).to_series()
    if "running_gpu_num" in rows.columns:
        return rows.select(pl.col("time").str.to_datetime() - SHANGHAI).to_series()
    if "ChargeCategory" in rows.columns:
        used, start = pl.col("ChargeCategory") == "Usage", pl.col("ChargePeriodStart")
    else:
        used, start = pl.col("lineItem/LineItemType") == "Usage", pl.col("lineItem/UsageStartDate")
    text = start.str.slice(0, 19).str.replace("T", " ")
    return rows.filter(used).select(text.str.to_datetime("%Y-%m-%d %H:%M:%S")).to_series()


@pytest.mark.parametrize("name", FILES)
def test_what_had_not_come_waits_and_then_counts_as_if_it_had_never_waited(
    name: str, tmp_path: Path, workspace: Workspace, load: Load, real_folder: Path
) -> None:
    path, at = real_folder / name, FILES[name]
    to_come = int((_begins(path) > at + timedelta(days=1)).sum())
    assert to_come > 0
    [early] = load(path, loaded_at=at)
    assert early.record.rows_rejected == to_come
    assert (
        early.record.rows_read == early.record.rows_loaded + to_come + early.record.rows_duplicate
    )
    held = read_rejected(workspace, early.record.load_id)
    assert held["reason"].str.starts_with(NOT_COME).all()
    [late] = load(path)
    assert late.is_new
    once = _loaded_at_once(tmp_path, path)
    assert _of(workspace, late.record).equals(_of(Workspace(tmp_path / "once"), once))
    assert late.record.totals == once.totals
    assert (late.record.rows_rejected, late.record.rows_duplicate) == (0, once.rows_duplicate)


def _loaded_at_once(folder: Path, path: Path) -> LoadRecord:
    [outcome] = load_files(Workspace(folder / "once"), [path], LoadOptions("Asia/Shanghai"))
    return outcome.record


def _of(workspace: Workspace, record: LoadRecord) -> pl.DataFrame:
    return read_landed(workspace, record.load_id).sort("line_number")
