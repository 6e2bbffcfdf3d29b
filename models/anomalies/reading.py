"""Pools by local day as arrays, and what is known of them beside: hours, projects, plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from models.anomalies.kinds_of_day import kinds_of_days
from models.anomalies.pricing import HOURS, PoolDays, shapes_before
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.stage import reader_of

Floats = npt.NDArray[np.float64]
read = reader_of("models.anomalies")

# A holiday at the end of the data goes on as the calendar says, whatever data come later.
_MARGIN = timedelta(days=14)


@dataclass(frozen=True)
class Pools:
    """All pools over the days from the first to the last that any of them has.

    Arrays have shape (days, pools); NaN where not known. `rows` are by pool, for exact amounts.
    """

    days: tuple[date, ...]
    pool_ids: tuple[str, ...]
    kinds: npt.NDArray[np.int64]
    arrays: Mapping[str, Floats]
    rows: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Projects:
    """Card-hours of a pool's projects, shape (projects, days): zero where a project used none."""

    names: tuple[str, ...]
    used: Floats


def read_pools(connection: duckdb.DuckDBPyConnection, time_zone: str) -> Pools | None:
    """Reads out_cost_daily, out_pool_hourly and core_calendar; None where there is no day."""
    rows = read(connection, "pool_days")
    if rows.is_empty():
        return None
    first, last = min(rows["local_date"]), max(rows["local_date"])
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    by_pool = {str(k): part for (k,), part in rows.partition_by("pool_id", as_dict=True).items()}
    names = ("used", "on_demand", "committed", "price_cny", "fee_cny", "cost_cny")
    shape = (len(days), len(by_pool))
    arrays = {name: np.full(shape, np.nan) for name in names}
    for number, part in enumerate(by_pool.values()):
        places = (part["local_date"] - first).dt.total_days().to_numpy()
        for name, array in arrays.items():
            array[places, number] = part[name].cast(pl.Float64).to_numpy()
    kinds = _kinds(connection, time_zone, first, last)
    return Pools(days, (*by_pool,), kinds, arrays, by_pool)


def _kinds(
    connection: duckdb.DuckDBPyConnection, time_zone: str, first: date, last: date
) -> npt.NDArray[np.int64]:
    country = COUNTRY_BY_TIME_ZONE.get(time_zone, "")
    special = read(connection, "holidays", {"country": country})
    count = (last - first + 2 * _MARGIN).days + 1
    days = [first - _MARGIN + timedelta(days=n) for n in range(count)]
    kinds = kinds_of_days(
        days,
        frozenset(special.filter("is_holiday")["local_date"]),
        frozenset(special.filter(~pl.col("is_holiday"))["local_date"]),
    )
    return kinds[_MARGIN.days : count - _MARGIN.days]


def read_pool_days(
    connection: duckdb.DuckDBPyConnection, pools: Pools, number: int, time_zone: str
) -> PoolDays:
    """One pool's arrays, with the shapes of its days where it is priced at all."""
    pool = {name: array[:, number] for name, array in pools.arrays.items()}
    hours = np.full((len(pools.days), HOURS), np.nan)
    if not np.isnan(pool["price_cny"]).all():
        parameters = {"pool_id": pools.pool_ids[number], "time_zone": time_zone}
        rows = read(connection, "pool_hours", parameters)
        places = (rows["local_date"] - pools.days[0]).dt.total_days().to_numpy()
        hours[places, rows["local_hour"].to_numpy()] = rows["used"].to_numpy()
    return PoolDays(**pool, shapes=shapes_before(hours))


def read_projects(connection: duckdb.DuckDBPyConnection, pools: Pools, pool_id: str) -> Projects:
    """The pool's projects in order of name."""
    rows = read(connection, "project_days", {"pool_id": pool_id})
    parts = rows.partition_by("project", as_dict=True, maintain_order=True)
    used = np.zeros((len(parts), len(pools.days)))
    for row, part in zip(used, parts.values(), strict=True):
        row[(part["local_date"] - pools.days[0]).dt.total_days().to_numpy()] = part["used"]
    return Projects(tuple(str(name) for (name,) in parts), used)


def exact_amounts(pools: Pools, pool_id: str) -> dict[date, tuple[Decimal, Decimal]]:
    """Fee and cost of the days on which both are known, to the cent."""
    known = pools.rows[pool_id].drop_nulls(["fee_cny", "cost_cny"])
    return {
        day: (fee, cost)
        for day, fee, cost in known.select("local_date", "fee_cny", "cost_cny").iter_rows()
    }
