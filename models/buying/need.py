"""What every pool needed: months of hours, counted back from the last hour measured.

Need is what was used and what waited; a full cluster's occupancy is its supply. A month has the
hours of the setting `hours_per_month`, so that all months are alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.settings import Settings
from models.stage import MOST_HOURS, read, some_at_a_time

Numbers = NDArray[np.float64]

HISTORY_DAYS = 3 * 366
LEAST_MEASURED = 0.5  # of a month's hours; a month with fewer is not known, nor any before it
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Need:
    """Need of one pool in cards, months x hours, oldest first; none where too little was measured.

    `measured_ratio`: share of these hours that were measured; the others are taken to be as the
    same hour of the month's other days. `last_day`: local day of the last hour measured.
    """

    pool_id: str
    cards: Numbers
    measured_ratio: float
    last_day: date

    @property
    def months(self) -> int:
        """Months known."""
        return len(self.cards)


def month_hours(settings: Settings) -> int:
    """Hours of a month."""
    return round(settings.hours_per_month)


def read_needs(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, Need]:
    """By pool_id; pools without a measured hour are left out."""
    found = {}
    for pool_id, hours in _hours_by_pool(connection):
        measured = np.flatnonzero(hours["need_cards"].is_not_null().to_numpy())
        if not len(measured):
            continue
        known = hours.head(int(measured[-1]) + 1)
        cards, ratio = in_months(known["need_cards"].to_numpy(), month_hours(settings))
        found[pool_id] = Need(pool_id, cards, ratio, known["local_date"][-1])
    return found


def _hours_by_pool(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rows of buying_hours, some pools at a time."""
    for some in some_at_a_time(read(connection, "pools_with_hours"), MOST_HOURS):
        asked = {"history_days": HISTORY_DAYS, "pools": some["pool_id"].to_list()}
        rows = read(connection, "buying_hours", asked)
        for (pool_id,), hours in rows.partition_by("pool_id", as_dict=True).items():
            yield str(pool_id), hours


def in_months(hours: Numbers, per_month: int) -> tuple[Numbers, float]:
    """Whole months that end with the last hour, and the share of their hours that were measured.

    An hour without a measurement (NaN) is taken to be as the month's mean at that hour of the day.
    """
    count = len(hours) // per_month
    rows = np.asarray(hours, np.float64)[len(hours) - count * per_month :].reshape(count, per_month)
    measured = ~np.isnan(rows)
    enough = measured.mean(axis=1) >= LEAST_MEASURED
    unknown = np.flatnonzero(~enough)
    first = int(unknown[-1]) + 1 if len(unknown) else 0
    rows, measured = rows[first:], measured[first:]
    if not len(rows):
        return np.zeros((0, per_month)), 0.0
    return np.array([*_filled(rows)]), float(measured.mean())


def _filled(rows: Numbers) -> Iterator[Numbers]:
    hour = np.arange(rows.shape[1]) % HOURS_PER_DAY
    for row in rows:
        missing = np.isnan(row)
        if missing.any():
            usual = np.full(HOURS_PER_DAY, np.nanmean(row))
            for at in np.unique(hour[missing]).tolist():
                seen = row[(hour == at) & ~missing]
                usual[at] = seen.mean() if seen.size else usual[at]
            yield np.where(missing, usual[hour], row)
        else:
            yield row


def decision_day(needs: dict[str, Need]) -> date:
    """The day after the last one that any pool was measured on."""
    return max(need.last_day for need in needs.values()) + timedelta(days=1)
