"""The next two weeks hour by hour: how an ensemble of hours divides the days of the daily one.

What a day comes to is the daily forecast's. Its hours are divided like those of a day of the last 8
weeks, and in as many paths as that was better before, as the hourly ensemble expects.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import duckdb
import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.calibrating import NORMAL_SCORES, PROBABILITIES
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.drawing import Outlook
from models.forecast.ensemble.forecasting import Judged
from models.forecast.hours import (
    HOURS_PER_DAY,
    SHAPE_WEEKS,
    is_weekend,
    library_start,
    read_hours,
    shares,
)
from models.forecast.seeds import derive_seed

NEAR_DAYS = 14
# Two full seasons of hours. Days take 28, and until then are the naive answer; their hours may be
# divided better than that.
MIN_DAYS = 2 * WEEK_DAYS
SCORE_TARGET = "usage_by_hour"
_LOW, _MIDDLE, _HIGH = (PROBABILITIES.index(p) for p in (0.1, 0.5, 0.9))
_MOST_PERSISTENT, _MOST_WITHIN = 0.98, 0.98


@dataclass(frozen=True)
class HourShape:
    """How the hours of a pool divide its days.

    `within` is the share of an hour's variance that its day does not have in common, `persistence`
    how much of that is left an hour later; `weight` the share of paths that follow the outlook.
    """

    outlook: Outlook
    within: float
    persistence: float
    weight: float

    def draw(self, path_count: int, seed: int) -> Floats:
        """Shares of hours, shape (paths, days, 24); NaN in paths that follow days before."""
        generator = np.random.default_rng(derive_seed(seed, self.outlook.series, SCORE_TARGET))
        outlook = self.outlook
        shape = (path_count, len(outlook.course) // HOURS_PER_DAY, HOURS_PER_DAY)
        places = np.sqrt(1 - self.within) * generator.standard_normal((*shape[:2], 1))
        places = places + np.sqrt(self.within) * self._walk(generator.standard_normal(shape))
        knots = outlook.knots[bucket_of_steps(outlook.ends)]
        scores = NORMAL_SCORES[_HIGH] - NORMAL_SCORES[_LOW]
        slope = (knots[:, _HIGH] - knots[:, _LOW]) / scores
        strayed = knots[:, _MIDDLE] + slope * places.reshape(path_count, -1)
        hours = outlook.course + outlook.spread * strayed
        hours = np.clip(hours, outlook.bounds.floor, outlook.bounds.cap)
        divided = shares(hours.reshape(-1, HOURS_PER_DAY)).reshape(shape)
        divided[generator.random(path_count) >= self.weight] = np.nan
        return np.asarray(divided)

    def _walk(self, noise: Floats) -> Floats:
        """Noise whose hours carry over to the next of the same day, variance 1."""
        fresh = np.sqrt(1 - self.persistence**2)
        for hour in range(1, HOURS_PER_DAY):
            before = noise[:, :, hour - 1]
            noise[:, :, hour] = self.persistence * before + fresh * noise[:, :, hour]
        return noise


class HourShapes:
    """Learns the shapes of a run's pools, told of each series that the hourly ensemble judged."""

    def __init__(self, histories: Sequence[DailyHistory]) -> None:
        self._histories: Mapping[str, DailyHistory] = {one.series: one for one in histories}
        self._found: dict[str, HourShape] = {}

    def judged(self, one: Judged) -> None:
        """Learn a pool's shape from its backtest, at the cut-offs where no weight was chosen."""
        series = one.outlook.series
        within, persistence = _noise(one.fresh)
        weight = _weight(one, self._histories[series])
        self._found[series] = HourShape(one.outlook, within, persistence, weight)

    def draw(self, series: str, path_count: int, seed: int) -> Floats | None:
        """See HourShape; None for a pool that was not judged."""
        shape = self._found.get(series)
        return shape.draw(path_count, seed) if shape else None


