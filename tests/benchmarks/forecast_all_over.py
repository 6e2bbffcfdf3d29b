"""Accuracy at cut-offs all over the length of every set, against the design's targets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal_candidates import SeasonalNaiveCandidate
from tests.benchmarks import forecast_data as data
from tests.benchmarks import forecast_generated as generated
from tests.benchmarks.forecast_cut_offs import DAILY_HORIZONS, all_over
from tests.benchmarks.forecast_ensemble import (
    GPU_TARGETS,
    MASE_TARGET,
    WORST_GPU_TARGET,
    coverage_measures,
    plain_policy_part,
)
from tests.benchmarks.forecast_floors import sample_floors, shifts_floors
from tests.benchmarks.forecast_judging import Judged, judge
from tests.benchmarks.forecast_scores import Score
from tests.benchmarks.forecast_totals import BY_ITSELF
from tests.benchmarks.keeping import Pieces
from tests.benchmarks.measure import Measure

SHORT_DAYS = 60
FLOORS = "floors"  # a piece


def all_over_sets() -> list[data.Benchmark]:
    """Every set but M4, which has the competition's cut-off, and Helios, which has none."""
    return [each for benchmark in _sets() for each in all_over(benchmark)]


def all_over_measures(sets: Sequence[data.Benchmark], pieces: Pieces) -> list[Measure]:
    """Of all_over_sets; each set is a piece."""
    found = []
    for each in sets:
        found.append(pieces.of(f"all over {each.name}", partial(_judged, each)))
        print_judged(found[-1])
    by_name = {judged.benchmark.name: judged for judged in found}
    sample = [one.benchmark for name, one in by_name.items() if name.startswith("sample")]
    return [
        *map(mase_measure, found),
        *together_measures(found),
        *(measure for days in DAILY_HORIZONS for measure in _gpu_measures(by_name, days)),
        *coverage_measures({name: one.scores for name, one in by_name.items()}, "all_over"),
        *_short_coverage(found),
        *pieces.of(FLOORS, lambda: [*sample_floors(sample), *shifts_floors(DAILY_HORIZONS)]),
        Measure("all_over_samples_below_zero", sum(one.outside for one in found), "samples", 0),
    ]


def _sets() -> Iterator[data.Benchmark]:
    yield data.ercot_hourly()
    yield data.pjm_hourly()
    yield data.servegen_hourly()
    yield data.pjm_daily()
    yield data.philly_daily(7)
    yield data.sample_daily(7)
    yield from (generated.gpu_like_daily(kind, 7) for kind in generated.KINDS)
    yield generated.load_hourly()


def _judged(benchmark: data.Benchmark) -> Judged:
    return judge(benchmark, [SeasonalNaiveCandidate(season=benchmark.season), ProphetCandidate()])


def print_judged(judged: Judged) -> None:
    """A line for each method."""
    benchmark, count = judged.benchmark, len(judged.scores)
    series = len({one.series for one in judged.scores})
    print(f"{benchmark.name}: {series} series, {judged.cut_offs} cut-offs, {count} forecasts")
    for summary in judged.summaries.values():
        print(summary.line())
    if judged.total:
        print(f"{benchmark.name}, {benchmark.total}: {judged.total.cut_offs} cut-offs")
        for summary in judged.total.summaries.values():
            print(summary.line())


def mase_measure(judged: Judged, label: str = "all_over_mase") -> Measure:
    """Relative MASE with its standard error; generated series have no target."""
    found, error = _mase(judged)
    note = f"standard error {error:.3f}, {judged.cut_offs} cut-offs"
    return _of_set(judged.benchmark.name, found, note, label)


def together_measures(found: Sequence[Judged]) -> Iterator[Measure]:
    """Geometric mean over the horizons of each set that has several.

    Horizons of one set miss together: the error is the mean of theirs, in parts of what they found,
    which is the most that it can be.
    """
    by_set: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for judged in found:
        by_set[judged.benchmark.name.rpartition(" ")[0]].append(_mase(judged))
    for name, horizons in by_set.items():
        if len(horizons) > 1:
            mases, errors = np.array(horizons).T
            mean = float(np.exp(np.log(mases).mean()))
            error = mean * float((errors / mases).mean())
            note = f"standard error at most {error:.3f}, geometric mean of {len(mases)} horizons"
            yield _of_set(f"{name} together", mean, note)


