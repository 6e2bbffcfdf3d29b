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
    first, days = cut_off + timedelta(days=1), len(demand.week_of_day)
    supply = cards_by_day(first, days, now, deliveries)
    planned = cards_by_day(first, days, 0.0, facts.planned_runs(pool_id, cut_off))
    planned_by_week = np.zeros(WEEKS)
    np.maximum.at(planned_by_week, demand.week_of_day, planned)
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
        Shortage(first, demand.week_of_day, supply, needs),
        Shortage(first, demand.week_of_day, np.maximum(supply, now), needs),
    )


@dataclass(frozen=True)
class _Demand:
    """A pool's forecast over WEEKS weeks from the one of the first day that is not observed."""

    basis: str
    cut_off: date
    weeks: dict[date, Row]  # whole ones
    days: dict[date, Row]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> "_Demand | None":
        """Used + queued where it is forecast, else used."""
        basis = str(rows["basis"].min())  # `demand` before `used`
        of_basis = rows.filter(pl.col("basis") == basis)
        weeks = of_basis.filter((pl.col("grain") == "week") & pl.col("is_complete"))
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
        monday = first - timedelta(days=first.weekday())
        return tuple(monday + timedelta(days=_DAYS * week) for week in range(WEEKS))

    @cached_property
    def forecast_weeks(self) -> int:
        return sum(monday <= max(self.weeks) for monday in self.mondays)

    @cached_property
    def week_of_day(self) -> npt.NDArray[np.int64]:
        observed = (self.cut_off + timedelta(days=1)).weekday()
        return np.repeat(np.arange(WEEKS), _DAYS)[observed:]

    def by_week(self, quantile: str) -> Floats:
        """Cards; a first week of which a day was not measured is as the next."""
        known = [row[quantile] for _, row in sorted(self.weeks.items())]
        held = float(np.mean(known[-HELD_WEEKS:]))
        first, last = min(self.weeks), max(self.weeks)
        cards = [
            held if monday > last else self.weeks[max(monday, first)][quantile]
            for monday in self.mondays
        ]
        return np.array(cards)

    def by_day(self, quantile: str) -> Floats:
        """Cards; where a day is not forecast, those of its week."""
        cards = self.by_week(quantile)[self.week_of_day]
        for ahead in range(len(cards)):
            row = self.days.get(self.cut_off + timedelta(days=ahead + 1))
            if row is not None:
                cards[ahead] = row[quantile]
        return np.asarray(cards)
