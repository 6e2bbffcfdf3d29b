"""What the stage works on: needs by week, cards in hand, contracts, planned runs, offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from models.capacity.shortage import Delivery
from models.stage import reader_of

Row = dict[str, Any]
read = reader_of("models.capacity_plan")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Offer:
    """The cheapest rental on offer to a pool."""

    offer_id: str
    cards: int
    fee_cny_per_month: Decimal


@dataclass(frozen=True)
class Facts:
    """By pool. `needs` has the columns of needs.sql, `contracts` those of contracts.sql.

    `cards_now`: measured at the cut-off; a pool without is judged by its contracts alone.
    """

    needs: Mapping[str, pl.DataFrame]
    cards_now: Mapping[str, float]
    contracts: Mapping[str, list[Row]]
    planned: Mapping[str, list[Row]]
    offers: Mapping[str, Offer]

    def deliveries(self, pool_id: str, cut_off: date) -> list[Delivery]:
        """What contracts give and take after the cut-off."""
        found = []
        for row in self.contracts.get(pool_id, []):
            if row["start_date"] > cut_off:
                found.append(Delivery(row["start_date"], row["cards"]))
            if row["end_date"] >= cut_off and row["end_date"] < date.max:
                found.append(Delivery(row["end_date"] + _DAY, -row["cards"]))
        return found

    def under_contract(self, pool_id: str, day: date) -> int:
        """Cards of the contracts that run on a day."""
        rows = self.contracts.get(pool_id, [])
        return sum(row["cards"] for row in rows if row["start_date"] <= day <= row["end_date"])

    def planned_runs(self, pool_id: str, cut_off: date) -> list[Delivery]:
        """Runs that begin after the cut-off: what runs already is in the forecast."""
        rows = [row for row in self.planned.get(pool_id, []) if row["start_date"] > cut_off]
        starts = [Delivery(row["start_date"], row["cards"]) for row in rows]
        return starts + [Delivery(row["end_date"] + _DAY, -row["cards"]) for row in rows]


def read_facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    """Reads out_forecast, out_capacity_risk, core_commitment, core_campaign, out_break_even."""
    offers = read(connection, "offers")
    return Facts(
        _parts(read(connection, "needs")),
        dict(read(connection, "cards_now").iter_rows()),
        {pool: part.to_dicts() for pool, part in _parts(read(connection, "contracts")).items()},
        {pool: part.to_dicts() for pool, part in _parts(read(connection, "planned_runs")).items()},
        {pool_id: Offer(*terms) for pool_id, *terms in offers.iter_rows()},
    )


def _parts(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = rows.partition_by("pool_id", as_dict=True, maintain_order=True)
    return {str(pool_id): part for (pool_id,), part in parts.items()}
