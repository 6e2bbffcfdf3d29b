"""out_forecast_history: what was forecast stays, what came is filled in."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 2, 1)


def history(warehouse: Any, targets: str = "'usage', 'cost'") -> pl.DataFrame:
    return warehouse.connection.sql(
        f"SELECT * FROM out_forecast_history WHERE target IN ({targets}) "
        "ORDER BY cut_off, level, series, grain, period_start"
    ).pl()


def add_days(warehouse: Any, first_day: date, days: int) -> None:
    """24 card-hours a day at 240 yuan, measured all day and priced."""
    warehouse.add_usage(POOL, first_day, [24.0] * days)
    warehouse.add_costs(POOL, first_day, [240.0] * days, price_cny=10)
    warehouse.connection.execute("UPDATE out_cost_daily SET used_card_hours = 24")


def test_what_is_remembered_and_for_which_days(warehouse: Any, half_low_half_high: Any) -> None:
    add_days(warehouse, FIRST_DAY, 40)
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    kept = history(warehouse)
    assert set(kept["level"]) == {"pool", "provider", "company"}
    assert set(kept.filter(pl.col("grain") == "day")["horizon_days"]) == {1, 7, 28}
    assert kept["actual"].null_count() == kept.height
    assert set(kept["snapshot_id"]) == {"test"}


def test_the_same_forecast_is_not_remembered_twice(warehouse: Any, half_low_half_high: Any) -> None:
    add_days(warehouse, FIRST_DAY, 40)
    warehouse.forecast(half_low_half_high(10.0, 30.0))
    once = history(warehouse)
    warehouse.forecast(half_low_half_high(10.0, 30.0))
    assert history(warehouse).equals(once)


def test_another_answer_for_the_same_days_does_not_take_the_place_of_the_first(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_days(warehouse, FIRST_DAY, 40)  # to 12 March
    warehouse.forecast(half_low_half_high(10.0, 30.0))
    once = history(warehouse)
    warehouse.forecast(half_low_half_high(10.0, 40.0))
    warehouse.forecast(half_low_half_high(10.0, 40.0), seed=7, forecast_paths=200)
    assert history(warehouse).equals(once)
    # With the next day known it is another forecast.
    add_days(warehouse, date(2026, 3, 13), 1)
    warehouse.forecast(half_low_half_high(10.0, 40.0))
    assert history(warehouse).height == 2 * once.height


def test_a_month_is_remembered_once_in_part_and_once_whole(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_days(warehouse, FIRST_DAY, 40)  # to 12 March: 7 days end on the 19th, 30 on 11 April
    for horizon in (7, 30, 7, 30, 40):
        warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=horizon)
    march = history(warehouse, "'usage'").filter(
        pl.col("level") == "company",
        pl.col("grain") == "month",
        pl.col("period_start") == date(2026, 3, 1),
    )
    assert sorted(march["is_complete"]) == [False, True]


def test_a_later_run_keeps_the_earlier_forecast_and_says_what_came(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_days(warehouse, FIRST_DAY, 40)  # to 12 March
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    before = history(warehouse)
    add_days(warehouse, FIRST_DAY + timedelta(days=40), 22)  # to 3 April
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    after = history(warehouse).filter(pl.col("cut_off") == date(2026, 3, 12))
    assert after.drop("actual").equals(before.drop("actual"))
    actual = {
        (grain, target): value
        for grain, target, start, value in after.filter(pl.col("level") == "company")
        .select("grain", "target", "period_start", "actual")
        .iter_rows()
        if start in {date(2026, 3, 13), date(2026, 3, 1), date(2026, 4, 1)}
        and (grain, start) != ("month", date(2026, 4, 1))
    }
    # March has 31 days of 24 card-hours and 240 yuan; 13 March is one; the quarter that begins in
    # April is not over.
    assert actual["month", "usage"] == pytest.approx(31 * 24)
    assert actual["month", "cost"] == pytest.approx(31 * 240)
    assert actual["day", "usage"] == pytest.approx(24)
    assert actual["quarter", "usage"] is None


def test_a_month_with_a_day_not_wholly_measured_has_no_actual(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_days(warehouse, FIRST_DAY, 40)
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    add_days(warehouse, FIRST_DAY + timedelta(days=40), 22)
    warehouse.connection.execute(
        "UPDATE out_cost_daily SET hours_measured = 20 WHERE local_date = '2026-03-20'"
    )
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    march = history(warehouse).filter(
        (pl.col("grain") == "month")
        & (pl.col("period_start") == date(2026, 3, 1))
        & (pl.col("cut_off") == date(2026, 3, 12))
    )
    assert march["actual"].null_count() == march.height > 0


def test_what_came_of_a_peak_is_the_quantile_of_its_hours(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add_days(warehouse, FIRST_DAY, 40)  # to Thursday 12 March
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    # Monday 16 to Sunday 22 March at 1 card, but 21 hours of Friday at 5: 21 of the week's 168.
    friday = [1.0] * 3 + [5.0] * 21
    add = [24.0] * 7 + [friday] + [24.0] * 5
    warehouse.add_usage(POOL, FIRST_DAY + timedelta(days=40), add)
    warehouse.add_costs(POOL, FIRST_DAY + timedelta(days=40), [240.0] * 13, price_cny=10)
    warehouse.forecast(half_low_half_high(10.0, 30.0), forecast_horizon_days=30)
    peaks = history(warehouse, "'peak_used_p50', 'peak_used_p95'").filter(
        (pl.col("grain") == "week") & (pl.col("cut_off") == date(2026, 3, 12))
    )
    actual = {
        (target, start): value
        for target, start, value in peaks.select("target", "period_start", "actual").iter_rows()
    }
    # 147 of 168 hours are at 1, so half of them are; the top eighth, and so the top 5 %, at 5.
    assert actual["peak_used_p50", date(2026, 3, 16)] == 1
    assert actual["peak_used_p95", date(2026, 3, 16)] == 5
    assert actual["peak_used_p95", date(2026, 3, 23)] is None  # the week is not over
