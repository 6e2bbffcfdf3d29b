"""Work bought by the hour while another pool's cards stand idle: by hand."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.usage import TICKS_PER_UNIT, Ticks
from models.capacity.lending import Busy, lent


def ticks(*cards: float) -> Ticks:
    return np.array([int(n * TICKS_PER_UNIT) for n in cards], dtype=np.int64)


def test_what_may_move_runs_on_the_others_idle_cards_of_the_same_hour() -> None:
    north = Busy(ticks(12, 12, 8), ticks(8, 8, 8), ticks(12, 1, 8))  # beyond 4, 4, 0; may 4, 1
    south = Busy(ticks(6, 0, 0), ticks(8, 8, 8), ticks(6, 0, 0))  # idle 2, 8, 8
    # hour 1: 2 of 4; hour 2: 1 of 1; hour 3: nobody asks
    assert lent({"north": north, "south": south}) == {"north": Decimal(3), "south": Decimal(0)}


def test_two_pools_share_idle_cards_as_they_ask() -> None:
    asks = {name: Busy(ticks(n), ticks(0), ticks(n)) for name, n in (("a", 6), ("b", 2))}
    idle = Busy(ticks(0), ticks(4), ticks(0))
    assert lent({**asks, "c": idle}) == {"a": Decimal(3), "b": Decimal(1), "c": Decimal(0)}


def test_a_pool_alone_has_nobody_to_borrow_from() -> None:
    assert lent({"a": Busy(ticks(9, 1), ticks(4, 4), ticks(9, 1))}) == {"a": Decimal(0)}


def test_pools_of_other_hours_are_refused() -> None:
    one, two = Busy(ticks(1), ticks(1), ticks(1)), Busy(ticks(1, 2), ticks(1, 2), ticks(1, 2))
    with pytest.raises(UsageError, match="other hours"):
        lent({"a": one, "b": two})


@given(cards=st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=6))
def test_no_more_is_lent_than_stands_idle_or_is_asked(cards: list[tuple[int, ...]]) -> None:
    used_a, held_a, used_b, held_b = (np.array(column) for column in zip(*cards, strict=True))
    pools = {
        "a": Busy(ticks(*used_a), ticks(*held_a), ticks(*used_a)),
        "b": Busy(ticks(*used_b), ticks(*held_b), ticks(*used_b)),
    }
    got = sum(lent(pools).values())
    beyond = [np.clip(used_a - held_a, 0, None), np.clip(used_b - held_b, 0, None)]
    idle = [np.clip(held_a - used_a, 0, None), np.clip(held_b - used_b, 0, None)]
    # of two pools one lends and the other borrows
    assert got == sum(
        int(np.minimum(ask, free).sum()) for ask, free in zip(beyond, idle[::-1], strict=True)
    )
