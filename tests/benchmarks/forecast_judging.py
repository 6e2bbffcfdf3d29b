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

    `outside` are the ensemble's samples below zero.
    """

    benchmark: Benchmark
    rounds: Sequence[Scores]
    summaries: Mapping[str, Summary]
    outside: int

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
    outside = 0
    for number, cases in enumerate(benchmark.rounds()):
        histories = [known for known, _ in cases]
        drawn = draw(histories, benchmark.horizon, PATHS, number, benchmark.country)
        found: defaultdict[str, list[Score]] = defaultdict(list)
        for (known, actual), published in zip(cases, drawn, strict=True):
            outside += int((published < 0).sum())
            others = _forecasts(candidates, known, benchmark, number)
            for name, paths in ((ENSEMBLE, published), *others):
                made = score(known.series, paths, known.card_hours, actual, benchmark.season)
                found[name].append(made)
        rounds.append(found)
    whole = joined(rounds)
    return Judged(
        benchmark, rounds, {name: summarise(name, whole, BARE) for name in whole}, outside
    )


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
