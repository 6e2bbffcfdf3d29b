"""All tables of a run together: the same bits for any order and number of workers, no leak."""

from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.settings import Settings
from models.forecast import build_forecast
from models.forecast.stage import TABLES

POOLS = ("a/r/p/c", "a/r/q/c", "b/r/s/c")
FIRST_DAY, DAYS = date(2026, 1, 1), 80
CUT_OFF = FIRST_DAY + timedelta(days=DAYS - 1)
KEYS = ["level", "series", "pool_id", "scope", "target", "grain", "member"]
KEYS += ["period_start", "local_date", "hour", "month", "from_step", "position"]


def fill(warehouse: Any) -> None:
    """Three pools with queues, budgets, a contract and two shared plans; two series of tokens."""
    draw = np.random.default_rng(1)
    for pool_id in POOLS:
        shape = 1 + np.sin(np.arange(24) / 24 * 2 * np.pi)
        days = [(draw.normal(20, 2) * shape).tolist() for _ in range(DAYS)]
        warehouse.add_usage(pool_id, FIRST_DAY, days)
        warehouse.add_costs(pool_id, FIRST_DAY, [4800.0] * DAYS, price_cny=10)
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET capacity_cards = 60, queued_card_hours ="
        " greatest(used_card_hours - 38, 0) WHERE pool_id <> 'b/r/s/c'"
    )
    warehouse.add_contract(POOLS[0], 20, 3100, FIRST_DAY, date(2026, 3, 23))
    warehouse.add_plan("100")
    warehouse.add_plan("30", commitment_id="better", discount_ratio=0.3, chip="c")
    for month in (1, 2, 3):
        warehouse.add_budget(date(2026, month, 1), "400000")
    warehouse._append(
        "core_token_usage_daily",
        [
            {
                "local_date": FIRST_DAY + timedelta(days=offset),
                "provider": "lab",
                "model": model,
                "project": "x",
                "input_tokens": int(draw.integers(900, 1100)),
                "cached_input_tokens": 0,
                "output_tokens": int(draw.integers(90, 110)),
                "source_time_zone": "Asia/Shanghai",
                "load_id": "test",
                "first_line_number": 2,
                "source_row_count": 1,
            }
            for model in ("chat", "think")
            for offset in range(DAYS)
        ],
    )


def tables(warehouse: Any, **settings: Any) -> dict[str, pl.DataFrame]:
    warehouse.forecast(**({"forecast_horizon_days": 14} | settings))
    found = {}
    for name in TABLES:
        rows: pl.DataFrame = warehouse.connection.sql(f"SELECT * FROM {name}").pl()
        found[name] = rows.sort([key for key in KEYS if key in rows.columns])
    return found


def same(left: dict[str, pl.DataFrame], right: dict[str, pl.DataFrame]) -> None:
    for name in TABLES:
        assert_frame_equal(left[name], right[name], check_exact=True)


@pytest.fixture
def filled(warehouse: Any) -> Any:
    fill(warehouse)
    return warehouse


def test_every_table_is_bit_identical_for_any_number_of_workers_and_order_of_rows(
    filled: Any,
) -> None:
    once = tables(filled, forecast_workers=1)
    for name in ("out_forecast_hourly", "out_capacity_risk", "out_budget_risk"):
        assert once[name].height > 0
    same(once, tables(filled, forecast_workers=2))
    for table in (
        "out_pool_hourly",
        "out_cost_daily",
        "core_savings_plan",
        "core_token_usage_daily",
    ):
        filled.connection.execute(f"CREATE TABLE turned AS FROM {table} ORDER BY random()")
        filled.connection.execute(f"DELETE FROM {table}")
        filled.connection.execute(f"INSERT INTO {table} FROM turned")
        filled.connection.execute("DROP TABLE turned")
    same(once, tables(filled, forecast_workers=1))


def test_nothing_after_the_cut_off_changes_any_table(filled: Any) -> None:
    # The day after has 20 hours, and so is not complete.
    for pool_id in POOLS:
        filled.add_usage(pool_id, CUT_OFF + timedelta(days=1), [[20.0] * 20])
    before = tables(filled)
    filled.connection.execute(
        "UPDATE out_pool_hourly SET used_card_hours = 1e6, queued_card_hours = 1e6,"
        f" capacity_cards = 1 WHERE local_date > '{CUT_OFF}'"
    )
    same(before, tables(filled))
    assert set(before["out_capacity_risk"]["cut_off"]) == {CUT_OFF}


def test_hours_of_the_next_days_add_up_to_them_and_peaks_lie_within(filled: Any) -> None:
    found = tables(filled, forecast_paths=400)
    days = found["out_forecast"].filter((pl.col("grain") == "day") & (pl.col("level") == "pool"))
    sums = (
        found["out_forecast_hourly"]
        .group_by("series", "target", pl.col("local_date").alias("period_start"))
        .agg(pl.col("mean").sum().alias("hours"), pl.len().alias("count"))
    )
    # Means add up; quantiles do not. Hours are kept in single precision.
    joined = sums.join(days, on=["series", "target", "period_start"])
    assert joined.height == sums.height == (3 + 2) * 14
    assert set(joined["count"]) == {24}
    assert joined["hours"].to_list() == pytest.approx(joined["mean"].to_list(), rel=1e-5)
    wide = days.pivot("target", index=["series", "period_start"], values="p90")
    peaks = wide.drop_nulls("peak_used_p99")
    assert (peaks["peak_used_p50"] <= peaks["peak_used_p95"]).all()
    assert (peaks["peak_used_p95"] <= peaks["peak_used_p99"]).all()
    demanded = peaks.drop_nulls("demand")
    assert demanded.height == 2 * 14
    for low, high in (("usage", "demand"), ("peak_used_p99", "peak_demand_p99")):
        assert (demanded[low] <= demanded[high] + 1e-9).all()


def test_how_much_is_to_be_done_is_known_from_the_first_step_on(filled: Any) -> None:
    told: list[tuple[int, int, str]] = []
    build_forecast(
        filled.connection,
        Settings(forecast_paths=100, forecast_horizon_days=7),
        "test",
        lambda *step: told.append(step),
    )
    # Backtests: 3 pools' use, 2 pools' demand, 3 pools' hours, 2 x 2 of tokens; then 3 pools, each
    # for 3 steps, and 2 series of tokens are drawn.
    steps = [1] * (3 + 2 + 3) + [3] * 3 + [1] * (4 + 2)
    done = [*accumulate(steps)]
    assert {of for _, of, _ in told} == {done[-1]}
    assert [at for at, _, _ in told] == done


@pytest.mark.parametrize("horizon", [7, 365])
def test_any_horizon_from_a_week_to_a_year(filled: Any, horizon: int) -> None:
    found = tables(filled, forecast_horizon_days=horizon, forecast_paths=100)
    days = found["out_forecast"].filter(pl.col("grain") == "day")
    assert days["horizon_days"].max() == horizon
    hours = found["out_forecast_hourly"]
    assert hours["horizon_hours"].max() == min(horizon, 14) * 24
    assert found["out_capacity_risk"]["horizon_days"].max() == horizon
    summed = days.filter(pl.col("target").is_in(["usage", "demand", "cost", "tokens"]))
    assert (summed["p10"] <= summed["p50"]).all()
    assert (summed["p50"] <= summed["p90"]).all()
