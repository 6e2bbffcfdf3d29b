"""Plans from price lists of hosted models: hours, tiers, versions; and the real list."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.token_plans import length_queue, token_plans
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.billing_plans import START, bill, hours

SINCE = date(2025, 1, 1)


def row(meter: str, price: str, **keys: Any) -> dict[str, Any]:
    plain = {
        "provider": "deepseek",
        "model": "deepseek-chat",
        "meter": meter,
        "unit": "million_tokens",
        "tier_above_tokens": 0,
        "price": Decimal(price),
        "currency": "CNY",
        "tax_included": True,
        "valid_from": None,
        "daily_from": None,
        "daily_until": None,
        "source": "price page",
        "load_id": "load",
        "line_number": 4,
    }
    return plain | keys


def plans(*rows: dict[str, Any]) -> list[Any]:
    return token_plans(rows, undated_from=SINCE, tax_rate=Decimal("0.06"))


def item(meter: str, queue: str = "") -> Item:
    return Item(meter + queue, unit="m_tokens", sku="deepseek-chat", component=meter, queue=queue)


def test_the_dear_hours_of_a_list_are_a_band_in_utc() -> None:
    # 0.27 from 0:30 to 16:30 UTC, 0.135 else: 16 x 0.27 + 8 x 0.135 = 5.40
    times = {"daily_from": "00:30:00Z", "daily_until": "16:30:00Z"}
    found = plans(row("input", "0.135"), row("input", "0.27", **times))
    assert bill(hours(*[1] * 24, item=item("input")), *found).total == Decimal("5.40")


def test_tiers_are_told_apart_by_the_length_of_the_request() -> None:
    found = plans(row("input", "1"), row("input", "3", tier_above_tokens=32_000))
    queues = [length_queue(tokens, [32_000]) for tokens in (32_000, 32_001)]
    assert queues == ["above_0", "above_32000"]
    items = tuple(item("input", queue) for queue in queues)
    used = Usage(START, items, np.array([[1], [1]], dtype=np.int64) * TICKS_PER_UNIT)
    assert [line.amount for line in bill(used, *found).lines] == [1, 3]


def test_usage_that_does_not_say_its_length_has_no_tiered_price() -> None:
    found = plans(row("input", "1"), row("input", "3", tier_above_tokens=32_000))
    with pytest.raises(MissingPriceError):
        bill(hours(1, item=item("input")), *found)


def test_a_newer_price_is_a_version_of_the_same_plan() -> None:
    found = plans(row("input", "1"), row("input", "2", valid_from=date(2026, 1, 2)))
    assert [(p.plan_id, p.valid_from) for p in found] == [
        ("deepseek/deepseek-chat", SINCE),
        ("deepseek/deepseek-chat", date(2026, 1, 2)),
    ]
    # a day at 1, a day at 2
    assert bill(hours(*[1] * 48, item=item("input")), *found).total == 24 + 48


def test_other_meters_and_prices_per_request_are_left_out() -> None:
    assert plans(row("input_audio", "1"), row("input", "1", unit="thousand_requests")) == []


def test_a_price_for_some_hours_only_is_refused() -> None:
    with pytest.raises(UsageError, match="has 0 prices of input"):
        plans(row("input", "1", daily_from="00:30:00Z", daily_until="16:30:00Z"))


def test_a_price_of_zero_is_a_price() -> None:
    assert bill(hours(1, item=item("output")), *plans(row("output", "0"))).total == 0


def test_a_line_leads_to_the_rows_of_its_price() -> None:
    found = plans(row("input", "1", line_number=7), row("output", "2", line_number=3))
    (line,) = bill(hours(1, item=item("input")), *found).lines
    assert line.source == "price page [core_token_price: load load, lines 3, 7]"
