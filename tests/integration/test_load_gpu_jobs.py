# ruff: noqa: DTZ001  tables hold naive UTC
"""Job logs: every job is spread exactly over the hours it ran in, and logs may overlap."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.workspace import Workspace
from etl.core import build_core
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, FaultOf, Load, MakeRow, WriteFile

MakeJob = Callable[..., dict[str, str]]

USED = "SELECT hour_utc, used_card_hours AS used FROM core_usage_hourly ORDER BY ALL"
TOTAL = "SELECT sum(used_card_hours) AS used FROM core_usage_hourly"


@pytest.fixture(scope="session")
def job(row: MakeRow) -> MakeJob:
    """Make a job: `job("2026-03-02 08:00:00", 1800, 4)` runs 1,800 s on 4 cards."""

    def make(start: str, seconds: float, cards: int, **changes: str) -> dict[str, str]:
        return row(
            "gpu_jobs",
            timestamp=start,
            duration=str(seconds),
            num_gpus=str(cards),
            gpu_time=str(seconds * cards),
            **changes,
        )

    return make


def hours_of(core: Core) -> dict[str, float]:
    return {f"{r['hour_utc']:%m-%d %H}": r["used"] for r in core(USED)}


def test_a_job_is_cut_at_the_full_hours_even_over_midnight(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    # 23:30 to 01:15 on 4 cards: 30 min, 60 min, 15 min of 4 cards = 2 + 4 + 1 card-hours.
    load(write_file("jobs.csv", [job("2026-03-01 23:30:00Z", 6300, 4)]))
    assert hours_of(core) == {"03-01 23": 2.0, "03-02 00": 4.0, "03-02 01": 1.0}


def test_a_job_of_weeks_fills_every_hour(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    # 53 days = 1,272 hours on 8 cards, beginning at 00:30: half an hour at either end.
    load(write_file("jobs.csv", [job("2026-01-01 00:30:00Z", 53 * 86_400, 8)]))
    used = [r["used"] for r in core(USED)]
    assert used == [4.0] + [8.0] * 1271 + [4.0]


def test_a_job_that_ends_on_the_hour_has_no_part_in_the_next(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    load(
        write_file(
            "jobs.csv", [job("2026-03-02 08:00:00Z", 3600, 1), job("2026-03-02 09:30:00Z", 1800, 1)]
        )
    )
    assert hours_of(core) == {"03-02 08": 1.0, "03-02 09": 0.5}
    assert {r["n"] for r in core("SELECT source_row_count AS n FROM core_usage_hourly")} == {1}


def test_a_job_of_no_length_or_no_cards_adds_nothing(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    jobs = [
        job("2026-03-02 08:00:00Z", 0, 4),
        job("2026-03-02 09:00:00Z", 60, 0),
        job("2026-03-02 10:00:00Z", 3600, 1),
    ]
    [outcome] = load(write_file("jobs.csv", jobs))
    assert outcome.record.rows_loaded == 3
    assert hours_of(core) == {"03-02 10": 1.0}


def test_fractions_of_seconds_are_kept(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    # 1.5 s before 09:00 and 2.25 s after it, on 3 cards: 4.5 and 6.75 card-seconds.
    load(write_file("jobs.csv", [job("2026-03-02 08:59:58.5Z", 3.75, 3)]))
    used = hours_of(core)
    assert used["03-02 08"] == pytest.approx(4.5 / 3600, rel=1e-12)
    assert used["03-02 09"] == pytest.approx(6.75 / 3600, rel=1e-12)


def test_two_equal_rows_are_two_jobs(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("jobs.csv", [job("2026-03-02 08:00:00Z", 3600, 4)] * 2))
    assert (outcome.record.rows_loaded, outcome.record.rows_duplicate) == (2, 0)
    assert hours_of(core) == {"03-02 08": 8.0}


def test_teams_are_projects_and_the_files_name_is_the_pool(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    jobs = [job("2026-03-02 08:00:00", 3600, n, cluster=team) for n, team in ((1, "a"), (2, "b"))]
    load(write_file("philly.csv", jobs))
    found = core(
        "SELECT pool, project, used_card_hours AS used FROM core_usage_hourly ORDER BY project"
    )
    assert found == [
        {"pool": "philly", "project": "a", "used": 1.0},
        {"pool": "philly", "project": "b", "used": 2.0},
    ]
    assert core(USED)[0]["hour_utc"] == datetime(2026, 3, 2, 0)  # 08:00 in Shanghai


FAULTS = {
    "a product that is none": (
        {"gpu_time": "7201"},
        None,
        "card seconds are duration times cards",
    ),
    "half a card": (
        {"num_gpus": "0.5", "gpu_time": "900"},
        "cards",
        "expected a whole number of at least 0",
    ),
    "a negative duration": (
        {"duration": "-1", "gpu_time": "-4"},
        "duration_s",
        "expected a number of at least 0 of at most 316224000",
    ),
    "milliseconds": (
        {"duration": "1e12", "gpu_time": "4e12"},
        "duration_s",
        "expected a number of at least 0 of at most 316224000",
    ),
    "no team": ({"cluster": ""}, "project", "is empty; expected a text that is not empty"),
}


@pytest.mark.parametrize(("change", "column", "reason"), FAULTS.values(), ids=FAULTS)
def test_jobs_that_cannot_be_right_are_rejected(
    change: dict[str, str], column: str | None, reason: str, fault_of: FaultOf
) -> None:
    assert fault_of("gpu_jobs", {}, **change) == (column, reason)


def test_a_log_without_one_usable_job_is_refused(
    load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("jobs.csv", [row("gpu_jobs", duration="long")]))
    assert "holds no usable job" in outcome.record.reason


def test_jobs_that_run_on_into_the_next_months_log_lose_nothing(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    # March: 1 card from 31 March 20:00 for 10 h, into April; April's own job begins at 02:00.
    load(
        write_file(
            "march/jobs.csv",
            [job("2026-03-01 00:00:00Z", 3600, 1), job("2026-03-31 20:00:00Z", 36_000, 1)],
        )
    )
    load(
        write_file(
            "april/jobs.csv",
            [job("2026-04-01 02:00:00Z", 7200, 4), job("2026-04-30 12:00:00Z", 3600, 2)],
        )
    )
    assert core(TOTAL) == [{"used": pytest.approx(1 + 10 + 8 + 2)}]
    by_hour = Counter()
    for found in core(USED):
        by_hour[f"{found['hour_utc']:%m-%d %H}"] += found["used"]
    assert by_hour["04-01 02"] == 1 + 4  # both logs have a part in this hour


def test_a_corrected_log_of_the_same_period_replaces_the_first(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    first, last = job("2026-03-01 00:00:00Z", 3600, 1), job("2026-03-31 20:00:00Z", 36_000, 1)
    load(write_file("v1/jobs.csv", [first, job("2026-03-10 00:00:00Z", 3600, 100), last]))
    load(write_file("v2/jobs.csv", [first, job("2026-03-10 00:00:00Z", 3600, 10), last]))
    assert core(TOTAL) == [{"used": pytest.approx(1 + 10 + 10)}]


def test_a_log_that_covers_a_longer_period_replaces_the_shorter_one_whole(
    load: Load, core: Core, job: MakeJob, write_file: WriteFile
) -> None:
    march = [job("2026-03-01 00:00:00Z", 3600, 1), job("2026-03-31 20:00:00Z", 36_000, 1)]
    april = [job("2026-04-10 00:00:00Z", 3600, 5)]
    load(write_file("march/jobs.csv", march), write_file("both/jobs.csv", march + april))
    assert core(TOTAL) == [{"used": pytest.approx(1 + 10 + 5)}]


JOBS = st.lists(
    st.tuples(
        st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 10)),
        st.one_of(
            st.integers(0, 20 * 86_400).map(Fraction),
            st.integers(0, 10**10).map(lambda microseconds: Fraction(microseconds, 10**6)),
        ),
        st.integers(0, 64),
        st.sampled_from(["a", "b"]),
    ),
    min_size=1,
    max_size=8,
)


def spread_slowly(jobs: list[tuple[datetime, Fraction, int, str]]) -> Counter[Any]:
    """Card-microseconds by hour and team, walking every job from hour to hour."""
    spread: Counter[Any] = Counter()
    microsecond = timedelta(microseconds=1)
    for start, seconds, cards, team in jobs:
        now, end = start, start + timedelta(microseconds=int(seconds * 10**6))
        while now < end:
            hour = now.replace(minute=0, second=0, microsecond=0)
            until = min(end, hour + timedelta(hours=1))
            spread[hour, team] += (until - now) // microsecond * cards
            now = until
    return +spread  # without the hours of jobs that held no card


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs")


@given(jobs=JOBS)
@settings(max_examples=40)
def test_card_hours_are_duration_times_cards_to_the_microsecond(
    jobs: list[tuple[datetime, Fraction, int, str]],
    folder: Path,
    job: MakeJob,
    to_csv: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = folder / "jobs.csv"
    path.write_text(
        to_csv(
            [
                job(f"{start:%Y-%m-%d %H:%M:%S.%f}Z", float(seconds), cards, cluster=team)
                for start, seconds, cards, team in jobs
            ]
        )
    )
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    [outcome] = load_files(workspace, [path], LoadOptions("UTC"))
    assert outcome.record.rows_loaded == len(jobs)
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        found = connection.sql(
            "SELECT hour_utc, project, used_card_hours FROM core_usage_hourly"
        ).fetchall()
    expected = spread_slowly(jobs)
    assert {(hour, team): round(used * 3.6e9) for hour, team, used in found} == expected
    stated = sum(seconds * cards for _, seconds, cards, _ in jobs)
    assert sum(expected.values()) == stated * 10**6
