"""Hours of several pools together: what each needs in the same hour of the same scenario.

Scenarios of equal place are one: they are drawn from the same numbers, so pools rise and fall
together, and what sharing saves comes from their hours alone. Hours are those of the last year,
counted back from the same day, relative to their month's mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]

_HOURS = 336  # of the year at least: every hour of the week twice
_FEWER = 80  # scenarios, by which amounts are tried
_WEEK_PRIMES = 2 * 3 * 7  # a step that shares none of them meets every hour of the week
_SHAPE_MONTHS = 12


@dataclass(frozen=True)
class Together:
    """Pools that one commitment may serve, over their common horizon."""

    cases: tuple[PoolCase, ...]

    @cached_property
    def scenarios(self) -> list[Index]:
        """For each pool, its own scenario at every place of the common ones."""
        counts = [len(case.scenarios.levels) for case in self.cases]
        place = np.arange(max(counts))
        return [place * count // max(counts) for count in counts]

    @cached_property
    def _hours(self) -> Index:
        """Hours counted back from the last one that all pools know."""
        per_month = self.cases[0].hours_per_month
        months = max([len(_busy(case)) for case in self.cases] + [1])
        whole = months * per_month
        step = max(whole // _HOURS, 1)
        while gcd(step, _WEEK_PRIMES) > 1:
            step -= 1
        count = whole // step
        return np.arange(count - count % 24 if step > 1 else count) * step

    @cached_property
    def _shapes(self) -> list[Numbers]:
        first = min(case.need.last_day for case in self.cases)
        found = []
        for case in self.cases:
            months = _busy(case)
            later = (case.need.last_day - first).days * 24
            flat = (months / months.mean(axis=1, keepdims=True)).ravel()[::-1]
            at = (self._hours + later) % max(len(flat), 1)
            found.append(flat[at] if len(flat) else np.ones(len(at)))
        return found

    def need(self, month: int, capacity: Sequence[Numbers], *, fewer: bool = False) -> Numbers:
        """Units needed above each pool's capacity (scenarios x months), pools x scenarios x hours.

        `capacity` by the pools' own scenarios. `fewer`: of some 80 scenarios.
        """
        every = max(len(self.scenarios[0]) // _FEWER, 1) if fewer else 1
        rows = []
        for case, own, shape, held in zip(
            self.cases, self.scenarios, self._shapes, capacity, strict=True
        ):
            runs = _hourly(case.planned[[month]], case.hours_per_month)[0]
            places = own[every // 2 :: every]
            planned = runs[::-1][self._hours % case.hours_per_month]
            needed = case.scenarios.levels[places, month][:, None] * shape + planned
            rows.append(np.maximum(needed - held[places, month][:, None], 0.0))
        return np.stack(rows)

    def past(self, capacity: Sequence[float]) -> Numbers:
        """Units needed above so many in the hours of the last year, planned runs on top of them.

        Pools x hours; hours before a pool was known need nothing.
        """
        known = max((len(case.past[-_SHAPE_MONTHS:]) for case in self.cases), default=0)
        planned = any(case.planned[:_SHAPE_MONTHS].any() for case in self.cases)
        months = _SHAPE_MONTHS if planned else max(known, 1)
        rows = []
        for case, held in zip(self.cases, capacity, strict=True):
            recent = case.past[-months:]
            year = np.zeros((months, case.hours_per_month))
            if planned and len(recent):
                year = recent[np.arange(months) % len(recent)]
            elif len(recent):
                year[-len(recent) :] = recent
            if planned:
                coming = _hourly(case.planned[:months], case.hours_per_month)
                year[: len(coming)] += coming
            rows.append(np.maximum(year.ravel() - held, 0.0))
        return np.stack(rows)

    def by_own(self, pool: int, values: Numbers) -> Numbers:
        """Sums over the common scenarios, by a pool's own; `values` scenarios x months."""
        count = len(self.cases[pool].scenarios.levels)
        sums = np.zeros((count, values.shape[1]))
        np.add.at(sums, self.scenarios[pool], values)
        return sums


def _busy(case: PoolCase) -> Numbers:
    """Months of the last year with any need."""
    recent = case.past[-_SHAPE_MONTHS:]
    return recent[recent.mean(axis=1) > 0] if recent.size else recent


def _hourly(planned: Numbers, hours: int) -> Numbers:
    """Parts of months as hours."""
    found: Numbers = planned[:, np.arange(hours) * planned.shape[1] // hours]
    return found
