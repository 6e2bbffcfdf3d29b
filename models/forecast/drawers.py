"""Who draws what of a run's pools: use, demand, and the hours of the next two weeks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import duckdb
import numpy as np

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.capacity import read_bounds
from models.forecast.capacity_risk import CardsInHand
from models.forecast.choosing import ByCandidates, Candidates, Drawer, Draws, is_long_enough
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.backtesting import Progress
from models.forecast.ensemble.forecasting import Judged
from models.forecast.ensemble_drawer import EnsembleDrawer, prepare_ensemble, to_judge
from models.forecast.history import PoolHistories
from models.forecast.hours import HOURS_PER_DAY, SHAPE_WEEKS
from models.forecast.known_events import read_events
from models.forecast.near_hours import SCORE_TARGET, HourShapes, near_steps, read_hourly
from models.forecast.peak_leaning import PeakLeans
from models.forecast.peak_scores import PeakScores
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.forecast.simulating import Reach

Phase = Callable[[int], Progress]  # told how many series a phase has; gives what counts them


@dataclass(frozen=True)
class Drawers:
    """`demand` are the histories of the pools whose demand is forecast, by pool_id.

    `same` are those where nothing waited in the last 8 weeks: their demand is what they use.
    """

    usage: Drawer
    demand: Mapping[str, DailyHistory]
    same: frozenset[str]
    demand_drawer: Drawer
    hours: EnsembleDrawer | None = None
    shapes: HourShapes | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    peak_scores: Sequence[Mapping[str, Any]] = ()
    peak_leans: PeakLeans = field(default_factory=dict)

    @property
    def scores(self) -> list[Mapping[str, Any]]:
        """Rows of out_forecast_score of all ensembles."""
        used = (self.usage, self.demand_drawer, self.hours)
        of_ensembles = [one.scores for one in used if isinstance(one, EnsembleDrawer)]
        return [row for rows in (*of_ensembles, self.peak_scores) for row in rows]

    def draw_reach(self, history: DailyHistory, learned: DailyHistory) -> tuple[Reach, Draws]:
        """Draws of demand, or of what would be used without a cap, and who drew them."""
        demanded = self.demand.get(history.series)
        if demanded is not None and history.series not in self.same:
            draws = self.demand_drawer.draw(demanded.latest(learned.measured_days))
            return Reach(draws.paths, demanded), draws
        draws = self.usage.draw(learned)
        if isinstance(self.usage, EnsembleDrawer):
            draws = self.usage.draw_uncapped(learned)
        return Reach(draws.paths, demanded), draws

    def near(self, series: str, settings: Settings) -> Floats | None:
        """Shares of the hours of the next two weeks; None without an hourly ensemble."""
        if self.shapes is None:
            return None
        return self.shapes.draw(series, settings.forecast_paths, settings.seed)

    def cards(self, series: str) -> float:
        """Cards that an hour can use, where there has long been the same number of them."""
        return self.bounds[series].cap / HOURS_PER_DAY if series in self.bounds else np.inf


class _Plan(NamedTuple):
    """An ensemble: of what, within which bounds by series, how far, and who is told of each."""

    target: str
    histories: Sequence[DailyHistory]
    bounds: Mapping[str, Bounds]
    steps: int
    observe: Callable[[Judged], None]


def prepare_drawers(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    histories: PoolHistories,
    cards: CardsInHand,
    phase: Phase,
) -> Drawers:
    """Backtest use, demand where anything waited, and hours; the same bits for any order."""
    forecastable = [history for history in histories.usage if is_long_enough(history)]
    bounds = read_bounds(connection, forecastable)
    demand = demand_histories(histories)
    same = _where_nothing_waited(forecastable, demand)
    queued = [history for series, history in demand.items() if series not in same]
    hourly = [*read_hourly(connection, forecastable, histories.spread, settings.time_zone)]
    country = COUNTRY_BY_TIME_ZONE.get(settings.time_zone)
    free = {history.series: Bounds() for history in queued}
    by_hour = {series: Bounds(cap=found.cap / HOURS_PER_DAY) for series, found in bounds.items()}
    days = settings.forecast_horizon_days
    events = read_events(connection, settings.time_zone, [one.series for one in forecastable])
    shapes = HourShapes(hourly)
    whole = {history.series: history for history in forecastable}
    waiting = {history.series: history for history in queued}
    peaks = PeakScores(connection, settings, cards, whole, histories.spread, waiting)
    plans = [
        _Plan("usage", forecastable, bounds, days, peaks.judged_use),
        _Plan("demand", queued, free, days, peaks.judged_demand),
        _Plan(SCORE_TARGET, hourly, by_hour, near_steps(days), shapes.judged),
    ]
    watchers = [phase(len(to_judge(plan.histories))) for plan in plans]
    usage, demanded, hours = (
        prepare_ensemble(
            plan.histories,
            plan.bounds,
            country,
            settings,
            progress,
            target=plan.target,
            steps=plan.steps,
            observe=plan.observe,
            # It made no hours better, and took as long as all other members.
            with_prophet=plan.target != SCORE_TARGET,
            events=events,
        )
        for plan, progress in zip(plans, watchers, strict=True)
    )
    return Drawers(
        usage, demand, same, demanded, hours, shapes, bounds, [*peaks.rows()], peaks.leans()
    )


def drawers_by_candidates(
    candidates: Candidates, settings: Settings, histories: PoolHistories
) -> Drawers:
    """One candidate for use and demand alike, without a backtest or an hourly ensemble."""
    drawer = drawer_by_candidates(candidates, settings)
    return Drawers(drawer, demand_histories(histories), frozenset(), drawer)


def drawer_by_candidates(candidates: Candidates, settings: Settings) -> Drawer:
    """Who draws where candidates are asked in place of the ensemble."""
    return ByCandidates(
        candidates, settings.forecast_horizon_days, settings.forecast_paths, settings.seed
    )


def demand_histories(histories: PoolHistories) -> dict[str, DailyHistory]:
    """Demand of the pools whose queue was measured up to their cut-off, for a week at least."""
    return {
        used.series: demanded
        for used in histories.usage
        if (demanded := histories.demand.get(used.series)) is not None
        and demanded.cut_off == used.cut_off
        and is_long_enough(demanded)
    }


def why_no_demand(used: DailyHistory, histories: PoolHistories) -> str:
    """Why the demand of a pool is not forecast."""
    demanded = histories.demand.get(used.series)
    if demanded is None:
        return "the queue was not measured"
    if demanded.cut_off != used.cut_off:
        return f"the queue was measured up to {demanded.cut_off}, use up to {used.cut_off}"
    return f"the queue was measured on {demanded.measured_days} days, 7 are needed"


def _where_nothing_waited(
    used: Sequence[DailyHistory], demand: Mapping[str, DailyHistory]
) -> frozenset[str]:
    return frozenset(
        history.series
        for history in used
        if history.series in demand and _nothing_waited(history, demand[history.series])
    )


def _nothing_waited(used: DailyHistory, demanded: DailyHistory) -> bool:
    """Whether demand was what was used, on every day of the last weeks whose queue was measured.

    A queue of years ago was that of fewer cards; only what exceeds the cards in hand waits then.
    """
    days = min(SHAPE_WEEKS * 7, len(used.card_hours), len(demanded.card_hours))
    recent = demanded.card_hours[-days:]
    known = ~np.isnan(recent)
    return bool((used.card_hours[-days:][known] == recent[known]).all())
