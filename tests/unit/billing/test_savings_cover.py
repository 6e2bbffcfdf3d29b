"""What savings plans in hand count of pools by the hour, and whose cost their days are."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.billing.savings_cover import HourlyPlan, Scope, count_by_hour, rank, shares_of_day
from models.procurement.spend import Rates, covered

PRICE = np.array([[10.0], [20.0]])


def _counted(beyond: Any, *plans: HourlyPlan, price: Any = PRICE) -> list[Any]:
    return list(count_by_hour(np.array(beyond, dtype=float), price, plans))


def test_use_counts_at_the_discount_until_the_money_is_used_up() -> None:
    # 8 yuan a card-hour: 24 yuan cover 3 of 3, 3 of 6, and 1 of 1 with 16 left over.
    (one,) = _counted([[3, 6, 1]], HourlyPlan(np.array([24]), 0.2, (0,)), price=np.array([[10.0]]))
    assert one.card_hours.tolist() == [[3, 3, 1]]
    assert one.used_cny.tolist() == [[24, 24, 8]]
    assert one.unused_cny.tolist() == [0, 0, 16]


def test_pools_are_covered_to_the_same_share() -> None:
    # 2 x 8 + 3 x 16 = 64 yuan of use, 32 of money: half of each.
    (one,) = _counted([[2], [3]], HourlyPlan(np.array([32]), 0.2, (0, 1)))
    assert one.card_hours.tolist() == [[1], [1.5]]
    assert one.used_cny.tolist() == [[8], [24]]


def test_a_second_plan_counts_what_the_first_leaves() -> None:
    # At 40 % off 4 x 6 = 24 yuan, half of it; the other 2 card-hours at 10 % off are 18 of 30.
    found = _counted(
        [[4], [0]], HourlyPlan(np.array([12]), 0.4, (0,)), HourlyPlan(np.array([30]), 0.1, (0, 1))
    )
    assert [plan.card_hours.tolist() for plan in found] == [[[2]], [[2], [0]]]
    assert [plan.unused_cny.tolist() for plan in found] == [[0], [12]]


def test_the_best_discount_counts_first_and_of_equal_ones_the_narrower() -> None:
    one_chip, one_region, all_of_it = (
        Scope("a", "north", "H20"),
        Scope("a", "north", None),
        Scope("a", None, None),
    )
    plans = [
        (all_of_it, 0.2, "x"),
        (one_region, 0.2, "b"),
        (one_chip, 0.2, "c"),
        (all_of_it, 0.3, "z"),
    ]
    in_order = sorted(plans, key=lambda plan: rank(*plan))
    assert [name for _, _, name in in_order] == ["z", "c", "b", "x"]


def test_what_is_not_known_counts_nothing() -> None:
    price = np.array([[np.nan, 10.0], [10.0, 10.0]])
    (one,) = _counted([[5, np.nan], [1, 1]], HourlyPlan(np.array([80]), 0.2, (0, 1)), price=price)
    assert one.card_hours.tolist() == [[0, 0], [1, 1]]
    assert one.unused_cny.tolist() == [72, 72]


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=2),
    st.integers(0, 200),
)
def test_it_counts_as_much_as_covering_pool_by_pool_does(need: list[list[int]], money: int) -> None:
    beyond = np.array(need, dtype=float)
    (one,) = _counted(beyond, HourlyPlan(np.array([money]), 0.25, (0, 1)))
    listed = PRICE[:, 0]
    other = covered(beyond, Rates(0.75 * listed, listed), money)
    saved, expected = (listed @ hours for hours in (one.card_hours, other))
    assert saved == pytest.approx(expected)
    assert one.used_cny.sum(axis=0) + one.unused_cny == pytest.approx(money)
    assert (one.card_hours <= beyond).all()


def test_sample_paths_may_stand_before_pools() -> None:
    beyond = np.array([[[2.0], [3.0]], [[1.0], [0.0]]])
    (one,) = _counted(beyond, HourlyPlan(np.array([32]), 0.2, (0, 1)))
    assert one.card_hours.tolist() == [[[1], [1.5]], [[1], [0]]]
    day = one.used_cny.sum(axis=-1)
    assert shares_of_day(day, np.ones_like(day)).tolist() == [[0.25, 0.75], [1, 0]]


@pytest.mark.parametrize(
    ("used", "measured", "shares"),
    [
        ([30, 10], [24, 24], [0.75, 0.25]),
        ([0, 0], [24, 0], [1, 0]),  # nothing used: those measured
        ([0, 0], [0, 0], [0.5, 0.5]),  # nor measured: all
    ],
)
def test_a_day_is_the_cost_of_those_who_used_it(
    used: list[float], measured: list[int], shares: list[float]
) -> None:
    assert shares_of_day(np.array(used, dtype=float), np.array(measured)).tolist() == shares
