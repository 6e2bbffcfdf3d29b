"""How much pools stray together: without it, a company's band is too narrow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.forecasting import Judged
from models.forecast.ensemble.weighting import MIN_POOLED_SERIES

# Of levels, which is what sums over weeks are made of. Companies of generated pools that share a
# third of their shifts, 30 of them, decided; real regions of one grid have 0.8.
BELIEVED_CORRELATION = 0.5
PRIOR_CUT_OFFS = 12.0
_MOST = 0.9
_LARGEST_MISS = 5.0  # in expected sizes: one pool's spike says nothing of the others


@dataclass
class _Sums:
    """Over the series of one cut-off, by horizon bucket: misses and spreads, and their squares."""

    series: int
    misses: Floats
    squared_misses: Floats
    spreads: Floats
    squared_spreads: Floats


class SharedMisses:
    """Correlation of any two pools' misses, as the spread of their sum has it.

    From means over horizon buckets at the cut-offs that several pools have in common, those for
    weights too: how far a miss is too small where weights were chosen is the same for all pools.
    Each pool's misses weigh as much as they will in the sum; only sums are kept. Few cut-offs lean
    on what is believed before.
    """

    def __init__(self) -> None:
        self._series = 0
        self._by_day: dict[date, _Sums] = {}

    def add(self, judged: Iterable[Judged], histories: dict[str, DailyHistory]) -> None:
        """Add series with what they were judged by; `histories` by series."""
        for one in judged:
            self._series += 1
            size, first_day = one.outlook.spread, histories[one.backtest.series].first_day
            most = _LARGEST_MISS * size
            misses = np.clip(one.spread.every * one.backtest.scale_ahead, -most, most)
            buckets = bucket_of_steps(one.backtest.ends)
            for cut, row in zip(one.backtest.origins.cuts, misses, strict=True):
                spread = np.where(np.isnan(row), 0.0, size)
                means = [
                    np.bincount(buckets, values) / np.bincount(buckets)
                    for values in (np.nan_to_num(row), spread)
                ]
                self._add(first_day + timedelta(days=int(cut) - 1), *means)

    def _add(self, day: date, misses: Floats, spreads: Floats) -> None:
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
