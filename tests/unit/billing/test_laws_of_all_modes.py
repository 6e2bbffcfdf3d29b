"""What holds for every mode, over random use; and where a law does not hold, the counterexample."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.clock import Period
from models.billing.effective_rows import effective_rows, effective_total
from models.billing.engine import cheapest, price
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_MICRO_UNIT, TICKS_PER_UNIT, Item, Usage
from tests.plan_samples import MODES, sample
from tests.unit.billing.priced import (
    BOUGHT,
    FIRST,
    at,
    bill,
    constant,
    hours_from,
    on_demand,
    plan,
    use,
    whole,
)

JANUARY = 744
HOURS = JANUARY + 672  # two months
EXACT: dict[str, Any] = {"rounding": {"decimals": 12}}
A_LINE = Decimal("0.000001")  # lines are rounded to 12 decimals here
ITEMS = (
    Item("cards", pool_id="a", chip="H100", size=Decimal(2)),
    Item("stored", pool_id="a", unit="tb_hour", component="disk"),
    Item("answered", unit="m_tokens", sku="m", component="output"),
    Item("in", pool_id="line", unit="mbps_hour", component="bandwidth"),
    Item("out", pool_id="line", unit="mbps_hour", component="bandwidth"),
    Item("sent", unit="gb", component="traffic"),
)
REST = on_demand("9.1", plan_id="rest", application_order=95, **EXACT)
CARDS = [{"component": "card", "price": 7}]
MONEY = {
    "price", "fee", "upfront", "recurring", "commitment", "list_price", "bid", "face_value",
    "cap_per_month", "minimum_charge",
}  # fmt: skip
BUYABLE = sorted(mode for mode, keys in MODES.items() if "purchase" in keys and "match" not in keys)

modes = st.sampled_from(sorted(MODES))
cells = st.one_of(st.just(0), st.integers(0, 20_000_000))


def plan_of(mode: str, factor: int = 1, **terms: Any) -> Plan:
    """The sample of a mode, lines to 12 decimals, prices times `factor`."""
    table = deepcopy(sample(mode))
    if mode == "voucher":  # one has a cap, one ends first and pays only some of the same lines
        components = ["card", "disk", "traffic", "bandwidth"]
        plans = ["cards", "rest", "sample"]
        capped = table["vouchers"][0] | {"plans": plans, "components": components}
        first = {"voucher_id": "first", "valid_to": date(2026, 2, 20), "components": ["traffic"]}
        table["vouchers"] = [capped, capped | {"cap_per_month": 150, "share": 1} | first]
    table = _scaled(table, factor) | EXACT | terms
    table.pop("minimum_charge", None)  # of an item over all its use: see below
    return parse_plans({"plan": [table]}, "a test")[0]


def rest_of(factor: int = 1) -> Plan:
    return on_demand(Decimal("9.1") * factor, plan_id="rest", application_order=95, **EXACT)


def _scaled(value: Any, factor: int, key: str = "") -> Any:
    if isinstance(value, dict):
        money = key == "extras"
        return {
            name: part * factor if money else _scaled(part, factor, name)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_scaled(part, factor, key) for part in value]
    return value * factor if key in MONEY else value


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Cards, terabytes, tokens, bandwidth and traffic over two months."""
    months = []
    for hours in (JANUARY, HOURS - JANUARY):  # all may be idle in one of them
        some = st.lists(cells, min_size=1, max_size=9) if draw(st.booleans()) else st.just([0])
        months.append([np.resize(draw(some), hours) for _ in ITEMS])
    micro = np.concatenate(months, axis=1, dtype=np.int64)
    return Usage(FIRST, ITEMS, micro * TICKS_PER_MICRO_UNIT)


@settings(max_examples=100)
@given(usage=usages(), mode=modes, cut=st.one_of(st.integers(1, 72), st.integers(1, HOURS - 1)))
def test_splitting_a_period_changes_nothing(usage: Usage, mode: str, cut: int) -> None:
    plans = [plan_of(mode), REST]
    if mode == "voucher":  # lines of two plans, each cut by the period
        plans.append(plan("pay_as_you_go", plan_id="cards", prices=CARDS, **EXACT))
    if mode == "bandwidth_95":
        plans.append(plan_of("voucher", plan_id="wallet"))
    cut = JANUARY if mode == "bandwidth_95" else cut  # whole months only
    middle = FIRST + timedelta(hours=cut)
    first, second = (
        price(usage, plans, period) for period in (Period(FIRST, middle), Period(middle, usage.end))
    )
    together = price(usage, plans, whole(usage))
    for ledger in ("charge", "deposit", "voucher"):
        parts = first.ledger(ledger) + second.ledger(ledger)
        assert abs(together.ledger(ledger) - parts) < A_LINE


