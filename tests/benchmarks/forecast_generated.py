"""Generated series that behave as GPU demand and load do, of the kinds that decide thresholds.

Demand of six months: jobs of heavy-tailed size and length (`jobs`), levels that shift and stay
shifted (`shifts`), growth with bursts under a cap (`bursts`). Load: days, weeks and weather. Pools
of a company: levels that shift together and each for itself.
"""

from datetime import date

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import GENERATED

FIRST_DAY = date(2024, 1, 1)
DAYS, SERIES = 182, 12
KINDS = ("jobs", "shifts", "bursts")


def gpu_like_daily(kind: str, horizon: int) -> Benchmark:
    """Twelve series of one kind, six months each."""
    make = {"jobs": _jobs, "shifts": _shifts, "bursts": _bursts}[kind]
    series = [
        DailyHistory(f"{kind} {number:02}", FIRST_DAY, make(stream_of(number)))
        for number in range(SERIES)
    ]
    return Benchmark(name_of(kind, horizon), series, 7, horizon, 6, 14)


def stream_of(number: int) -> np.random.Generator:
    """What one of the twelve is drawn from."""
    return np.random.default_rng([7, number])


def name_of(kind: str, horizon: int) -> str:
    """Name of such a set."""
    return f"{GENERATED} {kind} daily {horizon}"


def company_daily(company: int, horizon: int) -> Benchmark:
    """Eight pools of 600 days whose levels shift in part together; another one by number."""
    days, together = 600, np.random.default_rng([13, company])
    common = _jumps(together, days, 0.25) + together.normal(0, 0.01, days).cumsum()
    series = []
    for number in range(8):
        draw = np.random.default_rng([13, company, number])
        level = common * draw.uniform(0.5, 1.2) + _jumps(draw, days, 0.3)
        week = draw.normal(0, 0.1, 7)[np.arange(days) % 7]
        values = 1000 * np.exp(level + week + draw.normal(0, 0.08, days))
        series.append(DailyHistory(f"pool {number}", FIRST_DAY, values))
    return Benchmark(f"{GENERATED} company daily {horizon}", series, 7, horizon, 5, 56)


def pools_hourly() -> list[DailyHistory]:
    """Cards in use in eight pools of 600 days: levels that jump, some that grow, days and weeks."""
    days, together = 600, np.random.default_rng([29, 0])
    common = _jumps(together, days, 0.25) + together.normal(0, 0.01, days).cumsum()
    series = []
    for number in range(8):
        draw = np.random.default_rng([29, 0, number])
        level = common * draw.uniform(0.3, 1.0) + _jumps(draw, days, 0.3)
        level += draw.choice([0.0, 0.0, 0.002, 0.004]) * np.arange(days)
        height, turned = 0.5 * draw.uniform(0.3, 1.5), np.arange(24) - draw.integers(0, 24)
        profile = np.exp(height * np.sin(2 * np.pi * turned / 24))
        week = np.where(np.arange(days) % 7 >= 5, 1 - draw.uniform(0, 0.4), 1.0)
        noise = draw.normal(0, 0.08, (days, 1)) + draw.normal(0, 0.1, (days, 24))
        hours = (np.exp(level) * week)[:, np.newaxis] * profile / profile.mean() * np.exp(noise)
        series.append(DailyHistory(f"pool {number}", FIRST_DAY, 100 * hours.ravel(), 24))
    return series


def load_hourly() -> Benchmark:
    """Eight zones of 80 days, a week ahead."""
    series = [
        DailyHistory(f"zone {one}", FIRST_DAY, _load(np.random.default_rng([11, one]), 80), 24)
        for one in range(8)
    ]
    return Benchmark(f"{GENERATED} load hourly", series, 24, 168, origins=3, stride=120)


