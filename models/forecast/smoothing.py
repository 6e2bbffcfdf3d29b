"""Exponential smoothing with a damped trend, all settings of a grid at once.

Simple smoothing is the same without a trend. The best setting is the one whose misses one step
ahead were smallest: a grid is as good as a search here, and never stops in the wrong place.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from models.forecast.candidate import Floats

LEVEL_GAINS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_DAMPED_LEVEL_GAINS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
_TREND_SHARES = (0.02, 0.05, 0.1, 0.2, 0.4)
_DAMPINGS = (0.8, 0.9, 0.95, 0.98)
_FIRST_STEPS = 7  # whose mean is the first level


@dataclass(frozen=True)
class Smoothed:
    """The state of each row after its last step, all of shape (rows,).

    `misses`, shape (rows, steps), are one step ahead, NaN where not measured.
    """

    level: Floats
    slope: Floats
    damping: Floats
    gain: Floats
    misses: Floats

    def course(self, horizon: int) -> Floats:
        """Expected values ahead, shape (rows, horizon); the slope dies away, or there is none."""
        left = self.damping[:, np.newaxis] ** np.arange(1, horizon + 1)
        return np.asarray(
            self.level[:, np.newaxis] + self.slope[:, np.newaxis] * left.cumsum(axis=1)
        )


def smooth_level(values: Floats, most_gain: float = 1.0) -> Smoothed:
    """Simple exponential smoothing of values, shape (rows, steps), NaN where missing.

    No setting above `most_gain` is tried.
    """
    gains = np.array([gain for gain in LEVEL_GAINS if gain <= most_gain])
    zeros = np.zeros_like(gains)
    return _best(values, gains, zeros, zeros)


def smooth_damped_trend(values: Floats) -> Smoothed:
    """Damped trend (Gardner and McKenzie 1985) of values, shape (rows, steps), NaN missing."""
    grid = np.array(list(product(_DAMPED_LEVEL_GAINS, _TREND_SHARES, _DAMPINGS))).T
    return _best(values, grid[0], grid[0] * grid[1], grid[2])


def _best(values: Floats, gain: Floats, trend_gain: Floats, damping: Floats) -> Smoothed:
    """Each row for itself; a row may begin with NaN, so that all end at the same step."""
    known = ~np.isnan(values)
    order = known.cumsum(axis=1)
    counts = order[:, -1:]
    first = np.where(known & (order <= _FIRST_STEPS), values, 0.0)
    level = first.cumsum(axis=1)[:, -1:] / np.minimum(counts, _FIRST_STEPS)
    level = np.repeat(level, len(gain), axis=1)
    slope = np.zeros_like(level)
    misses = np.empty((values.shape[1], *level.shape))
    has_trend = bool(trend_gain.any())
    for step, column in enumerate(values.T[:, :, np.newaxis]):
        if has_trend:
            slope *= damping
            level += slope
        miss = np.subtract(column, level, out=misses[step])
        if not known[:, step].all():
            miss = np.where(known[:, step, np.newaxis], miss, 0.0)
        level += gain * miss
        if has_trend:
            slope += trend_gain * miss
    # The first misses are those of the starting level, not of the method.
    judged = known & (order > np.minimum(_FIRST_STEPS, counts - 1))
    squares = np.where(judged.T[:, :, np.newaxis], misses, 0.0)
    best = np.square(squares).sum(axis=0).argmin(axis=1)
    rows = np.arange(len(values))
    return Smoothed(
        level[rows, best],
        slope[rows, best],
        damping[best],
        gain[best],
        np.where(judged, misses[:, rows, best].T, np.nan),
    )
