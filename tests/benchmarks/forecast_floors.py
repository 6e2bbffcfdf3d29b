"""What error is left for one who knows how series are generated, but not the noise to come.

The sample: the mean of the generator's days over other seeds, once with its whole plan of campaigns
and launches, once with no more of it than had begun at the cut-off: what runs then goes on, and
nothing begins. Levels that shift: the cut-off's level, the week and the stray that fades are known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from data.sample import SAMPLE_SEED
from data.sample.allocation import allocate
from data.sample.days import SAMPLE_FIRST_DAY, SAMPLE_LAST_DAY, make_clock
from data.sample.noise import make_generator
from data.sample.pools import POOLS
from data.sample.projects import STREAMS, Stream
from data.sample.training import Training
from models.forecast.candidate import DailyHistory, Floats
from tests.benchmarks.forecast_cut_offs import all_over
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_generated import gpu_like_daily, shifting_parts, stream_of
from tests.benchmarks.forecast_judging import BARE, naive_answers
from tests.benchmarks.forecast_scores import Score, score, summarise
from tests.benchmarks.measure import Measure

SEEDS = 8
_FLOOR = "floor"


def sample_floors(benchmarks: Sequence[Benchmark]) -> Iterator[Measure]:
    """Relative MASE of the generator's expectation on sets of the sample, at their cut-offs."""
    whole = expected_days(STREAMS)
    for benchmark in benchmarks:
        cases = [*benchmark.cases()]
        days = {known.cut_off: expected_days([*begun(known.cut_off)]) for known, _ in cases}
        for name, by_day in (("whole_plan", dict.fromkeys(days, whole)), ("what_has_begun", days)):
            yield _measure(benchmark, name, [_ahead(by_day, *case) for case in cases])


def shifts_floors(horizons: Sequence[int]) -> Iterator[Measure]:
    """The same on generated levels that shift."""
    for benchmark in all_over(gpu_like_daily("shifts", horizons[0]), horizons):
        parts = [shifting_parts(stream_of(number)) for number in range(len(benchmark.series))]
        by_name = dict(zip((one.series for one in benchmark.series), parts, strict=True))
        courses = []
        for known, actual in benchmark.cases():
            level, strays, week, share = by_name[known.series]
            cut, ahead = len(known.card_hours), np.arange(1, len(actual) + 1)
            fading = strays[cut - 1] * share**ahead
            courses.append(1000 * np.exp(level[cut - 1] + fading + week[cut - 1 + ahead]))
        yield _measure(benchmark, "state_known", courses)


def _measure(benchmark: Benchmark, name: str, courses: Sequence[Floats]) -> Measure:
    scores: dict[str, list[Score]] = {name: [] for name in (_FLOOR, BARE.seasonal, BARE.week)}
    for (known, actual), course in zip(benchmark.cases(), courses, strict=True):
        for method, paths in ((_FLOOR, course[np.newaxis]), *naive_answers(known, benchmark)):
            made = score(known.series, paths, known.card_hours, actual, benchmark.season)
            scores[method].append(made)
    found = summarise(_FLOOR, scores, replace(BARE, seasonal_with_band=BARE.seasonal))
    label = f"floor_{benchmark.name}_{name}".replace(" ", "_").lower()
    return Measure(label, found.mase_to_seasonal, "x", note="relative MASE")


def _ahead(
    days: Mapping[date, Mapping[str, Floats]], known: DailyHistory, actual: Floats
) -> Floats:
    start = (known.cut_off - SAMPLE_FIRST_DAY).days + 1
    return days[known.cut_off][known.series][start : start + len(actual)]


def expected_days(streams: Sequence[Stream]) -> dict[str, Floats]:
    """Mean card-hours of each day of the sample by pool/chip, over seeds that are not its own."""
    clock = make_clock()
    days = {}
    for pool in POOLS:
        own = tuple(stream for stream in streams if stream.pool == pool.name)
        total = np.zeros(clock.size)
        for seed in range(SAMPLE_SEED + 1, SAMPLE_SEED + 1 + SEEDS):
            asked = {
                stream: stream.demand.cards(clock, make_generator(seed, f"{pool.name} {number}"))
                for number, stream in enumerate(own)
            }
            for used, _ in allocate(own, asked, pool.capacity_cards(clock)).values():
                total += used / SEEDS
        days[f"{pool.name}/{pool.chip}"] = total.reshape(-1, 24).sum(axis=1)
    return days


def begun(day: date) -> Iterator[Stream]:
    """The streams as one knows them who has seen a day: what runs goes on, nothing begins."""
    for stream in STREAMS:
        demand = stream.demand
        if isinstance(demand, Training):
            runs = tuple(
                replace(run, last_day=SAMPLE_LAST_DAY if run.last_day > day else run.last_day)
                for run in demand.campaigns
                if run.first_day <= day
            )
            yield replace(stream, demand=replace(demand, campaigns=runs))
        elif demand.launch and demand.launch.moment.date() > day:
            yield replace(stream, demand=replace(demand, launch=None))
        else:
            yield stream
