"""What a pool can use at most: all its cards all day, where it has long had the same ones."""

from collections.abc import Sequence
from datetime import timedelta

import duckdb
import polars as pl

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.backtest import Bounds
from models.forecast.hours import HOURS_PER_DAY
from models.forecast.reading import read

STEADY_DAYS = 90


def read_bounds(
    connection: duckdb.DuckDBPyConnection, histories: Sequence[DailyHistory]
) -> dict[str, Bounds]:
    """Bounds of each pool's card-hours a day, by pool_id; never below zero.

    A cap only where the cards were known and the same on each of the last 90 days up to the
    cut-off, and no day used more: a pool that grows may grow on.
    """
    days = read(connection, "pool_capacities")
    return {
        history.series: _bounds(days.filter(pl.col("pool_id") == history.series), history)
        for history in histories
    }


def _bounds(days: pl.DataFrame, history: DailyHistory) -> Bounds:
    first_day = history.cut_off - timedelta(days=STEADY_DAYS - 1)
    recent = days.filter(pl.col("local_date").is_between(first_day, history.cut_off))
    least, most = recent["least_cards"], recent["most_cards"]
    if recent.height < STEADY_DAYS or least.null_count() or least.min() != most.max():
        return Bounds()
    cap = float(most[0]) * HOURS_PER_DAY
    used = max(
        history.on(day) for day in recent["local_date"] if history.on(day) == history.on(day)
    )
    return Bounds(cap=cap) if used <= cap else Bounds()
