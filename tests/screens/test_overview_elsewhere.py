"""The Overview of a workspace without card-hours: a bill alone, or tokens alone."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS
from tests.screens.forecast_company import PublishRows
from tests.screens.test_screens import assert_well, open_screen, texts

OVERVIEW = SCREENS[0]


def opened(language: Language = "en") -> AppTest:
    app = open_screen(OVERVIEW, language)
    assert_well(app)
    return app


def billed(currency: str, held: str) -> dict[str, Any]:
    amounts = dict.fromkeys(("read", "landed", "in_core", "held"), Decimal(held))
    nothing = dict.fromkeys(("rejected", "duplicate"), Decimal(0))
    return {
        "load_id": "0123456789abcdef",
        "measure": "billed",
        "currency": currency,
        **{f"amount_{name}": amount for name, amount in (amounts | nothing).items()},
        "rows_read": 100,
        "rows_without_amount": 0,
    }


def tokens(day: date) -> dict[str, Any]:
    return {
        "local_date": day,
        "provider": "Cloud A",
        "model": "deepseek-v3",
        "project": "chat",
        "input_tokens": 2_000_000,
        "cached_input_tokens": 0,
        "output_tokens": 1_000_000,
        "cost_cny": None,
        "cny_per_million_tokens": None,
        "price_gap": "no_exchange_rate",
        "price_source": None,
        "tax_basis": "included",
        "snapshot_id": "s",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bill_alone_is_told_with_its_amounts_and_days(
    language: Language, publish_rows: PublishRows, make: SimpleNamespace
) -> None:
    # Rejected rows that name no currency are no bill.
    totals = [billed("USD", "1234.567"), billed("EUR", "-8.5"), billed("unknown", "0")]
    publish_rows({"core_load": [make.load()], "core_load_total": totals})
    app = opened(language)
    shown = texts(app).replace("\\", "")
    assert "1,234.57 USD" in shown
    assert "−8.50 EUR" in shown  # a credit
    assert "2025" in shown
    assert "unknown" not in shown
    assert not app.metric  # five dashes would say nothing


def test_tokens_alone_are_told_with_where_they_stand(publish_rows: PublishRows) -> None:
    publish_rows({"out_token_cost_daily": [tokens(date(2026, 8, d)) for d in (1, 2)]})
    shown = texts(opened())
    assert "**Tokens: 6.00M**, 1 Aug 2026 to 2 Aug 2026" in shown
    assert "suanli template usage" in shown
    assert "No pools yet · " in shown  # not "All 0 pools"


def test_what_needs_no_look_is_said_once(publish_rows: PublishRows) -> None:
    publish_rows({"out_token_cost_daily": [tokens(date(2026, 8, 1))]})
    assert texts(opened()).count("before trusting the numbers") == 1
