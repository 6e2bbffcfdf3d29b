"""A small warehouse in memory, and candidates whose paths are known beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl
import pytest

from data.settings import Settings
from data.tables import TABLES
from data.tables.ddl import create_tables
from data.warehouse import append
from models.forecast import build_forecast
from models.forecast.candidate import Candidate, DailyHistory, Sampled
from models.forecast.choosing import Candidates
from tests.core_rows import BUDGET, COMMITMENT, SAVINGS_PLAN
from tests.unit.forecast.scenario_rows import FIRST_DAY, POOL

SHANGHAI = ZoneInfo("Asia/Shanghai")
Day = float | None | Sequence[float | None]  # a total, not measured, or 24 hours


@dataclass(frozen=True)
class HalfLowHalfHigh:
    """The first half of the paths at `low` card-hours every day, the second half at `high`.

    It fits the history without a miss, so that a history without variance leaves it as it is.
    """

    low: float
    high: float
    name: str = "half_low_half_high"

    def sample_paths(
        self,
        history: DailyHistory,
        horizon_days: int,
        path_count: int,
        seed: int,  # noqa: ARG002  the protocol's
    ) -> Sampled:
        paths = np.full((path_count, horizon_days), self.high)
        paths[: path_count // 2] = self.low
        return Sampled(paths, history.card_hours)


class Warehouse:
    """An open warehouse with all tables empty, and short ways to fill them."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        create_tables(self.connection, TABLES)

    def add_usage(self, pool_id: str, first_day: date, days: Sequence[Day]) -> None:
        """Hours from local midnight of the first day; a total is spread evenly over its day."""
        hours = [hour for day in days for hour in _hours(day)]
        start = datetime.combine(first_day, time.min, SHANGHAI)
        times = [start + timedelta(hours=number) for number in range(len(hours))]
        self._append(
            "out_pool_hourly",
            [
                {
                    "hour_utc": moment.astimezone(UTC).replace(tzinfo=None),
                    "local_date": moment.date(),
                    "pool_id": pool_id,
                    "used_card_hours": used,
                    "is_suspected_gap": False,
                    "is_partly_reported": False,
                }
                for moment, used in zip(times, hours, strict=True)
            ],
        )

    def mark_zeros_as_gap(self, pool_id: str) -> None:
        self.connection.execute(
            "UPDATE out_pool_hourly SET is_suspected_gap = true "
            "WHERE used_card_hours = 0 AND pool_id = $1",
            [pool_id],
        )

    def add_costs(
        self, pool_id: str, first_day: date, costs_cny: Sequence[float | None], price_cny: float
    ) -> None:
        provider, region, pool, chip = pool_id.split("/")
        self._append(
            "out_cost_daily",
            [
                {
                    "local_date": first_day + timedelta(days=offset),
                    "pool_id": pool_id,
                    **{"provider": provider, "region": region, "pool": pool, "chip": chip},
                    "hours_measured": 24,
                    "hours_in_day": 24,
                    "committed_card_hours": 0.0,
                    "cost_cny": None if cost is None else Decimal(str(cost)),
                    "on_demand_price_cny": Decimal(str(price_cny)),
                    "savings_plan_cost_cny": Decimal(0),
                    "tax_basis": "included",
                    "snapshot_id": "test",
                }
                for offset, cost in enumerate(costs_cny)
            ],
        )

    def add_contract(
        self, pool_id: str, cards: int, fee_cny_per_month: int, start: date, end: date
    ) -> None:
        provider, region, pool, chip = pool_id.split("/")
        row = COMMITMENT | {
            "commitment_id": f"contract {start}",
            **{"provider": provider, "region": region, "pool": pool, "chip": chip},
            "billing_mode": "monthly",
            "term_months": 1,
            "servers": 1,
            "cards_per_server": cards,
            "start_date": start,
            "end_date": end,
            "fee_per_server_month": Decimal(fee_cny_per_month),
        }
        self._append("core_commitment", [row])

    def add_plan(self, cny_per_hour: str, **other: Any) -> None:
        """A savings plan of provider a, from 2026 to its end, on which use counts 20 % less."""
        row = SAVINGS_PLAN | {
            "provider": "a",
            "commitment_per_hour": Decimal(cny_per_hour),
            "discount_ratio": 0.2,
            "start_date": date(2026, 1, 1),
            "end_date": date(2026, 12, 31),
        }
        self._append("core_savings_plan", [row | other])

    def add_budget(self, month: date, amount: str, scope: str = "company", **other: Any) -> None:
        row = BUDGET | {"month": month, "scope": scope, "amount": Decimal(amount)}
        self._append("core_budget", [row | other])

    def add_rate(self, rate_date: date, cny_per_usd: str) -> None:
        row = {
            "rate_date": rate_date,
            "base_currency": "USD",
            "quote_currency": "CNY",
            "rate": Decimal(cny_per_usd),
            "source": "test",
            "load_id": "test",
            "line_number": 2,
        }
        self._append("core_fx_rate", [row])

    def forecast(self, candidate: Candidate | None = None, **settings: Any) -> pl.DataFrame:
        """What build_forecast puts into out_forecast; 100 paths and 7 days unless told.

        `candidate` is asked for every pool; Prophet where there is none.
        """
        chosen = Settings(**({"forecast_paths": 100, "forecast_horizon_days": 7} | settings))
        candidates = Candidates(candidate, candidate) if candidate else None
        build_forecast(self.connection, chosen, "test", candidates=candidates)
        return self.connection.sql("SELECT * FROM out_forecast").pl()

    def _append(self, table: str, rows: list[dict[str, Any]]) -> None:
        schema = {name: column.dtype for name, column in TABLES[table].columns().items()}
        append(self.connection, table, TABLES[table].validate(pl.DataFrame(rows, schema=schema)))


def _hours(day: Day) -> Sequence[float | None]:
    if day is None:
        return [None] * 24
    return [day / 24] * 24 if isinstance(day, (int, float)) else day


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    opened = Warehouse()
    yield opened
    opened.connection.close()


@pytest.fixture
def half_low_half_high() -> type[HalfLowHalfHigh]:
    return HalfLowHalfHigh


@pytest.fixture
def make_history() -> Any:
    """A history from 2026-01-01 on, from a list of daily card-hours with None for missing."""

    def make(days: Sequence[float | None], series: str = "a/r/p/c") -> DailyHistory:
        values = [np.nan if day is None else day for day in days]
        return DailyHistory(series, date(2026, 1, 1), np.array(values, dtype=np.float64))

    return make


@pytest.fixture
def priced(warehouse: Any) -> Any:
    """40 days of one card, at 10 a card-hour."""
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 40, price_cny=10)
    return warehouse
