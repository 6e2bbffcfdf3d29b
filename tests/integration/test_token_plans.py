"""The real list of token prices, loaded, becomes plans that price what it prints."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.billing.token_plans import token_plans
from models.billing.usage import Item
from tests.billing_plans import bill, hours
from tests.fixture_types import Core, Load

pytestmark = pytest.mark.real


def test_every_model_of_the_real_list_becomes_a_plan(
    real_folder: Path, load: Load, core: Core
) -> None:
    load(real_folder / "tokens" / "genai_prices.json")
    rows = core("FROM core_token_price")
    plans = token_plans(rows, undated_from=date(2020, 1, 1), tax_rate=Decimal("0.06"))
    meters = ("input", "cache_read", "cache_write", "output")
    priced = {(r["provider"], r["model"]) for r in rows if r["meter"] in meters}
    assert {tuple(plan.plan_id.split("/", 1)) for plan in plans} == priced
    assert len(priced) > 1_000
    # DeepSeek: 1.10 dollars of output per million from 0:30 to 16:30 UTC, 0.55 else
    chat = [plan for plan in plans if plan.plan_id == "deepseek/deepseek-chat"]
    output = Item("out", unit="m_tokens", sku="deepseek-chat", component="output")
    assert bill(hours(*[1] * 24, item=output), *chat).total == 16 * Decimal("1.1") + 8 * Decimal(
        "0.55"
    )
