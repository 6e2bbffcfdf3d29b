"""Whether sums hold what their band promises: days of a pool, and pools of a company."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from models.forecast.candidate import Floats
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import run_together
from tests.benchmarks.measure import Measure

HORIZONS_DAYS = (7, 28, 56, 84)
PATHS = 400


def totals_measures(label: str, benchmarks: Sequence[Benchmark]) -> list[Measure]:
    """Shares of totals within their 80 % band, by horizon: of all series, and of their sum.

    Each of `benchmarks` is a company; horizons beyond its own are left out.
    """
    found: defaultdict[tuple[str, int], list[bool]] = defaultdict(list)
    horizons = [days for days in HORIZONS_DAYS if days <= benchmarks[0].horizon]
    spans = {days: sum(_spans(one, days) for one in benchmarks) for days in horizons}
    for benchmark in benchmarks:
        for number, cases in enumerate(benchmark.rounds()):
            histories = [known for known, _ in cases]
            drawn = run_together(histories, benchmark.horizon, PATHS, number, benchmark.country)
            for days in horizons:
                sums = [
                    _sums(paths, actual, days)
                    for paths, (_, actual) in zip(drawn, cases, strict=True)
                ]
                found["pool", days] += [_within(*one) for one in sums]
                together = np.sum([paths for paths, _ in sums], axis=0)
                found["company", days].append(_within(together, sum(came for _, came in sums)))
    return [
        Measure(
            f"ensemble_totals_{label}_{of}_{days}_days_80",
            float(np.mean(within)),
            "share",
            note=f"{len(within)} totals, {spans[days]} of them apart" if of == "company" else "",
        )
        for (of, days), within in sorted(found.items(), reverse=True)
    ]


def _spans(benchmark: Benchmark, days: int) -> int:
    """Cut-offs whose totals do not overlap."""
    return (benchmark.origins - 1) // -(-days // benchmark.stride) + 1


def _sums(paths: Floats, actual: Floats, days: int) -> tuple[Floats, float]:
    """Of the measured ones of the first `days`."""
    measured = np.flatnonzero(~np.isnan(actual[:days]))
    return paths[:, measured].sum(axis=1), float(actual[measured].sum())


def _within(sums: Floats, came: float) -> bool:
    low, high = np.quantile(sums, (0.1, 0.9))
    return bool(low <= came <= high)
