"""Forecasts of series that you give: `--series FILE`, a CSV or Parquet with unique_id, ds, y.

Judged as the public sets are: the same cut-offs, measures and baselines (the seasonal naive, the
mean of the last week, the plain policy, default Prophet).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.forecast.candidate import Candidate
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal_candidates import SeasonalNaiveCandidate
from tests.benchmarks.forecast_all_over import mase_measure, print_judged
from tests.benchmarks.forecast_cut_offs import all_over
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import (
    GPU_TARGETS,
    WORST_GPU_TARGET,
    against_plain_policy,
    coverage_measures,
)
from tests.benchmarks.forecast_given import read_given
from tests.benchmarks.forecast_judging import Judged, judge
from tests.benchmarks.measure import Measure

QUICK_CUT_OFFS = 6


def run(*, quick: bool, series: Sequence[Path] = ()) -> list[Measure]:
    """Every file at each horizon that it has room for; `quick`: QUICK_CUT_OFFS of them."""
    if not series:
        print("no --series FILE: nothing to judge")
    found = []
    for path in series:
        given = read_given(path)
        horizons = [*all_over(given)]
        if not horizons:
            print(f"{given.name}: too short to judge any horizon")
        for each in horizons:
            judged = judge(_fewer(each) if quick else each, _beside(each.season))
            print_judged(judged)
            found.append(judged)
    return [
        *(measure for judged in found for measure in _measures(judged)),
        *coverage_measures({one.benchmark.name: one.scores for one in found}, "given"),
    ]


def _fewer(benchmark: Benchmark) -> Benchmark:
    """At most QUICK_CUT_OFFS of the same cut-offs."""
    apart = -(-benchmark.origins // QUICK_CUT_OFFS)
    origins = -(-benchmark.origins // apart)
    return replace(benchmark, origins=origins, stride=benchmark.stride * apart)


def _beside(season: int) -> list[Candidate]:
    return [SeasonalNaiveCandidate(season=season), ProphetCandidate()]


def _measures(judged: Judged) -> Iterator[Measure]:
    """Relative MASE; against last week's mean on average, and of the worst series by name."""
    yield mase_measure(judged, "given_mase")
    name, horizon = judged.benchmark.name.replace(" ", "_"), judged.benchmark.horizon
    ratios = judged.ensemble.ratios_to_week
    daily = judged.benchmark.series[0].steps_per_day == 1
    target = GPU_TARGETS.get(horizon) if daily else None
    error = judged.error_of(lambda one: float(np.mean(one.ratios_to_week)))
    note = f"standard error {error:.3f}, WAPE in parts of that of last week's mean"
    yield Measure(f"given_to_week_{name}", float(np.mean(ratios)), "x", target, note)
    worst = int(np.argmax(ratios))
    series = sorted({one.series for one in judged.scores})[worst]
    limit = WORST_GPU_TARGET if daily else None
    yield Measure(f"given_worst_{name}", ratios[worst], "x", limit, series)
    if daily:
        yield against_plain_policy(judged.benchmark.name, judged.summaries)
