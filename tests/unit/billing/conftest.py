"""Rows of core tables with defaults, so that a test states only what it is about."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.tables import CORE_TABLES
from tests.core_rows import COMMITMENT, PRICE

MakeRows = Callable[..., pl.DataFrame]

FX_RATE = {
    "rate_date": date(2024, 1, 2),
    "base_currency": "USD",
    "quote_currency": "CNY",
    "rate": Decimal(7),
    "source": "made up for a test",
    "load_id": "load",
    "line_number": 2,
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
