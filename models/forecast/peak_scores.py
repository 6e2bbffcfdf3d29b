"""How good forecasts of peaks were: drawn again at past cut-offs, and held against what came.

At each cut-off that no weight was chosen on, the pool's days are drawn from what the ensemble's
members expected then (`past_hours.py`), and their peaks compared with those that came: over the
first week ahead, and over the three after it. The rival is the peak of the week before the cut-off.
Nothing is fitted anew. Peaks of demand, what is used and what waits, are drawn where the queue has
an ensemble of its own, at the cut-offs that it has in common with use.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np

from data.settings import Settings
from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.capacity_risk import CardsInHand
from models.forecast.ensemble.drawing import Outlook
from models.forecast.ensemble.forecasting import Judged
from models.forecast.hours import MeasuredHours, day_library, library_start, read_hours
from models.forecast.past_hours import draw_hours, past_outlooks
from models.forecast.peaks import PERCENTS, hour_quantiles
from models.forecast.quantiles import path_quantiles
from models.forecast.rows import QUANTILES
from models.forecast.score_rows import METHOD
from models.forecast.seeds import derive_seed

SPANS = ((1, 7), (8, 28))  # days ahead that peaks are of
_SEEN_HOURS = 23  # of a day: where clocks go forward there are no more


@dataclass(frozen=True)
class _Seen:
    """One cut-off x span: peaks of the band (P10, P50, P90), what came, and last week's."""

    band: Floats
    actual: Floats
    week_before: Floats


@dataclass
class PeakScores:
    """Rows of out_forecast_score of peaks; told of each pool's ensembles, of use before demand.

    `histories` are those of use, whole, by pool_id, `queued` those of demand where anything waited;
    pools without hours of their own are passed over.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    cards: CardsInHand
    histories: Mapping[str, DailyHistory]
    without_hours: frozenset[str]
    queued: Mapping[str, DailyHistory] = field(default_factory=dict)
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    _used: dict[str, dict[date, Outlook]] = field(default_factory=dict)

    def judged_use(self, one: Judged) -> None:
        """Draw peaks of use and compare, if the pool has hours."""
        series = one.outlook.series
        if series in self.without_hours:
            return
        history = self.histories[series].latest(self.settings.forecast_history_days)
        used = past_outlooks(one, history.first_day)
        self._score("used", history, used, {})
        if series in self.queued:
            self._used[series] = used

    def judged_demand(self, one: Judged) -> None:
        """The same of demand, at the cut-offs that were kept of use."""
        series = one.outlook.series
        used = self._used.pop(series, {})
        learned = self.queued[series].latest(self.settings.forecast_history_days)
        demanded = past_outlooks(one, learned.first_day)
        both = {day: outlook for day, outlook in used.items() if day in demanded}
        history = self.histories[series].latest(self.settings.forecast_history_days)
        self._score("demand", history, both, demanded)

    def _score(
        self,
        basis: str,
        history: DailyHistory,
        used: Mapping[date, Outlook],
        demanded: Mapping[date, Outlook],
    ) -> None:
        if not used:
            return
        earliest = min(used)
        first_day = min(library_start(earliest), earliest - timedelta(days=WEEK_DAYS))
        zone = self.settings.time_zone
        hours = read_hours(self.connection, history.series, first_day, history.cut_off, zone)
        came = hours.card_hours
        if demanded and hours.queued_card_hours is not None:
            came = came + hours.queued_card_hours
        seen: dict[tuple[int, int], list[_Seen]] = {span: [] for span in SPANS}
        for day, outlook in used.items():
            days = (day - history.first_day).days + 1
            known = replace(history, card_hours=history.card_hours[:days])
            for span, found in self._at(known, hours, came, outlook, demanded.get(day)):
                seen[span].append(found)
        for span, cases in seen.items():
            rows = _rows(history.series, basis, span, cases)
            self.rows += [{**row, "cut_off": history.cut_off} for row in rows]

    def _at(
        self,
        known: DailyHistory,
        hours: MeasuredHours,
        came: Floats,
        used: Outlook,
        demanded: Outlook | None,
    ) -> Iterator[tuple[tuple[int, int], _Seen]]:
        """Spans of one cut-off all of whose hours came, and the week's before it."""
        start = (known.cut_off - hours.first_day).days
        before = _measured(came, start, -WEEK_DAYS + 1, 0)
        spans = [
            (span, actual)
            for span in SPANS
            if span[1] <= len(used.course) and (actual := _measured(came, start, *span)) is not None
        ]
        if before is None or not spans:
            return
        days = max(last for (_, last), _ in spans)
        seed = derive_seed(self.settings.seed, known.series, f"peaks at {known.cut_off}")
        library = day_library(hours, known)
        cards = self.cards.limit(known.series, known.cut_off, library.most_cards())
        paths = draw_hours(used, demanded, library, days, cards, seed)
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


def _measured(came: Floats, start: int, first: int, last: int) -> Floats | None:
    """The hours of days `first` to `last` after day `start`, (days, 24); None with a gap."""
    days = came[start + first : start + last + 1]
    if len(days) < last - first + 1:
        return None
    counted = np.count_nonzero(~np.isnan(days), axis=1)
    return None if counted.min() < _SEEN_HOURS else days


def _quantiles(hours: Floats) -> Floats:
    return hour_quantiles(hours.astype(np.float32))  # as paths of hours are kept


def _rows(
    series: str, basis: str, span: tuple[int, int], cases: Sequence[_Seen]
) -> Iterator[dict[str, Any]]:
    if not cases:
        return
    for number, percent in enumerate(PERCENTS):
        low, middle, high = np.array([case.band[:, number] for case in cases]).T
        actual = np.array([case.actual[number] for case in cases])
        before = np.array([case.week_before[number] for case in cases])
        error, rival = (float(np.abs(actual - one).mean()) for one in (middle, before))
        yield {
            "series": series,
            "target": f"peak_{basis}_p{percent}",
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