@settings(max_examples=100)
@given(usage=usages(), mode=modes, ahead=st.booleans())
def test_months_of_the_effective_view_sum_to_the_whole(
    usage: Usage, mode: str, ahead: bool
) -> None:
    terms: dict[str, Any] = {"purchase": BOUGHT} if "purchase" in MODES[mode] else {}
    if mode == "committed_spend" and ahead:
        terms |= {"pay": "in_advance", "period_months": 2, "commitment": 5_000}
    plans = [plan_of(mode, **terms), REST]
    middle = FIRST + timedelta(hours=JANUARY)
    periods = (whole(usage), Period(FIRST, middle), Period(middle, usage.end))
    views = [effective_rows(usage, plans, period) for period in periods]
    together, first, second = (effective_total(rows) for rows in views)
    assert abs(together - first - second) < A_LINE
    billed, *parts = (sum(row["BilledCost"] for row in rows) for rows in views)
    assert abs(billed - sum(parts)) < A_LINE


@settings(max_examples=100)
@given(usage=usages(), mode=modes, factor=st.sampled_from([2, 3, 7, 1000]))
def test_scaling_all_prices_scales_the_bill(usage: Usage, mode: str, factor: int) -> None:
    one = price(usage, [plan_of(mode), rest_of()], whole(usage))
    many = price(usage, [plan_of(mode, factor), rest_of(factor)], whole(usage))
    assert abs(many.total - factor * one.total) < A_LINE * factor


@settings(max_examples=100)
@given(usage=usages(), mode=modes)
def test_parts_sum_and_nothing_is_priced_twice(usage: Usage, mode: str) -> None:
    billed = price(usage, [plan_of(mode), REST], whole(usage))
    charges = [line.amount for line in billed.lines if line.ledger == "charge"]
    assert (
        billed.total
        == sum(charges)
        == sum(billed.frame().filter(ledger="charge")["amount"].to_list(), Decimal(0))
    )
    taken = sum(billed.taken.values())
    assert np.array_equal(taken, usage.ticks)


@settings(max_examples=100)
@given(usage=usages(), mode=modes, more=st.integers(1, 10**8), data=st.data())
def test_more_use_never_costs_less(usage: Usage, mode: str, more: int, data: st.DataObject) -> None:
    """Under any of the samples with pay-as-you-go for the rest, not under the two laws below."""
    busier = usage.ticks.copy()
    busier.flat[data.draw(st.integers(0, busier.size - 1))] += more * TICKS_PER_MICRO_UNIT
    one = plan_of(mode)
    if mode == "savings_plan":  # its idle hours cost more than used ones: see below
        one = one.model_copy(update={"unused_pay_ratio": None})
    before = price(usage, [one, REST], whole(usage)).total
    after = price(replace(usage, ticks=busier), [one, REST], whole(usage)).total
    assert after >= before - A_LINE


def test_more_use_can_cost_less_where_idle_hours_are_dearer() -> None:
    # Partial upfront: half of the commitment is paid already. A used hour pays the other half, an
    # idle one all of it (unused_pay_ratio 1): using it saves the difference.
    saving = plan(
        "savings_plan", commitment=10, term_months=12, upfront_ratio=Decimal("0.5"),
        unused_pay_ratio=1, prices=[{"price": 1}], purchase=BOUGHT,
    )  # fmt: skip
    idle, busy = (bill(constant(cards, 1), on_demand(2), saving).total for cards in (0, 10))
    assert idle - busy == 5


def test_more_use_can_cost_less_under_all_units_tiers() -> None:
    # E5: 19 servers cost 1,064,000 and 20 cost 1,040,000: the tier's price holds for all units.
    steps = [{"from_quantity": n, "price": p} for n, p in ((0, 60), (10, 56), (20, 52))]
    tiered = plan("pay_as_you_go", prices=[{"tiers": {"kind": "all_units", "steps": steps}}])
    nineteen, twenty = (bill(use({"a": [n] + [0] * 743}), tiered).total for n in (19, 20))
    assert (nineteen, twenty) == (1_064, 1_040)


def test_a_period_may_not_split_all_units_tiers() -> None:
    # Their price is known when the month has ended, so half a month has no bill to sum.
    steps = [{"from_quantity": 0, "price": 2}, {"from_quantity": 400, "price": 1}]
    tiered = plan("pay_as_you_go", prices=[{"tiers": {"kind": "all_units", "steps": steps}}])
    month = constant(1, 744)
    assert bill(month, tiered).total == 744
    with pytest.raises(UsageError, match="Price whole calendar months"):
        price(month, tiered, hours_from(FIRST, 100))


