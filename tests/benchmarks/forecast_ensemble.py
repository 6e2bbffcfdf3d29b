"""The published ensemble on the benchmark sets, and the targets it is held to."""

import resource
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble_drawer import EnsembleDrawer, prepare_ensemble
from models.forecast.events import KnownEvent
from models.forecast.quantiles import path_quantiles
from tests.benchmarks.forecast_referee import PLAIN_POLICY
from tests.benchmarks.forecast_scores import PROBABILITIES, Score, Summary
from tests.benchmarks.measure import Measure, cpu_seconds

ENSEMBLE = "ensemble"
# Of the design: relative MASE on each public set; WAPE of GPU demand against the last week's mean.
MASE_TARGET = 0.82
GPU_TARGETS = {7: 0.89, 28: 0.93}
WORST_GPU_TARGET = 1.02
COVERAGE_TARGET = 0.04
PLAIN_POLICY_TARGET = 1.02
GENERATED = "Generated"


def run_together(
    histories: Sequence[DailyHistory],
    horizon: int,
    path_count: int,
    seed: int,
    country: str | None = None,
) -> list[Floats]:
    """Paths as a run of these series alone would publish them; a short history gets the naive."""
    drawer = prepare(histories, horizon, path_count, seed, country)
    return [drawer.draw(history).paths for history in histories]


def prepare(
    histories: Sequence[DailyHistory],
    horizon: int,
    path_count: int,
    seed: int,
    country: str | None = None,
    events: Mapping[str, tuple[KnownEvent, ...]] | None = None,
) -> EnsembleDrawer:
    settings = Settings(
        forecast_horizon_days=horizon,
        forecast_paths=path_count,
        seed=seed,
        forecast_workers=1,
    )
    bounds = {history.series: Bounds() for history in histories}
    return prepare_ensemble(histories, bounds, country, settings, events=events)


def accuracy_measures(summaries: Mapping[str, Summary]) -> list[Measure]:
    """By set: relative MASE; for GPU demand, WAPE against the last week's mean."""
    measures = [
        Measure(f"ensemble_mase_{_label(name)}", found.mase_to_seasonal, "x", MASE_TARGET)
        for name, found in summaries.items()
    ]
    for horizon, target in GPU_TARGETS.items():
        gpu = [
            found
            for name, found in summaries.items()
            if name.startswith(("Philly", "Helios")) and name.endswith(f" {horizon}")
        ]
        ratios = [ratio for found in gpu for ratio in found.ratios_to_week]
        if ratios:
            mean, worst = float(np.mean(ratios)), max(ratios)
            measures.append(Measure(f"ensemble_gpu_wape_{horizon}_days", mean, "x", target))
            measures.append(
                Measure(f"ensemble_gpu_worst_{horizon}_days", worst, "x", WORST_GPU_TARGET)
            )
    return measures


def against_plain_policy(name: str, summaries: Mapping[str, Summary]) -> Measure:
    """WAPE in parts of the plain policy's, of the daily set `name`; `summaries` by method."""
    part = plain_policy_part(summaries)
    return Measure(f"ensemble_to_plain_policy_{_label(name)}", part, "x", PLAIN_POLICY_TARGET)


def plain_policy_part(summaries: Mapping[str, Summary]) -> float:
    """The ensemble's WAPE in parts of the plain policy's."""
    return summaries[ENSEMBLE].wape_to_week / summaries[PLAIN_POLICY].wape_to_week


def coverage_measures(
    scores: Mapping[str, Sequence[Score]], prefix: str = ENSEMBLE
) -> list[Measure]:
    """Distance of the pooled coverage from 80 and 95 %, by frequency; `scores` by set.

    Generated series are pooled for themselves.
    """
    measures = []
    for kind, frequency in product(("", GENERATED), ("hourly", "daily")):
        found = [
            one
            for name, rows in scores.items()
            if frequency in name and name.startswith(GENERATED) == bool(kind)
            for one in rows
        ]
        label = _label(f"{kind} {frequency}".strip())
        steps = sum(one.steps for one in found)
        if not steps:
            continue
        for level, attribute in ((0.8, "within_80"), (0.95, "within_95")):
            covered = sum(getattr(one, attribute) for one in found) / steps
            measures.append(
                Measure(
                    f"{prefix}_coverage_{label}_{level:.0%}_off".replace("%", ""),
                    abs(covered - level),
                    "share",
                    COVERAGE_TARGET,
                    f"covered {covered:.1%} of {steps:,} steps",
                )
            )
    return measures


def scale_measures(series: Floats, first_day_of: DailyHistory) -> list[Measure]:
    """Backtest at up to 12 cut-offs, weights, calibration, 90 days ahead, paths and quantiles."""
    histories = [
        DailyHistory(f"{number:05}", first_day_of.first_day, np.clip(values, 0, None))
        for number, values in enumerate(series)
    ]
    _run(histories[:3])  # imports, and the calendars' features
    half_s, _ = cpu_seconds(lambda: _run(histories[: len(histories) // 2]))
    whole_s, _ = cpu_seconds(lambda: _run(histories))
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"measured on {len(series)} of 730 days, times {10_000 / len(series):g}; backtest too"
    return [
        Measure(
            "ensemble_10000_series_cpu_s",
            whole_s / len(series) * 10_000,
            "CPU s",
            2 * 8 * 60,
            note,
        ),
        Measure("ensemble_cost_of_twice_as_many", whole_s / half_s, "x", 2.2),
        Measure("ensemble_peak_memory_mib", memory_mib, "MiB", 2048),
    ]


def _run(histories: Sequence[DailyHistory]) -> None:
    drawer = prepare(histories, 90, 1000, 1)
    for history in histories:
        path_quantiles(drawer.draw(history).paths, PROBABILITIES)


def _label(name: str) -> str:
    return name.replace(" ", "_").lower()
