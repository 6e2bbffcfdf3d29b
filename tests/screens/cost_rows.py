"""Rows of out_cost_month for the tests of screens."""

from datetime import date
from decimal import Decimal
from typing import Any


def cost_month(first_day: date, days: int, pool_id: str, **other: Any) -> dict[str, Any]:
    """1,000 card-hours at a list price of 10 yuan, all by the hour, nothing in contracts."""
    provider, region, pool, chip = pool_id.split("/")
    return {
        "month": first_day,
        "pool_id": pool_id,
        "provider": provider,
        "region": region,
        "pool": pool,
        "chip": chip,
        "days": days,
        "unknown_days": 0,
        "used_card_hours": 1_000.0,
        "cost_cny": Decimal("10000.00"),
        "commitment_cost_cny": Decimal("0.00"),
        "savings_plan_cost_cny": Decimal("0.00"),
        "on_demand_cost_cny": Decimal("10000.00"),
        "list_cost_cny": Decimal("10000.00"),
        "discount_cny": Decimal("0.00"),
        "idle_cost_cny": Decimal("0.00"),
        "unmetered_cost_cny": Decimal("0.00"),
        "price_currency": "CNY",
        "cny_per_currency": 1.0,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other
