"""Rows of core tables, complete, for tests that change what they are about."""

from datetime import date
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

_ORIGIN: Row = {"source": "made up for a test", "load_id": "load", "line_number": 2}
_TAX: Row = {"currency": "CNY", "tax_included": True, "tax_rate": Decimal("0.06")}
POOL: Row = {"provider": "Cloud A", "region": "North", "pool": "serve", "chip": "H20"}
USAGE: Row = POOL | {
    "project": "search",
    "workload_class": "inference",
    "useful_card_hours": None,
    "queued_card_hours": None,
    "measured_per": "hour",
    "source_time_zone": "UTC",
    "load_id": "load",
    "first_line_number": 2,
    "source_row_count": 1,
}
PRICE: Row = (
    {
        "offer_id": "by-the-hour",
        "valid_from": date(2024, 1, 1),
        "valid_to": None,
        "provider": "Cloud A",
        "region": "North",
        "chip": "H20",
        "cards": 1,
        "billing_mode": "on_demand",
        "term_months": 0,
        "price": Decimal(10),
        "unit": "card_hour",
        "power_included": True,
        "network_included": True,
        "cabinet_included": True,
    }
    | _TAX
    | _ORIGIN
)
COMMITMENT: Row = (
    POOL
    | {
        "commitment_id": "contract",
        "billing_mode": "annual",
        "term_months": 12,
        "servers": 1,
        "cards_per_server": 8,
        "start_date": date(2024, 1, 1),
        "end_date": date(2024, 12, 31),
        "fee_per_server_month": Decimal(60000),
    }
    | _TAX
    | _ORIGIN
)
BUDGET: Row = (
    {"month": date(2024, 1, 1), "scope": "company", "amount": Decimal(1000000)} | _TAX | _ORIGIN
)
