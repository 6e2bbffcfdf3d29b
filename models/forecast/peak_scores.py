"""How good forecasts of peaks were: drawn again at past cut-offs, and held against what came.

At each cut-off that no weight was chosen on, the pool's days are drawn from what the ensemble's
members expected then, spread over the hours of days like them that were known by then, and their
peaks compared with those that came: over the first week ahead, and over the three after it. The
rival is the peak of the week before the cut-off. Nothing is fitted anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import duckdb
import numpy as np

from data.settings import Settings
from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import Judged
from models.forecast.hours import (
    HOURS_PER_DAY,
    MeasuredHours,
    day_library,
    fill_below,
    library_start,
    read_hours,
    shares,
)
from models.forecast.peaks import PERCENTS, hour_quantiles
from models.forecast.quantiles import path_quantiles
from models.forecast.rows import QUANTILES
from models.forecast.score_rows import METHOD
from models.forecast.seeds import derive_seed

SPANS = ((1, 7), (8, 28))  # days ahead that peaks are of
PATHS = 200  # of a cut-off; enough for a band of 80 %
_SEEN_HOURS = 23  # of a day: where clocks go forward there are no more


@dataclass(frozen=True)
class _Seen:
    """One cut-off x span: peaks of the band (P10, P50, P90), what came, and last week's."""

    band: Floats
    actual: Floats
    week_before: Floats


@dataclass
class PeakScores:
    """Rows of out_forecast_score of peaks; `judged` is told of each pool's ensemble.

    `histories` are those that were judged, whole, by pool_id; pools without hours of their own are
    passed over.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    histories: Mapping[str, DailyHistory]
    without_hours: frozenset[str]
    rows: list[Mapping[str, Any]] = field(default_factory=list)

    def judged(self, one: Judged) -> None:
        """Draw and compare, if the pool has hours."""
        series = one.outlook.series
        if series in self.without_hours:
            return
        history = self.histories[series].latest(self.settings.forecast_history_days)
        origins = one.backtest.origins
        fresh = np.flatnonzero(~origins.is_weighting)
        if not len(fresh):
            return
        earliest = history.first_day + timedelta(days=int(origins.cuts[fresh].min()) - 1)
        first_day = min(library_start(earliest), earliest - timedelta(days=WEEK_DAYS))
        zone = self.settings.time_zone
        hours = read_hours(self.connection, series, first_day, history.cut_off, zone)
        seen: dict[tuple[int, int], list[_Seen]] = {span: [] for span in SPANS}
        for origin in map(int, fresh):
            for span, found in self._at(one, origin, history, hours):
                seen[span].append(found)
        for span, cases in seen.items():
            self.rows += [{**row, "cut_off": history.cut_off} for row in _rows(series, span, cases)]

    def _at(
        self, one: Judged, origin: int, history: DailyHistory, hours: MeasuredHours
    ) -> Iterator[tuple[tuple[int, int], _Seen]]:
        """Spans of one cut-off all of whose hours came, and the week's before it."""
        cut = int(one.backtest.origins.cuts[origin])
        known = replace(history, card_hours=history.card_hours[:cut])
        before = _measured(hours, known, -WEEK_DAYS + 1, 0)
        spans = [
            (span, actual)
            for span in SPANS
            if span[1] <= one.backtest.actual.shape[1]
            and (actual := _measured(hours, known, *span)) is not None
        ]
        if before is None or not spans:
            return
        paths = self._paths(one, origin, known, hours, max(last for (_, last), _ in spans))
        for (first, last), actual in spans:
            peaks = _quantiles(paths[:, first - 1 : last])
            yield (
                (first, last),
                _Seen(
                    path_quantiles(peaks, QUANTILES),
                    _quantiles(actual[np.newaxis])[0],
                    _quantiles(before[np.newaxis])[0],
                ),
            )

    def _paths(
        self, one: Judged, origin: int, known: DailyHistory, hours: MeasuredHours, days: int
    ) -> Floats:
        """Hours ahead of a cut-off with nothing of what came after, shape (paths, days, 24)."""
        backtest, outlook = one.backtest, one.outlook
        course = combined_course(backtest, one.weights, backtest.courses[:, [origin]])[0]
        moved = backtest.scales[origin] / backtest.scale_ahead
        then = replace(
            outlook,
            course=course,
            spread=np.minimum(outlook.spread * moved, backtest.largest),
            doubt=None,
        )
        seed = derive_seed(self.settings.seed, outlook.series, f"peaks at {known.cut_off}")
        totals = draw_paths(then, PATHS, seed)[:, :days]
        library, generator = day_library(hours, known), np.random.default_rng(seed)
        cards = backtest.bounds.cap / HOURS_PER_DAY
        paths = np.empty((PATHS, days, HOURS_PER_DAY))
        for number in range(days):
            day = known.cut_off + timedelta(days=number + 1)
            alike = library.draw(day, PATHS, generator)
            paths[:, number] = fill_below(totals[:, [number]] * shares(alike), cards)
        return paths


def _measured(hours: MeasuredHours, known: DailyHistory, first: int, last: int) -> Floats | None:
    """The hours of days `first` to `last` ahead of the cut-off, (days, 24); None with a gap."""
    start = (known.cut_off - hours.first_day).days
    days = hours.card_hours[start + first : start + last + 1]
    if len(days) < last - first + 1:
        return None
    counted = np.count_nonzero(~np.isnan(days), axis=1)
    return None if counted.min() < _SEEN_HOURS else days


def _quantiles(hours: Floats) -> Floats:
    return hour_quantiles(hours.astype(np.float32))  # as paths of hours are kept


def _rows(series: str, span: tuple[int, int], cases: Sequence[_Seen]) -> Iterator[dict[str, Any]]:
    if not cases:
        return
    for number, percent in enumerate(PERCENTS):
        low, middle, high = np.array([case.band[:, number] for case in cases]).T
        actual = np.array([case.actual[number] for case in cases])
        before = np.array([case.week_before[number] for case in cases])
        error, rival = (float(np.abs(actual - one).mean()) for one in (middle, before))
        yield {
            "series": series,
            "target": f"peak_used_p{percent}",
            "from_step": span[0],
            "to_step": span[1],
            "member": METHOD,
            "weight": 1.0,
            "backtest_error": error,
            "error_to_week_mean": error / rival if rival else None,
            "error_to_seasonal_naive": None,
            "error_to_prophet": None,
            "coverage_before_ratio": None,
            "coverage_after_ratio": float(((low <= actual) & (actual <= high)).mean()),
            "weighting_cut_offs": 0,
            "calibration_cut_offs": len(cases),
            "note": None,
        }
