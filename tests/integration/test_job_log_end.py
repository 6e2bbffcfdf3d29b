# ruff: noqa: DTZ001  tables hold naive UTC
"""The end of a job log: how much of its last days it knows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.fixture_types import Core, Load, MakeRow, WriteFile

JOB_LOG = "SELECT pool, whole_until_utc, last_day_reported_ratio AS ratio FROM core_job_log"
WHOLE_UNTIL = """
    SELECT date_trunc('day', whole_until_utc) AS day FROM core_job_log WHERE pool = 'then'
"""
KNOWN = """
    SELECT date_trunc('day', hour_utc) AS day,
        sum(used_card_hours) FILTER (pool = 'then')
            / sum(used_card_hours) FILTER (pool = 'later') AS known
    FROM core_usage_hourly
    WHERE hour_utc >= '{first}' AND hour_utc < '{until}'
    GROUP BY ALL ORDER BY ALL
"""
FIRST = datetime(2026, 1, 1)
Jobs = Sequence[tuple[datetime, float, int]]  # start, hours, cards
JobsOfPools = Sequence[tuple[datetime, float, int, str]]
WriteLog = Callable[[str, Jobs | JobsOfPools], Path]


@pytest.fixture
def log(row: MakeRow, write_file: WriteFile) -> WriteLog:
    def write(name: str, jobs: Jobs | JobsOfPools) -> Path:
        rows = [
            row(
                "gpu_jobs",
                timestamp=f"{start:%Y-%m-%d %H:%M:%S}Z",
                duration=str(hours * 3600),
                num_gpus=str(cards),
                gpu_time=str(hours * 3600 * cards),
            )
            | ({"pool": pool[0]} if pool else {})
            for start, hours, cards, *pool in jobs
        ]
        return write_file(name, rows)

    return write


def every(step_hours: float, count: int, hours: float, cards: int = 1) -> Jobs:
    return [(FIRST + timedelta(hours=step_hours * n), hours, cards) for n in range(count)]


def ended_by(jobs: Jobs, moment: datetime) -> Jobs:
    return [job for job in jobs if job[0] + timedelta(hours=job[1]) <= moment]


def test_what_still_ran_is_reckoned_from_older_days(load: Load, core: Core, log: WriteLog) -> None:
    # One card, every hour a job of 48 hours: 48 cards in use. Written after 40 days, with the jobs
    # that had ended: x hours before its end it has those that end within x hours, x of 48 cards. So
    # of the last 24 hours it has a quarter, of those before three quarters, of older ones all.
    end = FIRST + timedelta(days=40)
    load(log("jobs.csv", ended_by(every(1, 2000, 48), end)))
    (found,) = core(JOB_LOG)
    assert found["ratio"] == pytest.approx(0.25, abs=0.02)
    assert found["whole_until_utc"] == end - timedelta(days=2)


def test_a_log_that_has_counted_running_jobs_lacks_none(
    load: Load, core: Core, log: WriteLog
) -> None:
    end = FIRST + timedelta(days=40)
    running = [
        (start, min(hours, (end - start) / timedelta(hours=1)), cards)
        for start, hours, cards in every(1, 40 * 24, 48)
    ]
    load(log("jobs.csv", running))
    assert core(JOB_LOG) == [{"pool": "jobs", "whole_until_utc": end, "ratio": 1.0}]


def test_short_jobs_leave_a_log_whole(load: Load, core: Core, log: WriteLog) -> None:
    # Jobs of an hour: at the end half a card-hour of 24 is lacking.
    end = FIRST + timedelta(days=30)
    load(log("jobs.csv", ended_by(every(0.5, 2000, 1), end)))
    (found,) = core(JOB_LOG)
    assert found["whole_until_utc"] == end
    assert found["ratio"] == pytest.approx(0.98, abs=0.02)


def test_a_log_cut_by_starts_is_whole_until_its_last_start(
    load: Load, core: Core, log: WriteLog
) -> None:
    # 30 days of starts every hour, followed until all have ended ten days later: what began after
    # the last start is not in it. Starts lie an hour apart, so an hour more is known.
    load(log("jobs.csv", every(1, 30 * 24, 240)))
    (found,) = core(JOB_LOG)
    assert found["whole_until_utc"] == FIRST + timedelta(days=30)


def test_one_long_job_is_known_as_long_as_it_ran(load: Load, core: Core, log: WriteLog) -> None:
    load(log("jobs.csv", [(FIRST, 30 * 24, 8)]))
    assert core(JOB_LOG) == [
        {"pool": "jobs", "whole_until_utc": FIRST + timedelta(days=30), "ratio": None}
    ]


def test_running_jobs_that_one_pool_has_counted_are_counted_in_all(
    load: Load, core: Core, log: WriteLog
) -> None:
    # Beside 48 jobs at a time a pool of one job of ten days at a time: alone it shows no sign.
    end = FIRST + timedelta(days=44)
    jobs = [(*job, pool) for job in every(1, 2000, 48) for pool in ("many",)]
    jobs += [(*job, "one") for job in every(240, 6, 240)]
    load(
        log(
            "jobs.csv",
            [
                (start, min(hours, (end - start) / timedelta(hours=1)), cards, pool)
                for start, hours, cards, pool in jobs
                if start < end
            ],
        )
    )
    assert {(row["pool"], row["whole_until_utc"]) for row in core(JOB_LOG)} == {
        ("many", end),
        ("one", end),
    }


def test_an_array_that_ends_at_once_is_no_sign_of_running_jobs(
    load: Load, core: Core, log: WriteLog
) -> None:
    end = FIRST + timedelta(days=40, minutes=30)
    array = [(end - timedelta(hours=8), 8.0, 1)] * 100
    load(log("jobs.csv", [*ended_by(every(1, 2000, 48), end), *array]))
    (found,) = core(JOB_LOG)
    assert found["ratio"] < 0.5
    assert found["whole_until_utc"] < end - timedelta(hours=12)


def test_a_few_starts_do_not_tell_that_a_log_was_cut_by_starts(
    load: Load, core: Core, log: WriteLog
) -> None:
    load(log("jobs.csv", every(1, 4, 720)))
    (found,) = core(JOB_LOG)
    assert found["whole_until_utc"] == FIRST + timedelta(hours=3, days=30)


def test_a_few_starts_of_a_log_in_parts_tell_that_it_was_cut_by_starts(
    load: Load, core: Core, log: WriteLog
) -> None:
    # Ten jobs of three days start each day, a log a day: the last one lacks what starts later.
    jobs = every(2.4, 70, 72)
    for day in range(7):
        load(log(f"{day}/jobs.csv", jobs[10 * day : 10 * day + 10]))
    found = core("SELECT max(whole_until_utc) AS until FROM core_job_log")
    assert found == [{"until": FIRST + timedelta(days=7)}]


def test_a_pause_of_every_night_is_no_cut_by_starts(load: Load, core: Core, log: WriteLog) -> None:
    # 200 jobs at once each night, ending over two hours: the last night's are all there.
    nights = [
        (start, 10 + number / 100, 1) for start, _, _ in every(24, 40, 0) for number in range(200)
    ]
    load(log("jobs.csv", nights))
    (found,) = core(JOB_LOG)
    assert found["whole_until_utc"] == FIRST + timedelta(days=39, hours=11, minutes=59, seconds=24)


def test_a_log_that_a_newer_one_replaces_knows_nothing_of_it(
    load: Load, core: Core, log: WriteLog
) -> None:
    # The older one had counted running jobs, the newer one has not, and holds.
    end = FIRST + timedelta(days=40)
    jobs = [job for job in every(1, 2000, 48) if job[0] < end]
    older = [(start, min(h, (end - start) / timedelta(hours=1)), cards) for start, h, cards in jobs]
    load(log("2026-02/jobs.csv", older))
    load(log("2026-03/jobs.csv", ended_by(every(1, 2000, 48), end + timedelta(days=2))))
    found = core("SELECT whole_until_utc AS until FROM core_job_log ORDER BY last_end_utc")
    assert [row["until"] for row in found] == [FIRST, end]


def test_a_corrected_middle_leaves_the_rest_of_a_log_whole(
    load: Load, core: Core, log: WriteLog
) -> None:
    jobs = every(0.5, 2000, 1)
    load(log("2026-02/jobs.csv", jobs))
    load(log("2026-03/jobs.csv", jobs[500:600]))
    found = core("SELECT max(whole_until_utc) AS until FROM core_job_log")
    assert found == [{"until": jobs[-1][0] + timedelta(hours=1)}]


@pytest.mark.real
@pytest.mark.parametrize("day", [datetime(2017, 10, 30), datetime(2017, 11, 13)])
def test_of_the_real_log_nine_tenths_are_known_where_it_is_called_whole(
    load: Load, core: Core, real_folder: Path, tmp_path: Path, day: datetime
) -> None:
    """The Philly log as it was on a day, with the jobs that had ended, beside all of it."""
    jobs = pl.read_csv(real_folder / "usage" / "philly_jobs.csv").drop_nulls()
    ends = pl.col("timestamp").str.to_datetime() + pl.duration(seconds=pl.col("duration").cast(int))
    jobs.filter(ends <= day).write_csv(tmp_path / "then.csv")
    jobs.write_csv(tmp_path / "later.csv")
    load(tmp_path / "then.csv", tmp_path / "later.csv", time_zone="UTC")
    (whole_until,) = {row["day"] for row in core(WHOLE_UNTIL)}
    known = [row["known"] for row in core(KNOWN.format(first=day - timedelta(days=21), until=day))]
    whole, partly = known[: -(day - whole_until).days], known[-(day - whole_until).days :]
    assert min(whole[-7:]) > 0.88
    assert partly[-1] < 0.3  # the last day: a zero, almost, that nobody should believe
    assert len(partly) <= 12
