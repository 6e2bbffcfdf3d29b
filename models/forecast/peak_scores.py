"""How good forecasts of peaks were: drawn again at past cut-offs, and held against what came.

At each cut-off that no weight was chosen on, the pool's days are drawn from what the ensemble's
members expected then (`past_hours.py`), and their peaks compared with those that came: over the
first week ahead, the three after it, and twice the four weeks after that. The rival is the peak of
the week before the cut-off, towards which peaks lean (`peak_leaning.py`): scores are those of leans
that were learnt at other cut-offs. Nothing is fitted anew. Peaks of demand, what is used and what
waits, are drawn where the queue has an ensemble of its own, at the cut-offs that it has in common
with use.
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
from models.forecast.hours import MeasuredHours, day_library, library_start, read_hours, whole_days
from models.forecast.past_hours import draw_hours, past_outlooks
from models.forecast.peak_leaning import (
    BELIEVED,
    PeakCases,
    PeakLean,
    PeakLeans,
    Span,
    leaned_apart,
    learn_leans,
)
from models.forecast.peaks import PERCENTS, hour_quantiles
from models.forecast.quantiles import path_quantiles
from models.forecast.rows import QUANTILES
from models.forecast.score_rows import METHOD
from models.forecast.seeds import derive_seed

# By span that is judged, the one whose lean it is published with: too few cut-offs see months ahead
# for one of their own.
LEANS_AS: Mapping[Span, Span] = {span: span for span in BELIEVED} | {
    (29, 56): (8, 28),
    (57, 84): (8, 28),
}


@dataclass(frozen=True)
class _Seen:
    """A pool's cut-off x span: peaks of the band (P10, P50, P90), what came, and last week's.

    `way_from` is P50 of the span whose lean is taken.
    """

    series: str
    cut_off: date
    band: Floats
    actual: Floats
    week_before: Floats
    way_from: Floats


@dataclass(frozen=True)
class JudgedPeaks:
    """A span ahead of use or of demand: cases of all `pools`, by their number, and their bands.

    `bands`, of the shape of the cases' own, are leaned by what was learnt at other cut-offs.
    """

    basis: str
    span: Span
    pools: Sequence[str]
    cases: PeakCases
    bands: Floats


@dataclass
class PeakScores:
    """Scores of peaks and what they lean to; told of each pool's ensembles, of use before demand.

    `histories` are those of use, whole, by pool_id, `queued` those of demand where anything waited;
    pools without hours of their own are passed over.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    cards: CardsInHand
    histories: Mapping[str, DailyHistory]
    without_hours: frozenset[str]
    queued: Mapping[str, DailyHistory] = field(default_factory=dict)
    _seen: dict[tuple[str, Span], list[_Seen]] = field(default_factory=dict)
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

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows of out_forecast_score, when all pools are judged."""
        for found in self.judged():
            steps = {"from_step": found.span[0], "to_step": found.span[1]}
            for number in np.unique(found.cases.pool):
                own, series = found.cases.pool == number, found.pools[number]
                key = {"series": series, "cut_off": self.histories[series].cut_off} | steps
                for row in _rows(found.basis, found.cases.only(own), found.bands[own]):
                    yield key | row

    def judged(self) -> Iterator[JudgedPeaks]:
        """Every span that any pool was judged over, when all are."""
        for (basis, span), seen in self._seen.items():
            pools = self._pools(basis)
            cases = _cases(seen, pools)
            learnt = _cases(self._seen.get((basis, LEANS_AS[span]), ()), pools)
            bands = leaned_apart(cases, learnt, span, LEANS_AS[span], len(pools))
            yield JudgedPeaks(basis, span, pools, cases, bands)

    def leans(self) -> PeakLeans:
        """By series and basis (used, demand), when all pools are judged."""
        found: dict[tuple[str, str], dict[Span, PeakLean]] = {}
        for (basis, span), seen in self._seen.items():
            if LEANS_AS[span] != span:
                continue
            pools = self._pools(basis)
            leans = dict(
                zip(pools, learn_leans(_cases(seen, pools), span, len(pools)), strict=True)
            )
            for series in {one.series for one in seen}:
                found.setdefault((series, basis), {})[span] = leans[series]
        return found

    def _pools(self, basis: str) -> list[str]:
        """Those that were judged over any span, in the order of their numbers."""
        of_basis = (seen for (name, _), seen in self._seen.items() if name == basis)
        return sorted({one.series for seen in of_basis for one in seen})

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
        for day, outlook in used.items():
            days = (day - history.first_day).days + 1
            known = replace(history, card_hours=history.card_hours[:days])
            for span, found in self._at(known, hours, came, outlook, demanded.get(day)):
                self._seen.setdefault((basis, span), []).append(found)

    def _at(
        self,
        known: DailyHistory,
        hours: MeasuredHours,
        came: Floats,
        used: Outlook,
        demanded: Outlook | None,
    ) -> Iterator[tuple[Span, _Seen]]:
        """Spans of one cut-off all of whose hours came, and the week's before it."""
        start = (known.cut_off - hours.first_day).days
        before = whole_days(came, start - WEEK_DAYS + 1, start)
        spans = [
            (span, actual)
            for span in LEANS_AS
            if span[1] <= len(used.course)
            and (actual := whole_days(came, start + span[0], start + span[1])) is not None
        ]
        if before is None or not spans:
            return
        days = max(last for (_, last), _ in spans)
        seed = derive_seed(self.settings.seed, known.series, f"peaks at {known.cut_off}")
        library = day_library(hours, known)
        cards = self.cards.limit(known.series, known.cut_off, library.most_cards())
        paths = draw_hours(used, demanded, library, days, cards, seed)
        for (first, last), actual in spans:
            band = _band(paths, (first, last))
            leans_as = LEANS_AS[first, last]
            near = band if leans_as == (first, last) else _band(paths, leans_as)
            yield (
                (first, last),
                _Seen(
                    known.series,
                    known.cut_off,
                    band,
                    _quantiles(actual[np.newaxis])[0],
                    _quantiles(before[np.newaxis])[0],
                    near[1],
                ),
            )


