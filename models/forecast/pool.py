"""One pool: read what is known of it, draw, simulate, and name who drew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb

from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.capacity_risk import CardsInHand
from models.forecast.choosing import Draws
from models.forecast.drawers import Drawers
from models.forecast.hours import day_library, library_start, read_hours
from models.forecast.rows import SeriesForecast
from models.forecast.seeds import derive_seed
from models.forecast.shared_plans import PlanAhead, plans_ahead, shared, with_parts
from models.forecast.simulating import PoolInputs, PoolPaths, Reach, simulate_pool, year_start
from models.forecast.terms import TermsBook


@dataclass(frozen=True)
class DrawnPool:
    """A pool just drawn: what its paths were made from, the paths, and the forecasts of them."""

    inputs: PoolInputs
    budget_scope: str | None
    paths: PoolPaths
    forecasts: Sequence[SeriesForecast]


@dataclass(frozen=True)
class _Drawn:
    """What a pool's paths are made from, without savings plans, and who drew use and demand."""

    inputs: PoolInputs
    usage: Draws
    demand: Draws


PoolObserver = Callable[[DrawnPool], None]


@dataclass(frozen=True)
class PoolForecaster:
    """What all pools of a run share. Each of `observers` is told of every pool, in their order.

    `spread` are the pools without hours of their own: nothing is said of single hours there;
    `plans` the savings plans in hand that serve pools ahead.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    terms_book: TermsBook
    drawers: Drawers
    cards: CardsInHand
    observers: Sequence[PoolObserver] = ()
    spread: frozenset[str] = frozenset()
    plans: Sequence[PlanAhead] = ()

    def forecast(self, history: DailyHistory) -> list[SeriesForecast]:
        """The pool's usage, its demand where there was a queue, its cost where it has a price."""
        drawn = self.drawn(history, with_hours=history.series not in self.spread)
        for observe in self.observers:
            observe(drawn)
        return [*drawn.forecasts]

    def drawn(self, history: DailyHistory, *, with_hours: bool = False) -> DrawnPool:
        """The same, with what it was made from; told to nobody."""
        drawn = self._draw(history)
        inputs = with_parts(drawn.inputs, self.plans)
        paths = simulate_pool(inputs, with_hours=with_hours)
        scope = self.terms_book.budget_scope(history.series)
        usage = _forecast(history.series, paths, drawn.usage)
        forecasts = [usage]
        if paths.demand:
            by_demand = _forecast(history.series, paths, drawn.demand)
            forecasts.append(replace(by_demand, target="demand", window=paths.demand))
        if paths.cost:
            forecasts.append(replace(usage, target="cost", window=paths.cost, budget_scope=scope))
        return DrawnPool(inputs, scope, paths, forecasts)

    def with_plans(self, pools: Sequence[DailyHistory]) -> "PoolForecaster":
        """The same, of pools that savings plans in hand serve."""
        plans = plans_ahead(self.terms_book, pools, self.settings.forecast_horizon_days)
        return replace(self, plans=shared(plans, pools, lambda one: self._draw(one).inputs))

    def _draw(self, history: DailyHistory) -> _Drawn:
        learned = history.latest(self.settings.forecast_history_days)
        draws = self.drawers.usage.draw(learned)
        reach, of_demand = self.drawers.draw_reach(history, learned)
        return _Drawn(self._inputs(history, draws, reach), draws, of_demand)

    def _inputs(self, history: DailyHistory, draws: Draws, reach: Reach) -> PoolInputs:
        pool_id, cut_off, zone = history.series, history.cut_off, self.settings.time_zone
        first_day = min(year_start(cut_off), library_start(cut_off))
        horizon_days = self.settings.forecast_horizon_days
        last_day = cut_off + timedelta(days=horizon_days)
        hours = read_hours(self.connection, pool_id, first_day, cut_off, zone)
        library = day_library(hours, history)
        return PoolInputs(
            history=history,
            draws=draws.paths,
            hours=hours,
            library=library,
            terms=self.terms_book.terms(pool_id, first_day, cut_off, last_day),
            seed=derive_seed(self.settings.seed, pool_id, "hours of the day"),
            reach=reach,
            near=self.drawers.near(pool_id, self.settings),
            cards=self.drawers.cards(pool_id),
            cards_in_hand=self.cards.limit(pool_id, cut_off, library.most_cards()),
        )


def _forecast(series: str, paths: PoolPaths, draws: Draws) -> SeriesForecast:
    return SeriesForecast(
        series=series,
        target="usage",
        window=paths.usage,
        method=draws.method,
        notes=draws.notes,
        history_days=draws.history_days,
    )
