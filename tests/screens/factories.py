"""Rows of the published tables, one factory each: a test overrides only what it is about."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.screens import capacity_rows as capacity
from tests.screens import supply_rows as supply

LAST_DAY = date(2026, 11, 18)
POOLS = (
    ("yunlan", "cn-north", "train-a", "H100"),
    ("yunlan", "cn-north", "serve-a", "H20"),
    ("beiyun", "cn-west", "train-b", "Ascend 910B"),
    ("own", "cn-east", "lab", "A100"),
)
Rows = dict[str, list[dict[str, Any]]]


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A time as tables hold it: naive, UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC).replace(tzinfo=None)


def pool_id(pool: tuple[str, str, str, str] = POOLS[0]) -> str:
    return "/".join(pool)


def cost_day(day: date = LAST_DAY, pool: tuple[str, str, str, str] = POOLS[0], **other: Any) -> Any:
    """One row of out_cost_daily: 64 cards, 40 used, half of them in contracts."""
    return {
        "local_date": day,
        "pool_id": pool_id(pool),
        **dict(zip(("provider", "region", "pool", "chip"), pool, strict=True)),
        "hours_measured": 24,
        "hours_in_day": 24,
        "used_card_hours": 960.0,
        "useful_card_hours": 900.0,
        "queued_card_hours": 48.0,
        "committed_card_hours": 768.0,
        "covered_card_hours": 720.0,
        "savings_plan_card_hours": 0.0,
        "savings_plan_covered_card_hours": 0.0,
        "on_demand_card_hours": 240.0,
        "on_demand_price_cny": Decimal("35"),
        "commitment_cost_cny": Decimal("8000.00"),
        "savings_plan_cost_cny": Decimal("0.00"),
        "savings_plan_idle_cost_cny": Decimal("0.00"),
        "on_demand_cost_cny": Decimal("8400.00"),
        "cost_cny": Decimal("16400.00"),
        "idle_cost_cny": Decimal("500.00"),
        "price_gap": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def pool_hour(
    day: date, hour: int, pool: tuple[str, str, str, str] = POOLS[0], **other: Any
) -> dict[str, Any]:
    """One row of out_pool_hourly: 40 of 64 cards by day, 32 by night (local, UTC+8)."""
    start = utc(day.year, day.month, day.day, hour) - timedelta(hours=8)
    return {
        "hour_utc": start,
        "local_date": day,
        "pool_id": pool_id(pool),
        "used_card_hours": 40.0 if 8 <= hour < 20 else 32.0,
        "useful_card_hours": 30.0,
        "queued_card_hours": 2.0,
        "capacity_cards": 64.0,
        "is_suspected_gap": False,
        "is_partly_reported": False,
        "measured_per": "hour",
    } | other


def unpriced(row: dict[str, Any]) -> dict[str, Any]:
    """The same day without any price."""
    amounts = [name for name in row if name.endswith("_cost_cny")] + ["cost_cny"]
    return row | dict.fromkeys([*amounts, "on_demand_price_cny"]) | {"price_gap": "no price"}


def forecast(start: date, p50: float = 1_600_000.0, **other: Any) -> dict[str, Any]:
    """One row of out_forecast: a month's cost of the company, 15 % either way."""
    return {
        "series": "company",
        "level": "company",
        "target": "cost",
        "grain": "month",
        "period_start": start,
        "horizon_days": 30,
        "p10": p50 * 0.85,
        "p50": p50,
        "p90": p50 * 1.15,
        "mean": p50,
        "observed_part": 0.0,
        "is_complete": True,
        "budget_cny": Decimal("1550000.00"),
        "over_budget_ratio": 0.31,
        "unit": "CNY",
        "method": "prophet",
        "method_note": None,
        "history_days": 400,
        "cut_off": LAST_DAY,
        "seed": 1,
        "path_count": 1000,
        "model_version": "1",
        "snapshot_id": "s",
    } | other


def _server(pool: tuple[str, str, str, str]) -> dict[str, Any]:
    """An 8-card server at 60,000 a month against 35 a card-hour."""
    return {
        "pool_id": pool_id(pool),
        "offer_id": "server-annual",
        "billing_mode": "annual",
        "term_months": 12,
        "unit": "server",
        "cards_per_unit": 8,
        "unit_fee_cny_per_month": Decimal("60000"),
        "on_demand_price_cny": Decimal("35"),
        "hours_per_month": Decimal("720"),
        "snapshot_id": "s",
    }


def break_even(pool: tuple[str, str, str, str] = POOLS[0], **other: Any) -> dict[str, Any]:
    """One row of out_break_even."""
    found = {
        "break_even_hours_per_month": 214.29,
        "break_even_utilisation_ratio": 0.2976,
        "first_unit_utilisation_ratio": 0.94,
        "best_units": 3,
        "best_saving_cny": Decimal("90000.00"),
    }
    return _server(pool) | found | other