def _mase(judged: Judged) -> tuple[float, float]:
    """Relative MASE and its standard error."""
    return judged.ensemble.mase_to_seasonal, judged.error_of(lambda one: one.mase_to_seasonal)


def _of_set(name: str, found: float, note: str, label: str = "all_over_mase") -> Measure:
    target = None if name.startswith(generated.GENERATED) else MASE_TARGET
    label = f"{label}_{name}".replace(" ", "_").lower()
    return Measure(label, found, "x", target, note)


def _gpu_measures(by_name: Mapping[str, Judged], days: int) -> Iterator[Measure]:
    """WAPE against last week's mean on real GPU demand; against the referee on all that is like it.

    The design measured its plain policy, the referee, on another trace: its target times our part
    of the referee's error is what may be expected there.
    """
    philly = by_name[f"Philly daily {days}"]
    ratios = philly.ensemble.ratios_to_week
    error = philly.error_of(lambda summary: float(np.mean(summary.ratios_to_week)))
    note = f"standard error {error:.3f}, {philly.cut_offs} cut-offs"
    label, target = f"all_over_gpu_wape_{days}_days", GPU_TARGETS[days]
    yield Measure(label, float(np.mean(ratios)), "x", target, note)
    yield from worst_and_total(philly, days)
    alike = [philly, *(by_name[generated.name_of(kind, days)] for kind in generated.KINDS)]
    parts = [plain_policy_part(one.summaries) for one in alike]
    part = float(np.exp(np.mean(np.log(parts))))
    each = ", ".join(f"{value:.3f}" for value in parts)
    yield Measure(f"all_over_gpu_to_plain_policy_{days}_days", part, "x", note=each)
    yield Measure(f"all_over_gpu_expected_{days}_days", part * target, "x", note="on the design's")


def worst_and_total(philly: Judged, days: int) -> Iterator[Measure]:
    """The worst of the teams and of all together; all together as published, added path by path."""
    total = philly.total
    if total is None:
        raise ValueError(f"{philly.benchmark.name} has no total")
    found, ratios = total.ensemble.wape_to_week, philly.ensemble.ratios_to_week
    of = "all together" if found >= max(ratios) else "a team"
    label = f"all_over_gpu_worst_{days}_days"
    yield Measure(label, max(*ratios, found), "x", WORST_GPU_TARGET, of)
    error = total.error_of(lambda summary: summary.wape_to_week)
    said = f"standard error {error:.3f}" if error else "all cut-offs overlap: no standard error"
    note = f"{said}; as a series of its own {total.summaries[BY_ITSELF].wape_to_week:.3f}"
    yield Measure(f"all_over_gpu_total_{days}_days", found, "x", WORST_GPU_TARGET, note)


def _short_coverage(found: Sequence[Judged]) -> Iterator[Measure]:
    """Coverage of daily series of 28 to 60 days, real and generated apart."""
    for kind in ("real", "generated"):
        rows = [
            one
            for judged in found
            for one in judged.scores
            if judged.benchmark.series[0].steps_per_day == 1
            and judged.benchmark.name.startswith(generated.GENERATED) == (kind == "generated")
            and one.known_steps <= SHORT_DAYS
        ]
        yield _within(f"all_over_short_{kind}_80", rows, "within_80")
        yield _within(f"all_over_short_{kind}_95", rows, "within_95")


def _within(label: str, rows: Sequence[Score], attribute: str) -> Measure:
    steps = sum(one.steps for one in rows)
    share = sum(getattr(one, attribute) for one in rows) / steps
    return Measure(label, share, "share", note=f"{steps:,} steps of {len(rows)} forecasts")
