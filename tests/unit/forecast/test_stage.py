"""The stage as a whole: what it leaves in out_forecast, and what cannot change it."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

from data.settings import Settings
from models.forecast import build_forecast
from models.forecast.choosing import Candidates

FIRST, SECOND = "a/r/first/c", "a/r/second/c"
FIRST_DAY = date(2026, 1, 1)


def falling(days: int) -> list[float]:
    """From 960 card-hours down to nothing, with seeded noise."""
    noise = np.random.default_rng(1).normal(0, 20, days)
    return [float(x) for x in np.clip(np.linspace(960, 0, days) + noise, 0, None)]


def steady(days: int) -> list[float]:
    return [float(x) for x in np.random.default_rng(2).normal(480, 30, days)]


def sorted_rows(forecast: pl.DataFrame) -> pl.DataFrame:
    return forecast.sort("series", "target", "grain", "period_start")


def test_the_ensemble_is_bit_identical_for_any_order_of_pools_and_never_below_zero(
    warehouse: Any,
) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, falling(90))
    warehouse.add_usage(SECOND, FIRST_DAY, steady(90))
    both = warehouse.forecast(forecast_horizon_days=30)
    again = warehouse.forecast(forecast_horizon_days=30)
    assert_frame_equal(sorted_rows(both), sorted_rows(again), check_exact=True)
    assert set(both.filter(pl.col("series") != "company")["method"]) == {"ensemble"}
    assert both.select(pl.min_horizontal("p10", "p50", "p90", "mean").min()).item() >= 0
    assert (both["p10"] <= both["p50"]).all()
    assert (both["p50"] <= both["p90"]).all()

    warehouse.connection.execute("DELETE FROM out_pool_hourly WHERE pool_id = $1", [FIRST])
    alone = warehouse.forecast(forecast_horizon_days=30)
    assert_frame_equal(
        sorted_rows(alone.filter(pl.col("series") == SECOND)),
        sorted_rows(both.filter(pl.col("series") == SECOND)),
        check_exact=True,
    )


def test_nothing_after_the_cut_off_can_change_the_forecast(warehouse: Any) -> None:
    # The last day has 20 hours and so is not complete: the cut-off is the day before.
    warehouse.add_usage(FIRST, FIRST_DAY, [*steady(60), [20.0] * 20])
    warehouse.add_costs(FIRST, FIRST_DAY, [4800.0] * 61, price_cny=10)
    before = warehouse.forecast()
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET used_card_hours = 1e6 WHERE local_date > '2026-03-01'"
    )
    warehouse.connection.execute(
        "UPDATE out_cost_daily SET cost_cny = 1e9, on_demand_price_cny = 1e6 "
        "WHERE local_date > '2026-03-01'"
    )
    after = warehouse.forecast()
    assert set(before["cut_off"]) == {date(2026, 3, 1)}
    assert_frame_equal(sorted_rows(before), sorted_rows(after), check_exact=True)


def test_every_row_says_where_it_comes_from(warehouse: Any, half_low_half_high: Any) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, steady(60))
    rows = warehouse.forecast(half_low_half_high(1.0, 2.0), seed=7, forecast_history_days=40)
    provenance = rows.filter(pl.col("series") == FIRST).select(
        "method", "method_note", "history_days", "cut_off", "seed", "path_count", "model_version"
    )
    assert provenance.unique().rows() == [
        ("half_low_half_high", None, 40, date(2026, 3, 1), 7, 100, "forecast-13")
    ]
    assert set(rows["snapshot_id"]) == {"test"}
    assert set(rows.select("target", "unit").iter_rows()) == {
        ("usage", "card_hour"),
        *((f"peak_used_p{percent}", "card") for percent in (50, 95, 99)),
    }


def test_a_second_run_replaces_the_first(warehouse: Any, half_low_half_high: Any) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, steady(60))
    first = warehouse.forecast(half_low_half_high(1.0, 2.0))
    assert warehouse.forecast(half_low_half_high(1.0, 2.0)).height == first.height
    warehouse.connection.execute("DELETE FROM out_pool_hourly")
    assert warehouse.forecast(half_low_half_high(1.0, 2.0)).is_empty()


def test_progress_is_told_pool_by_pool(warehouse: Any, half_low_half_high: Any) -> None:
    for pool_id in (FIRST, SECOND):
        warehouse.add_usage(pool_id, FIRST_DAY, steady(30))
    fixed = half_low_half_high(1.0, 2.0)
    told: list[tuple[int, int, str]] = []
    build_forecast(
        warehouse.connection,
        Settings(forecast_paths=100, forecast_horizon_days=7),
        "test",
        lambda done, total, name: told.append((done, total, name)),
        candidates=Candidates(fixed, fixed),
    )
    assert told == [(3, 6, FIRST), (6, 6, SECOND)]  # a pool takes as long as three backtests
