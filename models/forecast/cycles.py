"""Smoothing along cycles: each place of a season has a level of its own, smoothed cycle by cycle.

Several seasons are blended by their inverse squared misses, and what the blend missed last dies
away. Only sums, no decomposition: with a few weeks of hours it is steadier than profiles are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import Floats

_GAINS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0])
_MOST_LASTING = 0.999  # share of a miss that is left a step later
MIN_CYCLES = 2


@dataclass(frozen=True)
class Cycle:
    """One season: its levels ahead, shape (season,), and what it expected of each past step.

    `expected` is one cycle ahead, NaN in the first cycle.
    """

    levels: Floats
    expected: Floats


def smooth_cycle(values: Floats, season: int) -> Cycle:
    """The gain whose misses one cycle ahead were smallest; `values` may have NaN.

    A place that was never measured has the level NaN.
    """
    padding = -len(values) % season
    rows = np.concatenate([np.full(padding, np.nan), values]).reshape(-1, season)
    levels = np.full((len(_GAINS), season), np.nan)
    expected = np.empty((len(_GAINS), *rows.shape))
    for number, row in enumerate(rows):
        expected[:, number] = levels
        moved = levels + _GAINS[:, np.newaxis] * (row - levels)
        moved = np.where(np.isnan(levels), row, moved)
        levels = np.where(np.isnan(row), levels, moved)
    flat = expected.reshape(len(_GAINS), -1)[:, padding:]
    squares = np.square(values - flat)
    seen = ~np.isnan(squares[0])
    best = int(squares[:, seen].sum(axis=1).argmin())
    return Cycle(levels[best], flat[best])


def blend_cycles(values: Floats, seasons: Sequence[int], horizon: int) -> tuple[Floats, Floats]:
    """Expected values of the steps ahead, and the blend's past misses, NaN where it had none.

    Raises:
        ValueError: not one season was seen twice, or a place of one was never measured.
    """
    cycles = [
        smooth_cycle(values, season) for season in seasons if len(values) >= MIN_CYCLES * season
    ]
    if not cycles or any(np.isnan(cycle.levels).any() for cycle in cycles):
        msg = f"no season of {', '.join(map(str, seasons))} steps was measured {MIN_CYCLES} times"
        raise ValueError(msg)
    misses = np.stack([values - cycle.expected for cycle in cycles])
    compared = misses[:, ~np.isnan(misses).any(axis=0)]
    squares = np.square(compared).sum(axis=1)
    weights = _inverse(squares)
    course = weights @ np.stack([np.resize(cycle.levels, horizon) for cycle in cycles])
    blended = weights @ misses
    return course + _dying(blended, horizon), blended


def _inverse(squares: Floats) -> Floats:
    """Weights that add up to 1; seasons that never missed share it among themselves."""
    weights = np.where(squares == 0, 1.0, 0.0)
    if not weights.any():
        weights = squares.min() / squares
    return np.asarray(weights / weights.sum())


def _dying(misses: Floats, horizon: int) -> Floats:
    """What is left of the last miss, by the correlation of a miss with the one before."""
    known = misses[~np.isnan(misses)]
    before, after = known[:-1], known[1:]
    square = float(before @ before)
    if square == 0:
        return np.zeros(horizon)
    share = min(max(float(after @ before) / square, 0.0), _MOST_LASTING)
    return np.asarray(known[-1] * share ** np.arange(1, horizon + 1))
