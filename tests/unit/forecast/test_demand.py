"""Demand: what is used and what waits. A pool of 1 card, 40 days to 29 March, seven days ahead."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from data.warehouse import query, read_sql

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 2, 18)
CUT_OFF = date(2026, 3, 29)


def queue(warehouse: Any, where: str, cards: float | None) -> None:
    value = "NULL" if cards is None else cards
    warehouse.connection.execute(
        f"UPDATE out_pool_hourly SET queued_card_hours = {value} WHERE {where}"
    )


def days_of(forecast: pl.DataFrame, target: str) -> pl.DataFrame:
    return forecast.filter(
        (pl.col("series") == POOL) & (pl.col("target") == target) & (pl.col("grain") == "day")
    ).sort("period_start")


def gaps(warehouse: Any) -> dict[str, str]:
    sql = "SELECT target, reason FROM out_forecast_gap WHERE series = $1"
    return dict(warehouse.connection.execute(sql, [POOL]).fetchall())


def test_without_a_measured_queue_there_is_no_demand_and_the_reason_is_said(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    assert not forecast["target"].str.contains("demand").any()
    assert gaps(warehouse)["demand"] == "the queue was not measured"


def test_a_queue_measured_up_to_an_earlier_day_is_refused_with_that_day(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    queue(warehouse, "local_date <= '2026-03-27'", 1)
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    assert days_of(forecast, "demand").is_empty()
    assert gaps(warehouse)["demand"] == (
        "the queue was measured up to 2026-03-27, use up to 2026-03-29"
    )


def test_demand_is_what_is_used_where_nothing_waited(warehouse: Any) -> None:
    noise = np.random.default_rng(1).normal(48, 4, 60)
    warehouse.add_usage(POOL, FIRST_DAY - timedelta(days=20), [float(x) for x in noise])
    queue(warehouse, "true", 0)
    forecast = warehouse.forecast()
    used, demanded = days_of(forecast, "usage"), days_of(forecast, "demand")
    assert demanded["p50"].to_list() == used["p50"].to_list()
    scored = warehouse.connection.execute("SELECT DISTINCT target FROM out_forecast_score")
    assert ("demand",) not in scored.fetchall()  # usage's backtest does for both


def test_a_month_of_demand_has_what_was_used_and_what_waited(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # 24 used every day; from 1 March on half a card waits every hour: 12 card-hours a day.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    queue(warehouse, "true", 0)
    queue(warehouse, "local_date >= '2026-03-01'", 0.5)
    forecast = warehouse.forecast(half_low_half_high(36.0, 60.0))
    month = forecast.filter(
        (pl.col("target") == "demand")
        & (pl.col("grain") == "month")
        & (pl.col("series") == POOL)
        & (pl.col("period_start") == date(2026, 3, 1))
    ).row(0, named=True)
    # 29 days x (24 + 12) = 1,044 observed; then two days at 36 or 60.
    assert month["observed_part"] == pytest.approx(29 * 36)
    assert month["unit"] == "card_hour"
    assert month["p90"] - month["p10"] >= 2 * 24 - 1e-6


def test_a_day_whose_queue_was_not_measured_has_no_demand(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    queue(warehouse, "true", 0.5)
    queue(warehouse, "local_date BETWEEN '2026-03-05' AND '2026-03-08'", None)  # 4 days: too long
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    months = {
        target: set(
            forecast.filter(
                (pl.col("target") == target)
                & (pl.col("grain") == "month")
                & (pl.col("series") == POOL)
            )["period_start"]
        )
        for target in ("usage", "demand")
    }
    assert months == {
        "usage": {date(2026, 3, 1), date(2026, 4, 1)},
        "demand": {date(2026, 4, 1)},
    }


def test_demand_of_pools_adds_up_to_the_providers_and_the_companys(warehouse: Any) -> None:
    draw = np.random.default_rng(2)
    for number, pool_id in enumerate(("a/r/p/c", "a/r/q/c", "b/r/s/c")):
        warehouse.add_usage(pool_id, FIRST_DAY, [float(x) for x in draw.normal(480, 30, 40)])
        queue(warehouse, f"pool_id = '{pool_id}'", number)
        warehouse._append(
            "out_usage_daily",
            [
                {
                    "local_date": CUT_OFF,
                    "pool_id": pool_id,
                    **dict(
                        zip(("provider", "region", "pool", "chip"), pool_id.split("/"), strict=True)
                    ),
                    "project": "x",
                    "workload_class": "training",
                    "used_card_hours": 1.0,
                }
            ],
        )
    rows = warehouse.forecast().filter(
        (pl.col("target") == "demand") & (pl.col("grain") == "month")
    )
    for month in rows.partition_by("period_start"):
        mean = {row["series"]: row["mean"] for row in month.to_dicts()}
        assert mean["a/r/p/c"] + mean["a/r/q/c"] == pytest.approx(mean["a"])
        assert mean["a"] + mean["b"] == pytest.approx(mean["company"])


def test_a_pool_without_a_queue_stands_in_the_sum_with_what_it_uses(warehouse: Any) -> None:
    other = "a/r/noq/c"
    draw = np.random.default_rng(3)
    for pool_id in (POOL, other):
        warehouse.add_usage(pool_id, FIRST_DAY, [float(x) for x in draw.normal(480, 30, 40)])
    queue(warehouse, f"pool_id = '{POOL}'", 2)
    rows = warehouse.forecast().filter(pl.col("grain") != "week")
    for period in rows.partition_by("grain", "period_start"):
        mean = {(row["series"], row["target"]): row["mean"] for row in period.to_dicts()}
        assert (other, "demand") not in mean
        whole = mean["company", "demand"]
        assert whole == pytest.approx(mean[POOL, "demand"] + mean[other, "usage"])
        # 2 cards wait in each hour of the first pool.
        assert whole > mean["company", "usage"]
    [note] = set(rows.filter(series="company", target="demand")["method_note"])
    assert note == f"at least: only the use of {other} (the queue was not measured)"
    [note] = set(rows.filter(series="company", target="usage")["method_note"])
    assert note is None


def test_what_came_of_a_sum_of_demand_counts_the_same_pools(warehouse: Any) -> None:
    other = "a/r/noq/c"
    for pool_id, used in ((POOL, 24.0), (other, 48.0)):
        warehouse.add_usage(pool_id, FIRST_DAY, [used] * 40)
        warehouse.add_costs(pool_id, FIRST_DAY, [used * 10] * 40, price_cny=10)
        warehouse.connection.execute(
            "UPDATE out_cost_daily SET used_card_hours = $1 WHERE pool_id = $2", [used, pool_id]
        )
    queue(warehouse, f"pool_id = '{POOL}'", 0.5)
    warehouse.connection.execute(
        "UPDATE out_cost_daily SET queued_card_hours = 12 WHERE pool_id = $1", [POOL]
    )
    warehouse.forecast()
    # 24 used and 12 waiting in one pool, 48 used in the other: 84 a day. The pool alone: 36.
    for level, series, amount in (("company", "company", 84.0), ("pool", POOL, 36.0)):
        found = query(
            warehouse.connection,
            read_sql("dashboard", "forecast_history"),
            {
                **{"level": level, "series": series, "target": "demand", "grain": "day"},
                "max_lag_days": 7,
                "pools": None,
            },
        )
        assert found["amount"].to_list() == [amount] * 40


def test_the_sum_says_up_to_when_a_queue_was_measured_that_has_since_stopped(
    warehouse: Any, half_low_half_high: Any
) -> None:
    other = "a/r/noq/c"
    for pool_id in (POOL, other):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 40)
    queue(warehouse, f"pool_id = '{POOL}' OR local_date <= '2026-03-27'", 0)
    rows = warehouse.forecast(half_low_half_high(24.0, 48.0)).filter(level="company")
    assert set(rows.filter(target="demand")["method_note"]) == {
        f"at least: only the use of {other} (the queue was measured up to 2026-03-27, use up to"
        " 2026-03-29)"
    }
    # Two pools at 24 or 48, high in the same half of the paths.
    [day] = rows.filter(target="demand", grain="day", period_start=date(2026, 3, 30)).to_dicts()
    assert (day["p10"], day["p90"]) == pytest.approx((48, 96))


def test_without_any_queue_the_company_has_no_demand_and_a_reason(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    assert forecast.filter(level="company", target="demand").is_empty()
    said = warehouse.connection.execute(
        "SELECT target, reason, cut_off FROM out_forecast_gap WHERE series = 'company'"
    ).fetchall()
    assert said == [
        ("demand", "the queue of none of its pools was measured up to its last day", CUT_OFF)
    ]