def plan_cost(pool: tuple[str, str, str, str] = POOLS[0], **other: Any) -> dict[str, Any]:
    """One row of out_plan_cost: three servers over a window of 90 days."""
    found = {
        "units": 3,
        "window_start": LAST_DAY - timedelta(days=89),
        "window_end": LAST_DAY,
        "window_hours": 2160,
        "fee_cny": Decimal("540000.00"),
        "on_demand_cost_cny": Decimal("126000.00"),
        "cost_cny": Decimal("666000.00"),
        "saving_cny": Decimal("90000.00"),
        "is_best": True,
        "tax_basis": "included",
    }
    return _server(pool) | found | other


def load(**other: Any) -> dict[str, Any]:
    """One row of core_load: a usage file of 100 rows, two of them rejected, one repeated."""
    return {
        "load_id": "0123456789abcdef",
        "sequence": 1,
        "source": "usage",
        "source_version": 1,
        "status": "loaded",
        "reason": None,
        "file_name": "usage_2026.csv",
        "content_sha256": "0" * 64,
        "size_bytes": 1000,
        "defaults": "{}",
        "rows_read": 100,
        "rows_loaded": 97,
        "rows_rejected": 2,
        "rows_duplicate": 1,
        "period_start": utc(2025, 10, 1),
        "period_end": utc(2026, 11, 18, 16),
        "loaded_at": utc(2026, 11, 19, 1),
        "synthetic": True,
        "file_modified_at": utc(2026, 11, 18, 20),
    } | other


def rejected(**other: Any) -> dict[str, Any]:
    """One row of core_rejected_row: a negative quantity."""
    return {
        "load_id": "0123456789abcdef",
        "source": "usage",
        "file_name": "usage_2026.csv",
        "line_number": 7,
        "column": "used_card_hours",
        "value": "-3",
        "reason": "used_card_hours must be 0 or more",
        "row": json.dumps({"used_card_hours": "-3"}),
    } | other


def finding(**other: Any) -> dict[str, Any]:
    """One row of out_finding: a day of zeros."""
    return {
        "kind": "suspected_gap",
        "severity": "warning",
        "pool_id": pool_id(),
        "start_utc": utc(2026, 5, 9, 16),
        "end_utc": utc(2026, 5, 10, 16),
        "hour_count": 24,
        "detail": "{}",
        "snapshot_id": "s",
    } | other


def commitment(**other: Any) -> dict[str, Any]:
    """One contract in hand that ends within 60 days."""
    return {
        "commitment_id": "C-2025-07",
        **dict(zip(("provider", "region", "pool", "chip"), POOLS[0], strict=True)),
        "billing_mode": "annual",
        "term_months": 12,
        "servers": 4,
        "cards_per_server": 8,
        "start_date": date(2025, 12, 15),
        "end_date": date(2026, 12, 14),
        "fee_per_server_month": Decimal("60000.00"),
        "currency": "CNY",
        "tax_included": True,
        "tax_rate": Decimal("0.06"),
        "source": "order 7",
        "load_id": "0123456789abcdef",
        "line_number": 2,
    } | other


def budget(month: date, **other: Any) -> dict[str, Any]:
    """The company's budget of a month."""
    return {
        "month": month,
        "scope": "company",
        "amount": Decimal("1550000.00"),
        "currency": "CNY",
        "tax_included": True,
        "tax_rate": Decimal("0.06"),
        "source": "board",
        "load_id": "0123456789abcdef",
        "line_number": 2,
    } | other


def one_row_each() -> Rows:
    """One row of each table that a screen reads."""
    return {
        "out_cost_daily": [cost_day()],
        "out_pool_hourly": [pool_hour(LAST_DAY, 9)],
        "out_forecast": [forecast(date(2026, 12, 1))],
        "out_break_even": [break_even()],
        "out_plan_cost": [plan_cost()],
        "out_finding": [finding()],
        "core_commitment": [commitment()],
        "core_budget": [budget(date(2026, 12, 1))],
        "core_load": [load()],
        "core_rejected_row": [rejected()],
        "out_capacity_ahead": [capacity.week()],
        "out_capacity_order": capacity.orders(),
        "out_capacity_use": [capacity.use()],
        "out_capacity_gain": [capacity.gain()],
        "out_capacity_movable": [capacity.movable()],
        "core_chip": [capacity.chip()],
        "core_price": [capacity.price()],
        **supply.one_of_each(),
        "core_rental_quote": [supply.quote()],
        "core_market_snapshot": [supply.snapshot()],
    }
