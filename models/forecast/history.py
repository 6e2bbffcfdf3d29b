"""Reads the daily history of each pool. A day not wholly measured is missing, never zero.

Incomplete days are not scaled up to full ones either: a candidate copes with a missing day, but
nobody can tell a scaled day from a measured one afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl

from models.forecast.candidate import DailyHistory
from models.forecast.reading import read
from models.stage import MOST_HOURS, some_at_a_time
from models.stage import read as read_of_all


@dataclass(frozen=True)
class PoolHistories:
    """The daily histories of the snapshot's pools, in order of pool_id.

    `demand` has used and queued card-hours of the pools whose queue was measured all day at least
    once, by pool_id. `spread` are the pools whose source gave totals of days, not hours, lately.
    """

    usage: Sequence[DailyHistory]
    demand: Mapping[str, DailyHistory]
    spread: frozenset[str]


def read_histories(connection: duckdb.DuckDBPyConnection, time_zone: str) -> Sequence[DailyHistory]:
    """Card-hours used by every pool with at least one complete local day, in order of pool_id."""
    return read_pools(connection, time_zone).usage


def read_pools(connection: duckdb.DuckDBPyConnection, time_zone: str) -> PoolHistories:
    """What is known by the day of every pool with at least one complete local day."""
    days = _read_days(connection)
    days = days.with_columns(
        hours_in_day=pl.Series(
            [hours_in_day(day, time_zone) for day in days["local_date"]], dtype=pl.Int64
        )
    )
    complete = days.filter(pl.col("measured_hours") >= pl.col("hours_in_day"))
    demanded = complete.filter(pl.col("demanded_hours") >= pl.col("hours_in_day")).with_columns(
        card_hours="demanded_card_hours"
    )
    recent = complete.filter(
        pl.col("local_date") > pl.col("local_date").max().over("pool_id") - timedelta(weeks=8)
    )
    return PoolHistories(
        usage=_histories(complete),
        demand={history.series: history for history in _histories(demanded)},
        spread=frozenset(recent.filter("is_spread")["pool_id"]),
    )


def _read_days(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Rows of pool_days, from the hours of some pools at a time."""
    pools = read_of_all(connection, "pools_with_hours")
    parts = [*some_at_a_time(pools, MOST_HOURS)] or [pools]
    asked = ({"pools": some["pool_id"].to_list()} for some in parts)
    return pl.concat([read(connection, "pool_days", one) for one in asked])


@lru_cache(maxsize=4096)
def hours_in_day(day: date, time_zone: str) -> int:
    """Whole hours of a local day: 24, or 23 and 25 where clocks change."""
    zone = ZoneInfo(time_zone)
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return int((end - start) / timedelta(hours=1))


def _histories(days: pl.DataFrame) -> list[DailyHistory]:
    parts = days.partition_by("pool_id", as_dict=True, maintain_order=True)
    return [_history(str(pool_id), rows) for (pool_id,), rows in parts.items()]


def _history(pool_id: str, complete: pl.DataFrame) -> DailyHistory:
    first_day = complete["local_date"][0]
    position = (complete["local_date"] - first_day).dt.total_days().to_numpy()
    card_hours = np.full(int(position[-1]) + 1, np.nan)
    card_hours[position] = complete["card_hours"].to_numpy()
    return DailyHistory(pool_id, first_day, card_hours)
