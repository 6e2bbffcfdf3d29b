"""One pool: read what is known of it, draw, simulate, and name who drew."""

from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb

from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import Drawer, Draws
from models.forecast.hours import day_library, library_start, read_hours
from models.forecast.rows import SeriesForecast
from models.forecast.seeds import derive_seed
from models.forecast.simulating import PoolInputs, simulate_pool, window_start
from models.forecast.terms import TermsBook


@dataclass(frozen=True)
class PoolForecaster:
    """What all pools of a run share."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    terms_book: TermsBook
    drawer: Drawer

    def forecast(self, history: DailyHistory) -> list[SeriesForecast]:
        """The pool's usage and, where it has a price, its cost, over one set of paths."""
        draws = self.drawer.draw(history.latest(self.settings.forecast_history_days))
        paths = simulate_pool(self._inputs(history, draws))
        usage = SeriesForecast(
            series=history.series,
            target="usage",
            window=paths.usage,
            method=draws.method,
            note=draws.note,
            history_days=draws.history_days,
        )
        if paths.cost is None:
            return [usage]
        scope = self.terms_book.budget_scope(history.series)
        return [usage, replace(usage, target="cost", window=paths.cost, budget_scope=scope)]

    def _inputs(self, history: DailyHistory, draws: Draws) -> PoolInputs:
        pool_id, cut_off, zone = history.series, history.cut_off, self.settings.time_zone
        first_day = min(window_start(cut_off), library_start(cut_off))
        last_day = cut_off + timedelta(days=self.settings.forecast_horizon_days)
        hours = read_hours(self.connection, pool_id, first_day, cut_off, zone)
        return PoolInputs(
            history=history,
            draws=draws.paths,
            hours=hours,
            library=day_library(hours, history),
            terms=self.terms_book.terms(pool_id, first_day, cut_off, last_day),
            seed=derive_seed(self.settings.seed, pool_id, "hours of the day"),
        )