def test_a_period_may_split_a_minimum_charge() -> None:
    # A minimum over the life of an item is made up when a bill is due: two bills may find less
    # than it twice, or find once what all its use would have passed.
    least = on_demand(1, minimum_charge=10)
    usage = constant(1, 15)
    first, second = price(usage, least, hours_from(FIRST, 5)), price(usage, least, whole(usage))
    assert (first.total, second.total) == (10, 15)  # 5 hours are billed 10, and 15 hours 15


def test_what_is_prepaid_does_not_grow_with_use_until_it_is_exhausted() -> None:
    # More use costs the same (never less), and two packs of half the size cost what one does only
    # while the price per unit is the same: prepaid cost follows purchases, not hours.
    pack = plan("pack", quantity=10, price=90, term_months=1, draws=[{"units": 1}], purchase=BOUGHT)
    assert [bill(constant(1, n), pack, on_demand(12)).total for n in (1, 10, 11)] == [90, 90, 102]


@settings(max_examples=40)
@given(
    usage=usages(), chosen=st.lists(st.sampled_from(BUYABLE), min_size=1, max_size=3, unique=True)
)
def test_a_portfolio_that_may_be_chosen_never_costs_more_than_its_best_single_plan(
    usage: Usage, chosen: list[str]
) -> None:
    optional = [plan_of(mode).model_copy(update={"plan_id": mode}) for mode in chosen]
    found = cheapest(usage, REST, optional, whole(usage)).total
    singles = [price(usage, [REST, one], whole(usage)).total for one in optional]
    assert found <= min([price(usage, REST, whole(usage)).total, *singles])


# What costs exactly as much as `busy` hours of `cards` cards at `hourly` in January's 744 hours.
TERM: dict[str, Any] = {"term_months": 1, "purchase": BOUGHT}


def _costing(mode: str, cost: int, cards: int, busy: int) -> Plan:
    """January for `cost`, enough for `cards` cards in `busy` hours."""
    included = dict.fromkeys(("cabinet", "power", "network", "operations"), True)
    of_mode: dict[str, dict[str, Any]] = {
        "subscription": {"fee": cost, "cards": cards},
        "server_rental": {"fee": cost, "cards": cards, "included": included},
        "reserved": {"upfront": cost, "cards": cards},
        "savings_plan": {
            "commitment": cost, "upfront_ratio": 1,
            "prices": [{"price": cost, "per": cards, "list_price": 10**6}],
        },
        "committed_spend": {
            "commitment": cost, "period_months": 1, "pay": "in_advance",
            "prices": [{"price": cost, "per": cards * busy}],
        },
        "pack": {"quantity": cards * busy, "price": cost, "draws": [{"units": 1}]},
    }  # fmt: skip
    return plan(mode, **of_mode[mode], **TERM)


@pytest.mark.parametrize(
    "mode",
    ["subscription", "server_rental", "reserved", "savings_plan", "committed_spend", "pack"],
)
@settings(max_examples=15)
@given(cards=st.integers(1, 16), hourly=st.integers(1, 500), busy=st.integers(1, 743))
def test_at_the_break_even_both_cost_the_same(
    mode: str, cards: int, hourly: int, busy: int
) -> None:
    # a savings plan commits to an amount for each of the 744 hours
    hourly *= 744 if mode == "savings_plan" else 1
    cost = cards * hourly * busy
    committed = _costing(mode, cost // 744 if mode == "savings_plan" else cost, cards, busy)
    listed = on_demand(hourly)
    month = use({"cards": [cards] * busy + [0] * (744 - busy)})
    assert bill(month, committed, listed).total == bill(month, listed).total == cost
    # one hour less, and pay-as-you-go is cheaper
    less = use({"cards": [cards] * (busy - 1) + [0] * (745 - busy)})
    assert bill(less, committed, listed).total > bill(less, listed).total


def test_at_the_break_even_a_capacity_block_costs_the_same() -> None:
    # 8 cards for a day at 5 are 960; 96 card-hours at 10 are 960
    block = plan("capacity_block", price=5, days=1, cards=8, purchase=BOUGHT, ends_early_minutes=0)
    busy = use({"cards": [8] * 12 + [0] * 12})
    assert bill(busy, block, on_demand(10)).total == bill(busy, on_demand(10)).total == 960


def test_the_laws_are_tried_on_every_mode() -> None:
    usage = Usage(FIRST, ITEMS, np.full((len(ITEMS), HOURS), 5 * TICKS_PER_UNIT, dtype=np.int64))
    idle = [m for m in MODES if not any(x.mode == m for x in bill(usage, plan_of(m), REST).lines)]
    assert idle == []
    assert set(MODES) >= {"owned", "electricity", "hosting", "spot", "tokens", "storage", "voucher"}
    assert {"pack", "committed_spend", "server_rental", "capacity_block"} <= set(BUYABLE)
    assert at(2026, 1, 1) == FIRST
    assert BOUGHT["starts_on"] == date(2026, 1, 1)