def _jobs(draw: np.random.Generator) -> Floats:
    """Busy cards of jobs that begin at a rate that now and then changes and stays changed."""
    warm_up = 60
    days = DAYS + warm_up
    jumps = np.where(draw.random(days) < 1 / 30, draw.normal(0, 0.6, days), 0.0)
    level = np.exp((jumps + draw.normal(0, 0.02, days)).cumsum())
    weekend = 1 - draw.uniform(0, 0.5) * (np.arange(days) % 7 >= 5)
    begun = draw.poisson(np.minimum(draw.uniform(3, 30) * level * weekend, 200.0))
    start = np.repeat(np.arange(days), begun) + draw.random(begun.sum())
    end = start + np.minimum(np.exp(draw.normal(-1, 1.6, len(start))), 40.0)
    cards = 2.0 ** draw.integers(0, 6, len(start))
    day = np.arange(days)[:, np.newaxis]
    share = np.clip(np.minimum(end, day + 1) - np.maximum(start, day), 0.0, None)
    return np.asarray((24 * cards * share).sum(axis=1)[warm_up:])


def _shifts(draw: np.random.Generator) -> Floats:
    level, strays, week, _ = shifting_parts(draw)
    return np.asarray(1000 * np.exp(level + strays + week))


def shifting_parts(draw: np.random.Generator) -> tuple[Floats, Floats, Floats, float]:
    """Logarithms of what a series of `shifts` is made of, and how much of a stray stays."""
    jumps = np.where(draw.random(DAYS) < 1 / 25, draw.normal(0, 0.5, DAYS), 0.0)
    level = (jumps + draw.normal(0, 0.01, DAYS)).cumsum()
    shocks = draw.normal(0, draw.uniform(0.05, 0.25), DAYS)
    share = draw.uniform(0.2, 0.85)
    week = draw.normal(0, 0.05, 7)[np.arange(DAYS) % 7]
    return np.asarray(level), _fading(shocks, share), week, share


def _jumps(draw: np.random.Generator, days: int, size: float) -> Floats:
    """A level that jumps about every 40 days."""
    jumps = np.where(draw.random(days) < 1 / 40, draw.normal(0, size, days), 0.0)
    return np.asarray(jumps.cumsum())


def _bursts(draw: np.random.Generator) -> Floats:
    growth = draw.choice([0.0, 0.0, 0.004, -0.003, 0.01])
    level = growth * np.arange(DAYS) + draw.normal(0, 0.04, DAYS).cumsum()
    week = draw.normal(0, 0.08, 7)[np.arange(DAYS) % 7]
    burst = np.zeros(DAYS)
    for _ in range(draw.poisson(DAYS / 25)):
        start = draw.integers(0, DAYS)
        burst[start : start + draw.integers(2, 12)] += draw.exponential(0.6)
    values = 1000 * np.exp(level + week + burst + draw.normal(0, 0.1, DAYS))
    return np.asarray(np.minimum(values, np.quantile(values, 0.9) * 1.05))


def _load(draw: np.random.Generator, days: int) -> Floats:
    at = np.arange(days * 24)
    knots = draw.normal([0, -1, 0.4, 0.6, 1, 0], 0.25)
    workday = np.interp(np.arange(24), [0, 4, 9, 14, 19, 24], knots)
    weekend = workday * draw.uniform(0.3, 0.9) + draw.normal(0, 0.1, 24) - draw.uniform(0.1, 0.6)
    profile = np.where((at // 24) % 7 >= 5, weekend[at % 24], workday[at % 24])
    weather = np.interp(at / 24, np.arange(days + 1), _fading(draw.normal(0, 1, days + 1), 0.85))
    weather += np.linspace(0, draw.normal(0, 6), len(at))
    heated = draw.uniform(0.01, 0.04) * np.abs(weather) ** 1.2
    noise = 10 * draw.standard_normal(len(at)) + _fading(draw.normal(0, 8, len(at)), 0.95)
    return np.asarray(1000 * (1 + 0.2 * profile * (1 + 0.1 * weather) + heated) + noise)


def _fading(shocks: Floats, share: float) -> Floats:
    """Each step keeps a share of the one before and adds its shock."""
    found = np.zeros_like(shocks)
    for step in range(1, len(shocks)):
        found[step] = share * found[step - 1] + shocks[step]
    return found
