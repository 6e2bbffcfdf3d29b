"""Hours of many pools are read some pools at a time, and come out as if all were read at once."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from models import pool_hours, stage

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
DAYS = 20
TABLES = ("out_pool_hourly", "out_usage_daily", "out_cost_daily", "out_finding")


def _fill(company: Any) -> None:
    """Two providers; all pools of one fall silent together, and its pools come in two parts."""
    silent = range(100, 103)
    for number in range(5):
        used = [0.0 if h in silent else 5.0 + number for h in range(DAYS * 24)]
        company.use(START, used, pool=f"pool-{number}", queued_card_hours=1.0)
    idle = [0.0 if hour in silent else 3.0 for hour in range(DAYS * 24)]
    company.use(START, idle, provider="Other", pool="idle")
    holed = [None if 50 <= hour < 60 else 3.0 for hour in range(DAYS * 24)]
    company.use(START, holed, provider="Other", pool="holed")
    company.add(
        "core_capacity_hourly",
        {"hour_utc": START + timedelta(hours=100), "capacity_cards": 0.0, "pool": "pool-0"},
        {"hour_utc": START + timedelta(hours=101), "capacity_cards": 8.0, "pool": "pool-0"},
    )


def _tables(company: Any) -> dict[str, pl.DataFrame]:
    company.build()
    return {name: company.connection.sql(f"FROM {name}").pl() for name in TABLES}


@pytest.mark.parametrize("hours", [1, DAYS * 24, 2 * DAYS * 24, 3 * DAYS * 24 + 1])
def test_parts_of_any_size_give_the_same_rows_in_the_same_order(
    company: Any, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    _fill(company)
    whole = _tables(company)
    assert whole["out_pool_hourly"].height == 7 * DAYS * 24
    monkeypatch.setattr(pool_hours, "MOST_HOURS", hours)
    for name, rows in _tables(company).items():
        assert rows.equals(whole[name]), name


def test_a_gap_is_one_of_all_pools_of_a_provider_whichever_are_read_together(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_hours, "MOST_HOURS", DAYS * 24)
    _fill(company)
    company.build()
    # `idle` was at zero while `holed` worked, which is believed.
    assert company.rows(
        "SELECT pool_id.split('/')[3], count(*) FROM out_pool_hourly WHERE is_suspected_gap "
        "GROUP BY ALL ORDER BY ALL"
    ) == [(f"pool-{number}", 3) for number in range(5)]


def test_no_more_hours_are_read_at_once_than_there_is_room_for(
    company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 3 * DAYS * 24
    heights: list[int] = []

    def watched(connection: Any, name: str, parameters: Any = None) -> pl.DataFrame:
        rows = stage.read(connection, name, parameters)
        if name == "pool_hourly":
            heights.append(rows.height)
        return rows

    monkeypatch.setattr(pool_hours, "MOST_HOURS", most)
    monkeypatch.setattr(pool_hours, "read", watched)
    _fill(company)
    company.build()
    assert heights == [most, most, DAYS * 24]
