# ruff: noqa: DTZ001  tables hold naive UTC
"""Hours of which a job log knows a part only are unknown, in every table that rests on them."""

import json
from datetime import datetime, timedelta
from typing import Any

START = datetime(2024, 1, 1)
DAYS = (
    "SELECT local_date::VARCHAR, hours_measured, used_card_hours FROM out_cost_daily ORDER BY ALL"
)


def _job_log(company: Any, load_id: str, first: datetime, whole_until: datetime) -> None:
    company.add(
        "core_job_log",
        {
            "load_id": load_id,
            "first_start_utc": first,
            "last_start_utc": whole_until + timedelta(days=2),
            "last_end_utc": whole_until + timedelta(days=2),
            "whole_until_utc": whole_until,
            "last_day_reported_ratio": 0.25,
        },
    )


def test_what_is_known_in_part_is_unknown(company: Any) -> None:
    # 12 days at 5 cards; of the last two the log has one card.
    company.use(START, [5.0] * 240 + [1.0] * 48)
    whole_until = START + timedelta(days=10)
    _job_log(company, "load", START, whole_until)
    company.build()
    days = company.rows(DAYS)
    assert days[9:] == [
        ("2024-01-10", 24, 120.0),
        ("2024-01-11", 0, None),
        ("2024-01-12", 0, None),
    ]
    assert company.rows("SELECT max(local_date)::VARCHAR FROM out_usage_daily") == [("2024-01-10",)]
    [(kind, start, hours, detail)] = company.rows(
        "SELECT kind, start_utc, hour_count, detail FROM out_finding"
        " WHERE kind IN ('partly_reported', 'missing_hours', 'suspected_gap')"
    )
    assert (kind, start, hours) == ("partly_reported", whole_until, 48)
    assert json.loads(detail)["reported_ratio"] == 0.25
    # What the log told is kept.
    assert company.rows("SELECT sum(used_card_hours) FROM core_usage_hourly") == [(1248.0,)]


def test_a_newer_log_that_knows_them_makes_hours_whole(company: Any) -> None:
    # The second log's jobs began from the 11th on; what runs on from the first is not lacking then.
    company.use(START, [5.0] * 240 + [1.0] * 48)
    second = START + timedelta(days=10)
    company.use(second, [4.0] * 48, load_id="newer", project="other")
    _job_log(company, "load", START, START + timedelta(days=10))
    _job_log(company, "newer", second, START + timedelta(days=11))
    company.build()
    assert company.rows(DAYS)[9:] == [
        ("2024-01-10", 24, 120.0),
        ("2024-01-11", 24, 120.0),
        ("2024-01-12", 0, None),
    ]


def test_logs_that_follow_each_other_leave_no_hour_out(company: Any) -> None:
    # The first is known until half past twelve, the second's first job began five minutes past.
    company.use(START, [5.0] * 240 + [1.0] * 48)
    second = START + timedelta(days=10)
    company.use(second, [4.0] * 48, load_id="newer", project="other")
    _job_log(company, "load", START, second + timedelta(minutes=30))
    _job_log(company, "newer", second + timedelta(minutes=5), second + timedelta(days=2))
    company.build()
    assert [hours for _, hours, _ in company.rows(DAYS)] == [24] * 12


def test_hours_of_another_source_are_whole(company: Any) -> None:
    company.use(START, [5.0] * 48, load_id="usage")
    _job_log(company, "jobs", START, START + timedelta(days=1))
    company.build()
    assert company.rows(DAYS) == [("2024-01-01", 24, 120.0), ("2024-01-02", 24, 120.0)]
