"""Cost of fit, paths and quantiles: many series on one calendar, and a loop of stock Prophet."""

import resource
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from models.forecast.candidate import Candidate, DailyHistory, Floats
from models.forecast.level_candidates import DampedTrendCandidate, ThetaCandidate
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.quantiles import path_quantiles
from models.forecast.seasonal_candidates import SeasonalNaiveCandidate
from models.forecast.silence import quiet_prophet
from tests.benchmarks.forecast_ensemble import scale_measures
from tests.benchmarks.forecast_scores import PROBABILITIES, score
from tests.benchmarks.measure import Measure

PATHS = 1000
FIRST_DAY = date(2024, 1, 1)


def measure_speed(*, quick: bool) -> list[Measure]:
    series = _series(50 if quick else 200, 735)
    _ours(series[:2], 56)  # imports, and the calendar's features
    ours_s = _cpu_seconds(lambda: _ours(series, 56)) / len(series)
    stock = series[: 3 if quick else 8]
    _stock(stock[:1], 56)
    stock_s = _cpu_seconds(lambda: _stock(stock, 56)) / len(stock)
    batched_s = _cpu_seconds(lambda: _batched(series, 56)) / len(series)
    batch = _series(400 if quick else 1600, 730)
    _batched(batch[:2], 90)
    half_s = _cpu_seconds(lambda: _batched(batch[: len(batch) // 2], 90))
    whole_s = _cpu_seconds(lambda: _batched(batch, 90))
    backtest_s = _cpu_seconds(lambda: _backtest(series)) / len(series)
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole_note = f"measured on {len(batch)}, times {10_000 / len(batch):g}; one core"
    return [
        Measure("forecast_stock_prophet_cpu_ms", stock_s * 1000, "ms", note="baseline, per series"),
        Measure("forecast_exact_cpu_ms", ours_s * 1000, "ms", note="fit, 56 days, 1,000 paths"),
        Measure("forecast_exact_batched_cpu_ms", batched_s * 1000, "ms", note="fits in one batch"),
        Measure("forecast_part_of_stock_prophet", ours_s / stock_s, "x", target=1 / 25),
        Measure("forecast_batched_part_of_stock", batched_s / stock_s, "x", target=1 / 25),
        Measure(
            "forecast_10000_series_cpu_s",
            whole_s / len(batch) * 10_000,
            "CPU s",
            target=2 * 8 * 60,
            note=whole_note,
        ),
        Measure("forecast_cost_of_twice_as_many", whole_s / half_s, "x", target=2.2),
        Measure(
            "forecast_backtest_cpu_s",
            backtest_s * 1000,
            "CPU s",
            target=60,
            note="200 series x 5 origins x 6 methods, scored",
        ),
        Measure("forecast_peak_memory_mib", memory_mib, "MiB", target=2048),
        *scale_measures(batch[: 24 if quick else 120], DailyHistory("all", FIRST_DAY, batch[0])),
    ]


def _series(count: int, days: int) -> Floats:
    draw = np.random.default_rng(1)
    day = np.arange(days)
    level = 200 + draw.normal(0, 2, (count, days)).cumsum(axis=1)
    week = draw.uniform(0, 20, (count, 1)) * np.sin(2 * np.pi * day / 7)
    return np.asarray(level + week + draw.normal(0, 5, (count, days)))


def _ours(series: Floats, horizon: int) -> None:
    """One by one through the candidate, as a run of pools does it."""
    for number, values in enumerate(series):
        history = DailyHistory(str(number), FIRST_DAY, values)
        sampled = ProphetCandidate().sample_paths(history, horizon, PATHS, number)
        path_quantiles(np.clip(sampled.paths, 0, None), PROBABILITIES)


def _batched(series: Floats, horizon: int) -> None:
    history = DailyHistory("all", FIRST_DAY, series[0])
    fits = ProphetCandidate().fit(history, series, horizon)
    assert fits.is_solved.all()
    for row in range(len(series)):
        path_quantiles(np.clip(fits.draw(row, PATHS, row), 0, None), PROBABILITIES)


def _backtest(series: Floats) -> None:
    """One origin of each series: the candidates of a daily series, 400 paths, and their scores."""
    methods: list[Candidate] = [
        ProphetCandidate(),
        ProphetCandidate("prophet_flat", "flat"),
        ProphetCandidate("prophet_log", logarithm=True),
        SeasonalNaiveCandidate(),
        DampedTrendCandidate(),
        ThetaCandidate(),
    ]
    for number, values in enumerate(np.clip(series, 0, None)):
        known = DailyHistory(str(number), FIRST_DAY, values[:-28])
        for method in methods:
            paths = method.sample_paths(known, 28, 400, number).paths
            score(known.series, paths, known.card_hours, values[-28:], 7)


def _stock(series: Floats, horizon: int) -> None:
    """A plain loop: the same model, fit, samples and quantiles as everyone writes it."""
    from prophet import Prophet

    days = pd.date_range(FIRST_DAY, periods=series.shape[1] + horizon, unit="ns")
    with quiet_prophet():
        for values in series:
            model = Prophet(
                weekly_seasonality=True,
                yearly_seasonality=False,
                daily_seasonality=False,
                uncertainty_samples=PATHS,
            )
            model.fit(pd.DataFrame({"ds": days[: len(values)], "y": values}))
            ahead = pd.DataFrame({"ds": days[len(values) :]})
            np.quantile(model.predictive_samples(ahead)["yhat"], PROBABILITIES, axis=1)
            model.stan_backend.cleanup()


def _cpu_seconds(work: Callable[[], None]) -> float:
    """Of this process and those that it started: Stan is one of them."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
