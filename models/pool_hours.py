"""out_pool_hourly, filled some pools at a time.

A company of 300 pools has 5 million hours in two years. Read in one go, with the pool's names in
every row, they took 5 GB; so half a million are read at once, and names are kept as numbers.
"""

from typing import Any

import duckdb
import polars as pl

from models.gaps import mark_suspected_gaps, silent_hours
from models.offers.contracts import POOL_KEY
from models.stage import MOST_HOURS, append_rows, read, replace_rows, some_at_a_time

_TABLE = "out_pool_hourly"
_NAMES = ["pool_id", *POOL_KEY]
_KEPT = (
    "hour_utc", "local_date", *_NAMES, "used_card_hours", "useful_card_hours", "queued_card_hours",
    "is_suspected_gap", "is_partly_reported",
)  # fmt: skip


def fill_pool_hours(connection: duckdb.DuckDBPyConnection, bound: dict[str, Any]) -> pl.DataFrame:
    """Replace what out_pool_hourly held by the hours that core tables tell of, by pool_id and hour.

    `bound` are the parameters of pool_hourly.sql that are the same for all pools. Gives the same
    rows with provider, region, pool and chip, but without capacity and the grain of the source;
    names are of type Enum (`named` makes them texts).
    """
    pools = read(connection, "pools_told")
    pools = pools.cast({name: pl.Enum(pools[name].unique().sort()) for name in _NAMES})
    told = [
        _told(connection, bound, some.select(_NAMES)) for some in some_at_a_time(pools, MOST_HOURS)
    ]
    if not told:
        return pools.clear()
    silent = silent_hours(told)
    write = replace_rows
    for number, hours in enumerate(told):
        marked = mark_suspected_gaps(hours, silent)
        write(connection, _TABLE, named(marked))
        told[number] = marked.select(_KEPT)
        write = append_rows
    return pl.concat(told)


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with names as texts."""
    return rows.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))


def _told(
    connection: duckdb.DuckDBPyConnection, bound: dict[str, Any], pools: pl.DataFrame
) -> pl.DataFrame:
    """Hours of some pools, whose names come as numbers and are then what `pools` has there."""
    asked = pools.select(POOL_KEY).cast(pl.String).to_dict(as_series=False)
    hours = read(connection, "pool_hourly", bound | asked)
    hours = hours.with_columns(pl.col("measured_per").cast(pl.Categorical))
    return pl.concat([hours, pools[hours["number"]]], how="horizontal")
