from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.company import MOST_NOTES, CompanySum
from models.forecast.notes import Note, note
from models.forecast.rows import SeriesForecast
from models.forecast.windows import PathWindow

FIRST, SECOND = "a/r/first/c", "a/r/second/c"
FIRST_DAY = date(2026, 1, 1)


def company(forecast: pl.DataFrame, target: str, grain: str) -> list[dict[str, Any]]:
    picked = forecast.filter(
        (pl.col("series") == "company") & (pl.col("target") == target) & (pl.col("grain") == grain)
    )
    return picked.sort("period_start").to_dicts()


def test_the_company_is_the_sum_of_its_pools_path_by_path(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id in (FIRST, SECOND):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 86)
    days = company(warehouse.forecast(half_low_half_high(10.0, 30.0)), "usage", "day")
    # Both pools are low in the same half of the paths: 20 or 60, never 40.
    assert [row["period_start"] for row in days] == [
        date(2026, 3, 28) + timedelta(days=offset) for offset in range(7)
    ]
    assert (days[0]["p10"], days[0]["p90"]) == (20, 60)
    assert days[0]["method"] == "sum_of_pools"
    assert days[0]["method_note"] is None


def test_cut_offs_a_few_days_apart_meet_at_the_earliest(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # The first pool ends on 27 March, the second on 29 March.
    warehouse.add_usage(FIRST, FIRST_DAY, [24.0] * 86)
    warehouse.add_usage(SECOND, FIRST_DAY, [24.0] * 88)
    forecast = warehouse.forecast(half_low_half_high(10.0, 30.0))
    days = company(forecast, "usage", "day")
    assert {row["cut_off"] for row in days} == {date(2026, 3, 27)}
    assert days[-1]["period_start"] == date(2026, 4, 3)
    # 28 March: 10 or 30 of the first, and 24 that the second is known to have used.
    assert (days[0]["p10"], days[0]["p90"]) == pytest.approx((34, 54))
    # March: observed up to 27 March 86 - 59 = 27 days x 24 x 2 = 1,296; then the first pool has
    # 4 days at 10 or 30, the second 24 + 24 and 2 days at 10 or 30: 1,296 + 108 or + 228.
    march = company(forecast, "usage", "month")[0]
    assert march["observed_part"] == pytest.approx(1296)
    assert (march["p10"], march["p90"]) == pytest.approx((1404, 1524))


def test_cut_offs_in_different_quarters_meet_in_the_earlier_one(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # The first pool ends on 29 March, day 88 of the year, the second on 2 April.
    warehouse.add_usage(FIRST, FIRST_DAY, [24.0] * 88)
    warehouse.add_usage(SECOND, FIRST_DAY, [24.0] * 92)
    forecast = warehouse.forecast(half_low_half_high(10.0, 30.0))
    first, second = company(forecast, "usage", "quarter")
    # January to March: 88 + 90 days at 24 are known, 2 are drawn at 10 or 30.
    assert (first["p10"], first["p90"]) == pytest.approx((178 * 24 + 20, 178 * 24 + 60))
    assert first["observed_part"] == pytest.approx(2 * 88 * 24)  # up to 29 March
    # April to the 5th: 5 days of the first pool, and of the second 2 known and 3 drawn.
    assert (second["p10"], second["p90"]) == pytest.approx((48 + 80, 48 + 240))


def test_a_pool_whose_data_ended_long_ago_is_forecast_but_not_summed(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, [24.0] * 86)
    warehouse.add_usage(SECOND, FIRST_DAY, [24.0] * 78)  # ends on 19 March, 8 days earlier
    forecast = warehouse.forecast(half_low_half_high(10.0, 10.0))
    assert set(forecast["series"]) == {"company", FIRST, SECOND}
    day = company(forecast, "usage", "day")[0]
    assert day["p50"] == 10
    assert day["method_note"] == f"without {SECOND} (data end 2026-03-19)"


def test_a_pool_without_a_price_leaves_the_budget_without_a_verdict(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id in (FIRST, SECOND):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 86)
    warehouse.add_costs(FIRST, FIRST_DAY, [240.0] * 86, price_cny=10)
    warehouse.add_budget(date(2026, 3, 1), "8000")
    forecast = warehouse.forecast(half_low_half_high(24.0, 48.0))
    march = company(forecast, "cost", "month")[0]
    assert march["p50"] > 0
    assert (march["budget_cny"], march["over_budget_ratio"]) == (Decimal(8000), None)
    assert march["method_note"] == f"without {SECOND} (not priced)"


def test_a_contract_without_an_exchange_rate_costs_the_company_only_that_pool(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id in (FIRST, SECOND):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 86)
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 86, price_cny=10)
    warehouse.add_contract(SECOND, 1, 3100, FIRST_DAY, date(2026, 12, 31))
    warehouse.connection.execute("UPDATE core_commitment SET currency = 'USD'")
    forecast = warehouse.forecast(half_low_half_high(24.0, 24.0))
    assert forecast.filter((pl.col("series") == SECOND) & (pl.col("target") == "cost")).is_empty()
    day = company(forecast, "cost", "day")[0]
    assert day["p50"] == pytest.approx(240)
    assert day["method_note"] == f"without {SECOND} (not priced)"


def test_a_pool_with_too_few_days_gets_no_rows_and_is_named(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, [24.0] * 86)
    warehouse.add_usage(SECOND, date(2026, 3, 22), [24.0] * 6)
    forecast = warehouse.forecast(half_low_half_high(10.0, 10.0))
    assert set(forecast["series"]) == {"company", FIRST}
    assert company(forecast, "usage", "day")[0]["method_note"] == (
        f"without {SECOND} (only 6 complete days)"
    )


def test_a_naive_pool_is_named_in_the_sum(warehouse: Any, half_low_half_high: Any) -> None:
    warehouse.add_usage(FIRST, FIRST_DAY, [24.0] * 86)
    warehouse.add_usage(SECOND, date(2026, 3, 8), [24.0] * 20)
    day = company(warehouse.forecast(half_low_half_high(10.0, 10.0)), "usage", "day")[0]
    assert day["method_note"] == f"naive_last_week_mean for {SECOND}"
    assert day["history_days"] == 20


def notes_of_a_company(*notes: Note) -> tuple[Note, ...]:
    """What is said of a sum whose pools say one thing each."""
    days = np.full((2, 7), 10.0)
    histories = [
        DailyHistory(f"{number}", FIRST_DAY, np.full(31, 10.0)) for number in range(len(notes))
    ]
    total = CompanySum("usage", histories, horizon_days=7)
    for history, one in zip(histories, notes, strict=True):
        paths = np.hstack([np.full((2, 31), 10.0), days])
        window = PathWindow(FIRST_DAY, history.cut_off, paths, np.full(38, 10.0))
        total.add(SeriesForecast(history.series, "usage", window, "ensemble", (one,), 31))
    found = total.forecast()
    assert found is not None
    return found.notes


def growing(number: int) -> Note:
    shares = {"pace": 0.01, "carried": 0.1, "whole": number / 100}
    return note("growth_damped", series=f"{number}", count=56, ahead=90, **shares)


def test_of_many_pools_that_grow_those_that_grow_most_are_told_and_none_is_left_out() -> None:
    found = notes_of_a_company(*(growing(number) for number in range(MOST_NOTES + 5)))
    assert {one.kind for one in found} == {"growth_damped"}  # no "and 5 more"
    assert [one.facts["series"] for one in found] == [
        f"{number}" for number in range(MOST_NOTES + 4, 4, -1)
    ]


def test_of_many_pools_with_a_simpler_method_the_rest_is_counted() -> None:
    short = note("too_short", count=10, needed=28)
    *named, last = notes_of_a_company(*[short] * (MOST_NOTES + 5))
    assert [one.kind for one in named] == ["simpler"] * MOST_NOTES
    assert last == note("more", count=5)
