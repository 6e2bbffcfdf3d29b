"""Generators of demand: monthly levels ahead, drawn from the monthly levels behind.

Each returns paths x months, or None where it needs more history. The last two hold what a fit to
the recent past cannot see: what was low may come back, and what came fast may go fast.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Months behind: mean level (the last as it was at its end), and level of the lowest week."""

    levels: Numbers
    lowest: Numbers


Generator = Callable[[Known, int, int, np.random.Generator], Numbers | None]

SPREAD_BEFORE_SEEN = 0.08
SPREAD_WEIGHT_MONTHS = 2
_WEEKLY_STEPS_IN_A_MONTHLY = 2
LARGEST_STEP = 0.5
_YEAR = 12

_TREND_DAMPING = 0.85
_TREND_LEVEL_GAIN = 0.7
_TREND_SLOPE_GAIN = 0.35
LARGEST_RISE = 1.2  # in logarithms: 3.3 times the highest month

VANISHING_OFFSET_MONTHS = 2
_UNSEEN_MONTHS = 36
_FALL_PAST_HISTORY = 0.4


def spread(steps: Numbers, known: Known) -> float:
    """Standard deviation of monthly steps in logarithms; one believed before counts as two months.

    A step beyond 0.5 (65 %) counts as one of 0.5: a pool that began or fell silent is no noise.
    """
    recent = np.clip(steps[-_YEAR:], -LARGEST_STEP, LARGEST_STEP)
    prior = SPREAD_WEIGHT_MONTHS * spread_before_seen(known) ** 2
    variance = (prior + float((recent**2).sum())) / (SPREAD_WEIGHT_MONTHS + len(recent))
    return float(np.sqrt(variance))


def spread_before_seen(known: Known) -> float:
    """What is believed of monthly steps before any was seen: 8 %, less where weeks did not stray.

    Of weeks that walk, the lowest in a month lies about one of their steps below its mean, and a
    month's step is two of a week's: twice the most of the last year bounds the belief. A few calm
    weeks prove little: 8 % / sqrt(months known) come on top.
    """
    levels, lowest = known.levels[-_YEAR:], known.lowest[-_YEAR:]
    strayed = float(np.log(levels / lowest).max(initial=0.0))
    doubt = SPREAD_BEFORE_SEEN / float(np.sqrt(len(known.levels)))
    return min(SPREAD_BEFORE_SEEN, _WEEKLY_STEPS_IN_A_MONTHLY * strayed + doubt)


def random_walk(known: Known, months: int, paths: int, draw: np.random.Generator) -> Numbers:
    """The last level, straying from month to month as it did before."""
    steps = _mirrored(draw, spread(np.diff(np.log(known.levels)), known), paths, months)
    walked: Numbers = known.levels[-1] * np.exp(steps.cumsum(axis=1))
    return walked


def damped_trend(known: Known, months: int, paths: int, draw: np.random.Generator) -> Numbers:
    """Holt's trend in logarithms, losing 15 % of its slope a month, at most 3.3 times the peak.

    A miss of e or more is a new level, not a slope.
    """
    logs = np.log(known.levels)
    level, slope, misses = float(logs[0]), 0.0, []
    for value in logs[1:].tolist():
        miss = value - (level + _TREND_DAMPING * slope)
        misses.append(miss)
        gain = _TREND_LEVEL_GAIN if abs(miss) < 2 * LARGEST_STEP else 1.0
        step = min(max(miss, -LARGEST_STEP), LARGEST_STEP)
        level += _TREND_DAMPING * slope + gain * miss
        slope = _TREND_DAMPING * slope + _TREND_LEVEL_GAIN * _TREND_SLOPE_GAIN * step
    course = level + slope * np.cumsum(_TREND_DAMPING ** np.arange(1.0, months + 1))
    steps = _mirrored(draw, spread(np.array(misses), known), paths, months).cumsum(axis=1)
    risen: Numbers = np.exp(np.minimum(course + steps, logs.max() + LARGEST_RISE))
    return risen


def seasonal(known: Known, months: int, paths: int, draw: np.random.Generator) -> Numbers | None:
    """The same month a year before, moved by half a year's growth over the year; from a year on."""
    if len(known.levels) < _YEAR:
        return None
    logs = np.log(known.levels)
    growth = (logs[_YEAR:] - logs[:-_YEAR])[-6:]
    yearly = float(growth.sum()) / (len(growth) + 2)
    ahead = np.arange(months)
    course = logs[-_YEAR:][ahead % _YEAR] + yearly * (1 + ahead // _YEAR)
    wide = spread(np.diff(logs), known) / 2
    shift = draw.normal(0, wide, (paths, 1))
    moved: Numbers = np.exp(course + shift + draw.normal(0, wide, (paths, months)))
    return moved


def past_months(known: Known, months: int, paths: int, draw: np.random.Generator) -> Numbers:
    """Stretches of the last year in another order: what was low may come back."""
    recent = known.levels[-_YEAR:]
    at = draw.integers(0, len(recent), paths)
    course = np.empty((paths, months))
    for month in range(months):
        jumps = draw.random(paths) < 1 / 3
        at = np.where(jumps, draw.integers(0, len(recent), paths), (at + 1) % len(recent))
        course[:, month] = recent[at]
    strayed: Numbers = course * np.exp(draw.normal(0, 0.05, (paths, months)))
    return strayed


def vanishing(known: Known, months: int, paths: int, draw: np.random.Generator) -> Numbers:
    """Need that came late goes early: a unit needed for a months still is after s with a/(a + s).

    On a path with chance u, units younger than s u / (1 - u) - 2 months are gone after s months. A
    unit is as old as the months, all together, in which every week needed it: the damped trend
    falls by as much as the need of so many months lies below the last. Need as old as the history
    may be three years older than was seen; beyond that, 60 % of it goes.
    """
    chance = ((np.arange(paths) + 0.5) / paths)[:, None]
    ahead = np.arange(1, months + 1)[None, :]
    age = np.ceil(ahead * chance / (1 - chance) - VANISHING_OFFSET_MONTHS)
    now = known.levels[-1]
    needed = np.minimum(np.sort(np.minimum(known.levels, known.lowest))[::-1], now)
    oldest = needed[-1]
    unseen = [oldest] * _UNSEEN_MONTHS + [oldest * _FALL_PAST_HISTORY]
    left = np.concatenate([[now], needed, unseen]) / now
    at = np.clip(age, 0, len(left) - 1).astype(np.int64)
    course = draw.permutation(damped_trend(known, months, paths, draw))
    fallen: Numbers = course * left[at]
    return fallen


def _mirrored(draw: np.random.Generator, wide: float, paths: int, months: int) -> Numbers:
    """Normal steps in mirrored pairs, so that their mean is exactly nothing."""
    half = draw.normal(0, wide, ((paths + 1) // 2, months))
    return np.concatenate([half, -half])[:paths]


GENERATORS: dict[str, Generator] = {
    "random_walk": random_walk,
    "seasonal": seasonal,
    "damped_trend": damped_trend,
    "past_months": past_months,
    "vanishing": vanishing,
}