def read_hourly(
    connection: duckdb.DuckDBPyConnection,
    histories: Sequence[DailyHistory],
    spread: frozenset[str],
    time_zone: str,
) -> Iterator[DailyHistory]:
    """The hours of the last 8 weeks of every pool that has them for 14 complete days.

    `spread` are the pools whose source gave totals of days: their hours say nothing.
    """
    for history in histories:
        if history.series in spread or history.measured_days < MIN_DAYS:
            continue
        first_day = max(library_start(history.cut_off), history.first_day)
        hours = read_hours(connection, history.series, first_day, history.cut_off, time_zone)
        yield DailyHistory(history.series, first_day, hours.card_hours.ravel(), HOURS_PER_DAY)


def near_steps(horizon_days: int) -> int:
    """Hours that the hourly ensemble looks ahead."""
    return min(NEAR_DAYS, horizon_days) * HOURS_PER_DAY


def _noise(fresh: Floats) -> tuple[float, float]:
    """`within` and `persistence` from misses in parts of the spread, shape (cut-offs, hours)."""
    days = fresh.reshape(-1, HOURS_PER_DAY)
    days = days[~np.isnan(days).any(axis=1)]
    own = days - days.mean(axis=1, keepdims=True)
    square, all_square = float(np.square(own).sum()), float(np.square(days).sum())
    if not square:
        return 0.0, 0.0
    found = float((own[:, 1:] * own[:, :-1]).sum() / np.square(own[:, :-1]).sum())
    # Taking out the day's mean makes hours look less alike than they are (Marriott and Pope).
    persistence = min(max(found + (1 + 3 * found) / HOURS_PER_DAY, 0.0), _MOST_PERSISTENT)
    lags = np.arange(1, HOURS_PER_DAY)
    common = HOURS_PER_DAY + 2 * float(((HOURS_PER_DAY - lags) * persistence**lags).sum())
    within = square / all_square / (1 - common / HOURS_PER_DAY**2)
    return min(within, _MOST_WITHIN), persistence


def _weight(one: Judged, history: DailyHistory) -> float:
    """Share of paths that follow the outlook: none where it was no better than days like it.

    All where its squared error was half of theirs. Days that were measured have noise of the right
    size, which an outlook must make up for.
    """
    backtest = one.backtest
    fresh = ~backtest.origins.is_weighting
    course = combined_course(backtest, one.weights, backtest.courses[:, fresh])
    expected, known = [], []
    for cut, row, actual in zip(
        backtest.origins.cuts[fresh], course, backtest.actual[fresh], strict=True
    ):
        if cut % HOURS_PER_DAY:
            continue
        expected.append(_errors(row, actual))
        known.append(_errors(_like_days(history, int(cut), len(row)), actual))
    if not expected:
        return 0.0
    near, like = float(np.nansum(expected)), float(np.nansum(known))
    if not near:
        return float(like > 0)
    return min(max((like / near) ** 2 - 1, 0.0), 1.0)


def _errors(course: Floats, actual: Floats) -> Floats:
    """Absolute misses of each hour where every day's total is known."""
    days = actual.reshape(-1, HOURS_PER_DAY)
    total = days.sum(axis=1, keepdims=True)
    expected = shares(np.clip(course, 0, None).reshape(-1, HOURS_PER_DAY)) * total
    return np.asarray(np.abs(days - expected))


def _like_days(history: DailyHistory, cut: int, steps: int) -> Floats:
    """Median shares of the days of the same kind in the 8 weeks before a cut-off, hour by hour."""
    days = history.card_hours[max(0, cut - SHAPE_WEEKS * 7 * HOURS_PER_DAY) : cut]
    days = days.reshape(-1, HOURS_PER_DAY)
    last = history.first_day + timedelta(days=cut // HOURS_PER_DAY - 1)
    weekend = np.array(
        [is_weekend(last - timedelta(days=back)) for back in reversed(range(len(days)))]
    )
    whole = ~np.isnan(days).any(axis=1)
    median = {}
    for kind in (False, True):
        alike = whole & (weekend == kind)
        chosen = alike if alike.any() else whole
        if chosen.any():
            median[kind] = np.median(shares(days[chosen]), axis=0)
    ahead = [is_weekend(last + timedelta(days=day + 1)) for day in range(steps // HOURS_PER_DAY)]
    flat = np.full(HOURS_PER_DAY, 1 / HOURS_PER_DAY)
    return np.concatenate([median.get(kind, flat) for kind in ahead])
