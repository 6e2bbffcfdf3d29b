"""Peaks: quantiles over the hours of a day, a week, a month, path by path."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.peak_leaning import PeakLean
from models.forecast.peak_scores import PeakScores
from models.forecast.peaks import hour_quantiles

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 2, 18)  # 40 days to Sunday 29 March


def peaks(forecast: pl.DataFrame, grain: str, start: date) -> dict[str, dict[str, Any]]:
    rows = forecast.filter(
        (pl.col("grain") == grain)
        & (pl.col("period_start") == start)
        & pl.col("target").str.starts_with("peak")
    )
    return {row["target"]: row for row in rows.to_dicts()}


def test_a_constant_pool_has_the_same_peak_at_every_share_of_hours(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    forecast = warehouse.forecast(half_low_half_high(24.0, 72.0))
    found = peaks(forecast, "week", date(2026, 3, 30))
    # One card in the first half of the paths, three in the other.
    for percent in (50, 95, 99):
        row = found[f"peak_used_p{percent}"]
        assert (row["p10"], row["p90"], row["mean"]) == pytest.approx((1, 3, 2))
        assert (row["unit"], row["is_complete"], row["observed_part"]) == ("card", True, None)


def test_peaks_follow_the_hours_of_the_day(warehouse: Any, half_low_half_high: Any) -> None:
    # 18 hours at 1 card and 6 at 5: 48 card-hours a day.
    warehouse.add_usage(POOL, FIRST_DAY, [[1.0] * 18 + [5.0] * 6] * 40)
    forecast = warehouse.forecast(half_low_half_high(48.0, 48.0))
    found = peaks(forecast, "day", date(2026, 3, 31))
    # Half of the hours have 1 or fewer; the top 5 % lie among the 6 of 24 with 5.
    assert found["peak_used_p50"]["p50"] == pytest.approx(1)
    assert found["peak_used_p95"]["p50"] == pytest.approx(5)


def test_a_month_that_has_begun_counts_the_hours_that_were_measured(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # March: 29 days at 1 card measured, two days ahead at 10: 48 of 744 hours, 6.5 %.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    forecast = warehouse.forecast(half_low_half_high(240.0, 240.0))
    found = peaks(forecast, "month", date(2026, 3, 1))
    assert found["peak_used_p50"]["p50"] == pytest.approx(1)
    assert found["peak_used_p95"]["p50"] == pytest.approx(10)
    # The seven days end within April, whose peak is then that of the days that are given.
    assert not peaks(forecast, "month", date(2026, 4, 1))["peak_used_p99"]["is_complete"]


def test_a_pool_that_gives_totals_of_days_has_no_peaks_and_says_so(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.connection.execute("UPDATE out_pool_hourly SET measured_per = 'day'")
    forecast = warehouse.forecast(half_low_half_high(24.0, 72.0))
    assert not forecast["target"].str.starts_with("peak").any()
    hourly = warehouse.connection.execute("SELECT count(*) FROM out_forecast_hourly").fetchone()
    assert hourly == (0,)
    gaps = warehouse.connection.execute("SELECT target, reason FROM out_forecast_gap").fetchall()
    why = "the source gives totals of days, not hours"
    assert {("peak", why), ("hours", why), ("capacity_risk", why)} <= set(gaps)


def test_published_peaks_are_those_of_hours_that_lean_to_last_weeks(
    warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 13 weeks to Sunday 29 March of 8 cards by night and 16 by day; 3 of the last week's 168 hours
    # have 30, more than 1 %: its P99 is 30, far above the drawn 16 or so.
    days = [[8.0] * 12 + [16.0] * 12 for _ in range(91)]
    days[87][13:16] = [30.0] * 3
    warehouse.add_usage(POOL, date(2025, 12, 29), days)
    all_of_the_way = PeakLean(np.ones(3), np.ones(3))
    leans = {(POOL, "used"): {(1, 7): all_of_the_way}}
    monkeypatch.setattr(PeakScores, "leans", lambda _: leans)
    found = peaks(warehouse.forecast(forecast_horizon_days=7), "week", date(2026, 3, 30))
    assert found["peak_used_p99"]["p50"] == pytest.approx(30, rel=0.02)
    assert found["peak_used_p95"]["p50"] == pytest.approx(16, rel=0.02)


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_more_of_the_hours_never_have_fewer_cards(seed: int, days: int) -> None:
    paths = np.random.default_rng(seed).exponential(10, (7, days, 24)).astype(np.float32)
    found = hour_quantiles(paths)
    assert (np.diff(found, axis=1) >= 0).all()
    wanted = np.quantile(paths.reshape(7, -1).astype(float), [0.5, 0.95, 0.99], axis=1).T
    assert found == pytest.approx(wanted, rel=1e-5)
