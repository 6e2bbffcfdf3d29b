# ruff: noqa: DTZ001  tables hold naive UTC
"""Rows that tell of what had not come when their file was loaded: held back, and let in later."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard import pipeline
from dashboard.cli import app
from data import clock
from data.sample import SAMPLE_LAST_DAY
from data.workspace import Workspace
from etl.coming import NOT_COME
from etl.landing import read_records, read_rejected
from etl.mending import as_they_came, retry
from etl.newest import standing
from etl.sources import all_sources
from tests.both_ways import FORMS, check_both_ways, outcome, typed
from tests.conftest import ZONE
from tests.fixture_types import Core, Load, MakeRow, WriteFile
from tests.sound_files import LOADED_WITH, SOUND_FILES, SOUND_ROWS

ROWS = "SELECT hour_utc, used_card_hours AS used FROM core_usage_hourly ORDER BY hour_utc"
DAY = timedelta(days=1)
# Of a sound row of every source with measured rows: the time by which it must have come, UTC.
# An hour and a moment by their beginning, a job by its end, a window by its last hour's beginning.
MUST_HAVE_COME = {
    "usage": datetime(2026, 3, 2),  # 08:00 in Shanghai
    "token_usage": datetime(2026, 3, 2),
    "occupancy": datetime(2026, 3, 2),
    "dcgm": datetime(2026, 3, 2),
    "gpu_jobs": datetime(2026, 3, 2, 0, 30),  # from 08:00 for 1,800 s
    "job_log": datetime(2026, 3, 2, 1),  # from 08:00 until 09:00
    "slurm": datetime(2026, 3, 2, 1),  # from 08:00 until 09:00
    "opencost": datetime(2026, 3, 2),
    "request_rate": datetime(2026, 3, 2),  # second 0 of a day, taken as one of UTC
    "market_snapshot": datetime(2026, 3, 2, 8),
    "focus": datetime(2026, 5, 3, 10),
    "aws_cur": datetime(2026, 5, 3, 10),
    "oci_cost_report": datetime(2026, 5, 3, 10),
}


@pytest.fixture(autouse=True)
def any_clock_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests load in years of which the package knows that they are over."""
    monkeypatch.setattr(clock, "NO_CLOCK_BEFORE", datetime.min)  # noqa: DTZ901


def reasons(workspace: Workspace) -> list[tuple[int, str, str]]:
    """Line, column and reason of what is in quarantine now."""
    return [
        (fault["line_number"], fault["column"], fault["reason"])
        for record in standing(read_records(workspace))
        for fault in read_rejected(workspace, record.load_id).to_dicts()
    ]


def test_the_sample_s_end_is_the_earliest_time_that_a_clock_is_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Its days are Shanghai's: the last one ends at 16:00 UTC. A clock before it is a wrong one.
    monkeypatch.undo()
    end = datetime(SAMPLE_LAST_DAY.year, SAMPLE_LAST_DAY.month, SAMPLE_LAST_DAY.day, 16)
    assert end == clock.NO_CLOCK_BEFORE
    assert clock.had_come_by(datetime(1970, 1, 1)) == end
    assert clock.latest_start(end + DAY) == end + 2 * DAY


def test_all_sources_of_measured_rows_are_judged() -> None:
    judged = {name for name, source in all_sources().items() if source.measured}
    assert judged == MUST_HAVE_COME.keys()


@pytest.mark.parametrize("source", MUST_HAVE_COME)
def test_a_row_is_let_in_from_a_day_before_it_and_no_sooner(
    source: str, workspace: Workspace, load: Load, write_file: WriteFile
) -> None:
    content: Any = SOUND_FILES.get(source, [SOUND_ROWS[source]])
    path = write_file("rows.csv", content)
    at, options = MUST_HAVE_COME[source], LOADED_WITH.get(source, {})
    a_second = timedelta(seconds=1)
    [early] = load(path, loaded_at=at - DAY - a_second, **options)
    held = read_rejected(workspace, early.record.load_id)["reason"].to_list()
    # A log without a usable row is refused as a whole, with its first row's reason.
    assert NOT_COME in (early.record.reason or held[0])
    [later] = load(path, loaded_at=at - DAY, **options)
    assert later.is_new
    assert (later.record.status, later.record.rows_rejected) == ("loaded", 0)
    assert later.record.rows_loaded == later.record.rows_read
    assert reasons(workspace) == []


