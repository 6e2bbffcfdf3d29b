"""Rows of core tables with defaults, so that a test states only what it is about."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.tables import CORE_TABLES

MakeRows = Callable[..., pl.DataFrame]

PRICE = {
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
    "currency": "CNY",
    "unit": "card_hour",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "power_included": True,
    "network_included": True,
    "cabinet_included": True,
    "source": "made up for a test",
    "load_id": "load",
    "line_number": 2,
}
COMMITMENT = {
    "commitment_id": "contract",
    "provider": "Cloud A",
    "region": "North",
    "pool": "serve",
    "chip": "H20",
    "billing_mode": "annual",
    "term_months": 12,
    "servers": 1,
    "cards_per_server": 8,
    "start_date": date(2024, 1, 1),
    "end_date": date(2024, 12, 31),
    "fee_per_server_month": Decimal(60000),
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": Decimal("0.06"),
    "source": "made up for a test",
    "load_id": "load",
    "line_number": 2,
}
FX_RATE = {
    "rate_date": date(2024, 1, 2),
    "base_currency": "USD",
    "quote_currency": "CNY",
    "rate": Decimal(7),
    "source": "made up for a test",
    "load_id": "load",
}


def _maker(table: str, defaults: dict[str, Any]) -> MakeRows:
    types = {name: column.dtype for name, column in CORE_TABLES[table].columns().items()}

    def make(*rows: dict[str, Any]) -> pl.DataFrame:
        return pl.DataFrame([defaults | row for row in rows], schema=types)

    return make


@pytest.fixture
def prices() -> MakeRows:
    """core_price rows; by default 10 yuan per card-hour from 2024 on."""
    return _maker("core_price", PRICE)


@pytest.fixture
def commitments() -> MakeRows:
    """core_commitment rows; by default one 8-card server at 60,000 yuan a month through 2024."""
    return _maker("core_commitment", COMMITMENT)


@pytest.fixture
def rates() -> MakeRows:
    """core_fx_rate rows; by default 7 yuan per dollar on Tuesday 2024-01-02."""
    return _maker("core_fx_rate", FX_RATE)
