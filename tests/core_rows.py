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
SPEND_AGREEMENT: Row = (
    {
        "agreement_id": "ag-1",
        "provider": "Cloud A",
        "region": None,
        "chip": None,
        "amount": Decimal(5_000_000),
        "discount_ratio": 0.1,
        "start_date": date(2024, 3, 1),
        "end_date": date(2024, 12, 31),
    }
    | _TAX
    | _ORIGIN
)
SAVINGS_PLAN: Row = (
    {
        "commitment_id": "plan",
        "provider": "Cloud A",
        "region": None,
        "chip": None,
        "term_months": 36,
        "start_date": date(2024, 1, 1),
        "end_date": date(2026, 12, 31),
    }
    | _TAX
    | _ORIGIN
)
BUDGET: Row = (
    {"month": date(2024, 1, 1), "scope": "company", "amount": Decimal(1000000)} | _TAX | _ORIGIN
)
DECISION: Row = {
    "decision_id": "Cloud A/North/serve/H20|rent|2024-01",
    "decided_on": date(2023, 12, 20),
    "verdict": "accepted",
    "reason": "it pays",
    "owner": "procurement",
    "deadline": None,
    "pool_id": "Cloud A/North/serve/H20",
    "action": "buy",
    "offer_id": "rent",
    "units": 2.0,
    "cards_per_unit": 8,
    "starts_on": date(2024, 1, 1),
    "ends_on": date(2024, 12, 31),
    "unit_fee_cny_per_month": Decimal(37200),
    "advised_action": "buy",
    "advised_offer_id": "rent",
    "advised_billing_mode": "annual",
    "advised_term_months": 12,
    "advised_unit": "server",
    "advised_units": 2.0,
    "advised_cards_per_unit": 8,
    "advised_starts_on": date(2024, 1, 1),
    "advised_ends_on": date(2024, 12, 31),
    "advised_fee_cny_per_month": Decimal(37200),
    "advised_commitment_cny": Decimal(892800),
    "expected_saving_cny": Decimal(120000),
    "horizon_months": 12,
    "confidence_ratio": 0.9,
    "evidence_share": 0.7,
    "tax_basis": "included",
    "advised_snapshot_id": "snapshot",
    "load_id": "load",
    "line_number": 1,
}
