"""Rows of the supply tables, of quotes and snapshots, one factory each; made up."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.screens.forecast_rows import POOL_ID

Row = dict[str, Any]
_SAME: Row = {"tax_basis": "included", "snapshot_id": "s"}


def month(**other: Any) -> Row:
    """One row of out_supply_month: 80 of 100 card-hours rented, earning 200 of 1,000."""
    return (
        {
            "month": date(2026, 10, 1),
            "scope": "company",
            "capacity_card_hours": 100.0,
            "bought_card_hours": 20.0,
            "rented_card_hours": 80.0,
            "own_card_hours": 5.0,
            "short_card_hours": 0.0,
            "rented_ratio": 0.8,
            "break_even_ratio": 0.64,
            "revenue_cny": Decimal(1000),
            "cost_cny": Decimal(800),
            "margin_cny": Decimal(200),
            "revenue_cny_per_card_hour": Decimal("12.5"),
            "cost_cny_per_card_hour": Decimal(8),
            "hours_unmeasured": 0,
            "gap": None,
        }
        | _SAME
        | other
    )


def customer(**other: Any) -> Row:
    """One row of out_supply_customer: its package at 60,000 is worth 66,000 to it."""
    return (
        {
            "customer": "steady",
            "pool_id": POOL_ID,
            "profile": "flat",
            "plans": "server, by_the_hour",
            "window_start": date(2026, 10, 1),
            "window_end": date(2026, 10, 31),
            "rented_card_hours": 80.0,
            "revenue_cny": Decimal(1000),
            "revenue_cny_per_card_hour": Decimal("12.5"),
            "cost_cny": Decimal(640),
            "margin_cny": Decimal(360),
            "margin_ratio": 0.36,
            "package": "server",
            "package_units": 2,
            "package_fee_cny_per_unit_month": Decimal(60_000),
            "indifferent_fee_cny_per_unit_month": Decimal(66_000),
            "gap": None,
            "hours_per_month": Decimal(720),
        }
        | _SAME
        | other
    )


def plan(**other: Any) -> Row:
    """One row of out_supply_plan: 300 of 900 left over."""
    return (
        {
            "plan": "by_the_hour",
            "pool_id": POOL_ID,
            "customers": 2,
            "rented_card_hours": 60.0,
            "revenue_cny": Decimal(900),
            "revenue_cny_per_card_hour": Decimal(15),
            "cost_cny": Decimal(600),
            "margin_cny": Decimal(300),
            "margin_ratio": 0.333333,
        }
        | _SAME
        | other
    )


def case(change: float = 0.0, margin: int = 200, **other: Any) -> Row:
    """One row of out_supply_case."""
    return (
        {
            "demand_change_ratio": change,
            "window_start": date(2026, 10, 1),
            "window_end": date(2026, 10, 31),
            "revenue_cny": Decimal(1000),
            "cost_cny": Decimal(1000 - margin),
            "margin_cny": Decimal(margin),
            "margin_change_cny": Decimal(margin - 200),
            "rented_ratio": 0.8,
            "short_card_hours": 0.0,
        }
        | _SAME
        | other
    )


def reserve(policy: str = "best", cards: int = 4, **other: Any) -> Row:
    """One row of out_supply_reserve."""
    return {
        "pool_id": POOL_ID,
        "reserve_policy": policy,
        "cards": cards,
        "sold_card_hours": 14.0,
        "lost_card_hours": 4.0,
        "idle_card_hours": 6.0,
        "served_ratio": 0.777778,
        "margin_cny": Decimal(10 * cards),
        "worth_cny_per_card_hour": Decimal(10),
        "cost_cny_per_card_hour": Decimal(4),
        "snapshot_id": "s",
    } | other


def price(**other: Any) -> Row:
    """One row of out_supply_price: 17 a card-hour where the market asks 10 to 15."""
    return {
        "pool_id": POOL_ID,
        "offer": "server",
        "own_cny_per_card_hour": Decimal(17),
        "market_low_cny_per_card_hour": Decimal(10),
        "market_median_cny_per_card_hour": Decimal(12),
        "market_high_cny_per_card_hour": Decimal(15),
        "quote_count": 3,
        "newest_quote_on": date(2026, 10, 14),
        "band_low_cny_per_card_hour": Decimal(11),
        "band_high_cny_per_card_hour": Decimal(14),
        "market_position": "above",
        "snapshot_id": "s",
    } | other


def one_of_each() -> dict[str, list[Row]]:
    """A seller with one pool and one month."""
    pool = month(scope=POOL_ID)
    return {
        "out_supply_month": [month(), pool],
        "out_supply_customer": [customer()],
        "out_supply_plan": [plan()],
        "out_supply_case": [case()],
        "out_supply_reserve": [reserve()],
        "out_supply_price": [price()],
    }


def quote(day: date = date(2026, 9, 14), amount: int = 90_000, **other: Any) -> Row:
    """One row of core_rental_quote: an 8-card H100 server by the month."""
    return {
        "observed_on": day,
        "date_precision": "day",
        "market": "Broker",
        "region": "CN",
        "chip": "H100",
        "cards": 8,
        "billing_mode": "annual",
        "term_months": 12,
        "price": Decimal(amount),
        "currency": "CNY",
        "unit": "server_month",
        "category": "gpu_rent",
        "tax_included": True,
        "power_included": True,
        "missing_fields": "",
        "grade": "B",
        "source": "made up for a test",
        "note": None,
        "review_state": "pass",
        "review_reason": None,
        "load_id": "l",
        "line_number": 2,
    } | other


def snapshot(**other: Any) -> Row:
    """One row of core_market_snapshot."""
    prices = {f"{name}_price": Decimal(2) for name in ("min", "mean", "p10", "p25", "median")}
    prices |= {f"{name}_price": Decimal(4) for name in ("p75", "p90", "max")}
    return {
        "observed_at_utc": datetime(2026, 11, 9, 3),  # noqa: DTZ001  naive UTC
        "chip": "H100 SXM5",
        "source_chip": "H100 SXM",
        "grouped_by": "all",
        "group_name": "all",
        "cards": None,
        "offer_count": 12,
        **prices,
        "currency": "USD",
        "tax_included": None,
        "source": "made up for a test",
        "load_id": "l",
        "line_number": 2,
    } | other
