"""Where loads overlap the newest holds: nothing counts twice, and nothing else is touched."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, Load, MakeRow, WriteFile

Export = Callable[..., Path]

USED = """
SELECT project, hour(hour_utc) AS hour, used_card_hours AS used
FROM core_usage_hourly ORDER BY ALL
"""


@pytest.fixture
def export(row: MakeRow, write_file: WriteFile) -> Export:
    """Write an export: `export("a.csv", {8: "1"})` is 1 card-hour at 08:00 UTC."""

    def write(name: str, used: dict[int, str], **changes: str) -> Path:
        rows = [
            row(
                "usage",
                start=f"2026-03-02 {hour:02}:00Z",
                used_card_hours=cards,
                useful_card_hours="",
                **changes,
            )
            for hour, cards in used.items()
        ]
        return write_file(name, rows)

    return write


def used(core: Core, project: str = "chat") -> dict[int, float]:
    return {r["hour"]: r["used"] for r in core(USED) if r["project"] == project}


def test_a_corrected_export_of_the_same_period_replaces_the_first(
    load: Load, core: Core, export: Export
) -> None:
    load(export("march.csv", {8: "1", 9: "2", 10: "3"}))
    load(export("march corrected.csv", {8: "1", 9: "20", 10: "3"}))
    assert used(core) == {8: 1, 9: 20, 10: 3}


def test_an_hour_that_the_correction_drops_is_gone(load: Load, core: Core, export: Export) -> None:
    load(export("march.csv", {8: "1", 9: "2", 10: "3"}))
    load(export("march corrected.csv", {8: "1", 10: "3"}))
    assert used(core) == {8: 1, 10: 3}


def test_a_correction_of_two_days_leaves_the_days_between_them_alone(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    def days(name: str, cards: dict[int, str]) -> Path:
        starts = {f"2026-03-{day:02}": used for day, used in cards.items()}
        rows = [
            row("usage", start=f"{day} 10:00", used_card_hours=used, useful_card_hours="")
            for day, used in starts.items()
        ]
        return write_file(name, rows)

    load(days("march.csv", dict.fromkeys(range(1, 31), "5")))
    load(days("two days.csv", {2: "7", 20: "9"}))
    total = core("SELECT count(*) AS n, sum(used_card_hours) AS s FROM core_usage_hourly")[0]
    assert (total["n"], total["s"]) == (30, 28 * 5 + 7 + 9)


def test_overlapping_exports_never_count_twice_and_their_ends_stay(
    load: Load, core: Core, export: Export
) -> None:
    load(export("a.csv", {8: "1", 9: "2", 10: "3"}), export("b.csv", {10: "30", 11: "40"}))
    assert used(core) == {8: 1, 9: 2, 10: 30, 11: 40}


def test_the_time_of_saving_decides_not_the_period_nor_the_order_of_loading(
    load: Load, core: Core, export: Export
) -> None:
    later_hours = export("b.csv", {10: "30", 11: "40"})
    saved_later = export("a.csv", {8: "1", 9: "2", 10: "3"})
    load(saved_later)
    load(later_hours)
    assert used(core) == {8: 1, 9: 2, 10: 3, 11: 40}


def test_a_copy_made_today_does_not_bring_old_numbers_back(
    load: Load, core: Core, export: Export
) -> None:
    first, corrected = export("a.csv", {8: "1"}), export("b.csv", {8: "2"})
    load(export("copy of a.csv", {8: "1"}))
    load(corrected)
    assert used(core) == {8: 1}
    load(first)  # its bytes are seen to be older than the correction after all
    assert used(core) == {8: 2}


def test_a_time_given_wins_over_the_files_own_and_stays(
    load: Load, core: Core, export: Export
) -> None:
    correction, first = export("b.csv", {8: "2"}), export("a.csv", {8: "1"})
    load(correction, first)
    assert used(core) == {8: 1}  # saved in the wrong order, as after a checkout
    load(correction, saved_at=datetime(2026, 4, 1))  # noqa: DTZ001  naive UTC
    assert used(core) == {8: 2}
    assert not load(correction)[0].is_new
    assert used(core) == {8: 2}


def test_of_one_file_read_in_two_ways_the_later_command_holds(
    load: Load, core: Core, export: Export
) -> None:
    path = export("a.csv", {8: "1"}, chip="")
    for chip in ("H100", "A100", "H20"):
        load(path, defaults={"chip": chip})
    assert [r["chip"] for r in core("SELECT chip FROM core_usage_hourly")] == ["H20"]


def test_records_from_before_times_were_kept_hold_in_the_order_of_their_loading(
    load: Load, core: Core, export: Export, workspace: Workspace
) -> None:
    load(*(export(f"v{n}.csv", {8: str(n)}) for n in (3, 1, 2)))
    for path in workspace.landing.glob("*.json"):
        fields = json.loads(path.read_text("utf-8"))
        for name in ("file_modified_at", "is_time_given", "replaces", "folder", "time_zone"):
            del fields[name]
        path.write_text(json.dumps(fields), "utf-8")
    assert used(core) == {8: 2}


def test_other_projects_and_other_pools_stay(load: Load, core: Core, export: Export) -> None:
    load(export("chat.csv", {8: "1"}), export("search.csv", {8: "5"}, project="search"))
    load(export("pool.csv", {8: "7"}, pool="train-b"))
    load(export("chat corrected.csv", {8: "2"}))
    assert used(core, "search") == {8: 5}
    totals = core(
        "SELECT pool, sum(used_card_hours) AS used FROM core_usage_hourly GROUP BY ALL"
        " ORDER BY pool"
    )
    assert [r["used"] for r in totals] == [2 + 5, 7]


def test_loading_the_first_export_again_does_not_bring_it_back(
    load: Load, core: Core, export: Export
) -> None:
    first, corrected = export("a.csv", {8: "1"}), export("b.csv", {8: "2"})
    load(first, corrected)
    assert not load(first)[0].is_new
    assert used(core) == {8: 2}


def test_three_versions_leave_the_third(load: Load, core: Core, export: Export) -> None:
    load(*(export(f"v{n}.csv", {8: str(n), 9: str(n)}) for n in (1, 2, 3)))
    assert used(core) == {8: 3, 9: 3}


def test_capacity_is_settled_by_pool_in_the_same_way(
    load: Load, core: Core, export: Export
) -> None:
    load(export("a.csv", {8: "1", 9: "1"}, capacity_cards="64"))
    load(export("b.csv", {9: "1", 10: "1"}, capacity_cards="128", project="search"))
    capacity = core(
        "SELECT hour(hour_utc) AS hour, capacity_cards FROM core_capacity_hourly ORDER BY hour"
    )
    assert [(r["hour"], r["capacity_cards"]) for r in capacity] == [(8, 64), (9, 128), (10, 128)]
    assert (used(core), used(core, "search")) == ({8: 1, 9: 1}, {9: 1, 10: 1})


def test_daily_totals_give_way_to_the_hours_that_come_later(
    load: Load, core: Core, export: Export, row: MakeRow, write_file: WriteFile
) -> None:
    day = row(
        "usage", period="day", start="2026-03-02 00:00Z", time_zone="UTC", used_card_hours="240"
    )
    load(write_file("days.csv", [day]))
    load(export("hours.csv", {8: "1", 9: "2"}))
    hours = used(core)
    assert len(hours) == 24  # 240 / 24 = 10 in the 22 hours nobody measured since
    assert sum(hours.values()) == pytest.approx(22 * 10 + 1 + 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


EXPORTS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["chat", "search"])),
    min_size=1,
    max_size=4,
)


@given(exports=EXPORTS)
@settings(max_examples=15)
def test_every_project_hour_holds_what_the_last_export_that_covers_it_says(
    exports: list[tuple[int, int, str]],
    folder: Path,
    row: MakeRow,
    to_csv: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    expected: dict[tuple[str, int], float] = {}
    paths = []
    for number, (first, hours, project) in enumerate(exports, start=1):
        covered = [hour for hour in range(first, first + hours) if hour < 24]
        expected |= {(project, hour): float(number) for hour in covered}
        rows = [
            row(
                "usage",
                start=f"2026-03-02 {hour:02}:00Z",
                project=project,
                used_card_hours=str(number),
                useful_card_hours="",
            )
            for hour in covered
        ]
        paths.append(folder / f"{number}.csv")
        paths[-1].write_text(to_csv(rows))
        os.utime(paths[-1], (number, number))
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    load_files(workspace, paths, LoadOptions("UTC"))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
        found = connection.sql(USED).fetchall()
    assert {(project, hour): used for project, hour, used in found} == expected
    assert len(found) == len(expected)
