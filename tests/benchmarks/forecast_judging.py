"""Methods held against what came, cut-off by cut-off, with the standard error of what is found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import WEEK_DAYS, Candidate, DailyHistory, Floats
from models.forecast.seasonal import last_cycle
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import ENSEMBLE, run_together
from tests.benchmarks.forecast_referee import PLAIN_POLICY, plain_policy
from tests.benchmarks.forecast_scores import Baselines, Score, Summary, score, summarise
from tests.benchmarks.forecast_totals import BY_ITSELF, Case, total_case

PATHS = 400
# The medians of sampled naive methods are not these: they move by the median of past misses.
BARE = Baselines(
    seasonal="bare_seasonal_naive", week="bare_week_mean", seasonal_with_band="seasonal_naive"
)
Scores = Mapping[str, Sequence[Score]]
# Paths of several series, as forecast_ensemble.run_together draws them.
Draw = Callable[[Sequence[DailyHistory], int, int, int, str | None], list[Floats]]


@dataclass(frozen=True)
class Judged:
    """What came of one set: scores by method at each cut-off, all of them summed up by method.

    `outside` are the ensemble's samples below zero. `total` is the same of the sum of all series,
    where the set has one: the ensemble is there what is published, the paths of all series added
    up; BY_ITSELF is the ensemble asked for the sum as for a series.
    """

    benchmark: Benchmark
    rounds: Sequence[Scores]
    summaries: Mapping[str, Summary]
    outside: int
    total: "Judged | None" = None

    @property
    def ensemble(self) -> Summary:
        """The ensemble's summary."""
        return self.summaries[ENSEMBLE]

    @property
    def scores(self) -> Sequence[Score]:
        """The ensemble's scores."""
        return [one for scores in self.rounds for one in scores.get(ENSEMBLE, ())]

    @property
    def cut_offs(self) -> int:
        """Those at which any series was forecast."""
        return sum(bool(scores) for scores in self.rounds)

    def error_of(self, measure: Callable[[Summary], float]) -> float:
        """Standard error of a positive measure of the ensemble.

        By leaving out one block after the other (jackknife): of cut-offs, as long as the horizon,
        since those within it overlap and the series of a day have much in common; and of series.
        The larger of the two counts.
        """
        relative = [0.0]
        for parts in (self._without_a_block(), self._without_a_series()):
            logs = np.log([measure(summarise(ENSEMBLE, part, BARE)) for part in parts])
            if len(logs) > 1:
                off = np.square(logs - logs.mean()).mean()
                relative.append(float(np.sqrt((len(logs) - 1) * off)))
        return max(relative) * measure(self.ensemble)

    def _without_a_block(self) -> Iterator[Scores]:
        made = self.benchmark
        block = np.arange(len(self.rounds)) * made.stride // made.horizon
        for left_out in np.unique(block):
            kept = [one for one, at in zip(self.rounds, block, strict=True) if at != left_out]
            if any(kept):
                yield joined(kept)

    def _without_a_series(self) -> Iterator[Scores]:
        whole = joined(self.rounds)
        names = sorted({one.series for one in whole[ENSEMBLE]})
        for left_out in names if len(names) > 1 else ():
            yield {
                method: [one for one in scores if one.series != left_out]
                for method, scores in whole.items()
            }


def judge(
    benchmark: Benchmark, candidates: Sequence[Candidate], draw: Draw = run_together
) -> Judged:
    """The ensemble, naive answers and each of `candidates`, at every cut-off of a set.

    `draw` stands in for the ensemble's paths.
    """
    rounds: list[Scores] = []
    totals: list[Scores] = []
    outside = 0
    for number, cases in enumerate(benchmark.rounds()):
        drawn = _drawn(cases, benchmark, draw, number)
        outside += sum(int((published < 0).sum()) for published in drawn)
        answers = [{ENSEMBLE: published} for published in drawn]
        rounds.append(_scored(cases, answers, benchmark, candidates, number))
        totals.append({})
        if benchmark.total and len(cases) == len(benchmark.series):
            whole = [total_case(benchmark.total, cases)]
            (alone,) = _drawn(whole, benchmark, draw, number)
            by_method = {ENSEMBLE: np.sum(drawn, axis=0), BY_ITSELF: alone}
            totals[-1] = _scored(whole, [by_method], benchmark, candidates, number)
    total = _summed_up(benchmark, totals) if any(totals) else None
    return _summed_up(benchmark, rounds, outside, total)


def _drawn(cases: Sequence[Case], benchmark: Benchmark, draw: Draw, seed: int) -> list[Floats]:
    known = [history for history, _ in cases]
    return draw(known, benchmark.horizon, PATHS, seed, benchmark.country)


def _scored(
    cases: Sequence[Case],
    answers: Sequence[Mapping[str, Floats]],
    benchmark: Benchmark,
    candidates: Sequence[Candidate],
    seed: int,
) -> Scores:
    """Scores of one cut-off: of `answers`, by case, and of all other methods."""
    found: defaultdict[str, list[Score]] = defaultdict(list)
    for (known, actual), ours in zip(cases, answers, strict=True):
        for name, paths in (*ours.items(), *_forecasts(candidates, known, benchmark, seed)):
            made = score(known.series, paths, known.card_hours, actual, benchmark.season)
            found[name].append(made)
    return dict(found)


def _summed_up(
    benchmark: Benchmark, rounds: Sequence[Scores], outside: int = 0, total: Judged | None = None
) -> Judged:
    whole = joined(rounds)
    summaries = {name: summarise(name, whole, BARE) for name in whole}
    return Judged(benchmark, rounds, summaries, outside, total)


def naive_answers(known: DailyHistory, benchmark: Benchmark) -> Iterator[tuple[str, Floats]]:
    """One path each: the last season again, and the mean of the last week."""
    values, horizon = known.card_hours, benchmark.horizon
    yield BARE.seasonal, np.resize(last_cycle(values, benchmark.season), (1, horizon))
    week = values[-WEEK_DAYS * known.steps_per_day :]
    yield BARE.week, np.full((1, horizon), np.nanmean(week))


def joined(rounds: Iterable[Scores]) -> dict[str, list[Score]]:
    """The scores of several cut-offs by method."""
    found: defaultdict[str, list[Score]] = defaultdict(list)
    for scores in rounds:
        for method, rows in scores.items():
            found[method] += rows
    return dict(found)


def _forecasts(
    candidates: Sequence[Candidate], known: DailyHistory, benchmark: Benchmark, seed: int
) -> Iterator[tuple[str, Floats]]:
    """Paths by method: one path for a bare answer, many for a candidate."""
    yield from naive_answers(known, benchmark)
    if known.steps_per_day == 1:
        yield PLAIN_POLICY, plain_policy(known, benchmark.horizon)[np.newaxis]
    for candidate in candidates:
        yield candidate.name, candidate.sample_paths(known, benchmark.horizon, PATHS, seed).paths
