"""Reads the daily history of each pool. A day not wholly measured is missing, never zero.

Incomplete days are not scaled up to full ones either: a candidate copes with a missing day, but
nobody can tell a scaled day from a measured one afterwards.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl

from models.forecast.candidate import DailyHistory
from models.forecast.reading import read


def read_histories(connection: duckdb.DuckDBPyConnection, time_zone: str) -> list[DailyHistory]:
    """The history of every pool with at least one complete local day, in order of pool_id."""
    days = read(connection, "pool_days")
    if days.is_empty():
        return []
    expected = [hours_in_day(day, time_zone) for day in days["local_date"]]
    complete = days.filter(days["measured_hours"] >= pl.Series(expected))
    return [
        _history(str(pool_id), rows)
        for (pool_id,), rows in complete.partition_by(
            "pool_id", as_dict=True, maintain_order=True
        ).items()
    ]


@lru_cache(maxsize=4096)
def hours_in_day(day: date, time_zone: str) -> int:
    """Whole hours of a local day: 24, or 23 and 25 where clocks change."""
    zone = ZoneInfo(time_zone)
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return int((end - start) / timedelta(hours=1))


def _history(pool_id: str, complete: pl.DataFrame) -> DailyHistory:
    first_day = complete["local_date"][0]
    position = (complete["local_date"] - first_day).dt.total_days().to_numpy()
    card_hours = np.full(int(position[-1]) + 1, np.nan)
    card_hours[position] = complete["card_hours"].to_numpy()
    return DailyHistory(pool_id, first_day, card_hours)
