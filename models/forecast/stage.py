"""The forecast stage: fills out_forecast from the hours, costs and contracts of a snapshot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from models.forecast.budgets import read_budgets
from models.forecast.candidate import DailyHistory
from models.forecast.capacity import read_bounds
from models.forecast.choosing import ByCandidates, Candidates, Drawer, is_long_enough
from models.forecast.company import CompanySum
from models.forecast.ensemble_drawer import EnsembleDrawer, prepare_ensemble, to_judge
from models.forecast.history import read_histories
from models.forecast.pool import PoolForecaster
from models.forecast.projects import read_projects, split_pool
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.forecast.reading import read
from models.forecast.remembering import remember_forecasts
from models.forecast.rows import SeriesForecast, forecast_rows
from models.forecast.terms import read_terms
from models.stage import replace_rows

MODEL_VERSION = "forecast-4"

Progress = Callable[[int, int, str], None]


def build_forecast(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    progress: Progress | None = None,
    *,
    candidates: Candidates | None = None,
) -> None:
    """Replace out_forecast and out_forecast_score, and add to out_forecast_history.

    Reads out_pool_hourly, out_usage_daily, out_cost_daily, core_commitment, core_fx_rate and
    core_budget. Every pool is forecast from its own cut-off, its projects as parts of it, providers
    and the company as sums, path by path. A pool with fewer than 7 complete days has no rows.
    `progress` is told steps done, steps in all (a backtest and a draw for each pool), and the pool
    just done. `candidates` answer in place of the ensemble, without a backtest.
    """
    histories = read_histories(connection, settings.time_zone)
    forecastable = [history for history in histories if is_long_enough(history)]
    steps = _Steps(progress, len(forecastable))
    if candidates:
        drawer: Drawer = ByCandidates(
            candidates,
            settings.forecast_horizon_days,
            settings.forecast_paths,
            settings.seed,
        )
    else:
        steps.total += len(to_judge(histories))
        drawer = prepare_ensemble(
            forecastable,
            read_bounds(connection, forecastable),
            COUNTRY_BY_TIME_ZONE.get(settings.time_zone),
            settings,
            steps.backtested,
        )
    rows = [*_rows(connection, settings, drawer, histories, steps)]
    scores = drawer.scores if isinstance(drawer, EnsembleDrawer) else ()
    for table, found in (("out_forecast", rows), ("out_forecast_score", scores)):
        replace_rows(connection, table, _frame(table, found, settings, snapshot_id))
    remember_forecasts(connection)


class _Steps:
    """Counts what is done, for whoever watches."""

    def __init__(self, progress: Progress | None, pools: int) -> None:
        self.total = pools
        self._progress = progress
        self._done = 0

    def backtested(self, done: int, series: str) -> None:
        self._done = done
        self._tell(series)

    def drawn(self, series: str) -> None:
        self._done += 1
        self._tell(series)

    def _tell(self, series: str) -> None:
        if self._progress:
            self._progress(self._done, self.total, series)


def _rows(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    drawer: Drawer,
    histories: Sequence[DailyHistory],
    steps: _Steps,
) -> Iterator[dict[str, object]]:
    if not any(map(is_long_enough, histories)):
        return
    terms = read_terms(connection, settings.tax_basis)
    forecaster = PoolForecaster(connection, settings, terms, drawer)
    budgets = read_budgets(connection, settings, max(history.cut_off for history in histories))
    for forecast in _forecasts(forecaster, histories, steps):
        yield from forecast_rows(forecast, budgets)


def _forecasts(
    forecaster: PoolForecaster, histories: Sequence[DailyHistory], steps: _Steps
) -> Iterator[SeriesForecast]:
    """One pool after the other, so that the paths of only one are in memory."""
    connection, settings = forecaster.connection, forecaster.settings
    sums = [*_sums(connection, histories, settings.forecast_horizon_days)]
    for history in filter(is_long_enough, histories):
        for forecast in forecaster.forecast(history):
            for total in sums:
                total.add(forecast)
            yield forecast
            if forecast.target == "usage":
                projects = read_projects(connection, history)
                yield from split_pool(forecast, projects, history, settings)
        steps.drawn(history.series)
    yield from filter(None, (total.forecast() for total in sums))


def _sums(
    connection: duckdb.DuckDBPyConnection, histories: Sequence[DailyHistory], horizon_days: int
) -> Iterator[CompanySum]:
    """Empty sums of each provider that can be forecast, and of the company."""
    for target in ("usage", "cost"):
        for provider, pools in _by_provider(connection, histories).items():
            if any(map(is_long_enough, pools)):
                yield CompanySum(target, pools, horizon_days, "provider", provider)
        yield CompanySum(target, histories, horizon_days)


def _by_provider(
    connection: duckdb.DuckDBPyConnection, histories: Sequence[DailyHistory]
) -> Mapping[str, list[DailyHistory]]:
    providers = dict(read(connection, "pool_providers").iter_rows())
    found: dict[str, list[DailyHistory]] = {}
    for history in histories:
        if history.series in providers:
            found.setdefault(providers[history.series], []).append(history)
    return found


def _frame(
    table: str, rows: Iterable[Mapping[str, object]], settings: Settings, snapshot_id: str
) -> pl.DataFrame:
    provenance = {
        "seed": settings.seed,
        "model_version": MODEL_VERSION,
        "snapshot_id": snapshot_id,
    }
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    return pl.DataFrame([{**row, **provenance} for row in rows], schema=schema)
