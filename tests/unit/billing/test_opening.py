"""What balances and tiers had counted before the usage begins: given, or refused; never zero."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.opening import UsedBefore
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Usage
from tests.unit.billing import random_plans as some
from tests.unit.billing.priced import (
    BOUGHT,
    amounts,
    at,
    constant,
    on_demand,
    plan,
    use,
    whole,
)

DECEMBER = {"starts_on": date(2025, 12, 1)}


def bill(usage: Usage, *plans: Plan, used_before: UsedBefore | None = None) -> Bill:
    return price(usage, plans, whole(usage), used_before=used_before)


def pack(**keys: Any) -> Plan:
    terms = {"quantity": 30, "price": 90, "term_months": 2, "draws": [{"units": 2}]}
    return plan("pack", **(terms | {"purchase": DECEMBER} | keys))


def tiers(kind: str = "graduated", **keys: Any) -> Plan:
    steps = [{"from_quantity": 0, "price": 3}, {"from_quantity": 100, "price": 1}]
    together = {"together": keys.pop("together", True)}
    table = {"kind": kind, "steps": steps} | together
    return plan("pay_as_you_go", prices=[{"tiers": table}], **keys)


def test_a_pack_begun_earlier_goes_on_with_what_is_left_of_it() -> None:
    billed = bill(constant(1, 5), pack(), on_demand(5), used_before={("pack", ""): Decimal(26)})
    # 4 of 30 units are left: 2 card-hours; 3 are bought at 5. The pack was paid in December.
    assert [(line.quantity, line.balance) for line in billed.of("covered")] == [(2, 0)]
    assert billed.total == 15


def test_what_expires_is_what_was_never_drawn() -> None:
    month = use({"cards": [1] + [0] * 743})
    billed = bill(month, pack(), used_before={("pack", ""): Decimal(10)})
    # 30 - 10 before - 2 now
    assert [line.quantity for line in billed.of("unused")] == [18]


def test_a_refund_of_a_pack_knows_what_was_used_before() -> None:
    returned = pack(refund={"on": date(2026, 1, 2), "price": 4})
    two_days = use({"cards": [1] + [0] * 47})
    billed = bill(two_days, returned, used_before={("pack", ""): Decimal(10)})
    # 90 paid - 12 units x 4
    assert amounts(billed, "refund") == [-42]


def test_a_committed_spend_begun_earlier_goes_on_with_what_is_left_of_it() -> None:
    spend = plan(
        "committed_spend", commitment=100, period_months=2, term_months=2, purchase=DECEMBER,
        prices=[{"price": 2}],
    )  # fmt: skip
    before = {("committed_spend", ""): Decimal(70)}
    billed = bill(constant(1, 20), spend, on_demand(3), used_before=before)
    # 30 of 100 are left: 15 hours at 2; 5 hours at the list price of 3
    assert amounts(billed, "fee", "usage") == [30, 15]
    idle = bill(constant(0, 744), spend, used_before=before)
    assert amounts(idle, "shortfall") == [30]


def test_tiers_of_a_month_go_on_where_they_were() -> None:
    # 90 units before the 10th of January: 10 more at 3, the other 14 at 1
    usage = constant(1, 24, first=at(2026, 1, 10))
    billed = bill(usage, tiers(), used_before={("pay_as_you_go", ""): Decimal(90)})
    assert amounts(billed, "usage") == [30, 14]
    assert [billed.rows(line).height for line in billed.lines] == [10, 14]
    # 250 before: all of it in the second tier
    rich = bill(usage, tiers(), used_before={("pay_as_you_go", ""): Decimal(250)})
    assert amounts(rich, "usage") == [24]


def test_tiers_of_each_item_have_openings_of_their_own() -> None:
    usage = use({"a": [20], "b": [20]}, first=at(2026, 1, 10))
    before = {("pay_as_you_go", "a"): Decimal(90), ("pay_as_you_go", "b"): Decimal(0)}
    billed = bill(usage, tiers(together=False), used_before=before)
    # a: 10 at 3, 10 at 1; b: 20 at 3
    assert {(line.item_id, line.amount) for line in billed.lines} == {
        ("a", 30),
        ("a", 10),
        ("b", 60),
    }
    del before["pay_as_you_go", "b"]
    with pytest.raises(InputError, match="counts use from 2026-01-01"):
        bill(usage, tiers(together=False), used_before=before)


def test_tiers_of_two_prices_count_their_own_items() -> None:
    # each of the two prices has 100 units at 3: of a 90 were used before, of b none
    steps = [{"from_quantity": 0, "price": 3}, {"from_quantity": 100, "price": 1}]
    table = {"kind": "graduated", "steps": steps}
    both = plan("pay_as_you_go", prices=[{"sku": n, "tiers": table} for n in ("a", "b")])
    usage = use({"a": [20], "b": [20]}, first=at(2026, 1, 10))
    before = {("pay_as_you_go", "a"): Decimal(90), ("pay_as_you_go", "b"): Decimal(0)}
    # a: 10 at 3 and 10 at 1; b: 20 at 3
    assert bill(usage, both, used_before=before).total == 30 + 10 + 60


def test_all_units_tiers_price_by_the_whole_month_including_what_was_before() -> None:
    rest = constant(1, 24, first=at(2026, 1, 31))
    cheap = bill(rest, tiers("all_units"), used_before={("pay_as_you_go", ""): Decimal(76)})
    dear = bill(rest, tiers("all_units"), used_before={("pay_as_you_go", ""): Decimal(75)})
    assert (cheap.total, dear.total) == (24, 72)  # 100 units reach the second tier, 99 do not


def test_without_it_the_remedy_is_named() -> None:
    with pytest.raises(InputError, match=r"or used_before: how many pack units .*\(zero where"):
        bill(constant(1, 1), pack(), on_demand(1))
    assert bill(constant(1, 1), pack(), used_before={("pack", ""): Decimal(0)}).total == 0


@pytest.mark.parametrize(
    ("used_before", "why"),
    [
        ({("pack", ""): Decimal(31)}, "31 were used before, and 30 is all"),
        ({("pack", ""): Decimal(-1)}, "cannot have been used"),
        ({("pack", ""): Decimal("NaN")}, "cannot have been used"),
        ({("pack", ""): Decimal(1), ("pck", ""): Decimal(1)}, "no plan counts.*pck"),
    ],
)
def test_what_cannot_be_is_refused(used_before: UsedBefore, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        bill(constant(1, 1), pack(), on_demand(1), used_before=used_before)


def test_of_two_packs_of_a_plan_the_one_that_ends_first_had_counted_first() -> None:
    # 90 of 100 + 100 units were used before: 110 are left for 120 hours, so 10 are bought at 1
    packs = [
        plan("pack", plan_id="k", quantity=100, price=5, term_months=12, draws=[{"units": 1}],
             purchase={"starts_on": day})
        for day in (date(2025, 3, 1), date(2025, 6, 1))
    ]  # fmt: skip
    billed = bill(constant(1, 120), *packs, on_demand(1), used_before={("k", ""): Decimal(90)})
    assert billed.total == 10
    # 150: the first is exhausted, the second has 50 left
    rich = bill(constant(1, 60), *packs, on_demand(1), used_before={("k", ""): Decimal(150)})
    assert rich.total == 10
    with pytest.raises(UsageError, match="201 were used before, and 200 is all"):
        bill(constant(1, 60), *packs, on_demand(1), used_before={("k", ""): Decimal(201)})


def test_of_a_pack_that_begins_with_the_usage_nothing_was_used_before() -> None:
    with pytest.raises(UsageError, match="no plan counts from before the usage: pack"):
        bill(constant(1, 1), pack(purchase=BOUGHT), used_before={("pack", ""): Decimal(1)})


def test_tiers_go_on_over_a_new_version_of_the_price() -> None:
    # 60 units in the first days of January under the old version, 60 under the new one, whose first
    # tier has 40 left
    old = tiers(valid_to=None)
    steps = [{"from_quantity": 0, "price": 30}, {"from_quantity": 100, "price": 10}]
    new = plan(
        "pay_as_you_go", valid_from=date(2026, 1, 2),
        prices=[{"tiers": {"kind": "graduated", "steps": steps}}],
    )  # fmt: skip
    billed = bill(use({"a": [60] + [0] * 23 + [60] + [0] * 23}), old, new)
    assert amounts(billed, "usage") == [180, 40 * 30, 20 * 10]
    assert [billed.rows(line)["quantity"].sum() for line in billed.lines] == [60, 40, 20]
    # in February they begin anew
    february = use({"a": [0] * 31 * 24 + [60]})
    assert bill(february, old, new).total == 60 * 30


def test_all_units_tiers_are_not_guessed_over_two_versions_of_a_month() -> None:
    old, new = tiers("all_units"), tiers("all_units", valid_from=date(2026, 1, 10))
    with pytest.raises(UsageError, match=r"a new version.*let versions begin on the first"):
        bill(constant(1, 744), old, new)


def _drawn(billed: Bill, of: Plan) -> Decimal:
    """What a bill says the plan counted: pack units, money committed."""
    covered = [line for line in billed.of("covered") if line.plan_id == of.plan_id]
    if of.mode == "pack":
        weights = {d["chip"][0]: d["units"] for d in of.model_dump()["draws"]}
        chips = {item.item_id: item.chip for item in some.ITEMS}
        return sum((line.quantity * weights[chips[line.item_id]] for line in covered), Decimal(0))
    return sum((line.value or Decimal(0) for line in covered), Decimal(0))


@given(
    usage=some.usages(),
    base=some.on_demand,
    bought=st.one_of(some.spends, some.packs),
    cut=st.integers(25, 53),
)
def test_a_bill_from_an_opening_balance_on_is_the_rest_of_the_whole_bill(
    usage: Usage, base: Plan, bought: Plan, cut: int
) -> None:
    middle = usage.first_hour + timedelta(hours=cut)
    first = price(usage, [base, bought], Period(usage.first_hour, middle))
    second = price(usage, [base, bought], Period(middle, usage.end))
    late = replace(usage, first_hour=middle, ticks=usage.ticks[:, cut:])
    begun = usage.first_hour + timedelta(hours=24 * (1 + (bought.purchase.starts_on.day - 1)))  # type: ignore[attr-defined]
    if begun >= middle:
        return
    before = min(_drawn(first, bought), _most(bought))
    again = bill(late, base, bought, used_before={(bought.plan_id, ""): before})
    # what was drawn is printed to 9 decimals of each item, times at most 100 yuan or units
    assert abs(again.total - second.total) < Decimal("0.001")


def _most(bought: Any) -> Decimal:
    held = bought.quantity if bought.mode == "pack" else bought.commitment
    return Decimal(held * bought.purchase.units)


@given(usage=some.usages(), one=some.tiered, cut=st.integers(25, 47))
def test_tiers_from_an_opening_on_are_the_rest_of_their_day(
    usage: Usage, one: Plan, cut: int
) -> None:
    middle = usage.first_hour + timedelta(hours=cut)
    second = price(usage, one, Period(middle, usage.end))
    late = replace(usage, first_hour=middle, ticks=usage.ticks[:, cut:])
    used = usage.ticks[:, 24:cut].sum(axis=1).tolist()  # the local day that `middle` lies in
    before = {
        (one.plan_id, item.item_id): Decimal(ticks) / TICKS_PER_UNIT
        for item, ticks in zip(usage.items, used, strict=True)
    }
    assert abs(bill(late, one, used_before=before).total - second.total) < Decimal("0.000001")
