"""A company of four pools over 14 months, made of the rows in factories.py."""

from datetime import date, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

from tests.screens.forecast_rows import anomaly, expected, kept, score, shift

Rows = dict[str, list[dict[str, Any]]]
FIRST_DAY = date(2025, 10, 1)


def sample_rows(make: ModuleType) -> Rows:
    """Four pools over 14 months, forecasts, budgets, contracts, offers, loads and findings."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((make.LAST_DAY - FIRST_DAY).days + 1)]
    outlook = _outlook(make)
    hours = [make.pool_hour(day, hour, make.POOLS[0]) for day in days[-100:] for hour in range(24)]
    return {
        "out_cost_daily": _costs(make, days),
        "out_pool_hourly": hours,
        "out_forecast": outlook + [_in_card_hours(row, make.pool_id()) for row in outlook],
        **_offers(make),
        "core_commitment": [make.commitment()],
        "core_budget": [
            make.budget(date(2025 + m // 12, m % 12 + 1, 1), amount=Decimal(1_000_000 + 40_000 * m))
            for m in range(9, 26)
        ],
        **_health(make),
        **_judged(make),
    }


def _judged(make: ModuleType) -> Rows:
    """What one pool's backtest says, what came of its forecasts, and what stood out."""
    pool, last = {"pool_id": make.pool_id()}, make.LAST_DAY
    days = [last - timedelta(days=n) for n in range(60)]
    return {
        "out_forecast_score": [
            score(member, series=make.pool_id(), weight=weight)
            for member, weight in (("ensemble", 1.0), ("prophet", 0.06), ("theta", 0.94))
        ],
        "out_forecast_history": [
            kept(day, 28, 2_500.0, series="company", level="company") for day in days[:9]
        ],
        "out_expected_daily": [expected(day, **pool) for day in reversed(days)],
        "out_anomaly": [anomaly(days[3], **pool)],
        "out_level_shift": [shift(days[30], **pool)],
    }


def _costs(make: ModuleType, days: list[date]) -> list[dict[str, Any]]:
    """Every pool's days, each pool smaller than the one before."""
    return [
        _grown(make.cost_day(day, pool), share=1 / (index + 1), day_number=n)
        for index, pool in enumerate(make.POOLS)
        for n, day in enumerate(days)
    ]


def _outlook(make: ModuleType) -> list[dict[str, Any]]:
    """The company's next months, quarter and days, in yuan."""
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    by_month = [
        make.forecast(start, 1_620_000 + 90_000 * n, over_budget_ratio=0.2 + 0.2 * n)
        for n, start in enumerate(months)
    ]
    quarter = make.forecast(date(2026, 10, 1), 5_100_000, grain="quarter", budget_cny=None)
    by_day = [
        make.forecast(
            make.LAST_DAY + timedelta(days=n),
            53_000 + 120 * n,
            grain="day",
            horizon_days=n,
            budget_cny=None,
        )
        for n in range(1, 90)
    ]
    return [*by_month, quarter, *by_day]


def _offers(make: ModuleType) -> Rows:
    """One offer that pays for each of the two largest pools."""
    smaller = make.break_even(make.POOLS[1], best_units=1, best_saving_cny=Decimal("22000.00"))
    return {
        "out_break_even": [make.break_even(make.POOLS[0]), smaller],
        "out_plan_cost": [make.plan_cost(make.POOLS[0]), make.plan_cost(make.POOLS[1], units=1)],
    }


def _health(make: ModuleType) -> Rows:
    """Loads, one of them refused, rejected rows and findings."""
    refused = make.load(load_id="b" * 16, sequence=2, status="refused", reason="no column start")
    few_hours = make.finding(kind="missing_hours", severity="info", hour_count=3)
    return {
        "core_load": [make.load(), refused],
        "core_rejected_row": [make.rejected(), make.rejected(line_number=9, value="abc")],
        "out_finding": [make.finding(), few_hours],
    }


def _in_card_hours(row: dict[str, Any], pool_id: str) -> dict[str, Any]:
    """The same period for one pool's card-hours."""
    usage = {"series": pool_id, "target": "usage", "unit": "card_hour"}
    quantities = {name: row[name] / 50 for name in ("p10", "p50", "p90", "mean")}
    return row | usage | quantities | {"budget_cny": None, "over_budget_ratio": None}


def _grown(row: dict[str, Any], share: float, day_number: int) -> dict[str, Any]:
    """A day scaled to its pool's size, growing a tenth of a per cent a day, with a weekly swing."""
    factor = share * (1 + day_number / 1000) * (1 + 0.06 * (day_number % 7 - 3) / 3)
    scaled = {
        name: round(value * factor, 2)
        for name, value in row.items()
        if name.endswith("card_hours") and value is not None
    }
    amounts = {
        name: round(value * Decimal(str(round(factor, 4))), 2)
        for name, value in row.items()
        if name.endswith("_cost_cny") or name == "cost_cny"
    }
    return row | scaled | amounts
