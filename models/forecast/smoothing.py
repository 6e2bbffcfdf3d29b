"""Exponential smoothing with a damped trend, all settings of a grid at once.

Simple smoothing is the same without a trend. The best setting is the one whose misses one step
ahead were smallest: a grid is as good as a search here, and never stops in the wrong place.
"""

import math
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
    """The state after the last step, and the misses one step ahead, NaN where not measured."""

    level: float
    slope: float
    damping: float
    gain: float
    misses: Floats

    def course(self, horizon: int) -> Floats:
        """Expected values of the steps ahead; the slope dies away, or there is none."""
        return self.level + self.slope * np.cumsum(self.damping ** np.arange(1, horizon + 1))


def smooth_level(values: Floats) -> Smoothed:
    """Simple exponential smoothing of values, shape (steps,), NaN where missing."""
    gains = np.array(LEVEL_GAINS)
    zeros = np.zeros_like(gains)
    return _best(values, gains, zeros, zeros)


def smooth_damped_trend(values: Floats) -> Smoothed:
    """Damped trend (Gardner and McKenzie 1985) of values, shape (steps,), NaN where missing."""
    grid = np.array(list(product(_DAMPED_LEVEL_GAINS, _TREND_SHARES, _DAMPINGS))).T
    return _best(values, grid[0], grid[0] * grid[1], grid[2])


def _best(values: Floats, gain: Floats, trend_gain: Floats, damping: Floats) -> Smoothed:
    measured = np.flatnonzero(~np.isnan(values))
    level = np.full(len(gain), values[measured[:_FIRST_STEPS]].mean())
    slope = np.zeros(len(gain))
    misses = np.full((len(values), len(gain)), np.nan)
    has_trend = bool(trend_gain.any())
    for step, value in enumerate(values.tolist()):
        if has_trend:
            slope *= damping
            level += slope
        if not math.isnan(value):
            miss = value - level
            misses[step] = miss
            level += gain * miss
            if has_trend:
                slope += trend_gain * miss
    # The first misses are those of the starting level, not of the method.
    judged = misses[measured[min(_FIRST_STEPS, len(measured) - 1) :]]
    best = int(np.square(judged).sum(axis=0).argmin())
    judged_misses = misses[:, best].copy()
    judged_misses[measured[: min(_FIRST_STEPS, len(measured) - 1)]] = np.nan
    return Smoothed(
        float(level[best]),
        float(slope[best]),
        float(damping[best]),
        float(gain[best]),
        judged_misses,
    )
