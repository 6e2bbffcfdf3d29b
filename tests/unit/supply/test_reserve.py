"""Cards kept free for customers by the hour: by hand, and against trying every number."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.usage import TICKS_PER_UNIT, Ticks
from models.supply.reserve import CardHour, best_reserve, reserve_of, reserve_to_serve


def hours(*cards: float) -> Ticks:
    return np.array([int(n * TICKS_PER_UNIT) for n in cards], dtype=np.int64)


WANTED = hours(0, 2, 4, 4, 8)
AT_TEN = CardHour(price=Decimal(10), cost=Decimal(4))


def test_a_card_is_kept_while_it_sells_in_more_than_two_of_five_hours() -> None:
    # cards 1 and 2 sell in 4 of 5 hours, 3 and 4 in 3, 5 to 8 in one: 4 / 10 of 5 hours is 2
    found = best_reserve(WANTED, AT_TEN)
    assert found.cards == 4
    # sold 0 + 2 + 4 + 4 + 4 = 14, lost 4, held 20: 140 - 80
    assert (found.sold_card_hours, found.lost_card_hours, found.idle_card_hours) == (14, 4, 6)
    assert (found.margin, found.served_ratio) == (60, Decimal("0.777778"))


def test_a_refusal_that_costs_goodwill_keeps_more() -> None:
    # (10 + 11) x 1 hour = 21 > 4 x 5 = 20: the eighth card pays
    found = best_reserve(WANTED, CardHour(Decimal(10), Decimal(4), goodwill=Decimal(11)))
    assert (found.cards, found.lost_card_hours) == (8, 0)


def test_a_tie_keeps_the_fewest() -> None:
    # at a cost of 6, a card that sells in 3 of 5 hours earns 30 and costs 30
    assert best_reserve(WANTED, CardHour(Decimal(10), Decimal(6))).cards == 2


def test_cards_dearer_than_their_price_are_not_kept() -> None:
    found = best_reserve(WANTED, CardHour(Decimal(10), Decimal(11)))
    assert (found.cards, found.margin) == (0, 0)


def test_the_fewest_cards_that_serve_nine_tenths() -> None:
    # 16.2 of 18: 5 cards serve 15, 6 serve 16, 7 serve 17
    assert reserve_to_serve(WANTED, Decimal("0.9"), AT_TEN).cards == 7
    assert reserve_to_serve(WANTED, Decimal(1), AT_TEN).cards == 8
    assert reserve_to_serve(WANTED, Decimal(0), AT_TEN).cards == 0


def test_nothing_wanted_needs_nothing() -> None:
    found = best_reserve(hours(0, 0), AT_TEN)
    assert (found.cards, found.served_ratio) == (0, None)


def test_without_an_hour_nothing_is_known() -> None:
    with pytest.raises(UsageError, match="no hour to learn from"):
        best_reserve(hours(), AT_TEN)


@given(
    cards=st.lists(st.integers(0, 12), min_size=1, max_size=12),
    price=st.integers(1, 20),
    cost=st.integers(0, 20),
    goodwill=st.integers(0, 5),
)
def test_no_other_number_earns_more(cards: list[int], price: int, cost: int, goodwill: int) -> None:
    terms = CardHour(Decimal(price), Decimal(cost), Decimal(goodwill))
    best = best_reserve(hours(*cards), terms)
    assert best.margin == max(reserve_of(hours(*cards), n, terms).margin for n in range(14))
