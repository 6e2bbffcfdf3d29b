"""The forecast stage: fills out_forecast from the hours, costs and contracts of a snapshot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import duckdb
import polars as pl

from data.settings import Settings
from models.forecast.budget_risk import budget_risk_rows
from models.forecast.budgets import Budgets, read_budgets
from models.forecast.capacity_risk import read_cards
from models.forecast.choosing import Candidates, is_long_enough
from models.forecast.drawers import drawers_by_candidates, prepare_drawers
from models.forecast.gaps import pool_gaps, series_gaps
from models.forecast.history import PoolHistories, read_pools
from models.forecast.hour_tables import HourTables, framed
from models.forecast.known_events import read_events, read_metered_events
from models.forecast.metered import DrawnMeter, backtest_count, prepare_meters
from models.forecast.metered_days import read_meters
from models.forecast.month_paths import MonthPaths
from models.forecast.path_table import PathTable
from models.forecast.pool import PoolForecaster, PoolObserver
from models.forecast.projects import read_projects, split_pool
from models.forecast.remembering import remember_forecasts
from models.forecast.rows import SeriesForecast, forecast_rows, said_rows
from models.forecast.scenarios.stage import Scenarios
from models.forecast.steps import Steps
from models.forecast.sums import is_for_budget_only, pool_sums
from models.forecast.terms import read_terms
from models.stage import replace_rows

MODEL_VERSION = "forecast-13"

STEPS_OF_A_POOL = 3  # its paths, hours, projects and what-ifs take as long as so many backtests

Progress = Callable[[int, int, str], None]
TABLES = (
    "out_forecast",
    "out_forecast_hourly",
    "out_forecast_note",
    "out_forecast_score",
    "out_forecast_gap",
    "out_capacity_risk",
    "out_budget_risk",
    "out_scenario",
    "out_scenario_forecast",
    "out_forecast_path",
    "out_forecast_month_path",
)


def build_forecast(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    progress: Progress | None = None,
    *,
    candidates: Candidates | None = None,
    observers: Sequence[PoolObserver] = (),
) -> None:
    """Replace the tables of TABLES, and add to out_forecast_history.

    Reads out_pool_hourly, out_usage_daily, out_cost_daily, core_commitment, core_savings_plan,
    core_fx_rate, core_budget, core_token_usage_daily, core_charge_daily and core_request_hourly,
    and for what-ifs core_scenario, core_campaign and core_price. Every pool is forecast from its
    own cut-off, its projects as parts of it, providers and the company as sums, path by path. What
    has too little history has no rows, and out_forecast_gap says why.
    `progress` is told steps done, steps in all (one for each backtest, three for drawing a pool),
    and the series just done. `candidates` answer in place of the ensemble, without a backtest. Each
    of `observers` is told of every pool once it is drawn, with what its paths were made from.
    """
    run = _Run(connection, settings, snapshot_id)
    run.fill(Steps(progress), candidates, observers)
    for table in TABLES:
        replace_rows(connection, table, run.table(table))
    remember_forecasts(connection)


class _Run:
    """One run: the rows of each table as they come."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
    ) -> None:
        self.connection, self.settings = connection, settings
        self.provenance = {
            "seed": settings.seed,
            "model_version": MODEL_VERSION,
            "snapshot_id": snapshot_id,
        }
        self.frames: dict[str, list[pl.DataFrame]] = {table: [] for table in TABLES}

    def fill(
        self, steps: Steps, candidates: Candidates | None, observers: Sequence[PoolObserver]
    ) -> None:
        """All targets of all series."""
        pools = read_pools(self.connection, self.settings.time_zone)
        meters = read_meters(self.connection, self.settings.time_zone)
        steps.expect(STEPS_OF_A_POOL * sum(map(is_long_enough, pools.usage)))
        steps.expect(sum(len(meter.parts) for meter in meters))
        steps.expect(0 if candidates else backtest_count(meters))
        self._fill_pools(pools, steps, candidates, observers)
        providers = {part.series: part.provider for meter in meters for part in meter.parts}
        events = read_metered_events(self.connection, self.settings.time_zone, providers)
        for drawn in prepare_meters(meters, self.settings, candidates, steps.planned, events):
            self._fill_meter(drawn, steps)

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a table."""
        return pl.concat([framed(name, []), *self.frames[name]])

    def _fill_pools(
        self,
        pools: PoolHistories,
        steps: Steps,
        candidates: Candidates | None,
        observers: Sequence[PoolObserver],
    ) -> None:
        self._add("out_forecast_gap", pool_gaps(pools))
        if not any(map(is_long_enough, pools.usage)):
            return
        connection, settings = self.connection, self.settings
        terms = read_terms(connection, settings.tax_basis)
        cards = read_cards(connection, terms.contracts)
        drawers = (
            drawers_by_candidates(candidates, settings, pools)
            if candidates
            else prepare_drawers(connection, settings, pools, cards, steps.phase)
        )
        self._add("out_forecast_score", drawers.scores)
        latest = max(history.cut_off for history in pools.usage)
        hours = HourTables(cards, self.provenance, drawers.peak_leans, latest)
        scenarios = Scenarios(connection, settings, pools.usage)
        kept, months = PathTable(self.provenance), MonthPaths(self.provenance)
        told = (hours.observe, scenarios.observe, kept.observe, months.observe, *observers)
        forecaster = PoolForecaster(
            connection, settings, terms, drawers, cards, told, pools.spread
        ).with_plans(pools.usage)
        by_name = {history.series: history for history in pools.usage}
        scenarios.share_plans(forecaster.plans, lambda name: forecaster.drawn(by_name[name]))
        budgets = read_budgets(connection, settings, latest)
        for forecast in self._pool_forecasts(forecaster, pools, steps):
            if not is_for_budget_only(forecast):
                self._add_series(forecast, budgets)
            self._add("out_budget_risk", budget_risk_rows(forecast, budgets))
        for table, frames in hours.frames.items():
            self.frames[table] += frames
        self.frames["out_forecast_path"] += kept.frames
        self.frames["out_forecast_month_path"] += months.frames
        self._add("out_forecast_gap", hours.gaps)
        self._add("out_scenario", scenarios.listing())
        self._add("out_scenario_forecast", scenarios.rows())

    def _pool_forecasts(
        self, forecaster: PoolForecaster, pools: PoolHistories, steps: Steps
    ) -> Iterator[SeriesForecast]:
        """One pool after the other, so that the paths of only one are in memory."""
        sums = [*pool_sums(self.connection, pools, self.settings.forecast_horizon_days)]
        names = [history.series for history in pools.usage]
        events = read_events(self.connection, self.settings.time_zone, names)
        for history in filter(is_long_enough, pools.usage):
            for forecast in forecaster.forecast(history):
                for total in sums:
                    total.add(forecast)
                yield forecast
                if forecast.target == "usage":
                    projects = read_projects(self.connection, history)
                    known = events.get(history.series, ())
                    yield from split_pool(forecast, projects, history, self.settings, known)
            steps.done_one(history.series, STEPS_OF_A_POOL)
        self._add("out_forecast_gap", filter(None, (total.gap() for total in sums)))
        yield from filter(None, (total.forecast() for total in sums))

    def _fill_meter(self, drawn: DrawnMeter, steps: Steps) -> None:
        none = Budgets({})
        for forecast in drawn.forecasts(steps.done_one):
            self._add_series(forecast, none)
        self._add("out_forecast_score", drawn.scores)
        self._add("out_forecast_gap", series_gaps(drawn.meter))

    def _add_series(self, forecast: SeriesForecast, budgets: Budgets) -> None:
        self._add("out_forecast", forecast_rows(forecast, budgets))
        self._add("out_forecast_note", said_rows(forecast, [forecast.target]))

    def _add(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        found = [{**row, **self.provenance} for row in rows]
        if found:
            self.frames[table].append(framed(table, found))
