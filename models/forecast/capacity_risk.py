"""How likely a pool runs out of cards by a date: an hour's demand above what is in hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import polars as pl

from models.forecast.hour_paths import HourPaths
from models.forecast.hours import ROUNDED
from models.forecast.reading import read

MAX_AGE_DAYS = 7  # of the last known capacity


@dataclass(frozen=True)
class CardsInHand:
    """Cards of all pools, by pool and local day, and the contracts that give and take some.

    `contracts` has pool_id, start_date, end_date and cards.
    """

    by_day: Mapping[str, Mapping[date, float]]
    contracts: pl.DataFrame

    def at(self, pool_id: str, cut_off: date) -> float | None:
        """Cards at the cut-off, by the last day of its week that says; None where none does.

        Contracts that ended or began since that day are counted.
        """
        known = self.by_day.get(pool_id, {})
        last_week = (cut_off - timedelta(days=back) for back in range(MAX_AGE_DAYS))
        day = next((day for day in last_week if day in known), None)
        if day is None:
            return None
        since = self._under_contract(pool_id, cut_off) - self._under_contract(pool_id, day)
        return max(known[day] + since, 0.0)

    def limit(self, pool_id: str, cut_off: date, most_used: float) -> float:
        """The same as what an hour can use; infinite where an hour lately used more than those."""
        cards = self.at(pool_id, cut_off)
        return cards if cards is not None and most_used <= cards * ROUNDED else np.inf

    def changes(self, pool_id: str, cut_off: date, horizon_days: int) -> list[int]:
        """Cards that contracts give (or take, where they end) by each day ahead."""
        now = self._under_contract(pool_id, cut_off)
        days = (cut_off + timedelta(days=ahead) for ahead in range(1, horizon_days + 1))
        return [self._under_contract(pool_id, day) - now for day in days]

    def _under_contract(self, pool_id: str, day: date) -> int:
        if self.contracts.is_empty():
            return 0
        running = pl.lit(day).is_between(pl.col("start_date"), pl.col("end_date"))
        rows = self.contracts.filter((pl.col("pool_id") == pool_id) & running)
        return int(rows["cards"].sum())


def read_cards(connection: duckdb.DuckDBPyConnection, contracts: pl.DataFrame) -> CardsInHand:
    """Measured capacity by the day, and `contracts`, core_commitment with its pool_id."""
    by_day: dict[str, dict[date, float]] = {}
    for row in read(connection, "pool_capacities").iter_rows(named=True):
        if row["most_cards"] is not None:
            by_day.setdefault(row["pool_id"], {})[row["local_date"]] = row["most_cards"]
    cards = pl.col("servers") * pl.col("cards_per_server")
    return CardsInHand(by_day, contracts.with_columns(cards=cards))


def risk_rows(hours: HourPaths, cards: float, changes: list[int]) -> Iterator[dict[str, Any]]:
    """One row per day ahead: shares of paths with an hour above the cards in hand.

    `cards` are those of the cut-off, `changes` what contracts add by each day. `by_date_ratio`
    never falls from day to day; `if_renewed` is as if no contract ended or began.
    """
    ahead = hours.reach[:, hours.days_before :]
    peaks = ahead.max(axis=2)
    in_hand = np.maximum(cards + np.array(changes, dtype=np.float64), 0.0)
    short = np.clip(ahead - in_hand[:, np.newaxis], 0.0, None).sum(axis=2).mean(axis=0)
    above = peaks > in_hand
    renewed = peaks > cards
    by_date = np.logical_or.accumulate(above, axis=1).mean(axis=0)
    if_renewed = np.logical_or.accumulate(renewed, axis=1).mean(axis=0)
    for number in range(peaks.shape[1]):
        yield {
            "local_date": hours.cut_off + timedelta(days=number + 1),
            "horizon_days": number + 1,
            "capacity_cards": float(in_hand[number]),
            "capacity_if_renewed_cards": cards,
            "short_card_hours_mean": float(short[number]),
            "day_ratio": float(above[:, number].mean()),
            "by_date_ratio": float(by_date[number]),
            "by_date_if_renewed_ratio": float(if_renewed[number]),
        }
