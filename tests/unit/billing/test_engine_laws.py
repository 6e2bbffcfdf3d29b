"""What holds for any usage and any plans."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.billing import cover
from models.billing.clock import Period
from models.billing.engine import cheapest, price
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Usage
from tests.unit.billing import random_plans as some
from tests.unit.billing.priced import BOUGHT, bill, constant, on_demand, plan, use, whole

LINE_ROUNDING = Decimal("0.000001")  # lines are rounded to 12 decimals in random plans

payg = st.one_of(some.on_demand, some.banded, some.tiered)


@given(usage=some.usages(), one=payg, more=st.integers(1, 10**9), data=st.data())
def test_more_hours_never_cost_less_under_pay_as_you_go(
    usage: Usage, one: Plan, more: int, data: st.DataObject
) -> None:
    busier = usage.ticks.copy()
    cell = data.draw(st.integers(0, busier.size - 1))
    busier.flat[cell] += more * 3600
    before = price(usage, one, whole(usage)).total
    assert price(replace(usage, ticks=busier), one, whole(usage)).total >= before - LINE_ROUNDING


@given(usage=some.usages(), plans=some.portfolios, at=st.integers(1, 53))
def test_splitting_a_period_changes_nothing(usage: Usage, plans: tuple[Plan, ...], at: int) -> None:
    middle = usage.first_hour + timedelta(hours=at)
    parts = [
        price(usage, plans, Period(usage.first_hour, middle)),
        price(usage, plans, Period(middle, usage.end)),
    ]
    total = sum(part.total for part in parts)
    assert abs(price(usage, plans, whole(usage)).total - total) < LINE_ROUNDING


def _scaled(value: Any, factor: int, key: str = "") -> Any:
    """A plan's tables with every price, fee and commitment multiplied."""
    money = {"price", "fee", "upfront", "recurring", "commitment", "list_price"}
    if isinstance(value, dict):
        return {name: _scaled(part, factor, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scaled(part, factor, key) for part in value]
    return value * factor if key in money and value is not None else value


@given(usage=some.usages(), plans=some.portfolios, factor=st.sampled_from([2, 3, 7, 1000]))
def test_scaling_all_prices_scales_the_bill(
    usage: Usage, plans: tuple[Plan, ...], factor: int
) -> None:
    scaled = [
        type(one).model_validate(_scaled(one.model_dump(exclude_none=True), factor))
        for one in plans
    ]
    before = price(usage, plans, whole(usage)).total
    after = price(usage, scaled, whole(usage)).total
    assert abs(after - factor * before) < LINE_ROUNDING * factor


@given(
    usage=some.usages(),
    base=some.on_demand,
    optional=st.lists(
        st.one_of(some.subscriptions, some.reservations, some.savings, some.spends, some.packs),
        min_size=1,
        max_size=3,
    ),
)
def test_a_portfolio_that_may_be_chosen_never_costs_more_than_its_best_single_plan(
    usage: Usage, base: Plan, optional: list[Plan]
) -> None:
    chosen = cheapest(usage, base, optional, whole(usage)).total
    assert chosen <= price(usage, base, whole(usage)).total
    for one in optional:
        assert chosen <= price(usage, [base, one], whole(usage)).total


@given(usage=some.usages(), plans=some.portfolios, period=some.periods())
def test_lines_sum_to_the_total_and_rows_to_their_line(
    usage: Usage, plans: tuple[Plan, ...], period: Period
) -> None:
    billed = price(usage, plans, period)
    assert sum(line.amount for line in billed.lines if line.ledger == "charge") == billed.total
    assert billed.frame().height == len(billed.lines)
    for line in billed.of("usage", "covered"):
        rows = billed.rows(line)
        assert rows.height > 0
        assert rows["hour_utc"].is_between(line.start, line.end, closed="left").all()
        assert set(rows["item_id"]) == {line.item_id}
        # each row is printed to 9 decimals
        assert abs(rows["quantity"].sum() - line.quantity) <= Decimal("1e-9") * rows.height


@given(usage=some.usages(), plans=some.portfolios, period=some.periods())
def test_nothing_used_is_lost_and_nothing_is_priced_twice(
    usage: Usage, plans: tuple[Plan, ...], period: Period
) -> None:
    billed = price(usage, plans, period)
    first = (period.start - usage.first_hour) // timedelta(hours=1)
    last = (period.end - usage.first_hour) // timedelta(hours=1)
    used = Decimal(int(usage.ticks[:, first:last].sum())) / TICKS_PER_UNIT
    priced = sum((line.quantity for line in billed.of("usage", "covered")), Decimal(0))
    assert abs(used - priced) < Decimal("1e-9") * len(billed.lines) + Decimal("1e-9")


@given(units=st.integers(1, 16), price_=st.integers(1, 500), busy=st.integers(1, 743))
@settings(max_examples=30)
def test_at_the_break_even_a_month_costs_the_same(units: int, price_: int, busy: int) -> None:
    month = use({"cards": [units] * busy + [0] * (744 - busy)})
    fee = units * price_ * busy
    rent = plan("subscription", fee=fee, cards=units, term_months=1, purchase=BOUGHT)
    assert bill(month, rent, on_demand(price_)).total == bill(month, on_demand(price_)).total == fee


@given(commitment=st.integers(1, 99), quantity=st.integers(0, 99))
@settings(max_examples=30)
def test_used_and_unused_are_the_commitment(commitment: int, quantity: int) -> None:
    saving = plan(
        "savings_plan", commitment=commitment, term_months=12, purchase=BOUGHT,
        prices=[{"price": 3}],
    )  # fmt: skip
    billed = bill(constant(quantity, 5), on_demand(4), saving)
    parts = sum((line.value or Decimal(0) for line in billed.of("covered", "unused")), Decimal(0))
    assert abs(parts - 5 * commitment) < Decimal("0.02")
    assert sum(line.amount for line in billed.of("fee")) == 5 * commitment


@given(usage=some.usages(), plans=some.portfolios)
def test_the_wide_way_and_the_fast_way_are_one(usage: Usage, plans: tuple[Plan, ...]) -> None:
    fast = price(usage, plans, whole(usage)).lines
    with patch.object(cover, "FITS", 0.0):
        wide = price(usage, plans, whole(usage)).lines
    assert [(line.quantity, line.amount) for line in wide] == [
        (line.quantity, line.amount) for line in fast
    ]


def test_whole_numbers_wider_than_64_bits_give_the_same_bill() -> None:
    # 12-digit rates times large pools pass 2**63: the slow path must not differ from the fast one.
    usage = constant(1_000_000, 30)
    rates = ("0.333333333333", "0.5")
    saving = plan(
        "savings_plan", commitment=250_000, term_months=12, purchase=BOUGHT,
        prices=[{"price": Decimal(rates[0]), "list_price": 1}],
    )  # fmt: skip
    billed = bill(usage, on_demand(rates[1]), saving)
    # 250,000 / 0.333333333333 = 750,000.00000075 an hour are covered
    covered = 250_000 * 30 / Decimal(rates[0])
    assert abs(billed.of("covered")[0].quantity - covered) < Decimal("0.00001")
    assert billed.total == 30 * 250_000 + round((30_000_000 - covered) * Decimal("0.5"), 2)


def test_no_mode_changes_the_usage_it_is_given() -> None:
    usage = constant(3, 48)
    before = usage.ticks.copy()
    year = {"term_months": 12, "purchase": BOUGHT}
    bill(
        usage,
        on_demand(10),
        plan("subscription", fee=1, **year),
        plan("reserved", recurring=1, **year),
        plan("savings_plan", commitment=1, prices=[{"price": 1}], **year),
        plan("pack", quantity=1, price=1, draws=[{"units": 1}], **year),
    )
    assert np.array_equal(usage.ticks, before)


def test_of_a_tie_the_fewest_plans_are_chosen() -> None:
    bought = {"starts_on": date(2026, 1, 1)}
    free = plan("reserved", term_months=1, match={"sku": "none"}, purchase=bought)
    usage = constant(1, 5)
    chosen = cheapest(usage, on_demand(1), [free], whole(usage))
    assert {line.mode for line in chosen.lines} == {"pay_as_you_go"}
