"""Bandwidth by its 95th percentile, and traffic by the GB, as lines of a bill; worked by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from data.plan_files import REFERENCE_PLANS, read_plan_document
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan, parse_plans
from models.billing.storage_network import bandwidth_cost, percentile_95
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage
from tests.unit.billing.priced import amounts, at, bill, constant, on_demand, plan, use, whole

APRIL = at(2026, 4, 1)
HOURS = 720
LINE: dict[str, Any] = {"unit": "mbps_hour", "component": "bandwidth"}


def bandwidth(**keys: Any) -> Plan:
    return plan("bandwidth_95", **({"price": 10} | keys))


def traffic(*prices: dict[str, Any], **keys: Any) -> Plan:
    return plan("egress", prices=[{"unit": "gb"} | one for one in prices], **keys)


def samples(high: int, above: int, below: int, hours: int = HOURS) -> Usage:
    """So many hours at `above` Mbit/s, the others at `below`."""
    return use({"line": [above] * high + [below] * (hours - high)}, first=APRIL, **LINE)


def test_of_720_hours_the_37th_highest_is_billed() -> None:
    # 5 % of 720 are 36 hours: they are free at whatever height
    assert bill(samples(36, 900, 100), bandwidth()).total == 1_000
    assert bill(samples(37, 900, 100), bandwidth()).total == 9_000


def test_the_greater_direction_is_billed_and_never_the_sum() -> None:
    both = Usage(
        APRIL,
        (Item("in", pool_id="a", **LINE), Item("out", pool_id="a", **LINE)),
        np.array([[30] * HOURS, [50] * HOURS], dtype=np.int64) * 1_000_000 * TICKS_PER_MICRO_UNIT,
    )
    [line] = bill(both, bandwidth()).lines
    assert (line.item_id, line.quantity, line.unit, line.amount) == ("out", 50, "mbps_month", 500)


def test_the_least_is_paid_even_where_less_is_used() -> None:
    assert bill(samples(0, 0, 5), bandwidth(minimum_mbps=20)).total == 200
    assert bill(samples(0, 0, 25), bandwidth(minimum_mbps=20)).total == 250


def test_a_price_per_gigabit_is_one_of_a_thousand_megabits() -> None:
    assert bill(samples(0, 0, 250), bandwidth(price=4000, per=1000)).total == 1_000


def test_a_month_is_priced_when_it_has_ended() -> None:
    usage = samples(36, 900, 100)
    half = Period(APRIL, at(2026, 4, 16))
    with pytest.raises(UsageError, match=r"period cuts it .*2026-04.*whole calendar months"):
        price(usage, bandwidth(), half)
    with pytest.raises(UsageError, match="period cuts it"):
        price(usage, bandwidth(), Period(at(2026, 4, 16), usage.end))
    late = constant(1, 24, first=at(2026, 4, 30), **LINE)
    with pytest.raises(InputError, match="the month began before"):
        bill(late, bandwidth())


def test_whole_months_add_up_and_what_was_before_them_is_no_matter() -> None:
    # March from the 20th on is not priced; April 100, May 200 Mbit/s
    usage = use({"line": [700] * 288 + [100] * 720 + [200] * 744}, at(2026, 3, 20), **LINE)
    may = at(2026, 5, 1)
    parts = [price(usage, bandwidth(), Period(a, b)) for a, b in ((APRIL, may), (may, usage.end))]
    both = price(usage, bandwidth(), Period(APRIL, usage.end))
    assert ([part.total for part in parts], both.total) == ([1_000, 2_000], 3_000)


def test_a_new_price_within_a_month_has_its_hours_and_their_share() -> None:
    # 15 days of April each: 100 Mbit/s at 10 and 200 at 20
    usage = use({"line": [100] * 360 + [200] * 360}, first=APRIL, **LINE)
    new = bandwidth(price=20, valid_from=date(2026, 4, 16))
    assert amounts(bill(usage, bandwidth(), new), "usage") == [500, 2_000]


def test_a_bill_covers_cards_disks_bandwidth_and_traffic() -> None:
    items = (
        Item("cards"), Item("disk", unit="tb_hour", component="disk"), Item("line", **LINE),
        Item("sent", unit="gb", component="traffic"),
    )  # fmt: skip
    held = np.array([[8] * HOURS, [3] * HOURS, [40] * HOURS, [2] * HOURS], dtype=np.int64)
    usage = Usage(APRIL, items, held * 1_000_000 * TICKS_PER_MICRO_UNIT)
    cards = plan("pay_as_you_go", prices=[{"component": "card", "price": 5}])
    disks = plan("storage", price=Decimal("0.5"), free_tb=1)
    sent = traffic({"price": Decimal("0.8")})
    # 5,760 x 5; 2 TB x 30 days x 0.5; 40 x 10; 1,440 GB x 0.8
    found = bill(usage, cards, disks, bandwidth(), sent)
    by_mode = {line.mode: line.amount for line in found.lines}
    assert by_mode == {
        "pay_as_you_go": 28_800, "storage": 30, "bandwidth_95": 400, "egress": 1_152,
    }  # fmt: skip
    assert found.total == 30_382


def test_a_free_quota_is_a_tier_of_every_month() -> None:
    # 100 GB a month are free: of 2 GB an hour the first 50 hours
    steps = [{"from_quantity": 0, "price": 0}, {"from_quantity": 100, "price": Decimal("0.8")}]
    free = traffic({"tiers": {"kind": "graduated", "steps": steps}})
    usage = constant(2, 24 * 61, first=APRIL, unit="gb", component="traffic")
    # April 1,440 - 100, May 1,488 - 100 GB
    assert bill(usage, free).total == Decimal("1072.00") + Decimal("1110.40")


def test_traffic_is_by_the_gb_and_prices_no_cards() -> None:
    both = [{"price": Decimal("0.8")}]
    with pytest.raises(InputError, match='write unit = "gb"'):
        plan("egress", prices=both)
    usage = constant(1, 24)
    assert bill(usage, traffic(*both), on_demand(1)).total == 24


def test_the_reference_plans_price_a_gigabit_and_a_terabyte() -> None:
    document = read_plan_document(REFERENCE_PLANS / "network_china.toml")
    carrier, tencent = parse_plans(document, "network_china.toml")
    line = constant(1000, 24 * 30, first=at(2026, 3, 31, 16), **LINE)
    assert price(line, carrier, whole(line)).total == 4_000
    sent = constant(1000, 1, first=APRIL, unit="gb")
    assert price(sent, tencent, whole(sent)).total == 800


@settings(max_examples=50)
@given(mbps=st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_hours_are_billed_as_the_formula_bills_samples(mbps: list[int]) -> None:
    cells = np.resize(np.array(mbps), HOURS).tolist()
    found = bill(use({"line": cells}, first=APRIL, **LINE), bandwidth()).total
    values = [Decimal(value) for value in cells]
    assert found == percentile_95(values) * 10
    assert found == bandwidth_cost(values, [Decimal(0)], Decimal(10)).amount_cny


@settings(max_examples=50)
@given(
    mbps=st.lists(st.integers(0, 1000), min_size=1, max_size=20),
    at_hour=st.integers(0, HOURS - 1),
    more=st.integers(0, 1000),
    factor=st.sampled_from([2, 7, 1000]),
)
def test_more_bandwidth_never_costs_less_and_prices_scale(
    mbps: list[int], at_hour: int, more: int, factor: int
) -> None:
    cells = np.resize(np.array(mbps), HOURS).tolist()
    before = bill(use({"line": cells}, first=APRIL, **LINE), bandwidth()).total
    scaled = bill(use({"line": cells}, first=APRIL, **LINE), bandwidth(price=10 * factor)).total
    cells[at_hour] += more
    after = bill(use({"line": cells}, first=APRIL, **LINE), bandwidth()).total
    assert after >= before
    assert scaled == before * factor


def test_items_without_a_pool_are_no_directions_of_one_line() -> None:
    two = (Item("in", **LINE), Item("out", **LINE))
    held = np.full((2, HOURS), 30 * 1_000_000 * TICKS_PER_MICRO_UNIT, dtype=np.int64)
    with pytest.raises(UsageError, match=r"in, out name no pool.*pool_id"):
        bill(Usage(APRIL, two, held), bandwidth())
    assert bill(Usage(APRIL, two[:1], held[:1]), bandwidth()).total == 300


def test_lines_of_bandwidth_and_storage_lead_to_the_hours_they_are_made_from() -> None:
    both = Usage(
        APRIL,
        (Item("in", pool_id="a", **LINE), Item("out", pool_id="a", **LINE)),
        np.array([[30] * HOURS, [50] * HOURS], dtype=np.int64) * 1_000_000 * TICKS_PER_MICRO_UNIT,
    )
    found = bill(both, bandwidth())
    rows = found.rows(found.lines[0])
    assert rows.height == 2 * HOURS
    assert set(rows["item_id"]) == {"in", "out"}
    disk = constant(3, 48, first=APRIL, unit="tb_hour", component="disk")
    stored = bill(disk, plan("storage", price=1))
    assert stored.rows(stored.lines[0]).height == 48
