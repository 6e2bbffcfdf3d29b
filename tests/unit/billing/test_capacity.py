"""n cards for every hour: what they cover, and what lies idle, exactly."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from data.errors import UsageError
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Item, Usage
from tests.unit.billing.priced import BOUGHT, FIRST, amounts, bill, constant, on_demand, plan, use

NODE = (
    Item("cards", pool_id="p"),
    Item("disk", pool_id="p", unit="gb_hour", component="disk"),
)


def node(cards: int, gb: int, hours: int = 24) -> Usage:
    ticks = np.array([[cards] * hours, [gb] * hours], dtype=np.int64) * TICKS_PER_UNIT
    return Usage(FIRST, NODE, ticks)


def reserved(**keys: Any) -> Plan:
    return plan("reserved", **({"term_months": 1, "recurring": 1, "purchase": BOUGHT} | keys))


def test_idle_capacity_of_uneven_sizes_is_exact() -> None:
    # 3 x 1.234567 x 744 hours
    size = Decimal("1.234567")
    idle = constant(0, 744, size=size)
    flexible = reserved(size_flexible=True, size=size, purchase=BOUGHT | {"units": 3})
    [line] = bill(idle, flexible).of("unused")
    assert line.quantity == Decimal("2755.553544")


def test_four_million_idle_cards_are_counted() -> None:
    # 4,000,000 x 744 hours: beyond 64 bits in ticks
    many = reserved(cards=1_000_000, purchase=BOUGHT | {"units": 4})
    [line] = bill(constant(0, 744), many).of("unused")
    assert line.quantity == 2_976_000_000


def test_a_million_servers_of_a_million_cards_cover_what_is_used() -> None:
    most = reserved(cards=1_000_000, purchase=BOUGHT | {"units": 1_000_000})
    found = bill(constant(8, 24), most)
    assert [line.quantity for line in found.of("covered", "unused")] == [
        192, 24 * 10**12 - 192,
    ]  # fmt: skip


PRICES = [{"component": "card", "price": 10}, {"component": "disk", "price": Decimal("0.01")}]
INCLUDED = dict.fromkeys(("cabinet", "power", "network", "operations"), True)
CAPACITY: dict[str, dict[str, Any]] = {
    "reserved": {"recurring": 1, "term_months": 1},
    "subscription": {"fee": 1, "term_months": 1},
    "server_rental": {"fee": 1, "term_months": 1, "included": INCLUDED},
    "owned": {"price": 1, "depreciation_months": 36},
    "capacity_block": {"price": 1, "days": 1},
}


@pytest.mark.parametrize("mode", CAPACITY)
def test_cards_hold_no_disks_of_their_pool(mode: str) -> None:
    # 20 cards for 8 in use: 12 idle; the 100 GB are bought: 24 x 100 x 0.01
    one = plan(mode, match={"pool_id": "p"}, cards=20, purchase=BOUGHT, **CAPACITY[mode])
    found = bill(node(8, 100), one, plan("pay_as_you_go", prices=PRICES))
    covered = found.of("covered")
    assert ({line.item_id for line in covered}, sum(x.quantity for x in covered)) == (
        {"cards"},
        192,
    )
    assert amounts(found, "usage") == [24]


def test_unless_the_selector_says_a_component() -> None:
    disks = reserved(match={"pool_id": "p", "component": "disk"}, cards=60)
    found = bill(node(8, 100), disks, plan("pay_as_you_go", prices=PRICES))
    assert [(line.item_id, line.quantity) for line in found.of("covered")] == [("disk", 1440)]


def test_disks_are_not_for_sale_at_the_spot_price_and_draw_no_power_of_cards() -> None:
    spot = plan("spot", match={"pool_id": "p"}, path=[{"at": FIRST, "price": 3}])
    found = bill(node(8, 100), spot, plan("pay_as_you_go", prices=PRICES))
    assert amounts(found, "usage") == [576, 24]  # 192 x 3; UCloud: disks at the list price
    power = plan(
        "electricity", match={"pool_id": "p"}, rated_kw=10, pue=1, idle_load_ratio=0,
        hours=[{"start": 0, "end": 24, "price": 1}], purchase=BOUGHT,
    )  # fmt: skip
    half = bill(node(4, 100), power, plan("pay_as_you_go", prices=PRICES))
    assert amounts(half, "fee") == [120]  # 24 h x 10 kW x 4/8


def pack(day: date, **keys: Any) -> Plan:
    terms = {"quantity": 100, "price": 500, "term_months": 1, "draws": [{"units": 1}]}
    refund = {"on": day, "price": 6}
    return plan("pack", **(terms | {"refund": refund, "purchase": BOUGHT} | keys))


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 2, 1), date(2025, 12, 31)])
def test_a_pack_is_given_back_while_it_is_held(day: date) -> None:
    with pytest.raises(UsageError, match="is held from 2026-01-01 to 2026-01-31"):
        bill(constant(0, 24 * 59), pack(day))


def test_a_pack_given_back_is_billed_on_its_day() -> None:
    # 40 of 100 units at 6 are kept of 500: 260 come back, on the first of February
    usage = use({"cards": [40] + [0] * 1415})
    one = pack(date(2026, 2, 1), term_months=12)
    months = [Period.of_month(date(2026, month, 1)) for month in (1, 2)]
    january, february = (price(usage, one, period) for period in months)
    assert (january.total, february.total) == (500, -260)
    assert bill(usage, one).total == 240


def test_a_pack_given_back_on_the_day_it_was_bought_covers_nothing() -> None:
    found = bill(constant(1, 24), pack(date(2026, 1, 1)), on_demand(2))
    assert found.total == 48
