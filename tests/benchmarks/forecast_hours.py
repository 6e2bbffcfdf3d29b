"""Hours as a run publishes them: days of the daily ensemble, divided over the hours of each.

What the hourly ensemble expects of a set by itself (`forecast_all_over.py`) is only one of the
things that they are made of: it sees 8 weeks, without Prophet, and says how a day is divided where
it was better at that than days before. Under 14 days of history it is not asked, and under 28 days
come from the labelled naive answer.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import MIN_DAYS, Draws
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.hours import HOURS_PER_DAY, MeasuredHours, day_library, library_start
from models.forecast.near_hours import MIN_DAYS as MIN_DAYS_OF_HOURS
from models.forecast.near_hours import SCORE_TARGET, HourShapes, near_steps
from models.forecast.seasonal_candidates import SeasonalNaiveCandidate
from models.forecast.simulating import PoolInputs, simulate_pool, year_start
from tests.benchmarks import forecast_data as data
from tests.benchmarks.forecast_all_over import mase_measure, print_judged
from tests.benchmarks.forecast_cut_offs import all_over
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_generated import load_hourly
from tests.benchmarks.forecast_judging import Judged, judge
from tests.benchmarks.forecast_scores import Score
from tests.benchmarks.measure import Measure

PUBLISHED = "published_mase"


def hourly_sets() -> list[Benchmark]:
    """M4 at its own cut-off, the other sets of hours all over."""
    sets = (data.ercot_hourly(), data.pjm_hourly(), data.servegen_hourly(), load_hourly())
    return [data.m4_hourly(), *(each for one in sets for each in all_over(one))]


def judge_published(benchmark: Benchmark) -> Judged:
    """A set of hours at its cut-offs, as it would be published, beside the bare naive answers."""
    beside = [SeasonalNaiveCandidate(season=benchmark.season)]
    return judge(benchmark, beside, published_hours)


def published_measures(judged: Judged) -> Iterator[Measure]:
    """Relative MASE, and the shares of hours that the 80 and 95 % bands held; no target is set."""
    print_judged(judged)
    scores = judged.scores
    answered = sum(is_answered_naively(one) for one in scores)
    made = mase_measure(judged, PUBLISHED)
    note = f"{made.note}, {answered} of {len(scores)} forecasts the labelled naive answer"
    yield Measure(made.name, made.value, made.unit, note=note)
    steps = sum(one.steps for one in scores)
    for level in (80, 95):
        held = sum(getattr(one, f"within_{level}") for one in scores) / steps
        yield Measure(f"{made.name}_held_{level}", held, "share")


def is_answered_naively(score: Score) -> bool:
    """Whether the history was too short for more."""
    return score.known_steps < MIN_DAYS * HOURS_PER_DAY


def published_hours(
    histories: Sequence[DailyHistory],
    horizon: int,
    path_count: int,
    seed: int,
    country: str | None = None,
) -> list[Floats]:
    """Paths of hours, shape (paths, horizon), as a run of these series alone publishes them."""
    settings = Settings(forecast_paths=path_count, seed=seed, forecast_workers=1)
    measured = {one.series: _measured(one) for one in histories}
    days = [_days(one.series, measured[one.series]) for one in histories]
    bounds = {one.series: Bounds() for one in histories}
    daily = prepare_ensemble(days, bounds, country, settings)
    long_enough = (one for one in days if one.measured_days >= MIN_DAYS_OF_HOURS)
    latest = [_latest_hours(one, measured[one.series]) for one in long_enough]
    shapes = HourShapes(latest)
    prepare_ensemble(
        latest,
        bounds,
        country,
        settings,
        target=SCORE_TARGET,
        steps=near_steps(settings.forecast_horizon_days),
        observe=shapes.judged,
        with_prophet=False,
    )
    return [
        _hours(
            one,
            measured[one.series],
            daily.draw(one),
            shapes.draw(one.series, path_count, seed),
            horizon,
            seed,
        )
        for one in days
    ]


def _hours(
    days: DailyHistory,
    measured: MeasuredHours,
    draws: Draws,
    near: Floats | None,
    horizon: int,
    seed: int,
) -> Floats:
    ahead = -(-horizon // HOURS_PER_DAY)
    inputs = PoolInputs(
        history=days,
        draws=draws.paths[:, :ahead],
        hours=_since(measured, min(year_start(days.cut_off), library_start(days.cut_off))),
        library=day_library(_since(measured, library_start(days.cut_off)), days),
        terms=None,
        seed=seed,
        near=near,
    )
    paths = simulate_pool(inputs, with_hours=True).hours
    if paths is None:
        msg = "no hours were drawn"
        raise AssertionError(msg)
    found = paths.used[:, paths.days_before :].reshape(len(paths.used), -1)
    return found[:, :horizon].astype(np.float64)


def _measured(hours: DailyHistory) -> MeasuredHours:
    """By day, the last of which ends with the history: of M4, which gives no clock, 24 hours."""
    count = len(hours.card_hours) // HOURS_PER_DAY
    kept = hours.card_hours[-count * HOURS_PER_DAY :]
    return MeasuredHours(hours.first_day, kept.reshape(-1, HOURS_PER_DAY))


def _days(series: str, measured: MeasuredHours) -> DailyHistory:
    """From the first whole day to the last one."""
    sums = measured.card_hours.sum(axis=1)
    whole = np.flatnonzero(~np.isnan(sums))
    first, last = int(whole[0]), int(whole[-1])
    first_day = measured.first_day + timedelta(days=first)
    return DailyHistory(series, first_day, sums[first : last + 1])


def _latest_hours(days: DailyHistory, measured: MeasuredHours) -> DailyHistory:
    first_day = max(library_start(days.cut_off), days.first_day)
    hours = _since(measured, first_day).card_hours[: (days.cut_off - first_day).days + 1]
    return DailyHistory(days.series, first_day, hours.ravel(), HOURS_PER_DAY)


def _since(measured: MeasuredHours, first_day: date) -> MeasuredHours:
    """From a day on; days before the first one are not measured."""
    more = (measured.first_day - first_day).days
    before = np.full((max(more, 0), HOURS_PER_DAY), np.nan)
    rows = np.concatenate([before, measured.card_hours[max(-more, 0) :]])
    return MeasuredHours(first_day, rows)
