"""A seller's day, worked by hand: what is rented, what it brings, what a change of demand does."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.closing import Basis
from models.billing.usage import TICKS_PER_UNIT
from models.supply.customers import (
    Customer,
    by_the_hour,
    rented_by_plan,
    served,
    used_cards,
)
from models.supply.year import Capacity, combined, seller_period, under_demand
from tests.unit.billing.priced import BOUGHT, constant, on_demand, plan, use, whole

IN_YUAN = Basis("CNY", "included")
BY_THE_HOUR = on_demand(10)
# 8 cards for the month at 2,880 yuan (720 h basis): 4 yuan an hour, used or not
PACKAGE = plan(
    "reserved", plan_id="package", cards=8, term_months=1, recurring=4, purchase=BOUGHT
)  # fmt: skip
# A day: the steady customer uses 6 of its 8 cards; the other one 20 cards for 12 hours.
STEADY = Customer("steady", "flat", constant(6, 24), (PACKAGE, BY_THE_HOUR))
BY_DAY = Customer("by day", "day", use({"cards": [20] * 12 + [0] * 12}), (BY_THE_HOUR,))
OWN = Customer("own", "own", constant(4, 24), (on_demand(0),), is_own=True)
PERIOD = whole(STEADY.usage)


def all_day(cards: int, cost: int) -> Capacity:
    return Capacity(np.full(24, cards * TICKS_PER_UNIT, dtype=np.int64), Decimal(cost))


FORTY_CARDS = all_day(40, 1920)  # 2 yuan per card-hour


def test_contracts_count_as_rented_whether_used_or_not() -> None:
    assert rented_by_plan(STEADY.bill(PERIOD, IN_YUAN)) == {"package": 8 * 24}
    assert rented_by_plan(BY_DAY.bill(PERIOD, IN_YUAN)) == {"pay_as_you_go": 20 * 12}


def test_an_unused_commitment_in_money_is_no_card_hour() -> None:
    saving = plan(
        "savings_plan", commitment=100, term_months=12, purchase=BOUGHT, prices=[{"price": 5}]
    )  # fmt: skip
    customer = Customer("saver", "flat", constant(6, 24), (saving, BY_THE_HOUR))
    # 6 x 5 = 30 of 100 an hour is used, 70 are lost: 6 card-hours are rented
    assert sum(rented_by_plan(customer.bill(PERIOD, IN_YUAN)).values()) == 6 * 24


def test_a_day_of_a_seller() -> None:
    found = seller_period([STEADY, BY_DAY], FORTY_CARDS, PERIOD, IN_YUAN)
    steady, by_day = found.customers
    # 4 x 24 = 96 for the package; 20 x 12 x 10 = 2,400 by the hour
    assert (steady.revenue, by_day.revenue, found.revenue) == (96, 2400, 2496)
    # 192 + 240 of 960 card-hours are rented: 45 %
    assert (found.rented_card_hours, found.rented_ratio) == (432, Decimal("0.45"))
    # the customers bear 384 and 480 of 1,920; 1,056 stand idle
    assert (steady.cost, by_day.cost, found.cost) == (384, 480, 1920)
    assert (steady.margin, by_day.margin, found.margin) == (-288, 1920, 576)
    assert steady.revenue_per_card_hour == Decimal("0.5")  # 96 / 192
    assert found.revenue_per_card_hour == Decimal("2.6")  # 2,496 / 960
    # 1,920 / (2,496 / 432 x 960) = 0.346154
    assert found.break_even_ratio == Decimal("0.346154")
    assert found.short_card_hours == 0


def test_what_is_not_there_brings_nothing() -> None:
    # 20 cards: in 12 hours 6 + 20 are wanted; each gets 20/26: 15.384615 of 20 by the hour
    found = seller_period([STEADY, BY_DAY], all_day(20, 960), PERIOD, IN_YUAN)
    assert float(found.short_card_hours) == pytest.approx(6 * 12)
    assert float(found.customers[1].revenue) == pytest.approx(20 * 20 / 26 * 12 * 10, abs=0.01)
    assert found.customers[0].revenue == 96  # the package is paid all the same


def test_a_fall_of_demand_leaves_the_packages_and_takes_the_hours() -> None:
    half, same = under_demand(
        [STEADY, BY_DAY], lambda _: FORTY_CARDS, PERIOD, IN_YUAN, [Fraction(1, 2), Fraction(1)]
    )
    assert (half.revenue, same.revenue) == (96 + 1200, 2496)
    assert half.margin == -624


def test_without_customers_that_use_anything_there_is_no_price() -> None:
    idle = Customer("idle", "none", constant(0, 24), (BY_THE_HOUR,))
    found = seller_period([idle], FORTY_CARDS, PERIOD, IN_YUAN)
    assert found.customers[0].revenue_per_card_hour is None
    assert (found.margin_ratio, found.break_even_ratio) == (None, None)
    assert (found.cost, found.margin) == (1920, -1920)


def test_contracts_beyond_the_cards_share_the_cost_among_themselves() -> None:
    # 8 cards are promised and 4 exist: the customer bears all of the cost, and no more
    found = seller_period([STEADY], all_day(4, 192), PERIOD, IN_YUAN)
    assert found.rented_ratio == 2
    assert (found.customers[0].cost, found.cost) == (192, 192)


def test_what_no_package_covers_is_by_the_hour() -> None:
    eight = Customer("eight", "flat", constant(9, 24), (PACKAGE, BY_THE_HOUR))
    found = by_the_hour([eight, BY_DAY, OWN], PERIOD, IN_YUAN)
    # 9 of which the package covers 8, and 20 in the first twelve hours: 264 at 10
    assert (found.ticks // TICKS_PER_UNIT).tolist() == [21] * 12 + [1] * 12
    assert found.revenue == 2640


def test_what_the_seller_uses_itself_takes_cards_and_is_not_rented() -> None:
    found = seller_period([STEADY, OWN], FORTY_CARDS, PERIOD, IN_YUAN)
    assert (found.rented_card_hours, found.own_card_hours) == (192, 96)
    # it bears 96 of 960 card-hours: 192 of 1,920 yuan
    assert found.customers[1].cost == 192


def test_margin_by_plan_adds_up_to_the_customers() -> None:
    eight = Customer("eight", "flat", constant(9, 24), (PACKAGE, BY_THE_HOUR))
    found = seller_period([eight], FORTY_CARDS, PERIOD, IN_YUAN).customers[0]
    by_plan = {part.plan_id: part for part in found.by_plan}
    # the package: 96 yuan, 192 card-hours at 2; by the hour: 24 card-hours at 10, costing 48
    assert (by_plan["package"].revenue, by_plan["package"].margin) == (96, 96 - 384)
    assert (by_plan["pay_as_you_go"].revenue, by_plan["pay_as_you_go"].margin) == (240, 192)
    assert (found.revenue, found.cost, found.margin) == (336, 432, -96)
    assert found.together_with([found]).by_plan[0].revenue == 192


def test_periods_together_add_up() -> None:
    one = seller_period([STEADY, BY_DAY], FORTY_CARDS, PERIOD, IN_YUAN)
    both = combined([one, one])
    assert (both.revenue, both.margin, both.cost) == (4992, 1152, 3840)
    assert both.rented_ratio == Decimal("0.45")


def test_capacity_may_change_from_hour_to_hour() -> None:
    ticks = np.array([40] * 12 + [8] * 12, dtype=np.int64) * TICKS_PER_UNIT
    found = seller_period([STEADY, BY_DAY], Capacity(ticks, Decimal(1152)), PERIOD, IN_YUAN)
    # 40 x 12 + 8 x 12 = 576 card-hours, of which 432 are rented
    assert (found.capacity_card_hours, found.rented_ratio) == (576, Decimal("0.75"))
    assert found.short_card_hours == 0


def test_where_nothing_is_there_nothing_has_a_share() -> None:
    nothing = Capacity(np.zeros(24, dtype=np.int64), Decimal(0))
    found = seller_period([BY_DAY], nothing, PERIOD, IN_YUAN)
    assert (found.rented_ratio, found.revenue_per_card_hour, found.break_even_ratio) == (None,) * 3
    assert found.short_card_hours == 240


def test_customers_with_other_hours_or_units_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match="night has other hours than steady"):
        used_cards([STEADY, Customer("night", "x", constant(1, 12), ())])
    stored = constant(1, 24, unit="tb_hour")
    with pytest.raises(UsageError, match="disk uses something"):
        used_cards([Customer("disk", "x", stored, ())])


@given(
    wants=st.lists(st.lists(st.integers(0, 50), min_size=6, max_size=6), min_size=1, max_size=4),
    cards=st.integers(1, 60),
)
def test_no_hour_serves_more_than_there_is_nor_than_was_wanted(
    wants: list[list[int]], cards: int
) -> None:
    customers = [Customer(str(n), "x", use({"cards": row}), ()) for n, row in enumerate(wants)]
    capacity = np.full(6, cards * TICKS_PER_UNIT, dtype=np.int64)
    there = served(customers, capacity)
    total = used_cards(there)
    assert (total <= cards * TICKS_PER_UNIT).all()
    for before, after in zip(customers, there, strict=True):
        assert (after.usage.ticks <= before.usage.ticks).all()
    # not more than a tick per customer is lost to whole numbers in a full hour
    full = used_cards(customers) >= cards * TICKS_PER_UNIT
    assert (total[full] >= cards * TICKS_PER_UNIT - len(wants)).all()
