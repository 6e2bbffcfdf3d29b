"""Rows that say whether a forecast is any good, and rows of anomalies: one factory each."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

CUT_OFF = date(2026, 10, 31)
POOL_ID = "Cloud A/North/serve/H20"
Row = dict[str, Any]


def score(member: str = "ensemble", from_step: int = 1, to_step: int = 7, **other: Any) -> Row:
    """One row of out_forecast_score: a fifth less error than last week's mean."""
    return {
        "series": POOL_ID,
        "target": "usage",
        "from_step": from_step,
        "to_step": to_step,
        "member": member,
        "weight": 1.0,
        "backtest_error": 80.0,
        "error_to_week_mean": 0.8,
        "error_to_seasonal_naive": 0.9,
        "error_to_prophet": 0.5,
        "coverage_before_ratio": 0.7,
        "coverage_after_ratio": 0.81,
        "weighting_cut_offs": 3,
        "calibration_cut_offs": 3,
        "note": None,
        "cut_off": CUT_OFF,
        "seed": 7,
        "model_version": "forecast-1",
        "snapshot_id": "s",
    } | other


def kept(day: date, ahead: int, actual: float | None, **other: Any) -> Row:
    """One row of out_forecast_history: a day of 2,000 to 3,000 yuan."""
    return {
        "series": POOL_ID,
        "level": "pool",
        "target": "cost",
        "grain": "day",
        "period_start": day,
        "horizon_days": ahead,
        "p10": 2_000.0,
        "p50": 2_400.0,
        "p90": 3_000.0,
        "mean": 2_450.0,
        "is_complete": True,
        "actual": actual,
        "unit": "CNY",
        "method": "ensemble",
        "cut_off": day - timedelta(days=ahead),
        "model_version": "forecast-1",
        "snapshot_id": "s",
    } | other


def expected(day: date, actual: float | None = 2_400.0, **other: Any) -> Row:
    """One row of out_expected_daily: 2,400 yuan, give or take 300."""
    return {
        "local_date": day,
        "level": "pool",
        "pool_id": POOL_ID,
        "target": "cost",
        "expected": 2_400.0,
        "lower": 2_100.0,
        "upper": 2_700.0,
        "actual": actual,
        "unit": "CNY",
        "snapshot_id": "s",
    } | other


def anomaly(day: date, **other: Any) -> Row:
    """One row of out_anomaly: 1,600 yuan more than expected, by the project search."""
    return {
        "local_date": day,
        "level": "pool",
        "pool_id": POOL_ID,
        "target": "cost",
        "kind": "spike",
        "is_alarm": True,
        "is_settled": False,
        "expected": 2_400.0,
        "lower": 2_100.0,
        "upper": 2_700.0,
        "actual": 4_000.0,
        "deviation": 1_600.0,
        "unit": "CNY",
        "deviation_cny": Decimal("1600.00"),
        "driver": "volume",
        "driver_project": "search",
        "driver_cny": Decimal("1500.00"),
        "campaign": None,
        "gap_hours": 0,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def shift(start: date, **other: Any) -> Row:
    """One row of out_level_shift: 800 yuan a day more since then."""
    return {
        "pool_id": POOL_ID,
        "target": "cost",
        "start_date": start,
        "confirmed_on": start + timedelta(days=6),
        "level_before": 2_400.0,
        "level_after": 3_200.0,
        "size": 800.0,
        "unit": "CNY",
        "size_cny_per_day": Decimal("800.00"),
        "contract_cny_per_day": Decimal("0.00"),
        "price_cny_per_day": Decimal("0.00"),
        "volume_cny_per_day": Decimal("800.00"),
        "driver": "volume",
        "driver_project": "search",
        "campaign": None,
        "days_before": 28,
        "days_after": 7,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def capacity(ahead: int, ratio: float, **other: Any) -> Row:
    """One row of out_capacity_risk: how likely 100 cards are too few by a day."""
    return {
        "pool_id": POOL_ID,
        "local_date": CUT_OFF + timedelta(days=ahead),
        "horizon_days": ahead,
        "basis": "demand",
        "capacity_cards": 100.0,
        "capacity_if_renewed_cards": 100.0,
        "short_card_hours_mean": 1.0,
        "day_ratio": ratio,
        "by_date_ratio": ratio,
        "by_date_if_renewed_ratio": ratio,
        "cut_off": CUT_OFF,
        "seed": 7,
        "path_count": 1000,
        "model_version": "forecast-1",
        "snapshot_id": "s",
    } | other
