"""Totals of months and quarters, path by path, of the base and of each what-if."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from models.forecast.budgets import Budgets
from models.forecast.candidate import Floats
from models.forecast.periods import Grain, Period, list_periods
from models.forecast.windows import PathWindow

GRAINS: tuple[Grain, ...] = ("month", "quarter")
UNITS = {"usage": "card_hour", "demand": "card_hour", "cost": "CNY"}
_QUANTILES = (0.1, 0.5, 0.9)
Totals = dict[Period, Floats]  # each path's sum, shape (paths,)


def totals_of(window: PathWindow) -> Totals:
    """Of the periods with days ahead whose every day is known; see rows.forecast_rows."""
    periods = [
        period
        for grain in GRAINS
        for period in list_periods(grain, window.cut_off, window.last_day)
    ]
    totals = {period: window.total(period.first_day, period.last_day) for period in periods}
    return {period: found for period, found in totals.items() if not np.isnan(found).any()}


@dataclass
class SeriesTotals:
    """A series and target: a pool's, or a running sum of pools.

    `changes` has for each scenario what it adds to the base, path by path, so that a pool that it
    does not touch need not be added.
    """

    level: str
    series: str
    target: str
    cut_off: date
    last_day: date
    base: Totals = field(default_factory=dict)
    changes: dict[str, Totals] = field(default_factory=dict)
    summed: set[str] = field(default_factory=set)

    def add_base(self, pool_id: str, window: PathWindow) -> None:
        """Add a pool's own paths; a period that is not known of one pool is not of the sum."""
        found = totals_of(window)
        if not self.summed:
            self.base = found
        else:
            self.base = {period: total + found[period] for period, total in self._shared(found)}
        self.summed.add(pool_id)

    def add_change(self, scenario: str, difference: PathWindow) -> None:
        """Add what a scenario adds to one of the pools on its days ahead."""
        sums = self.changes.setdefault(scenario, {})
        for period in self.base:
            first_day = max(period.first_day, difference.first_day)
            total = difference.total(first_day, min(period.last_day, self.last_day))
            sums[period] = sums[period] + total if period in sums else total

    def rows(
        self, budgets: Budgets, budget_scope: str | None, *, is_partial: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Rows of out_scenario_forecast, without provenance, of all scenarios that change it."""
        for scenario, changes in self.changes.items():
            for period, difference in changes.items():
                if period not in self.base:
                    continue
                budget = budgets.of(budget_scope, period) if budget_scope else None
                yield {
                    "scenario": scenario,
                    "level": self.level,
                    "series": self.series,
                    "target": self.target,
                    "grain": period.grain,
                    "period_start": period.first_day,
                    "is_complete": period.last_day <= self.last_day,
                    "unit": UNITS[self.target],
                    "cut_off": self.cut_off,
                    "path_count": len(difference),
                    **_figures(self.base[period], difference),
                    **self._against(budget, period, difference, is_partial=is_partial),
                }

    def _shared(self, found: Mapping[Period, Floats]) -> list[tuple[Period, Floats]]:
        return [(period, total) for period, total in self.base.items() if period in found]

    def _against(
        self, budget: Any, period: Period, difference: Floats, *, is_partial: bool
    ) -> dict[str, Any]:
        if self.target != "cost" or budget is None:
            return {"budget_cny": None, "over_budget_ratio": None}
        over = None
        if period.last_day <= self.last_day and not is_partial:
            over = float((self.base[period] + difference > float(budget)).mean())
        return {"budget_cny": budget, "over_budget_ratio": over}


def _figures(base: Floats, difference: Floats) -> dict[str, float]:
    changed = base + difference
    p10, p50, p90 = np.quantile(changed, _QUANTILES).tolist()
    less, middle, more = np.quantile(difference, _QUANTILES).tolist()
    return {
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "mean": float(changed.mean()),
        "base_p50": float(np.median(base)),
        "difference_p10": less,
        "difference_p50": middle,
        "difference_p90": more,
        "difference_mean": float(difference.mean()),
    }
