"""The company, or one of its providers: the sum of its pools, path by path.

One company is what is still measured: a pool whose data end more than a week before the
latest is left out, and so is one that has no forecast, or no price for every day ahead. Each is
named. In a sum of demand a pool whose queue is not measured stands with what it uses: the sum is
then the least that is wanted, never less than what is used, and the pool is named too.
"""

from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.tables.forecast_notes import GROWTH_NOTES, JUMP_NOTES, SIMPLER_NOTES
from models.forecast.budgets import COMPANY
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import is_long_enough
from models.forecast.notes import Note, Notes, note
from models.forecast.periods import period_of
from models.forecast.rows import Level, SeriesForecast, Target
from models.forecast.simulating import MAX_LAG_DAYS
from models.forecast.windows import PathWindow

METHOD = "sum_of_pools"
MOST_NOTES = 20  # of a sort: a sum of a thousand parts does not name each


@dataclass(frozen=True)
class Membership:
    """Which pools are summed, by name, and over which days.

    The cut-off is the earliest of the pools that are summed; what another pool has observed since
    is the same in every path.
    """

    histories: Mapping[str, DailyHistory]
    joinable: frozenset[str]
    cut_off: date
    horizon_days: int

    @classmethod
    def of(cls, histories: Sequence[DailyHistory], horizon_days: int) -> "Membership":
        """Of all pools of a sum, at least one of them long enough to be forecast."""
        latest = max(history.cut_off for history in histories if is_long_enough(history))
        by_name = {history.series: history for history in histories}
        joinable = frozenset(
            history.series
            for history in histories
            if is_long_enough(history) and (latest - history.cut_off).days <= MAX_LAG_DAYS
        )
        cut_off = min(by_name[series].cut_off for series in joinable)
        return cls(by_name, joinable, cut_off, horizon_days)

    @property
    def first_day(self) -> date:
        """First day that a total may need."""
        return period_of("quarter", self.cut_off + timedelta(days=1)).first_day

    @property
    def last_day(self) -> date:
        """Last day ahead."""
        return self.cut_off + timedelta(days=self.horizon_days)

    @property
    def year_start(self) -> date:
        """First day that a year's budget adds up over."""
        return (self.cut_off + timedelta(days=1)).replace(month=1, day=1)

    def part_of(
        self, series: str, window: PathWindow, first_day: date | None = None
    ) -> PathWindow | None:
        """A pool's part of the sum from `first_day` (the quarter's) on; None where it has none.

        One unpriced contract must not leave the company without any forecast.
        """
        if series not in self.joinable:
            return None
        part = window.part(first_day or self.first_day, self.last_day, self.cut_off)
        ahead = part.total(self.cut_off + timedelta(days=1), self.last_day)
        return None if np.isnan(ahead).any() else part

    def left_out(self, summed: Container[str]) -> list[str]:
        """The pools that are not among those summed."""
        return [series for series in self.histories if series not in summed]

    def is_partial(self, summed: Container[str], first_day: date | None = None) -> bool:
        """Whether a pool is left out that has costs since `first_day`, the quarter's if none."""
        since = first_day or self.first_day
        return any(self.histories[series].cut_off >= since for series in self.left_out(summed))


@dataclass(frozen=True)
class _Summed:
    """What is kept of a pool once its paths are added."""

    method: str
    notes: Notes
    history_days: int


class CompanySum:
    """Running sum of one target, so that the paths of only one pool are held at a time.

    `series` is the company, or a provider by name; `budget_scope` the budget that covers it.
    `histories` are those of all its pools, at least one of them long enough to be forecast;
    `without_demand` says of pools why their demand is not.
    """

    def __init__(
        self,
        target: Target,
        histories: Sequence[DailyHistory],
        horizon_days: int,
        level: Level = "company",
        series: str = COMPANY,
        budget_scope: str | None = None,
        without_demand: Mapping[str, str] | None = None,
    ) -> None:
        self._level, self._series, self._budget_scope = level, series, budget_scope
        self._target = target
        self._without_demand = without_demand or {}
        self._members = Membership.of(histories, horizon_days)
        # Budgets add up over the year, all else at most over the quarter.
        self._first_day = self._members.year_start if target == "cost" else None
        self._window: PathWindow | None = None
        self._summed: dict[str, _Summed] = {}

    def add(self, forecast: SeriesForecast) -> None:
        """Add a pool's paths, if they are of this target and the pool is part of the company.

        To a sum of demand, the use of a pool without demand is added in its place.
        """
        if forecast.target != self._target_of(forecast.series):
            return
        part = self._members.part_of(forecast.series, forecast.window, self._first_day)
        if part is None:
            return
        self._window = part if self._window is None else self._window.plus(part)
        self._summed[forecast.series] = _Summed(
            forecast.method, forecast.notes, forecast.history_days
        )

    def forecast(self) -> SeriesForecast | None:
        """The company's series; None where nothing was added. `history_days` is the shortest.

        None, too, where demand is of no pool: the sum would be that of use under another name.
        """
        if self._window is None or self._summed.keys() <= self._stand_ins:
            return None
        return SeriesForecast(
            series=self._series,
            level=self._level,
            target=self._target,
            window=self._window,
            method=METHOD,
            notes=self._notes(),
            history_days=min(pool.history_days for pool in self._summed.values()),
            budget_scope=self._budget_scope,
            is_partial=self._members.is_partial(self._summed),
            is_partial_year=self._members.is_partial(self._summed, self._members.year_start),
        )

    def gap(self) -> dict[str, Any] | None:
        """Row of out_forecast_gap where there is demand of none of the pools that are summed."""
        if self._window is None or not self._summed.keys() <= self._stand_ins:
            return None
        return {
            "level": self._level,
            "series": self._series,
            "target": self._target,
            "reason": "the queue of none of its pools was measured up to its last day",
            "cut_off": self._window.cut_off,
        }

    @property
    def _stand_ins(self) -> Set[str]:
        """Pools whose use stands for their demand."""
        return self._without_demand.keys() if self._target == "demand" else set()

    def _target_of(self, series: str) -> Target:
        return "usage" if series in self._stand_ins else self._target

    def _notes(self) -> Notes:
        parts = [one for pool in self._summed.values() for one in pool.notes]
        jumps = [one for one in parts if one.kind in JUMP_NOTES]
        growth = [one for one in parts if one.kind in GROWTH_NOTES]
        growth.sort(key=lambda one: -abs(float(one.facts["whole"])))
        others = [
            note("use_alone", series=series, reason=self._without_demand[series])
            for series in self._summed
            if series in self._stand_ins
        ]
        others += [self._why_left_out(series) for series in self._members.left_out(self._summed)]
        others += [
            note("simpler", series=name, method=pool.method)
            for name, pool in self._summed.items()
            if any(one.kind in SIMPLER_NOTES for one in pool.notes)
        ]
        if len(others) > MOST_NOTES:
            others = [*others[:MOST_NOTES], note("more", count=len(others) - MOST_NOTES)]
        return (*jumps[:MOST_NOTES], *others, *growth[:MOST_NOTES])

    def _why_left_out(self, series: str) -> Note:
        history = self._members.histories[series]
        if not is_long_enough(history):
            return note("too_few_days", series=series, count=history.measured_days)
        if series not in self._members.joinable:
            return note("data_ended", series=series, day=history.cut_off.isoformat())
        return note("not_priced" if self._target == "cost" else "not_forecast", series=series)
