"""How many units cost least where an hour's price depends on how much else is used."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.best_amount import MOST_PRICED, cheapest_of_all
from models.billing.case import Case
from models.billing.compare import by_the_hour, compare_one
from models.billing.ladder import ladder, most_units
from models.billing.plans import Plan
from tests.unit.billing.priced import plan
from tests.unit.billing.test_break_even_law import case

tier_prices = st.lists(st.integers(1, 20), min_size=2, max_size=3)
some_use = st.lists(st.integers(0, 9), min_size=1, max_size=24)


def tiers(steps: list[tuple[int, int]], kind: str = "graduated") -> Plan:
    made = [{"from_quantity": start, "price": price} for start, price in steps]
    return plan("pay_as_you_go", prices=[{"tiers": {"kind": kind, "steps": made}}])


def every(one: Case, offer: Plan, most: int) -> Decimal:
    costs = [compare_one(one, offer, units).cost for units in range(1, most + 1)]
    return min([by_the_hour(one).cost, *costs])


def test_seven_cards_are_a_valley_and_two_are_the_lowest() -> None:
    # 744 h: 7 cards for 288 h, then 2. Ten yuan up to 2,000 card-hours, then 5; a card at 5 an hour
    # costs 3,720. None: 2,016 + 912 = 2,928 card-hours: 20,000 + 4,640 = 24,640.
    # Two: 7,440 + 1,440 x 10 = 21,840. Each further card saves 288 x 10 = 2,880 and costs 3,720.
    one = case([[7] * 288 + [2] * 456], tiers([(0, 10), (2000, 5)]), days=31)
    found = ladder(one, plan("reserved", cards=1, term_months=1, recurring=5))
    assert (found.best.units, found.best.cost) == (2, Decimal(21_840))


@settings(max_examples=60)
@given(
    use=some_use, prices=tier_prices, first=st.integers(10, 400), cards=st.integers(1, 3),
    fee=st.integers(1, 40), kind=st.sampled_from(["graduated", "all_units"]),
)  # fmt: skip
def test_beside_tiers_the_best_is_that_of_every_number_of_units(
    use: list[int], prices: list[int], first: int, cards: int, fee: int, kind: str
) -> None:
    steps = [(first * n, price) for n, price in enumerate(prices)]
    one = case([use], tiers(steps, kind), days=31)
    offer = plan("reserved", cards=cards, term_months=1, recurring=fee)
    assert ladder(one, offer).best.cost == every(one, offer, most_units(one, offer))


@settings(max_examples=20)
@given(use=some_use, prices=tier_prices, first=st.integers(10, 400), price=st.integers(50, 4000))
def test_beside_tiers_so_is_the_best_number_of_packs(
    use: list[int], prices: list[int], first: int, price: int
) -> None:
    one = case([use], tiers([(first * n, price) for n, price in enumerate(prices)]), days=31)
    offer = plan("pack", quantity=400, price=price, term_months=1, draws=[{"units": 1}])
    assert ladder(one, offer).best.cost == every(one, offer, -(-int(one.used) // 400))


def test_of_several_items_a_later_card_may_save_more_than_the_first() -> None:
    # Four cards of a at 2 yuan are covered first, then one of b at 20. At 5 an hour the first four
    # lose 3 each, the fifth saves 15: 5 x 5 = 25 an hour against 28 without any.
    listed = plan("pay_as_you_go", prices=[{"queue": "a", "price": 2}, {"queue": "b", "price": 20}])
    one = case([[4], [1]], listed, days=1)
    offer = plan("reserved", cards=1, term_months=1, recurring=5)
    found = ladder(one, offer, rungs=100)
    assert [rung.cost / 24 for rung in found.rungs] == [28, 31, 34, 37, 40, 25]
    assert ladder(one, offer).best.units == 5


def test_more_amounts_than_can_be_priced_are_refused() -> None:
    assert cheapest_of_all(MOST_PRICED, lambda place: Decimal((place - 7) ** 2), "pack") == 7
    with pytest.raises(UsageError, match="2001 amounts"):
        cheapest_of_all(MOST_PRICED + 1, Decimal, "pack")
