# ruff: noqa: DTZ001  tables hold naive UTC
"""Usage in our template: hours as they are, days spread over the hours they really have."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

HOURS = "SELECT * FROM core_usage_hourly ORDER BY hour_utc, project"


def test_an_hourly_row_is_one_hour_in_utc_with_its_source_kept(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("march.csv", [row("usage")]))
    [hour] = core(HOURS)
    assert hour == {
        "hour_utc": datetime(2026, 3, 2, 0),  # 08:00 in Shanghai, at +8
        "provider": "yunlan",
        "region": "cn-north",
        "pool": "train-a",
        "chip": "H100",
        "project": "chat",
        "workload_class": "training",
        "used_card_hours": 12.0,
        "useful_card_hours": 11.0,
        "queued_card_hours": 3.0,
        "measured_per": "hour",
        "source_time_zone": "Asia/Shanghai",
        "load_id": outcome.record.load_id,
        "first_line_number": 2,
        "source_row_count": 1,
    }


def test_what_is_not_known_stays_empty_and_is_never_zero(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    unknown = {"useful_card_hours": "", "queued_card_hours": "", "capacity_cards": ""}
    load(write_file("march.csv", [row("usage", workload_class="", **unknown)]))
    [hour] = core(HOURS)
    assert (hour["useful_card_hours"], hour["queued_card_hours"]) == (None, None)
    assert hour["workload_class"] == "other"
    assert core("FROM core_capacity_hourly") == []


# The day's length where clocks change: 24 h always in Shanghai; Berlin lost an hour on 2026-03-29
# (23 h, beginning at 23:00 UTC the day before) and gained one on 2026-10-25 (25 h, at 22:00 UTC).
DAYS = {
    "24 hours": ("Asia/Shanghai", "2026-03-29 00:00", 24, datetime(2026, 3, 28, 16)),
    "23 hours": ("Europe/Berlin", "2026-03-29 00:00", 23, datetime(2026, 3, 28, 23)),
    "25 hours": ("Europe/Berlin", "2026-10-25 00:00", 25, datetime(2026, 10, 24, 22)),
}


@pytest.mark.parametrize(("zone", "start", "hours", "first"), DAYS.values(), ids=DAYS)
def test_a_daily_row_is_spread_over_the_hours_its_day_really_has(
    zone: str,
    start: str,
    hours: int,
    first: datetime,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    day = {
        "period": "day",
        "start": start,
        "time_zone": zone,
        "used_card_hours": "1000",
        "useful_card_hours": "900",
        "queued_card_hours": "50",
    }
    load(write_file("days.csv", [row("usage", **day)]))
    rows = core(HOURS)
    assert [hour["hour_utc"] for hour in rows] == [first + timedelta(hours=i) for i in range(hours)]
    for column, total in (("used", 1000), ("useful", 900), ("queued", 50)):
        cells = [hour[f"{column}_card_hours"] for hour in rows]
        assert cells == [pytest.approx(total / hours)] * hours
        assert sum(cells) == pytest.approx(total, rel=1e-12)
    assert {hour["measured_per"] for hour in rows} == {"day"}
    capacity = core("SELECT hour_utc, capacity_cards FROM core_capacity_hourly ORDER BY ALL")
    assert [c["hour_utc"] for c in capacity] == [hour["hour_utc"] for hour in rows]
    assert {c["capacity_cards"] for c in capacity} == {64.0}


def test_days_that_follow_each_other_leave_no_hole_and_no_doubled_hour(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    days = [
        row("usage", period="day", start=f"2026-{day} 00:00", time_zone="Europe/Berlin")
        for day in ("03-28", "03-29", "03-30")
    ]
    load(write_file("days.csv", days))
    hours = [hour["hour_utc"] for hour in core(HOURS)]
    assert len(hours) == 24 + 23 + 24
    assert hours == [hours[0] + timedelta(hours=i) for i in range(71)]


def test_capacity_belongs_to_the_pool_and_is_not_repeated_for_every_project(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("march.csv", [row("usage"), row("usage", project="search")]))
    assert len(core(HOURS)) == 2
    assert core("SELECT pool, chip, capacity_cards FROM core_capacity_hourly") == [
        {"pool": "train-a", "chip": "H100", "capacity_cards": 64.0}
    ]


FAULTS = {
    "more useful than used": ([{"useful_card_hours": "13"}], "useful is at most used"),
    "more than the cards could": (
        [{"used_card_hours": "64.1"}],
        "fits into the capacity of its pool",
    ),
    "more than a day could": (
        [
            {
                "period": "day",
                "start": "2026-03-02 00:00",
                "used_card_hours": "1601",
                "useful_card_hours": "",
            }
        ],  # 64 cards x 25 h = 1,600
        "fits into the capacity of its pool",
    ),
    "minutes": ([{"start": "2026-03-02 08:15"}], "starts on a full hour of utc"),
    "seconds": ([{"start": "2026-03-02 08:00:30"}], "starts on a full hour of utc"),
    "half an hour from UTC": ([{"time_zone": "Asia/Kolkata"}], "starts on a full hour of utc"),
    "two capacities": (
        [{}, {"project": "search", "capacity_cards": "32"}],
        "has the same capacity as its pool in that hour",
    ),
}


@pytest.mark.parametrize(("changes", "rule"), FAULTS.values(), ids=FAULTS)
def test_rows_that_cannot_be_right_are_rejected_by_a_rule_with_a_name(
    changes: list[dict[str, str]],
    rule: str,
    load: Load,
    core: Core,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    load(write_file("march.csv", [row("usage", **change) for change in changes]))
    reasons = [fault["reason"] for fault in core("FROM core_rejected_row")]
    assert reasons == [f"breaks the rule: {rule}"] * len(changes)


def test_an_hour_beside_the_day_it_lies_in_is_rejected_and_never_counted_twice(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    day = row("usage", period="day", start="2026-03-02 00:00", used_card_hours="240")
    rows = [
        row("usage"),
        day,
        row("usage", start="2026-03-02 00:00"),
        row("usage", start="2026-03-03 00:00"),
        row("usage", start="2026-03-01 23:00"),
        row("usage", project="search"),
    ]
    load(write_file("mixed.csv", rows))
    assert [fault["line_number"] for fault in core("FROM core_rejected_row")] == [2, 4]
    used = core("SELECT sum(used_card_hours) AS used FROM core_usage_hourly WHERE project = 'chat'")
    assert used == [{"used": pytest.approx(240 + 12 + 12)}]


def test_a_day_may_be_a_bare_date_and_an_hour_may_not(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("usage", period="day", start="2026-03-02", used_card_hours="240"),
        row("usage", period="day", start="2026/3/3", used_card_hours="240"),
        row("usage", start="2026-03-04"),
        row("usage", period="day", start="2026年3月5日", used_card_hours="240"),
        row("usage", period="day", start="２０２６－０３－０６", used_card_hours="240"),
    ]
    load(write_file("days.csv", rows))
    assert [fault["line_number"] for fault in core("FROM core_rejected_row")] == [4]
    assert len(core(HOURS)) == 4 * 24
    # Midnights of Shanghai are 16:00 UTC of the day before.
    hours = [used["hour_utc"] for used in core(HOURS)]
    assert (hours[0], hours[24]) == (datetime(2026, 3, 1, 16), datetime(2026, 3, 2, 16))


def test_a_day_that_begins_within_another_is_rejected(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    days = [
        row("usage", period="day", start=start)
        for start in ("2026-03-02 00:00", "2026-03-02 08:00", "2026-03-03 00:00")
    ]
    load(write_file("days.csv", days))
    assert [fault["line_number"] for fault in core("FROM core_rejected_row")] == [3, 4]


def test_parquet_gives_the_same_hours_as_csv(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, tmp_path: Path
) -> None:
    rows = [
        row("usage"),
        row("usage", start="2026-03-02 09:00", used_card_hours="7.5", useful_card_hours=""),
    ]
    load(write_file("march.csv", rows))
    columns = "hour_utc, project, used_card_hours, useful_card_hours, queued_card_hours"
    from_csv = core(f"SELECT {columns} FROM core_usage_hourly ORDER BY ALL")
    numbers = ("used_card_hours", "useful_card_hours", "queued_card_hours", "capacity_cards")
    typed = pl.DataFrame(rows).with_columns(
        pl.col("start").str.to_datetime("%Y-%m-%d %H:%M"),
        pl.col(*numbers).replace("", None).cast(pl.Float64),
    )
    typed.write_parquet(tmp_path / "march.parquet")
    load(tmp_path / "march.parquet")
    assert core(f"SELECT {columns} FROM core_usage_hourly ORDER BY ALL") == from_csv
