"""Peaks of cards in use at once, up to 84 days ahead, against last week's peak again.

As a run publishes and scores them (`models/forecast/peak_scores.py`), on sets of hours: the sample,
PJM's load, and generated pools some of which grow. Each set is run as of several last days, so that
there are more cut-offs; they overlap, and are fewer than they look.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl

from data.sample import SAMPLE_SEED
from data.sample.days import SAMPLE_FIRST_DAY, make_clock
from data.sample.pools import POOLS
from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.capacity_risk import CardsInHand
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.hours import HOURS_PER_DAY
from models.forecast.peak_leaning import Span
from models.forecast.peak_scores import JudgedPeaks, PeakScores
from models.forecast.peaks import PERCENTS
from models.forecast.rows import QUANTILES
from tests.benchmarks import forecast_data as data
from tests.benchmarks import forecast_generated as generated
from tests.benchmarks.measure import Measure

DAYS_LEFT_OUT = (0, 9, 18)  # at the end, so that cut-offs four weeks apart lie between each other
_STEADY_DAYS = 90  # as in models/forecast/capacity.py
_LEAST_DAYS = 120
_PROBABILITIES = np.array(QUANTILES)[:, np.newaxis]


@dataclass(frozen=True)
class HourlyPools:
    """Hours of a company's pools, the country whose holidays they may know, and cards in hand.

    `cards` are by pool and day; a pool that is not in there always has enough.
    """

    series: Sequence[DailyHistory]
    country: str | None = None
    cards: Mapping[str, Mapping[date, float]] = field(default_factory=dict)

    def shorter(self, left_out: int) -> "HourlyPools":
        """Whole days, the last ones left out; pools with too few of them are none."""
        return replace(self, series=[*_shorter(self.series, left_out)])

    def bounds(self, days: DailyHistory) -> Bounds:
        """All cards all day, where they were the same for 90 days and no day used more."""
        cards = self.cards.get(days.series, {})
        last = [cards.get(days.cut_off - timedelta(days=back)) for back in range(_STEADY_DAYS)]
        if last[0] is None or set(last) != {last[0]}:
            return Bounds()
        cap = last[0] * HOURS_PER_DAY
        is_held = np.nanmax(days.card_hours[-_STEADY_DAYS:]) <= cap
        return Bounds(cap=cap) if is_held else Bounds()


def sample_pools(seed: int) -> HourlyPools:
    """The sample drawn with any seed, with the cards that it has."""
    clock = make_clock()
    cards = {
        f"{pool.name}/{pool.chip}": pool.capacity_cards(clock)
        .reshape(-1, HOURS_PER_DAY)
        .max(axis=1)
        for pool in POOLS
    }
    by_day = {
        name: {
            SAMPLE_FIRST_DAY + timedelta(days=day): float(value) for day, value in enumerate(had)
        }
        for name, had in cards.items()
    }
    return HourlyPools(data.sample_hourly(seed), "CN", by_day)


SETS: Mapping[str, Callable[[], HourlyPools]] = {
    "sample": lambda: sample_pools(SAMPLE_SEED),
    "sample drawn anew": lambda: sample_pools(SAMPLE_SEED + 1),
    "pjm": lambda: HourlyPools(data.pjm_hourly().series),
    "generated": lambda: HourlyPools(generated.pools_hourly()),
}


def measures_of_set(name: str) -> list[Measure]:
    """Of one of SETS."""
    return peak_measures(name, SETS[name]())


def peak_measures(name: str, pools: HourlyPools) -> list[Measure]:
    """By span and quantile of hours: error and pinball loss in parts of last week's peak's, shares.

    All pools of a set together, each as it is large.
    """
    found: defaultdict[Span, list[JudgedPeaks]] = defaultdict(list)
    for left_out in DAYS_LEFT_OUT:
        kept = pools.shorter(left_out)
        for judged in judge_peaks(kept) if kept.series else ():
            found[judged.span].append(judged)
    return [
        measure
        for span, many in sorted(found.items())
        for measure in _of_span(f"peaks_{name}_{span[0]}_to_{span[1]}", many)
    ]


def judge_peaks(pools: HourlyPools) -> Iterator[JudgedPeaks]:
    """What a run of these hours alone scores; nothing waits."""
    settings = Settings(time_zone="UTC", forecast_workers=1, seed=1)
    days = [_days(hours) for hours in pools.series]
    histories = {one.series: one for one in days}
    with duckdb.connect() as connection:
        _store(connection, pools.series)
        cards = CardsInHand(pools.cards, pl.DataFrame())
        scores = PeakScores(connection, settings, cards, histories, frozenset())
        bounds = {one.series: pools.bounds(one) for one in days}
        prepare_ensemble(days, bounds, pools.country, settings, observe=scores.judged_use)
        yield from scores.judged()


def _shorter(series: Sequence[DailyHistory], left_out: int) -> Iterator[DailyHistory]:
    """Whole days, the last ones left out, from the first to the last that has all of its hours."""
    for one in series:
        count = len(one.card_hours) // HOURS_PER_DAY - left_out
        hours = one.card_hours[: count * HOURS_PER_DAY].reshape(-1, HOURS_PER_DAY)
        whole = np.flatnonzero(~np.isnan(hours).any(axis=1))
        if len(whole) >= _LEAST_DAYS:
            first = int(whole[0])
            yield replace(
                one,
                first_day=one.first_day + timedelta(days=first),
                card_hours=hours[first : whole[-1] + 1].ravel(),
            )


def _days(hours: DailyHistory) -> DailyHistory:
    sums = hours.card_hours.reshape(-1, HOURS_PER_DAY).sum(axis=1)
    return DailyHistory(hours.series, hours.first_day, sums)


def _store(connection: duckdb.DuckDBPyConnection, series: Sequence[DailyHistory]) -> None:
    """The columns of out_pool_hourly that peaks are read from."""
    frames = []
    for one in series:
        start = datetime.combine(one.first_day, datetime.min.time())
        hours = pl.datetime_range(
            start, start + timedelta(hours=len(one.card_hours) - 1), "1h", eager=True
        )
        frames.append(
            pl.DataFrame({"hour_utc": hours, "used_card_hours": one.card_hours})
            .with_columns(
                pool_id=pl.lit(one.series),
                local_date=pl.col("hour_utc").dt.date(),
                queued_card_hours=pl.lit(None, pl.Float64),
                is_suspected_gap=pl.lit(value=False),
            )
            .with_columns(pl.col("used_card_hours").fill_nan(None))
        )
    connection.register("hours", pl.concat(frames).to_arrow())
    connection.execute("CREATE TABLE out_pool_hourly AS SELECT * FROM hours")


def _of_span(label: str, many: Sequence[JudgedPeaks]) -> Iterator[Measure]:
    bands = np.concatenate([one.bands for one in many])
    actual = np.concatenate([one.cases.actual for one in many])
    before = np.concatenate([one.cases.week_before for one in many])
    found: Mapping[str, tuple[Floats, str]] = {
        "error": (_sum(np.abs(actual - bands[:, 1])) / _sum(np.abs(actual - before)), "x"),
        "pinball": (_pinball(bands, actual) / _pinball(_again(before), actual), "x"),
        "held_80": (((bands[:, 0] <= actual) & (actual <= bands[:, 2])).mean(axis=0), "share"),
        "above_p90": ((actual > bands[:, 2]).mean(axis=0), "share"),
        "bias": (_sum(bands[:, 1]) / _sum(actual), "x"),
    }
    for what, (values, unit) in found.items():
        for percent, value in zip(PERCENTS, values.tolist(), strict=True):
            note = f"{len(actual)} cases"
            yield Measure(f"{label}_p{percent}_{what}".replace(" ", "_"), value, unit, note=note)


def _pinball(bands: Floats, actual: Floats) -> Floats:
    missed = actual[:, np.newaxis] - bands
    loss = np.maximum(_PROBABILITIES * missed, (_PROBABILITIES - 1) * missed)
    return _sum(loss.sum(axis=1))


def _again(before: Floats) -> Floats:
    """Last week's peak as a band without width."""
    return np.repeat(before[:, np.newaxis], len(QUANTILES), axis=1)


def _sum(values: Floats) -> Floats:
    return np.asarray(values.sum(axis=0))
