"""Forecasts: speed against a loop of stock Prophet, accuracy against naive methods on real data.

Baselines: stock Prophet with Stan, fitted and sampled series by series; the seasonal naive and the
mean of the last week. On M4 hourly the seasonal naive must have the official MASE of 1.193.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from models.forecast.candidate import Candidate
from models.forecast.intermittent_candidate import TsbCandidate
from models.forecast.level_candidates import (
    DampedTrendCandidate,
    LastValueCandidate,
    SimpleSmoothingCandidate,
    ThetaCandidate,
)
from models.forecast.naive_candidate import LastWeekMeanCandidate
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal_candidates import MultipleSeasonsCandidate, SeasonalNaiveCandidate
from tests.benchmarks import forecast_data as data
from tests.benchmarks import forecast_generated as generated
from tests.benchmarks.forecast_all_over import (
    FLOORS,
    all_over_measures,
    all_over_sets,
    mase_measure,
    print_judged,
)
from tests.benchmarks.forecast_cut_offs import all_over
from tests.benchmarks.forecast_ensemble import (
    accuracy_measures,
    against_plain_policy,
    coverage_measures,
)
from tests.benchmarks.forecast_events import event_measures
from tests.benchmarks.forecast_hours import hourly_sets, judge_published, published_measures
from tests.benchmarks.forecast_judging import judge
from tests.benchmarks.forecast_months import month_measures
from tests.benchmarks.forecast_peaks import SETS, measures_of_set
from tests.benchmarks.forecast_scores import seasonal_scale
from tests.benchmarks.forecast_speed import measure_speed
from tests.benchmarks.forecast_totals import HORIZONS_DAYS, totals_measures
from tests.benchmarks.keeping import Pieces
from tests.benchmarks.measure import Measure

OFFICIAL_SEASONAL_NAIVE_MASE = 1.193
# Generated companies for totals; what pools are believed to share was chosen on those between.
COMPANIES = (*range(6), *range(18, 36))


def run(*, quick: bool, keep: Path | None = None) -> list[Measure]:
    """All of it, in pieces; with `keep` those that were done before are read from that folder."""
    if not data.REAL.is_dir():
        print("no ../shared/real: accuracy is not measured")
        return measure_speed(quick=quick)
    m4 = data.m4_hourly()
    sets = [] if quick else all_over_sets()
    last_weeks = _benchmarks(m4, quick=quick)
    totals = {} if quick else _companies()
    pieces = Pieces(_work(sets, last_weeks, totals, quick=quick), keep)
    measures = pieces.of("speed", partial(measure_speed, quick=quick))
    mase = _seasonal_naive_mase(m4)
    off = abs(mase - OFFICIAL_SEASONAL_NAIVE_MASE)
    measures.append(Measure("forecast_m4_seasonal_naive_off", off, "MASE", 0.0005, f"{mase:.4f}"))
    if not quick:
        measures += all_over_measures(sets, pieces)
        for each in hourly_sets():
            judged = pieces.of(f"published {each.name}", partial(judge_published, each))
            measures += published_measures(judged)
        for name in SETS:
            measures += pieces.of(f"peaks {name}", partial(measures_of_set, name))
    measures += _last_weeks(last_weeks, pieces, quick=quick)
    if not quick:
        measures += pieces.of("events", event_measures)
        measures += pieces.of("months", month_measures)
    for label, companies in totals.items():
        measures += pieces.of(f"totals {label}", partial(totals_measures, label, companies))
    return measures


def _work(
    sets: Sequence[data.Benchmark],
    last_weeks: Sequence[data.Benchmark],
    totals: Mapping[str, Sequence[data.Benchmark]],
    *,
    quick: bool,
) -> dict[str, float]:
    """Pieces by name, in forecasts of days by the ensemble: those of hours take five times as long.

    The other methods, of which the last weeks have most, take as long again.
    """
    work = {"speed": 400.0 if quick else 2_000.0}
    work |= {f"all over {one.name}": 2 * _forecasts(one) for one in sets}
    work |= {f"last weeks {one.name}": 3 * _forecasts(one) for one in last_weeks}
    work |= {f"totals {label}": sum(map(_forecasts, many)) for label, many in totals.items()}
    if quick:
        return work
    work |= {f"published {one.name}": 1.5 * _forecasts(one) for one in hourly_sets()}
    work |= {f"peaks {name}": 60.0 for name in SETS}
    return work | {FLOORS: 300.0, "events": 150.0, "months": 450.0}


def _forecasts(benchmark: data.Benchmark) -> float:
    hourly = benchmark.series[0].steps_per_day > 1
    return len(benchmark.series) * benchmark.origins * (5.0 if hourly else 1.0)


def _companies() -> dict[str, list[data.Benchmark]]:
    """Whose totals are judged: the sample, generated companies, zones and teams as pools.

    `unrelated` are twelve series each that share nothing.
    """
    unrelated = (generated.gpu_like_daily(kind, 28) for kind in generated.KINDS)
    return {
        "sample": [*all_over(data.sample_daily(84), HORIZONS_DAYS[-1:])],
        "generated": [generated.company_daily(number, HORIZONS_DAYS[-1]) for number in COMPANIES],
        "helios": [replace(data.helios_daily(), origins=8, stride=1)],
        "philly": [*all_over(data.philly_daily(28), (28,))],
        "pjm": [*all_over(data.pjm_parts_daily(), (28,))],
        "unrelated": [each for one in unrelated for each in all_over(one, (28,))],
    }


def _last_weeks(
    benchmarks: Sequence[data.Benchmark], pieces: Pieces, *, quick: bool
) -> list[Measure]:
    """The few cut-offs near the end of each set that were scored before all others were."""
    measures: list[Measure] = []
    summaries, scores = {}, {}
    outside = 0
    for benchmark in benchmarks:
        work = partial(judge, benchmark, candidates(benchmark))
        judged = pieces.of(f"last weeks {benchmark.name}", work)
        print_judged(judged)
        if benchmark is benchmarks[0] and not quick:  # M4: its one cut-off is the competition's
            measures.append(mase_measure(judged))
        for name, summary in judged.summaries.items():
            label = f"forecast_{benchmark.name}_{name}".replace(" ", "_").lower()
            measures.append(Measure(label, summary.mase_to_seasonal, "x"))
        if benchmark.series[0].steps_per_day == 1:
            measures.append(against_plain_policy(benchmark.name, judged.summaries))
        summaries[benchmark.name] = judged.ensemble
        scores[benchmark.name] = judged.scores
        outside += judged.outside
    measures += accuracy_measures(summaries) + coverage_measures(scores)
    measures.append(Measure("ensemble_samples_below_zero", outside, "samples", 0))
    return measures


def _benchmarks(m4: data.Benchmark, *, quick: bool) -> list[data.Benchmark]:
    if quick:
        m4 = data.Benchmark(m4.name, m4.series[::10], m4.season, m4.horizon, m4.origins, m4.stride)
        return [m4, data.helios_daily(), data.philly_daily(7), data.sample_daily(28)]
    return [
        m4,
        data.ercot_hourly(),
        data.pjm_hourly(),
        data.pjm_daily(),
        data.helios_daily(),
        data.philly_daily(7),
        data.philly_daily(28),
        data.servegen_hourly(),
        data.sample_daily(7),
        data.sample_daily(28),
        *(generated.gpu_like_daily(kind, days) for kind in generated.KINDS for days in (7, 28)),
        generated.load_hourly(),
    ]


def _seasonal_naive_mase(benchmark: data.Benchmark) -> float:
    """By the competition's formula and nothing of ours: the last season again."""
    errors = []
    for known, actual in benchmark.cases():
        naive = np.resize(known.card_hours[-benchmark.season :], len(actual))
        scale = seasonal_scale(known.card_hours, benchmark.season)
        errors.append(np.abs(naive - actual).mean() / scale)
    return float(np.mean(errors))


def candidates(benchmark: data.Benchmark) -> Sequence[Candidate]:
    """Every candidate, with the seasons that suit the set's steps."""
    hourly = benchmark.series[0].steps_per_day > 1
    seasons = (24, 168) if hourly else (7,)
    return [
        SeasonalNaiveCandidate(season=benchmark.season),
        LastWeekMeanCandidate(),
        LastValueCandidate(),
        SimpleSmoothingCandidate(),
        DampedTrendCandidate(seasons=seasons),
        ThetaCandidate(seasons=seasons),
        TsbCandidate(),
        MultipleSeasonsCandidate(seasons=seasons),
        ProphetCandidate(),
        ProphetCandidate("prophet_flat", "flat"),
        ProphetCandidate("prophet_log", logarithm=True),
    ]
