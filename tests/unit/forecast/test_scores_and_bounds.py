"""What a run says of itself: out_forecast_score; and that a pool cannot use more than it has."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 1, 1)


def noisy(days: int, level: float = 480, seed: int = 1) -> list[float]:
    return [float(x) for x in np.random.default_rng(seed).normal(level, 30, days)]


def scores(warehouse: Any) -> pl.DataFrame:
    return warehouse.connection.sql("SELECT * FROM out_forecast_score WHERE target = 'usage'").pl()


def usage_of(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter((pl.col("grain") == "day") & (pl.col("target") == "usage"))


def test_every_member_has_a_row_in_every_bucket(warehouse: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, noisy(120))
    warehouse.forecast(forecast_horizon_days=30, seed=7)
    found = scores(warehouse)
    assert set(found.select("from_step", "to_step").iter_rows()) == {(1, 7), (8, 28), (29, 30)}
    members = found.filter(pl.col("member") != "ensemble")
    for rows in members.partition_by("from_step"):
        assert rows["weight"].sum() == pytest.approx(1)
        assert {"prophet", "seasonal_naive", "naive_last_week_mean", "theta"} <= set(rows["member"])
    assert set(found.select("seed", "cut_off", "snapshot_id").iter_rows()) == {
        (7, date(2026, 4, 30), "test")
    }


def test_shares_are_errors_in_parts_of_the_naive_methods_errors(warehouse: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, noisy(120))
    warehouse.forecast()
    rows = {row["member"]: row for row in scores(warehouse).to_dicts()}
    ensemble = rows["ensemble"]
    for share, member in (
        ("error_to_week_mean", "naive_last_week_mean"),
        ("error_to_seasonal_naive", "seasonal_naive"),
        ("error_to_prophet", "prophet"),
    ):
        expected = ensemble["backtest_error"] / rows[member]["backtest_error"]
        assert ensemble[share] == pytest.approx(expected)
        assert rows[member][share] == pytest.approx(1)
    assert 0 <= ensemble["coverage_after_ratio"] <= 1
    assert rows["theta"]["coverage_after_ratio"] is None
    assert ensemble["weighting_cut_offs"] + ensemble["calibration_cut_offs"] == 11


def test_a_short_history_has_a_naive_answer_and_no_score(warehouse: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, noisy(20))
    days = usage_of(warehouse.forecast()).filter(pl.col("series") == POOL)
    assert set(days["method"]) == {"naive_last_week_mean"}
    assert set(days["method_note"]) == {"only 20 complete days of history, 28 are needed"}
    # The mean of the last week is its P50, whichever way that mean missed before.
    assert days["p50"].mean() == pytest.approx(np.mean(noisy(20)[-7:]), rel=0.03)
    assert scores(warehouse).is_empty()


@pytest.mark.parametrize(("before", "most"), [(20.0, 480.0), (16.0, np.inf)])
def test_no_sample_passes_cards_that_were_long_the_same(
    before: float, most: float, warehouse: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [min(x, 470.0) for x in noisy(120, 450)])
    warehouse.connection.execute("UPDATE out_pool_hourly SET capacity_cards = 20")
    warehouse.connection.execute(
        f"UPDATE out_pool_hourly SET capacity_cards = {before} WHERE local_date < '2026-03-01'"
    )
    rows = usage_of(warehouse.forecast(forecast_paths=400))
    assert (rows["p90"].max() <= 480) == (most == 480.0)


def test_a_pool_that_used_more_than_it_is_said_to_have_is_not_capped(warehouse: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, noisy(120))
    warehouse.connection.execute("UPDATE out_pool_hourly SET capacity_cards = 10")
    rows = usage_of(warehouse.forecast())
    assert rows["p50"].min() > 240
