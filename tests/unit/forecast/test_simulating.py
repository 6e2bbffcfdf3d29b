"""Pools of 24 card-hours a day, cut off on 2026-03-29, seven days ahead."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 2, 18)  # 40 days to the cut-off, 29 of them in March
CUT_OFF = date(2026, 3, 29)


def rows(forecast: pl.DataFrame, target: str, grain: str) -> list[dict[str, Any]]:
    picked = forecast.filter(
        (pl.col("target") == target) & (pl.col("grain") == grain) & (pl.col("series") == POOL)
    )
    return picked.sort("period_start").to_dicts()


def test_a_month_holds_what_was_observed_and_the_sum_of_each_path(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    march, april = rows(warehouse.forecast(half_low_half_high(24.0, 48.0)), "usage", "month")
    # March: 29 days x 24 = 696 observed; 30 and 31 March at 24 or 48: 696 + 48 or 696 + 96.
    assert march["observed_part"] == pytest.approx(696)
    assert (march["p10"], march["p90"]) == pytest.approx((744, 792))
    assert march["mean"] == pytest.approx((744 + 792) / 2)
    assert (march["is_complete"], march["horizon_days"]) == (True, 2)
    # April: the horizon ends on 5 April, so 5 days at 24 or 48; its last day is 32 days away.
    assert (april["p10"], april["p90"]) == pytest.approx((120, 240))
    assert (april["observed_part"], april["is_complete"], april["horizon_days"]) == (0, False, 32)


def test_a_period_that_began_before_the_data_is_not_given(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    quarters = rows(warehouse.forecast(half_low_half_high(24.0, 48.0)), "usage", "quarter")
    # January is unknown, so there is no first quarter; the second has 5 of its days.
    assert [row["period_start"] for row in quarters] == [date(2026, 4, 1)]


def test_hours_beyond_the_committed_cards_are_bought_at_the_last_price(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # Every day 12 hours at 0 and 12 at 2 cards. One card is under contract until 30 March for
    # 3,100 a month, 100 a day in March.
    day = [0.0] * 12 + [2.0] * 12
    warehouse.add_usage(POOL, FIRST_DAY, [day] * 40)
    warehouse.add_costs(POOL, FIRST_DAY, [220.0] * 40, price_cny=10)
    warehouse.add_contract(POOL, 1, 3100, FIRST_DAY, date(2026, 3, 30))
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    costs = {row["period_start"]: row for row in rows(forecast, "cost", "day")}
    # 30 March, 24 card-hours: 12 hours at 2, 1 beyond the contract: 100 + 12 x 10 = 220.
    # 48 card-hours: 12 hours at 4, 3 beyond: 100 + 36 x 10 = 460.
    assert (costs[date(2026, 3, 30)]["p10"], costs[date(2026, 3, 30)]["p90"]) == (220, 460)
    # 31 March, the contract has ended: 24 x 10 = 240, 48 x 10 = 480.
    assert (costs[date(2026, 3, 31)]["p10"], costs[date(2026, 3, 31)]["p90"]) == (240, 480)
    # March: 29 observed days at 220 = 6,380, and 220 + 240 or 460 + 480.
    march = rows(forecast, "cost", "month")[0]
    assert march["observed_part"] == 6380
    assert (march["p10"], march["p90"]) == (6840, 7320)


def test_the_last_known_price_holds_and_a_later_one_does_not(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 40, price_cny=10)
    warehouse.add_costs(POOL, CUT_OFF + timedelta(days=1), [24.0] * 3, price_cny=1)
    days = rows(warehouse.forecast(half_low_half_high(24.0, 24.0)), "cost", "day")
    assert days[0]["p50"] == pytest.approx(240)


def test_a_pool_without_a_price_has_usage_but_no_cost(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    assert "usage" in set(forecast["target"])
    assert "cost" not in set(forecast["target"])


def test_a_short_gap_is_drawn_from_days_like_it_and_not_counted_as_zero(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # 10 March has 6 measured hours at 5 cards; its other 18 hours are drawn from days at 1 card.
    # 10 March is one of the 29 days, so 28 x 24 are observed and 6 x 5 + 18 x 1 = 48 drawn.
    days: list[Any] = [24.0] * 40
    days[(date(2026, 3, 10) - FIRST_DAY).days] = [5.0] * 6 + [None] * 18
    warehouse.add_usage(POOL, FIRST_DAY, days)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 40, price_cny=10)
    forecast = warehouse.forecast(half_low_half_high(0.0, 0.0))
    usage, cost = rows(forecast, "usage", "month")[0], rows(forecast, "cost", "month")[0]
    assert (usage["observed_part"], usage["p50"]) == pytest.approx((672, 720))
    assert (cost["observed_part"], cost["p50"]) == pytest.approx((6720, 7200))


def test_hours_of_a_suspected_gap_are_drawn_too(warehouse: Any, half_low_half_high: Any) -> None:
    days: list[Any] = [24.0] * 40
    days[(date(2026, 3, 10) - FIRST_DAY).days] = [0.0] * 24
    warehouse.add_usage(POOL, FIRST_DAY, days)
    warehouse.mark_zeros_as_gap(POOL)
    march = rows(warehouse.forecast(half_low_half_high(0.0, 0.0)), "usage", "month")[0]
    assert (march["observed_part"], march["p50"]) == pytest.approx((28 * 24, 29 * 24))


def test_a_month_with_a_long_gap_is_not_given(warehouse: Any, half_low_half_high: Any) -> None:
    days: list[Any] = [24.0] * 40
    gap = (date(2026, 3, 10) - FIRST_DAY).days
    days[gap : gap + 4] = [None] * 4
    warehouse.add_usage(POOL, FIRST_DAY, days)
    months = rows(warehouse.forecast(half_low_half_high(24.0, 24.0)), "usage", "month")
    assert [row["period_start"] for row in months] == [date(2026, 4, 1)]


def test_a_month_with_an_unpriced_day_has_usage_but_no_cost(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 20 + [None] + [240.0] * 19, price_cny=10)
    forecast = warehouse.forecast(half_low_half_high(24.0, 24.0))
    assert [row["period_start"].month for row in rows(forecast, "usage", "month")] == [3, 4]
    assert [row["period_start"].month for row in rows(forecast, "cost", "month")] == [4]
