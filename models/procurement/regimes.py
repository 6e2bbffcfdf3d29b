"""Seven kinds of demand, generated: servers needed in every hour, with seeds.

A regime is a course of monthly levels, a function of the seed; hours around it go up by day and
down by night and on weekends, and stray with a memory of some hours. Needs are whole servers.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.procurement.ladder import HOURS_PER_MONTH

Numbers = NDArray[np.float64]

BASE_SERVERS = 20.0
GROWTH_PER_MONTH = 0.035
SEASONAL_AMPLITUDE = 0.40
HYPE_FALL = 0.65
RANDOM_WALK_PER_MONTH = 0.12

_DAY_AMPLITUDE = 0.22
_WEEKEND_DIP = 0.18
_NOISE = 0.12
_NOISE_MEMORY = 0.9


def _stable(months: Numbers, _draw: np.random.Generator) -> Numbers:
    return np.full_like(months, BASE_SERVERS)


def _growth(months: Numbers, _draw: np.random.Generator) -> Numbers:
    return BASE_SERVERS / 2 * (1 + GROWTH_PER_MONTH) ** months


def _seasonal(months: Numbers, draw: np.random.Generator) -> Numbers:
    phase = draw.uniform(0, 12)
    return BASE_SERVERS * (1 + SEASONAL_AMPLITUDE * np.sin(2 * np.pi * (months + phase) / 12))


def _bursty(months: Numbers, draw: np.random.Generator) -> Numbers:
    """A small base, and campaigns of one to eight weeks, about one in ten weeks."""
    level = np.full_like(months, BASE_SERVERS * 0.4)
    start = months[0] + draw.exponential(2.0)
    while start < months[-1]:
        length = draw.uniform(0.25, 2.0)
        size = BASE_SERVERS * draw.uniform(0.5, 1.5)
        level += size * ((months >= start) & (months < start + length))
        start += length + draw.exponential(2.0)
    return level


def _hype(months: Numbers, draw: np.random.Generator) -> Numbers:
    """A climb to three times the level within half a year, and within a month down by 65 %."""
    peak = draw.uniform(8, 20)
    climb = 1 + 2 / (1 + np.exp(-(months - peak + 6) / 1.2))
    kept = 1 - HYPE_FALL * np.clip(months - peak, 0, 1)
    return BASE_SERVERS / 2 * climb * kept


def _random_walk(months: Numbers, draw: np.random.Generator) -> Numbers:
    knots = np.arange(np.floor(months[0]), np.ceil(months[-1]) + 1)
    course = np.cumsum(draw.normal(0, RANDOM_WALK_PER_MONTH, len(knots)))
    now = np.interp(0.0, knots, course)
    return BASE_SERVERS * np.exp(np.interp(months, knots, course) - now)


def _s_curve(months: Numbers, draw: np.random.Generator) -> Numbers:
    middle = draw.uniform(10, 20)
    return BASE_SERVERS * (0.2 + 1.3 / (1 + np.exp(-(months - middle) / 3)))


REGIMES: dict[str, Callable[[Numbers, np.random.Generator], Numbers]] = {
    "stable": _stable,
    "growth": _growth,
    "seasonal": _seasonal,
    "bursty": _bursty,
    "hype": _hype,
    "random_walk": _random_walk,
    "s_curve": _s_curve,
}


def generate_demand(regime: str, seed: int, months: int, known_months: int = 0) -> Numbers:
    """Servers needed, months x hours of a month (730); the same seed gives the same bits.

    The first `known_months` rows lie before the regime's month 0.
    """
    draw = np.random.default_rng([seed, list(REGIMES).index(regime)])
    hours = np.arange((known_months + months) * HOURS_PER_MONTH)
    level = REGIMES[regime](hours / HOURS_PER_MONTH - known_months, draw)
    day = 1 + _DAY_AMPLITUDE * np.sin(2 * np.pi * (hours % 24 - 9) / 24)
    week = 1 - _WEEKEND_DIP * ((hours // 24) % 7 >= 5)
    needed = level * day * week / (1 - _WEEKEND_DIP * 2 / 7) * np.exp(_noise(len(hours), draw))
    return np.rint(needed).reshape(-1, HOURS_PER_MONTH)


def _noise(hours: int, draw: np.random.Generator) -> Numbers:
    """Noise with memory: each hour keeps 90 % of the hour before."""
    shocks = draw.normal(0, _NOISE * np.sqrt(1 - _NOISE_MEMORY**2), hours)
    noise = np.empty(hours)
    last = 0.0
    for hour, shock in enumerate(shocks.tolist()):
        last = _NOISE_MEMORY * last + shock
        noise[hour] = last
    return noise
