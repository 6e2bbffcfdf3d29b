"""How much pools stray together: without it, a company's band is too narrow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.forecasting import Judged
from models.forecast.ensemble.weighting import MIN_POOLED_SERIES

BELIEVED_CORRELATION = 0.2
PRIOR_CUT_OFFS = 4.0
_MOST = 0.9


@dataclass
class _Sums:
    """Over the series of one cut-off, by day ahead: misses and spreads, and their squares."""

    series: int
    misses: Floats
    squared_misses: Floats
    spreads: Floats
    squared_spreads: Floats


class SharedMisses:
    """Correlation of any two pools' misses, as the spread of their sum has it.

    From cut-offs that several pools have in common, each pool's misses weighing as much as they
    will in the sum; only sums are kept. Few cut-offs lean on what is believed before.
    """

    def __init__(self) -> None:
        self._series = 0
        self._by_day: dict[date, _Sums] = {}

    def add(self, judged: Iterable[Judged], histories: dict[str, DailyHistory]) -> None:
        """Add series with what they were judged by; `histories` by series."""
        for one in judged:
            self._series += 1
            origins, spread = one.backtest.origins, one.outlook.spread
            first_day = histories[one.backtest.series].first_day
            for cut, row in zip(origins.cuts[~origins.is_weighting], one.fresh, strict=True):
                self._add(first_day + timedelta(days=int(cut) - 1), row * spread, spread)

    def _add(self, day: date, misses: Floats, spreads: Floats) -> None:
        spreads = np.where(np.isnan(misses), 0.0, spreads)
        misses = np.nan_to_num(misses)
        sums = self._by_day.get(day)
        if sums is None:
            sums = self._by_day[day] = _Sums(0, *(np.zeros_like(misses) for _ in range(4)))
        sums.series += 1
        sums.misses += misses
        sums.squared_misses += np.square(misses)
        sums.spreads += spreads
        sums.squared_spreads += np.square(spreads)

    def correlation(self) -> float:
        """Between 0 and 0.9; what is believed where there are fewer than three series."""
        shared = [sums for sums in self._by_day.values() if sums.series > 1]
        if self._series < MIN_POOLED_SERIES or not shared:
            return BELIEVED_CORRELATION
        excess, possible = 0.0, 0.0
        for sums in shared:
            own = float(sums.squared_misses.sum()) / max(float(sums.squared_spreads.sum()), 1e-300)
            excess += float((np.square(sums.misses) - sums.squared_misses).sum())
            possible += own * float((np.square(sums.spreads) - sums.squared_spreads).sum())
        found = excess / possible if possible else BELIEVED_CORRELATION
        count, believed = len(shared), BELIEVED_CORRELATION * PRIOR_CUT_OFFS
        return float(np.clip((found * count + believed) / (count + PRIOR_CUT_OFFS), 0.0, _MOST))
