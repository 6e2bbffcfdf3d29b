# ruff: noqa: DTZ001  tables hold naive UTC
"""Occupancy by the minute: an hour is the mean of those seen, and a lost one is not idleness."""

import gzip
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile


def test_an_hour_with_a_missing_minute_is_the_mean_of_the_minutes_seen(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # 59 minutes: 30 with 10 cards, 29 with 40; minute 59 is missing.
    # Used (30 x 10 + 29 x 40) / 59 = 1,460 / 59 = 24.7458; counted as idle it would be 1,460 / 60.
    # Waiting: 6 cards in 30 minutes = 180 / 59 = 3.0508. Capacity: 64 throughout.
    minutes = [
        row(
            "occupancy",
            time=f"2026-03-02 08:{minute:02}:00",
            running_gpu_num="10" if minute < 30 else "40",
            pending_gpu_num="6" if minute < 30 else "0",
        )
        for minute in range(59)
    ]
    load(write_file("lab/vc1.csv", minutes))
    [hour] = core("FROM core_usage_hourly")
    assert hour["hour_utc"] == datetime(2026, 3, 2, 0)
    assert hour["used_card_hours"] == pytest.approx(1460 / 59, rel=1e-12)
    assert hour["queued_card_hours"] == pytest.approx(180 / 59, rel=1e-12)
    assert hour["useful_card_hours"] is None
    assert (hour["source_row_count"], hour["first_line_number"]) == (59, 2)
    [capacity] = core("FROM core_capacity_hourly")
    assert capacity["capacity_cards"] == 64.0


def test_hours_are_cut_in_utc_and_an_hour_without_any_minute_is_absent(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    times = ("08:59:00", "09:00:00", "11:00:00")
    load(write_file("lab/vc1.csv", [row("occupancy", time=f"2026-03-02 {t}") for t in times]))
    hours = core("SELECT hour(hour_utc) AS hour FROM core_usage_hourly ORDER BY hour")
    assert [r["hour"] for r in hours] == [0, 1, 3]


def test_the_pool_is_the_files_name_and_the_provider_its_folders(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("helios/vc1.csv", [row("occupancy")]))
    [hour] = core("FROM core_usage_hourly")
    found = [hour[name] for name in ("provider", "region", "pool", "chip", "project")]
    assert found == ["helios", "unspecified", "vc1", "unknown", "vc1"]
    assert hour["workload_class"] == "other"


def test_what_is_given_on_the_command_line_goes_before_the_names(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    path = write_file("helios/vc1.csv", [row("occupancy")])
    load(path, defaults={"provider": "SenseTime", "chip": "V100", "project": "vision"})
    [hour] = core("FROM core_usage_hourly")
    assert [hour[n] for n in ("provider", "pool", "chip", "project")] == [
        "SenseTime",
        "vc1",
        "V100",
        "vision",
    ]


def test_gzip_is_read_as_it_is(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, to_csv: Callable[..., str]
) -> None:
    packed = gzip.compress(to_csv([row("occupancy")]).encode())
    [outcome] = load(write_file("helios/vc1.csv.gz", packed))
    assert (outcome.record.source, outcome.record.rows_loaded) == ("occupancy", 1)
    assert core("SELECT pool FROM core_usage_hourly") == [{"pool": "vc1"}]


def test_minutes_stated_twice_count_once_and_contradictions_not_at_all(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("occupancy"),
        row("occupancy"),
        row("occupancy", time="2026-03-02 08:01:00", running_gpu_num="20"),
        row("occupancy", time="2026-03-02 08:01:00", running_gpu_num="30"),
        row("occupancy", time="2026-03-02 08:02:00", running_gpu_num="65"),
    ]
    [outcome] = load(write_file("helios/vc1.csv", rows))
    assert (outcome.record.rows_duplicate, outcome.record.rows_rejected) == (1, 3)
    assert core("SELECT used_card_hours AS used FROM core_usage_hourly") == [{"used": 12.0}]
    reasons = [f["reason"] for f in core("FROM core_rejected_row ORDER BY line_number")]
    assert reasons == ["contradicts another row with the same minute"] * 2 + [
        "breaks the rule: used cards fit into capacity"
    ]


def test_zero_is_kept_as_zero_and_left_to_the_models_to_doubt(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("helios/vc1.csv", [row("occupancy", running_gpu_num="0")]))
    assert core("SELECT used_card_hours AS used FROM core_usage_hourly") == [{"used": 0.0}]
