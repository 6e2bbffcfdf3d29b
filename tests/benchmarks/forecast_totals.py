"""Totals of several series: their error and their band, where they are sums of paths as published.

What is published of a provider or a company is the sum of its pools, path by path. Beside it stands
what the ensemble answers where it is asked for the total as for one series.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import ENSEMBLE, run_together
from tests.benchmarks.measure import Measure

BY_ITSELF = "total_by_itself"  # a method, beside the ensemble that is published
HORIZONS_DAYS = (7, 28, 56, 84)
PATHS = 400
Case = tuple[DailyHistory, Floats]  # what is known at a cut-off, and what came then


def total_case(name: str, cases: Sequence[Case]) -> Case:
    """The sum of series that begin and end on the same days; missing where one of them is."""
    histories = [known for known, _ in cases]
    if len({(one.first_day, len(one.card_hours)) for one in histories}) > 1:
        raise ValueError(f"{name}: its series do not begin and end on the same days")
    known = np.sum([one.card_hours for one in histories], axis=0)
    total = replace(histories[0], series=name, card_hours=known)
    return total, np.sum([actual for _, actual in cases], axis=0)


@dataclass
class _Found:
    """Of one horizon: which totals lay within their band, and how far the totals' days were off.

    `errors` are sums of absolute errors of the medians of days, by method, and of last week's mean.
    """

    pools: list[bool] = field(default_factory=list)
    company: list[bool] = field(default_factory=list)
    errors: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(
        self, drawn: Sequence[Floats], cases: Sequence[Case], answers: Mapping[str, Floats]
    ) -> None:
        """One cut-off: paths of series, what came, and paths of the total by method."""
        sums = [_sums(*pair) for pair in zip(drawn, (came for _, came in cases), strict=True)]
        self.pools += [_within(*one) for one in sums]
        together = np.sum([paths for paths, _ in sums], axis=0)
        self.company.append(_within(together, sum(came for _, came in sums)))
        actual = np.sum([came for _, came in cases], axis=0)
        for method, paths in answers.items():
            self.errors[method] += float(np.nansum(np.abs(np.median(paths, axis=0) - actual)))


_WEEK = "week"


def totals_measures(label: str, benchmarks: Sequence[Benchmark]) -> list[Measure]:
    """Of all series and of their sum, by horizon: shares of totals within their 80 % band.

    Of the sum besides: errors of its days against last week's mean, as published and by itself.
    Each of `benchmarks` is a company; horizons beyond its own are left out.
    """
    horizons = [days for days in HORIZONS_DAYS if days <= benchmarks[0].horizon]
    found = {days: _Found() for days in horizons}
    for benchmark in benchmarks:
        for number, cases in enumerate(benchmark.rounds()):
            histories = [known for known, _ in cases]
            drawn = run_together(histories, benchmark.horizon, PATHS, number, benchmark.country)
            total, _ = total_case(label, cases)
            (alone,) = run_together([total], benchmark.horizon, PATHS, number, benchmark.country)
            week = np.nanmean(total.card_hours[-WEEK_DAYS:])
            answers = {
                ENSEMBLE: np.sum(drawn, axis=0),
                BY_ITSELF: alone,
                _WEEK: np.full((1, benchmark.horizon), week),
            }
            for days, one in found.items():
                one.add(
                    [paths[:, :days] for paths in drawn],
                    [(known, actual[:days]) for known, actual in cases],
                    {method: paths[:, :days] for method, paths in answers.items()},
                )
    spans = {days: sum(_spans(one, days) for one in benchmarks) for days in horizons}
    return [*_within_band(label, found, spans), *_errors(label, found)]


def _within_band(
    label: str, found: Mapping[int, _Found], spans: Mapping[int, int]
) -> Iterator[Measure]:
    for days, one in found.items():
        name = f"ensemble_totals_{label}_pool_{days}_days_80"
        yield Measure(name, float(np.mean(one.pools)), "share")
    for days, one in found.items():
        note = f"{len(one.company)} totals, {spans[days]} of them apart"
        name = f"ensemble_totals_{label}_company_{days}_days_80"
        yield Measure(name, float(np.mean(one.company)), "share", note=note)


def _errors(label: str, found: Mapping[int, _Found]) -> Iterator[Measure]:
    for days, one in found.items():
        published, alone = (one.errors[name] / one.errors[_WEEK] for name in (ENSEMBLE, BY_ITSELF))
        note = f"WAPE in parts of last week's mean; as a series of its own {alone:.3f}"
        name = f"ensemble_totals_{label}_company_{days}_days_error"
        yield Measure(name, published, "x", note=note)


def _spans(benchmark: Benchmark, days: int) -> int:
    """Cut-offs whose totals do not overlap."""
    return (benchmark.origins - 1) // -(-days // benchmark.stride) + 1


def _sums(paths: Floats, actual: Floats) -> tuple[Floats, float]:
    """Of the measured days."""
    measured = np.flatnonzero(~np.isnan(actual))
    return paths[:, measured].sum(axis=1), float(actual[measured].sum())


def _within(sums: Floats, came: float) -> bool:
    low, high = np.quantile(sums, (0.1, 0.9))
    return bool(low <= came <= high)
