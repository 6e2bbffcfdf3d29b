"""Whose work could have waited for idle cards: rows of out_capacity_movable."""

from decimal import Decimal

import numpy as np
import polars as pl

from models.billing.money import to_cents
from models.billing.usage import TICKS_PER_UNIT
from models.capacity_plan.gaining import WAIT_HOURS, off_peak
from models.capacity_plan.pool_hours import PoolHours
from models.capacity_plan.reading import Row


def movable_rows(pool: PoolHours, projects: pl.DataFrame) -> list[Row]:
    """One row per project with a part; `projects`: pool_id, hour_utc, project, movable."""
    even = pool.evenly_spaced()
    moved = off_peak(pool).moved_from / TICKS_PER_UNIT
    by_hour = even.hours.select("hour_utc", whole="movable").with_columns(moved=pl.Series(moved))
    shared = (
        projects.with_columns(pl.col("hour_utc").cast(pl.Datetime("us")))
        .join(by_hour, on="hour_utc")
        .filter(pl.col("whole") > 0)
        .with_columns(part=pl.col("movable") / pl.col("whole") * pl.col("moved"))
        .sort("project", "hour_utc")
    )
    # One project after the other: a grouped sum of doubles depends on the order of threads.
    found = shared.partition_by("project", as_dict=True, maintain_order=True)
    parts = [
        (str(project), _sum(rows, "part"), _sum(rows, "movable"))
        for (project,), rows in found.items()
    ]
    return [_row(pool, *part) for part in parts if part[1] > 0]


def _sum(rows: pl.DataFrame, column: str) -> float:
    return float(np.sum(rows[column].to_numpy()))


def _row(pool: PoolHours, project: str, part: float, whole: float) -> Row:
    a_month, price = part * float(pool.month), pool.price_cny
    worth = None if price is None else to_cents(Decimal(str(a_month)) * price)
    return {
        "pool_id": pool.pool_id,
        "project": project,
        "window_days": pool.days,
        "wait_hours": WAIT_HOURS,
        "card_hours_per_month": a_month,
        "share_ratio": min(part / whole, 1.0),
        "saving_cny_per_month": worth,
    }
