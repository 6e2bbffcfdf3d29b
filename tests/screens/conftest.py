"""Tiny published workspaces for screens: rows by hand, since screens only read what is published."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_table
from data.warehouse import append
from data.workspace import Workspace

LAST_DAY = date(2026, 11, 18)
POOLS = (
    ("yunlan", "cn-north", "train-a", "H100"),
    ("yunlan", "cn-north", "serve-a", "H20"),
    ("beiyun", "cn-west", "train-b", "Ascend 910B"),
    ("own", "cn-east", "lab", "A100"),
)
Rows = dict[str, list[dict[str, Any]]]


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
        "on_demand_card_hours": 240.0,
        "on_demand_price_cny": Decimal("35"),
        "commitment_cost_cny": Decimal("8000.00"),
        "on_demand_cost_cny": Decimal("8400.00"),
        "cost_cny": Decimal("16400.00"),
        "idle_cost_cny": Decimal("500.00"),
        "price_gap": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    } | other


def unpriced(row: dict[str, Any]) -> dict[str, Any]:
    """The same day without any price."""
    amounts = [name for name in row if name.endswith("_cost_cny")] + ["cost_cny"]
    return row | dict.fromkeys([*amounts, "on_demand_price_cny"]) | {"price_gap": "no price"}


def forecast(start: date, p50: float = 1_600_000.0, **other: Any) -> dict[str, Any]:
    """One row of out_forecast: a month's cost of the company, 15 % either way."""
    return {
        "series": "company",
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


def break_even(pool: tuple[str, str, str, str] = POOLS[0], **other: Any) -> dict[str, Any]:
    """One row of out_break_even: an 8-card server at 60,000 a month against 35 a card-hour."""
    return {
        "pool_id": pool_id(pool),
        "offer_id": "server-annual",
        "billing_mode": "annual",
        "term_months": 12,
        "cards_per_unit": 8,
        "unit_fee_cny_per_month": Decimal("60000"),
        "on_demand_price_cny": Decimal("35"),
        "break_even_hours_per_month": 214.29,
        "break_even_utilisation_ratio": 0.2976,
        "first_unit_utilisation_ratio": 0.94,
        "best_units": 3,
        "best_saving_cny": Decimal("90000.00"),
        "hours_per_month": Decimal("720"),
        "snapshot_id": "s",
    } | other


def plan_cost(pool: tuple[str, str, str, str] = POOLS[0], **other: Any) -> dict[str, Any]:
    """One row of out_plan_cost: three servers over a window of 90 days."""
    return {
        "pool_id": pool_id(pool),
        "offer_id": "server-annual",
        "billing_mode": "annual",
        "term_months": 12,
        "units": 3,
        "cards_per_unit": 8,
        "unit_fee_cny_per_month": Decimal("60000"),
        "on_demand_price_cny": Decimal("35"),
        "window_start": LAST_DAY - timedelta(days=89),
        "window_end": LAST_DAY,
        "window_hours": 2160,
        "fee_cny": Decimal("540000.00"),
        "on_demand_cost_cny": Decimal("126000.00"),
        "cost_cny": Decimal("666000.00"),
        "saving_cny": Decimal("90000.00"),
        "is_best": True,
        "tax_basis": "included",
        "hours_per_month": Decimal("720"),
        "snapshot_id": "s",
    } | other


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
        "period_start": datetime(2025, 10, 1),
        "period_end": datetime(2026, 11, 18, 16),
        "loaded_at": datetime(2026, 11, 19, 1),
        "synthetic": True,
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
        "start_utc": datetime(2026, 5, 9, 16),
        "end_utc": datetime(2026, 5, 10, 16),
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


def publish(home: Path, rows: Rows) -> Workspace:
    """Publish a snapshot with all tables of the contract, filled with these rows."""
    workspace = Workspace(home)
    with building(workspace, keep=3) as build:
        for name, schema in TABLES.items():
            create_table(build.connection, name, schema)
        for name, given in rows.items():
            schema_of = {column: at.dtype for column, at in TABLES[name].columns().items()}
            append(build.connection, name, pl.DataFrame(given, schema=schema_of))
    return workspace


def sample_rows() -> Rows:
    """Four pools over 14 months, forecasts, budgets, contracts, offers, loads and findings."""
    first = date(2025, 10, 1)
    days = [first + timedelta(days=n) for n in range((LAST_DAY - first).days + 1)]
    costs = [
        _grown(cost_day(day, pool), share=1 / (index + 1), day_number=n)
        for index, pool in enumerate(POOLS)
        for n, day in enumerate(days)
    ]
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    outlook = [
        forecast(start, 1_620_000 + 90_000 * n, over_budget_ratio=0.2 + 0.2 * n)
        for n, start in enumerate(months)
    ]
    outlook.append(forecast(date(2026, 10, 1), 5_100_000, grain="quarter", budget_cny=None))
    outlook += [
        forecast(
            LAST_DAY + timedelta(days=n),
            53_000 + 120 * n,
            grain="day",
            horizon_days=n,
            budget_cny=None,
        )
        for n in range(1, 90)
    ]
    return {
        "out_cost_daily": costs,
        "out_forecast": outlook + [pool_outlook(row) for row in outlook],
        "out_break_even": [
            break_even(POOLS[0]),
            break_even(POOLS[1], best_units=1, best_saving_cny=Decimal("22000.00")),
        ],
        "out_plan_cost": [plan_cost(POOLS[0]), plan_cost(POOLS[1], units=1)],
        "core_commitment": [commitment()],
        "core_budget": [
            budget(date(2025 + m // 12, m % 12 + 1, 1), amount=Decimal(1_000_000 + 40_000 * m))
            for m in range(9, 26)
        ],
        "core_load": [
            load(),
            load(load_id="b" * 16, sequence=2, status="refused", reason="no column start"),
        ],
        "core_rejected_row": [rejected(), rejected(line_number=9, value="abc")],
        "out_finding": [finding(), finding(kind="missing_hours", severity="info", hour_count=3)],
    }


def pool_outlook(row: dict[str, Any]) -> dict[str, Any]:
    """The same period for the first pool's card-hours."""
    usage = {"series": pool_id(), "target": "usage", "unit": "card_hour"}
    quantities = {name: row[name] / 50 for name in ("p10", "p50", "p90", "mean")}
    return row | usage | quantities | {"budget_cny": None, "over_budget_ratio": None}


def _grown(row: dict[str, Any], share: float, day_number: int) -> dict[str, Any]:
    """A day scaled to its pool's size, growing by a tenth of a per cent a day, weekly up and down."""
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


@pytest.fixture
def publish_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Rows], Workspace]:
    """Publish rows into this test's own workspace, and make it the one that screens read."""
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    return lambda rows: publish(tmp_path, rows)
