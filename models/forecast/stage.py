"""The forecast stage: fills out_forecast from the hours, costs and contracts of a snapshot."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import duckdb
import polars as pl

from data.settings import Settings
from data.tables.computed import OutForecast
from models.forecast.budgets import read_budgets
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import Candidates, is_long_enough
from models.forecast.company import CompanySum
from models.forecast.history import read_histories
from models.forecast.pool import PoolForecaster
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.public_holidays import COUNTRY_BY_TIME_ZONE
from models.forecast.rows import SeriesForecast, forecast_rows
from models.forecast.terms import read_terms
from models.stage import replace_rows

MODEL_VERSION = "forecast-3"

Progress = Callable[[int, int, str], None]


def build_forecast(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    snapshot_id: str,
    progress: Progress | None = None,
    *,
    candidates: Candidates | None = None,
) -> None:
    """Replace out_forecast: every pool from its own cut-off, and the company as their sum.

    Reads out_pool_hourly, out_cost_daily, core_commitment, core_fx_rate and core_budget.
    `progress` is told the pools done, the pools in all, and the pool just done. `candidates`
    are Prophet's unless given. A pool with fewer than 7 complete days has no rows.
    """
    histories = read_histories(connection, settings.time_zone)
    if not any(map(is_long_enough, histories)):
        replace_rows(connection, "out_forecast", OutForecast.create_empty())
        return
    forecaster = PoolForecaster(
        connection,
        settings,
        read_terms(connection, settings.tax_basis),
        candidates or prophet_candidates(settings.time_zone),
    )
    budgets = read_budgets(connection, settings, max(history.cut_off for history in histories))
    rows = [
        row
        for forecast in _forecasts(forecaster, histories, progress)
        for row in forecast_rows(forecast, budgets)
    ]
    replace_rows(connection, "out_forecast", _frame(rows, settings, snapshot_id))


def prophet_candidates(time_zone: str) -> Candidates:
    """Prophet with the public holidays of the country whose time zone it is, where known."""
    country = COUNTRY_BY_TIME_ZONE.get(time_zone)
    return Candidates(
        trend=ProphetCandidate("prophet", "linear", country),
        level=ProphetCandidate("prophet_flat", "flat", country),
    )


def _forecasts(
    forecaster: PoolForecaster, histories: Sequence[DailyHistory], progress: Progress | None
) -> Iterator[SeriesForecast]:
    """One after the other, so that the paths of only one pool are in memory."""
    horizon_days = forecaster.settings.forecast_horizon_days
    company = [CompanySum(target, histories, horizon_days) for target in ("usage", "cost")]
    forecastable = [history for history in histories if is_long_enough(history)]
    for done, history in enumerate(forecastable, start=1):
        for forecast in forecaster.forecast(history):
            for target in company:
                target.add(forecast)
            yield forecast
        if progress:
            progress(done, len(forecastable), history.series)
    yield from filter(None, (target.forecast() for target in company))


def _frame(rows: Iterable[dict[str, object]], settings: Settings, snapshot_id: str) -> pl.DataFrame:
    provenance = {
        "seed": settings.seed,
        "model_version": MODEL_VERSION,
        "snapshot_id": snapshot_id,
    }
    schema = {name: column.dtype for name, column in OutForecast.columns().items()}
    return pl.DataFrame([row | provenance for row in rows], schema=schema)
