"""The company, or one of its providers: the sum of its pools, path by path.

One company is what is still measured: a pool whose data end more than a week before the
latest is left out, and so is one that has no forecast, or no price for every day ahead. Each is
named.
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from models.forecast.budgets import COMPANY
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import is_long_enough
from models.forecast.periods import period_of
from models.forecast.rows import Level, SeriesForecast, Target
from models.forecast.simulating import MAX_LAG_DAYS
from models.forecast.windows import PathWindow

METHOD = "sum_of_pools"


class CompanySum:
    """Running sum of one target, so that the paths of only one pool are held at a time.

    `series` is the company, or a provider by name. `histories` are those of all its pools, at least
    one of them long enough to be forecast. The cut-off is the earliest of the pools that are
    summed; what another pool has observed since is the same in every path.
    """

    def __init__(
        self,
        target: Target,
        histories: Sequence[DailyHistory],
        horizon_days: int,
        level: Level = "company",
        series: str = COMPANY,
    ) -> None:
        self._level, self._series = level, series
        latest = max(history.cut_off for history in histories if is_long_enough(history))
        self._target = target
        self._histories = {history.series: history for history in histories}
        self._joinable = {
            history.series
            for history in histories
            if is_long_enough(history) and (latest - history.cut_off).days <= MAX_LAG_DAYS
        }
        self._cut_off = min(self._histories[series].cut_off for series in self._joinable)
        self._first_day = period_of("quarter", self._cut_off + timedelta(days=1)).first_day
        self._last_day = self._cut_off + timedelta(days=horizon_days)
        self._window: PathWindow | None = None
        self._summed: dict[str, SeriesForecast] = {}

    def add(self, forecast: SeriesForecast) -> None:
        """Add a pool's paths, if they are of this target and the pool is part of the company."""
        if forecast.target != self._target or forecast.series not in self._joinable:
            return
        part = forecast.window.part(self._first_day, self._last_day, self._cut_off)
        if np.isnan(part.total(self._cut_off + timedelta(days=1), self._last_day)).any():
            return  # one unpriced contract must not leave the company without any forecast
        self._window = part if self._window is None else self._window.plus(part)
        self._summed[forecast.series] = forecast

    def forecast(self) -> SeriesForecast | None:
        """The company's series; None where nothing was added. `history_days` is the shortest."""
        if self._window is None:
            return None
        return SeriesForecast(
            series=self._series,
            level=self._level,
            target=self._target,
            window=self._window,
            method=METHOD,
            note=self._note(),
            history_days=min(pool.history_days for pool in self._summed.values()),
            budget_scope=COMPANY if self._level == "company" else None,
            is_partial=any(
                self._histories[series].cut_off >= self._first_day for series in self._left_out()
            ),
        )

    def _left_out(self) -> list[str]:
        return [series for series in self._histories if series not in self._summed]

    def _note(self) -> str | None:
        notes = [f"without {self._why_left_out(series)}" for series in self._left_out()]
        notes += [f"{pool.method} for {pool.series}" for pool in self._summed.values() if pool.note]
        return "; ".join(notes) or None

    def _why_left_out(self, series: str) -> str:
        history = self._histories[series]
        if not is_long_enough(history):
            return f"{series} (only {history.measured_days} complete days)"
        if series not in self._joinable:
            return f"{series} (data end {history.cut_off})"
        return f"{series} (not priced)"
