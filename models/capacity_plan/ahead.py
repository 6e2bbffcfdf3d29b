"""One pool's weeks ahead: what its demand needs, what is in hand, what is on order."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from models.capacity.shortage import Delivery, Need, Shortage, cards_by_day
from models.capacity_plan.reading import Facts, Row

WEEKS = 52
HELD_WEEKS = 4  # whose mean is what the weeks after the forecast need
QUANTILE_BY_RISK = {0.9: "p10", 0.5: "p50", 0.1: "p90"}
_DAYS = 7
WEEK_OF_DAY = np.repeat(np.arange(WEEKS), _DAYS)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PoolAhead:
    """`as_signed`: with contracts that end; `renewed`: as if none did, with what begins."""

    pool_id: str
    basis: str
    supply_basis: str
    cut_off: date
    mondays: tuple[date, ...]
    forecast_weeks: int
    planned_by_week: Floats
    deliveries: tuple[Delivery, ...]
    as_signed: Shortage
    renewed: Shortage

    def rows(self) -> list[Row]:
        """Of out_capacity_ahead."""
        supply, renewed = self.as_signed.supply_by_week, self.renewed.supply_by_week
        needs = {
            f"demand_{name}_cards": self.as_signed.needs[risk].by_week
            for risk, name in QUANTILE_BY_RISK.items()
        }
        return [
            {
                "pool_id": self.pool_id,
                "week_start": monday,
                "is_extended": self.is_extended(week),
                "basis": self.basis,
                **{name: float(cards[week]) for name, cards in needs.items()},
                "planned_cards": float(self.planned_by_week[week]),
                "supply_cards": float(supply[week]),
                "supply_if_renewed_cards": float(renewed[week]),
                "arriving_cards": float(self._moved(monday, 1)),
                "leaving_cards": float(self._moved(monday, -1)),
                "supply_basis": self.supply_basis,
                "cut_off": self.cut_off,
            }
            for week, monday in enumerate(self.mondays)
        ]

    def is_extended(self, week: int) -> bool:
        """Whether the week lies beyond the forecast."""
        return week >= self.forecast_weeks

    def _moved(self, monday: date, sign: int) -> int:
        last = monday + timedelta(days=_DAYS - 1)
        return sum(max(0, sign * one.cards) for one in self.deliveries if monday <= one.on <= last)


def look_ahead(facts: Facts, pool_id: str) -> PoolAhead | None:
    """None where no whole week is forecast, or neither cards nor contracts are known."""
    demand = _Demand.of(facts.needs[pool_id])
    if demand is None:
        return None
    cut_off = demand.cut_off
    deliveries = facts.deliveries(pool_id, cut_off)
    measured = facts.cards_now.get(pool_id)
    under_contract = facts.under_contract(pool_id, cut_off)
    if measured is None and not under_contract and not deliveries:
        return None
    now = float(under_contract) if measured is None else measured
    first, days = demand.mondays[0], len(WEEK_OF_DAY)
    supply = cards_by_day(first, days, now, deliveries)
    planned = cards_by_day(first, days, 0.0, facts.planned_runs(pool_id, cut_off))
    planned_by_week = np.zeros(WEEKS)
    np.maximum.at(planned_by_week, WEEK_OF_DAY, planned)
    needs = {
        risk: Need(demand.by_week(name) + planned_by_week, demand.by_day(name) + planned)
        for risk, name in QUANTILE_BY_RISK.items()
    }
    return PoolAhead(
        pool_id,
        demand.basis,
        "contracts" if measured is None else "measured",
        cut_off,
        demand.mondays,
        demand.forecast_weeks,
        planned_by_week,
        tuple(deliveries),
        Shortage(first, WEEK_OF_DAY, supply, needs),
        Shortage(first, WEEK_OF_DAY, np.maximum(supply, now), needs),
    )


@dataclass(frozen=True)
class _Demand:
    """A pool's forecast over WEEKS weeks from the first of which no day is observed.

    A week that has begun holds hours already measured, whose queue is no forecast's.
    """

    basis: str
    cut_off: date
    weeks: dict[date, Row]  # whole ones
    days: dict[date, Row]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "_Demand | None":
        """Used + queued where it is forecast, else used."""
        basis = str(rows["basis"].min())  # `demand` before `used`
        of_basis = rows.filter(pl.col("basis") == basis)
        weeks = of_basis.filter(
            (pl.col("grain") == "week")
            & pl.col("is_complete")
            & (pl.col("period_start") > pl.col("cut_off"))
        )
        if weeks.is_empty():
            return None
        days = of_basis.filter(pl.col("grain") == "day")
        by_start = [
            {row["period_start"]: row for row in part.iter_rows(named=True)}
            for part in (weeks, days)
        ]
        return cls(basis, weeks["cut_off"][0], *by_start)

    @cached_property
    def mondays(self) -> tuple[date, ...]:
        first = self.cut_off + timedelta(days=1)
        monday = first + timedelta(days=-first.weekday() % _DAYS)
        return tuple(monday + timedelta(days=_DAYS * week) for week in range(WEEKS))

    @cached_property
    def forecast_weeks(self) -> int:
        return sum(monday <= max(self.weeks) for monday in self.mondays)

    def by_week(self, quantile: str) -> Floats:
        """Cards; after the forecast, what its last weeks needed on average."""
        known = [row[quantile] for _, row in sorted(self.weeks.items())]
        held = float(np.mean(known[-HELD_WEEKS:]))
        rows = (self.weeks.get(monday) for monday in self.mondays)
        return np.array([held if row is None else row[quantile] for row in rows])

    def by_day(self, quantile: str) -> Floats:
        """Cards; where a day is not forecast, those of its week."""
        cards = self.by_week(quantile)[WEEK_OF_DAY]
        for ahead in range(len(cards)):
            row = self.days.get(self.mondays[0] + timedelta(days=ahead))
            if row is not None:
                cards[ahead] = row[quantile]
        return np.asarray(cards)
