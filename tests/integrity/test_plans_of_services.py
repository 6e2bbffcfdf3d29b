"""The plan files of rentals, blocks, tokens and storage: each parses, and prices what it says."""

from datetime import date, time
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from data.plan_files import REFERENCE_PLANS, read_plan_document
from models.billing.closing import Basis
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.billing_plans import START, bill, hours


def reference(name: str) -> Plan:
    document = read_plan_document(REFERENCE_PLANS / f"{name}.toml")
    [plan] = parse_plans(document, f"{name}.toml")
    return plan


@pytest.mark.parametrize(
    "name",
    [
        "tokens_deepseek_2025",
        "storage_hkust_gz",
        "server_rental_h20_2026",
        "capacity_block_h100_2026",
    ],
)
def test_each_plan_has_a_source_and_a_grade(name: str) -> None:
    plan = reference(name)
    assert plan.source
    assert plan.grade


def test_a_day_of_deepseek_v3_is_a_third_off_peak() -> None:
    # a million output tokens in each hour: 8 of 24 hours (0:30 to 8:30 in Shanghai) at 4: 32 + 128
    item = Item("chat", unit="m_tokens", sku="deepseek-v3", component="output")
    assert bill(hours(*[1] * 24, item=item), reference("tokens_deepseek_2025")).total == 160


def test_three_tb_for_a_day_cost_one_yuan_at_hkust() -> None:
    disk = Item("disk", unit="tb_hour", component="disk")
    used = Usage(START, (disk,), np.full((1, 16), 3 * TICKS_PER_UNIT, dtype=np.int64))
    assert bill(used, reference("storage_hkust_gz")).total == 1


def test_an_h20_server_is_9_20_a_card_hour_at_full_use() -> None:
    # 53,000 / 8 / 720
    plan = reference("server_rental_h20_2026")
    rent = Decimal(plan.model_dump()["fee"]) / 8 / 720
    assert round(rent, 2) == Decimal("9.20")


def test_a_day_of_a_capacity_block_is_996_67_dollars_and_7395_29_yuan() -> None:
    # 8 x 24 x 5.191 = 996.672
    plan = reference("capacity_block_h100_2026")
    bought = plan.model_dump() | {"purchase": {"starts_on": date(2026, 10, 1), "starts_at": time()}}
    [plan] = parse_plans({"plan": [bought]}, "test")
    rate = {
        "rate_date": [date(2026, 9, 30)],
        "base_currency": ["USD"],
        "quote_currency": ["CNY"],
        "rate": [Decimal(7)],
    }
    fx = pl.DataFrame(rate, schema_overrides={"rate": pl.Decimal(18, 8)})
    used = hours(*[0] * 24, start=START.replace(month=10), item=Item("pool", chip="H100"))
    found = bill(used, plan, basis=Basis("CNY", "included", fx))
    assert [(x.charged, x.currency) for x in found.of("fee")] == [(Decimal("996.67"), "USD")]
    # 996.67 x 7 x 1.06 = 7,395.2914
    assert found.total == Decimal("7395.29")
