"""Rows of the capacity tables and of chips' prices, one factory each; made up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.screens.forecast_rows import POOL_ID

CUT_OFF = date(2026, 11, 15)  # a Sunday
MONDAY = CUT_OFF + timedelta(days=1)
Row = dict[str, Any]


def week(number: int = 0, **other: Any) -> Row:
    """One row of out_capacity_ahead: 70 cards needed as likely, 64 in hand."""
    return {
        "pool_id": POOL_ID,
        "week_start": MONDAY + timedelta(days=7 * number),
        "is_extended": number >= 12,
        "basis": "demand",
        "demand_p10_cards": 50.0,
        "demand_p50_cards": 70.0,
        "demand_p90_cards": 90.0,
        "planned_cards": 0.0,
        "supply_cards": 64.0,
        "supply_if_renewed_cards": 64.0,
        "arriving_cards": 0.0,
        "leaving_cards": 0.0,
        "supply_basis": "measured",
        "cut_off": CUT_OFF,
        "snapshot_id": "s",
    } | other


def order(risk: float = 0.5, **other: Any) -> Row:
    """One row of out_capacity_order: short from 12 March, order by 11 February."""
    return {
        "pool_id": POOL_ID,
        "risk_ratio": risk,
        "basis": "demand",
        "short_from": date(2027, 3, 12),
        "is_extended": False,
        "short_if_renewed_from": date(2027, 3, 12),
        "cause": "demand",
        "supply_cards": 64.0,
        "missing_cards": 5.5,
        "most_missing_cards": 26.0,
        "most_missing_week": date(2027, 4, 5),
        "lead_time_months": 1,
        "lead_time_source": "default",
        "order_by": date(2027, 2, 11),
        "is_overdue": False,
        "servers": 1,
        "offer_id": "server-annual",
        "buying_cny_per_month": Decimal("60000.00"),
        "cut_off": CUT_OFF,
        "snapshot_id": "s",
    } | other


ENOUGH: Row = dict.fromkeys(
    (
        "short_from",
        "short_if_renewed_from",
        "cause",
        "supply_cards",
        "missing_cards",
        "most_missing_cards",
        "most_missing_week",
        "order_by",
        "servers",
        "offer_id",
        "buying_cny_per_month",
    )
)


def orders(**other: Any) -> list[Row]:
    """A pool's three rows."""
    return [order(risk, **other) for risk in (0.9, 0.5, 0.1)]


def use(**other: Any) -> Row:
    """One row of out_capacity_use: three quarters of 80 contract cards used."""
    return {
        "pool_id": POOL_ID,
        "window_start": date(2026, 8, 18),
        "window_end": CUT_OFF,
        "days": 90,
        "capacity_card_hours": 276_480.0,
        "used_card_hours": 160_000.0,
        "utilisation_ratio": 0.58,
        "committed_card_hours": 172_800.0,
        "covered_card_hours": 129_600.0,
        "contract_utilisation_ratio": 0.75,
        "commitment_cost_cny": Decimal("1800000.00"),
        "idle_cny_per_month": Decimal("150000.00"),
        "contract_cards": 80,
        "used_p50_cards": 70.0,
        "used_p95_cards": 110.0,
        "used_p99_cards": 120.0,
        "on_demand_card_hours": 30_400.0,
        "on_demand_cny_per_month": Decimal("101333.33"),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def gain(lever: str = "utilisation", **other: Any) -> Row:
    """One row of out_capacity_gain: a server less, 60,000 yuan a month."""
    return {
        "lever": lever,
        "scope": POOL_ID,
        "pools": POOL_ID,
        "window_days": 90,
        "wait_hours": None,
        "card_hours_per_month": 5_760.0,
        "freed_cards": 8.0,
        "freed_servers": 1,
        "price_cny_per_card_hour": Decimal("10.416667"),
        "saving_cny_per_month": Decimal("60000.00"),
        "possible_from": date(2027, 1, 1),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def movable(**other: Any) -> Row:
    """One row of out_capacity_movable: a third of the ads' training."""
    return {
        "pool_id": POOL_ID,
        "project": "ads",
        "window_days": 90,
        "wait_hours": 24,
        "card_hours_per_month": 3_600.0,
        "share_ratio": 0.33,
        "saving_cny_per_month": Decimal("36000.00"),
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def capacity_rows() -> dict[str, list[Row]]:
    """One pool that runs short, with what better use is worth."""
    return {
        "out_capacity_ahead": [week(number) for number in range(52)],
        "out_capacity_order": orders(),
        "out_capacity_use": [use()],
        "out_capacity_gain": [gain()],
        "out_capacity_movable": [movable()],
    }


def chip(name: str = "H100 SXM5", tflops: float | None = 1_000.0, **other: Any) -> Row:
    """One row of core_chip."""
    return {
        "chip": name,
        "vendor": "made up",
        "origin": "imported",
        "released_on": "2024",
        "fp16_dense_tflops": tflops,
        "memory_gb": 80.0,
        "bandwidth_gb_per_s": 3_000.0,
        "tdp_w": 700.0,
        "source": "made up",
        "conflicts": None,
    } | other


def price(name: str = "H100 SXM5", rent: int = 60_000, **other: Any) -> Row:
    """One row of core_price: a year of an 8-card server."""
    return {
        "offer_id": f"{name}-annual",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        "provider": "Cloud A",
        "region": "North",
        "chip": name,
        "cards": 8,
        "billing_mode": "annual",
        "term_months": 12,
        "price": Decimal(rent),
        "currency": "CNY",
        "unit": "server_month",
        "tax_included": True,
        "tax_rate": Decimal("0.06"),
        "power_included": True,
        "network_included": True,
        "cabinet_included": True,
        "source": "made up",
        "load_id": "load",
        "line_number": 2,
    } | other
