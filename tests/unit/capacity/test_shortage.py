"""When demand passes the cards, and by when to order: by hand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.capacity.shortage import Delivery, shortage

FIRST = date(2026, 5, 1)
# Four paths over five days; ten cards.
PATHS = np.array(
    [[8.0, 9, 10, 11, 12], [8, 8, 8, 8, 8], [8, 12, 8, 8, 8], [8, 8, 8, 8, 10.5]], dtype=float
)


def test_the_risk_is_that_of_all_days_so_far() -> None:
    found = shortage(PATHS, FIRST, 10)
    # path 3 is short on day 2 and counts from then on; path 1 from day 4, path 4 from day 5
    assert found.short_by_then_ratio.tolist() == [0, 0.25, 0.25, 0.5, 0.75]
    assert found.day(0.25) == date(2026, 5, 2)
    assert found.day(0.5) == date(2026, 5, 4)
    assert found.day(0.9) is None


def test_as_many_cards_as_wanted_are_enough() -> None:
    assert shortage(np.array([[10.0]]), FIRST, 10).day(0.5) is None


def test_deliveries_and_ending_contracts_move_supply() -> None:
    changes = [Delivery(date(2026, 5, 3), 4), Delivery(date(2026, 5, 5), -8)]
    found = shortage(PATHS, FIRST, 10, changes)
    assert found.supply_cards.tolist() == [10, 10, 14, 14, 6]
    assert found.short_by_then_ratio.tolist() == [0, 0.25, 0.25, 0.25, 1]
    # on the last day the paths want 8, 8, 10.5 and 12: P90 = 10.5 + 0.7 x 1.5 = 11.55, 6 are there
    assert found.missing_cards(date(2026, 5, 5)) == pytest.approx(5.55)
    assert found.missing_cards(date(2026, 5, 3)) == 0


def test_a_delivery_before_the_first_day_counts_from_the_first() -> None:
    found = shortage(PATHS, FIRST, 10, [Delivery(date(2026, 4, 1), 2)])
    assert found.supply_cards.tolist() == [12] * 5


def test_what_takes_two_months_is_ordered_two_months_and_a_day_before() -> None:
    found = shortage(PATHS, FIRST, 10)
    assert found.order_by(0.5, 2) == date(2026, 3, 3)
    assert found.order_by(0.9, 2) is None


def test_an_order_for_the_last_of_a_month_respects_short_months() -> None:
    # short on 31 March; a month before is 28 February, the day before that the 27th
    found = shortage(np.array([[11.0]]), date(2026, 3, 31), 10)
    assert found.order_by(0.5, 1) == date(2026, 2, 27)


@pytest.mark.parametrize(
    "paths", [np.array([[]]), np.array([1.0]), np.array([[1.0, np.nan]]), np.zeros((0, 3))]
)
def test_missing_demand_is_refused(paths: np.ndarray) -> None:
    with pytest.raises(UsageError, match="a number for every path and day"):
        shortage(paths, FIRST, 10)


def test_a_risk_in_per_cent_is_refused() -> None:
    with pytest.raises(UsageError, match="share"):
        shortage(PATHS, FIRST, 10).day(50)


@given(seed=st.integers(0, 1000), cards=st.integers(0, 30), more=st.integers(0, 10))
def test_the_risk_never_falls_and_more_cards_never_raise_it(
    seed: int, cards: int, more: int
) -> None:
    paths = np.random.default_rng(seed).uniform(0, 30, (20, 12))
    few, many = shortage(paths, FIRST, cards), shortage(paths, FIRST, cards + more)
    assert (np.diff(few.short_by_then_ratio) >= 0).all()
    assert (many.short_by_then_ratio <= few.short_by_then_ratio).all()
    assert (few.demand_p50 <= few.demand_p90).all()
