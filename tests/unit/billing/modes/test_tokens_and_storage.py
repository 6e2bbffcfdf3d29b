"""Tokens and storage as lines of a bill."""

from decimal import Decimal

import numpy as np
import pytest

from data.errors import InputError, MissingPriceError
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.billing_plans import START, amounts, bill, hours, plan

METERS = ("input", "cache_read", "output")
ITEMS = tuple(Item(m, unit="m_tokens", sku="deepseek-v3", component=m) for m in METERS)


def price(meter: str, amount: str, **keys: object) -> dict[str, object]:
    return {"sku": "deepseek-v3", "component": meter, "price": Decimal(amount)} | keys


def tokens(*prices: dict[str, object]) -> Plan:
    return plan("tokens", prices=list(prices))


def million(*by_meter: list[int]) -> Usage:
    return Usage(START, ITEMS, np.array(by_meter, dtype=np.int64) * TICKS_PER_UNIT)


V3 = [price("input", "2"), price("cache_read", "0.5"), price("output", "8")]


def test_cache_hits_misses_and_output_are_billed_apart() -> None:
    # DeepSeek V3 of 2025-02: 2 x 2 + 1 x 0.5 + 1 x 8
    found = bill(million([2], [1], [1]), tokens(*V3))
    assert {x.item_id: x.amount for x in found.lines} == {
        "input": 4,
        "cache_read": Decimal("0.5"),
        "output": 8,
    }


def test_peak_hours_cost_twice_as_much() -> None:
    # V4 from 2026-08: output 13.5 off-peak, 27 from 9:00 to 18:00
    band = {"name": "peak", "start": "09:00:00", "end": "18:00:00", "price": Decimal(27)}
    used = hours(*[1] * 24, item=ITEMS[2])
    found = bill(used, tokens(price("output", "13.5", bands=[band])))
    assert found.total == 9 * 27 + 15 * Decimal("13.5")


def test_long_requests_have_a_price_of_their_own() -> None:
    items = [
        Item(name, unit="m_tokens", sku="doubao", component="input", queue=queue)
        for name, queue in (("short", "up_to_32000"), ("long", "above_32000"))
    ]
    used = Usage(START, tuple(items), np.array([[3], [2]], dtype=np.int64) * TICKS_PER_UNIT)
    by_length = [
        {"sku": "doubao", "component": "input", "queue": queue, "price": Decimal(amount)}
        for queue, amount in (("up_to_32000", "0.8"), ("above_32000", "1.2"))
    ]
    assert bill(used, tokens(*by_length)).total == Decimal("4.8")


def test_a_meter_without_a_price_is_not_free() -> None:
    with pytest.raises(MissingPriceError, match="cache_read"):
        bill(million([1], [1], [1]), tokens(V3[0], V3[2]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sku": "x", "price": Decimal(1)}, "name the model"),
        ({"sku": "x", "component": "reasoning", "price": Decimal(1)}, "component is one of"),
        (price("input", "1", unit="card_hour"), "counted in m_tokens"),
    ],
)
def test_a_token_price_names_model_and_meter(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        tokens(wrong)


DISK = Item("disk", unit="tb_hour", component="disk")


def storage(**keys: object) -> Plan:
    """HKUST(GZ): 0.50 yuan per TB and day over 1 TB, part of a TB as one."""
    return plan("storage", **({"price": Decimal("0.50"), "free_tb": Decimal(1)} | keys))


def test_a_day_is_billed_by_its_highest_hour_rounded_up() -> None:
    # day 1: up to 2.5 TB: 2 TB over the free one; day 2: 1 TB: none; day 3: 1.1: 1
    used = hours(*[1] * 23, "2.5", *[1] * 24, *["1.1"] * 24, item=DISK)
    found = bill(used, storage())
    assert [(x.quantity, x.unit, x.amount) for x in found.lines] == [(3, "tb_day", Decimal("1.5"))]


def test_local_days_are_counted() -> None:
    # 2 TB in the 8 hours before 16:00 UTC, midnight in Shanghai, and none after: one day
    used = hours(*[0] * 8, *[2] * 8, *[0] * 8, item=DISK)
    assert bill(used, storage(time_zone="Asia/Shanghai")).total == Decimal("0.50")
    # an hour more lies in the next day
    used = hours(*[0] * 8, *[2] * 9, *[0] * 7, item=DISK)
    assert bill(used, storage(time_zone="Asia/Shanghai")).total == Decimal("1.00")


def test_disks_beside_cards_make_the_bill_of_the_service() -> None:
    cards = Item("cards")
    used = Usage(
        START, (cards, DISK), np.array([[8] * 24, [3] * 24], dtype=np.int64) * TICKS_PER_UNIT
    )
    by_the_hour = plan("pay_as_you_go", prices=[{"component": "card", "price": Decimal(10)}])
    found = bill(used, by_the_hour, storage())
    assert amounts(found) == {"pay-as-you-go": 1_920, "storage, day by day": 1}