def _band(paths: Floats, span: Span) -> Floats:
    return path_quantiles(_quantiles(paths[:, span[0] - 1 : span[1]]), QUANTILES)


def _quantiles(hours: Floats) -> Floats:
    return hour_quantiles(hours.astype(np.float32))  # as paths of hours are kept


def _cases(seen: Sequence[_Seen], pools: Sequence[str]) -> PeakCases:
    """The same as arrays; `pools` in the order of their numbers."""
    numbers = {series: number for number, series in enumerate(pools)}
    shape = (len(seen), len(PERCENTS))
    return PeakCases(
        np.array([numbers[one.series] for one in seen], dtype=np.intp),
        np.array([one.cut_off.toordinal() for one in seen], dtype=np.intp),
        np.array([one.band for one in seen]).reshape(len(seen), len(QUANTILES), len(PERCENTS)),
        np.array([one.actual for one in seen]).reshape(shape),
        np.array([one.week_before for one in seen]).reshape(shape),
        np.array([one.way_from for one in seen]).reshape(shape),
    )


def _rows(basis: str, cases: PeakCases, bands: Floats) -> Iterator[dict[str, Any]]:
    """Of one pool, by quantile of hours."""
    for number, percent in enumerate(PERCENTS):
        low, middle, high = bands[:, :, number].T
        actual, before = cases.actual[:, number], cases.week_before[:, number]
        error, rival = (float(np.abs(actual - one).mean()) for one in (middle, before))
        yield {
            "target": f"peak_{basis}_p{percent}",
            "member": METHOD,
            "weight": 1.0,
            "backtest_error": error,
            "error_to_week_mean": error / rival if rival else None,
            "error_to_seasonal_naive": None,
            "error_to_prophet": None,
            "coverage_before_ratio": None,
            "coverage_after_ratio": float(((low <= actual) & (actual <= high)).mean()),
            "weighting_cut_offs": 0,
            "calibration_cut_offs": len(actual),
            "note": None,
        }