def test_a_wrong_year_a_swapped_day_and_a_plan_are_held_back_with_what_to_do(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # Loaded on 3 March at noon UTC: until noon of the 4th, 20:00 in Shanghai, clocks may differ.
    starts = ("2026-03-02 08:00", "2027-03-02 09:00", "2026-12-02 10:00", "2026-03-04 20:00")
    starts += ("2026-03-04 21:00",)
    path = write_file("usage.csv", [row("usage", start=start) for start in starts])
    [loaded] = load(path, loaded_at=datetime(2026, 3, 3, 12))
    assert (loaded.record.rows_read, loaded.record.rows_loaded) == (5, 2)
    assert loaded.record.period_end == datetime(2026, 3, 4, 12)
    reason = (
        "had not come yet when it was loaded (2026-03-03 12:00 UTC): check the year, the order of"
        " day and month, and the time zone; a plan is no usage; if the clock was wrong, set it and"
        " load the file again"
    )
    assert reasons(workspace) == [(line, "start", reason) for line in (3, 4, 6)]
    hours = [found["hour_utc"] for found in core(ROWS)]
    assert hours == [datetime(2026, 3, 2), datetime(2026, 3, 4, 12)]


def test_what_is_held_back_contradicts_nothing(
    workspace: Workspace, load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("usage"),
        row("usage", start="2027-03-02 08:00"),
        row("usage", start="2027-03-02 08:00", used_card_hours="13"),
        row("usage", start="2027-03-02 00:00", period="day", capacity_cards=""),
    ]
    load(write_file("usage.csv", rows), loaded_at=datetime(2026, 3, 3))
    assert [reason[:2] for reason in reasons(workspace)] == [(n, "start") for n in (3, 4, 5)]


def test_loaded_again_later_what_has_come_is_let_in_and_the_rest_waits(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    days = [row("usage", start=f"2026-03-{day:02} 08:00") for day in (2, 5, 9)]
    path = write_file("usage.csv", days)
    [first] = load(path, loaded_at=datetime(2026, 3, 3))
    [same] = load(path, loaded_at=datetime(2026, 3, 3, 5))
    assert (first.record.rows_loaded, same.is_new) == (1, False)
    [tried] = load(path, loaded_at=datetime(2026, 3, 6), dry_run=True)
    assert (tried.is_new, len(read_records(workspace))) == (False, 1)
    [unasked] = load(path, loaded_at=datetime(2026, 3, 6), judge_again=False)
    assert (unasked.is_new, len(core(ROWS))) == (False, 1)
    [second] = load(path, loaded_at=datetime(2026, 3, 6))
    assert (second.is_new, second.path, second.record.rows_loaded) == (True, path, 2)
    assert second.record.replaces == first.record.load_id
    assert [line for line, _, _ in reasons(workspace)] == [4]
    assert len(core(ROWS)) == 2
    [third] = load(path, loaded_at=datetime(2026, 3, 10))
    assert (third.record.rows_loaded, reasons(workspace)) == (3, [])
    [fourth] = load(path, loaded_at=datetime(2026, 3, 11), judge_again=False)
    assert not fourth.is_new
    assert (fourth.record.rows_loaded, fourth.record.rows_rejected) == (3, 0)  # --strict asks
    assert [found["hour_utc"].day for found in core(ROWS)] == [2, 5, 9]


def test_a_clock_that_went_back_takes_nothing_away(
    workspace: Workspace, load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    days = [row("usage", start=f"2026-03-{day:02} 08:00") for day in (2, 5, 9)]
    path = write_file("usage.csv", [*days, row("usage", start="2026-03-02 09:00", chip="")])
    [first] = load(path, loaded_at=datetime(2026, 3, 6))
    with workspace.lock():
        rows = as_they_came(workspace, first.record)
        retried = retry(workspace, rows, ZONE, datetime(1970, 1, 1))
    [again] = load(path, loaded_at=datetime(1970, 1, 1))
    assert not retried.is_new
    assert not again.is_new
    assert len(core(ROWS)) == 2


def test_what_is_planned_or_agreed_may_lie_ahead(
    workspace: Workspace, load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    long_ago = datetime(2020, 1, 1)
    free = sorted(all_sources().keys() - MUST_HAVE_COME.keys() - {"epoch_chips", "token_prices"})
    for source in free:
        content: Any = SOUND_FILES.get(source, [SOUND_ROWS[source]])
        [loaded] = load(
            write_file(f"{source}.csv", content), loaded_at=long_ago, source_name=source
        )
        assert (loaded.record.status, loaded.record.rows_rejected) == ("loaded", 0), source
    ahead = {"ChargePeriodStart": "2026-06-01 00:00:00", "ChargePeriodEnd": "2027-06-01 00:00:00"}
    bill = [row("focus")] + [
        row("focus", ChargeCategory=kind, **ahead)
        for kind in ("Purchase", "Tax", "Credit", "Adjustment", "Usage")
    ]
    [loaded] = load(write_file("bill.csv", bill), loaded_at=datetime(2026, 5, 5))
    assert loaded.record.rows_loaded == 5
    assert [(line, column) for line, column, _ in reasons(workspace)] == [(7, "ChargePeriodStart")]


@pytest.mark.parametrize("form", FORMS)
def test_a_large_bill_holds_the_same_lines_back(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 5, 10))
    starts = (
        "2026-05-03 10:00:00",
        "2026-05-06 10:00:00",
        "2026-05-06 10:00:01",
        "0001-01-01 00:00:00",
    )
    ends = {"ChargePeriodEnd": "2026-06-01 00:00:00", "BillingPeriodStart": "2026-05-01 00:00:00"}
    rows = [
        SOUND_ROWS["focus"] | ends | {"ChargePeriodStart": start, "ChargeCategory": kind}
        for start in starts
        for kind in ("Usage", "Purchase", "")
    ]
    check_both_ways(tmp_path, rows, form)


def test_a_large_bill_loaded_again_later_is_as_one_loaded_then(tmp_path: Path) -> None:
    rows = [
        SOUND_ROWS["focus"] | {"ChargePeriodStart": f"2026-05-{day:02} 10:00:00"} | _AN_HOUR
        for day in (3, 4, 20)
    ]
    path = tmp_path / "bill.parquet"
    typed(pl.DataFrame(rows)).write_parquet(path)
    early, late = datetime(2026, 5, 5), datetime(2026, 5, 21)
    first, _ = outcome(tmp_path / "twice", path, direct=True, loaded_at=early)
    assert (first.rows_loaded, first.rows_rejected) == (2, 1)
    again, twice = outcome(tmp_path / "twice", path, direct=True, loaded_at=late)
    once, at_once = outcome(tmp_path / "once", path, direct=True, loaded_at=late)
    assert (again.rows_loaded, once.rows_loaded) == (3, 3)
    assert again.totals == once.totals
    own = ("load_id", "delivery")  # a delivery is named after its load
    for table, found in at_once.items():
        assert [_without(line, own) for line in twice[table]] == [
            _without(line, own) for line in found
        ]


_AN_HOUR = {"ChargePeriodEnd": "2026-06-01 00:00:00"}


def _without(line: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in names}


def test_a_program_s_zero_in_place_of_a_time_is_named(
    workspace: Workspace, load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    zeros = ("1900-01-01 00:00", "1970-01-01 00:00", "1999-12-31 23:00", "0001-01-01 00:00")
    rows = [row("usage"), *(row("usage", start=zero, time_zone="UTC") for zero in zeros)]
    load(write_file("usage.csv", rows))
    reason = "lies before the year 2000: a zero in place of a time"
    found = reasons(workspace)
    assert found[:3] == [(line, "start", reason) for line in (3, 4, 5)]
    assert found[3][2].startswith("expected a time as YYYY-MM-DD HH:MM")  # no year of four digits


def test_a_timer_s_run_lets_nothing_in_that_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The file in the inbox has not changed: what came since cannot be measured in it.
    asked: list[bool] = []

    def run(_: Any, __: Any, batches: Any, ___: Any) -> pipeline.Published:
        asked.extend(options.judge_again for _, options in batches)
        return pipeline.Published(None, is_new=False, outcomes=[])

    monkeypatch.setattr(pipeline, "run", run)
    done = CliRunner().invoke(app, ["run", "--home", str(tmp_path)])
    assert (done.exit_code, asked) == (0, [False])
