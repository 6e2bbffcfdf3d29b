"""When demand passes the cards, and by when to order: by hand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.capacity.shortage import Delivery, Need, Shortage, cards_by_day, order_by

FIRST = date(2026, 5, 7)  # a Thursday: four days of its week, then seven, then seven
WEEK_OF_DAY = np.repeat([0, 1, 2], 7)[3:]
DAYS = len(WEEK_OF_DAY)


def weeks(*cards: float) -> Need:
    """Every day as its week."""
    by_week = np.array(cards, dtype=float)
    return Need(by_week, by_week[WEEK_OF_DAY])


def held_against(need: Need, *deliveries: Delivery, cards: int = 10) -> Shortage:
    supply = cards_by_day(FIRST, DAYS, cards, deliveries)
    return Shortage(FIRST, WEEK_OF_DAY, supply, {0.5: need, 0.1: weeks(11, 12, 13)})


def test_the_first_week_above_the_cards_is_short_from_its_first_day() -> None:
    found = held_against(weeks(9, 10, 10.5))
    # week 2 begins on 18 May: 7 May + 4 + 7 days
    assert (found.week(0.5), found.day(0.5)) == (2, date(2026, 5, 18))
    assert found.missing(0.5).tolist() == [0, 0, 0.5]
    assert found.day(0.1) == FIRST


def test_as_many_cards_as_wanted_are_enough() -> None:
    assert held_against(weeks(10, 10, 10)).day(0.5) is None


def test_a_thousandth_of_the_cards_is_no_shortage() -> None:
    # Quantiles of a demand of 10 are 10.002 or so: as many cards as are used are enough.
    assert held_against(weeks(10.009, 10.005, 9)).day(0.5) is None
    assert held_against(weeks(10.009, 10.02, 9)).week(0.5) == 1


def test_a_contract_that_ends_makes_its_week_short_from_that_day() -> None:
    ends = Delivery(date(2026, 5, 14), -4)  # a Thursday in the second week
    found = held_against(weeks(8, 8, 8), ends)
    assert found.supply_by_week.tolist() == [10, 6, 6]
    assert found.day(0.5) == date(2026, 5, 14)


def test_the_first_busy_day_of_a_short_week_is_named() -> None:
    by_day = np.full(DAYS, 9.0)
    by_day[6] = 12  # 13 May
    found = held_against(Need(np.array([9.0, 10.5, 9.0]), by_day))
    assert found.day(0.5) == date(2026, 5, 13)


def test_hours_that_lack_on_many_days_make_a_week_short_without_a_short_day() -> None:
    found = held_against(Need(np.array([9.0, 10.5, 9.0]), np.full(DAYS, 9.5)))
    assert found.day(0.5) == date(2026, 5, 11)


def test_a_delivery_mends_only_weeks_that_it_reaches_whole() -> None:
    arrives = Delivery(date(2026, 5, 12), 4)  # a Tuesday: Monday is still short
    found = held_against(weeks(8, 12, 12), arrives)
    assert found.missing(0.5).tolist() == [0, 2, 0]


def test_a_delivery_before_the_first_day_counts_from_the_first() -> None:
    assert cards_by_day(FIRST, 3, 10, [Delivery(date(2026, 4, 1), 2)]).tolist() == [12] * 3


def test_contracts_cannot_take_more_cards_than_there_are() -> None:
    assert cards_by_day(FIRST, 2, 10, [Delivery(date(2026, 5, 8), -16)]).tolist() == [10, 0]


def test_what_takes_two_months_is_ordered_two_months_and_a_day_before() -> None:
    assert order_by(date(2026, 5, 4), 2) == date(2026, 3, 3)


def test_an_order_for_the_last_of_a_month_respects_short_months() -> None:
    # short on 31 March; a month before is 28 February, the day before that the 27th
    assert order_by(date(2026, 3, 31), 1) == date(2026, 2, 27)


@pytest.mark.parametrize("by_week", [[1.0, 2.0], [1.0, np.nan, 2.0], [1.0, 2.0, 3.0, 4.0]])
def test_missing_demand_is_refused(by_week: list[float]) -> None:
    with pytest.raises(UsageError, match="a number for every week and day"):
        held_against(Need(np.array(by_week), np.ones(DAYS)))


def test_a_risk_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(UsageError, match=r"No demand is known at a risk of 0\.2"):
        held_against(weeks(1, 2, 3)).day(0.2)


@given(
    need=st.lists(st.floats(0, 30), min_size=3, max_size=3),
    cards=st.integers(0, 30),
    more=st.integers(0, 10),
)
def test_more_cards_never_bring_a_shortage_forward(
    need: list[float], cards: int, more: int
) -> None:
    few, many = (held_against(weeks(*need), cards=number) for number in (cards, cards + more))
    assert (many.missing(0.5) <= few.missing(0.5)).all()
    soon, late = few.day(0.5), many.day(0.5)
    assert late is None or (soon is not None and soon <= late)
