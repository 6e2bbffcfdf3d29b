"""What idle cards cost, and what pooling, scheduling and waiting are worth: by hand."""

from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.usage import TICKS_PER_UNIT, Ticks
from models.capacity.pooling import cards_needed, pooling
from models.capacity.shifting import shift_to_idle
from models.capacity.utilisation import Held, scheduling_gain


def ticks(*cards: float) -> Ticks:
    return np.array([int(n * TICKS_PER_UNIT) for n in cards], dtype=np.int64)


def test_utilisation_is_what_is_used_of_what_is_held() -> None:
    # 10 servers of 8 cards for 720 h: 57,600 card-hours; 30 % used
    held = Held(Decimal(57_600), Decimal(17_280), Decimal(600_000))
    assert held.utilisation_ratio == Decimal("0.3")


def test_more_use_than_cards_is_refused() -> None:
    with pytest.raises(UsageError, match="utilisation"):
        Held(Decimal(8), Decimal(9), Decimal(80))


def test_ten_points_of_utilisation_free_whole_servers() -> None:
    # 10 servers at 50 %: at 60 % 8.33 servers do, so 9 stay and one of ten goes back
    held = Held(Decimal(57_600), Decimal(28_800), Decimal(600_000))
    gain = scheduling_gain(held, 10, Decimal("0.10"))
    assert (gain.utilisation_ratio, gain.servers_needed, gain.servers_freed) == (
        Decimal("0.6"), 9, 1,
    )  # fmt: skip
    assert gain.saving == 60_000
    # there is no more than all of it: 5 servers at 100 %
    assert scheduling_gain(held, 10, Decimal("0.9")).servers_needed == 5
    assert scheduling_gain(held, 10, Decimal(0)).saving == 0


def test_servers_that_nobody_uses_can_all_go() -> None:
    idle = Held(Decimal(57_600), Decimal(0), Decimal(600_000))
    assert scheduling_gain(idle, 10, Decimal("0.1")).servers_freed == 10
    assert scheduling_gain(idle, 10, Decimal(0)).servers_needed == 0


def test_pools_that_are_busy_in_turn_need_less_together() -> None:
    day = np.array([8.0, 8, 0, 0])
    found = pooling({"day": day, "night": day[::-1]}, Decimal(1))
    assert (dict(found.alone_cards), found.together_cards) == ({"day": 8, "night": 8}, 8)
    assert found.saved_cards == 8
    assert found.saving_per_month(Decimal(7500)) == 60_000


def test_of_ten_hours_nine_are_served_by_the_second_highest() -> None:
    hours = np.arange(1.0, 11)
    assert cards_needed(hours, Decimal("0.9")) == 9
    assert cards_needed(hours, Decimal("0.91")) == 10
    assert cards_needed(np.array([0.5]), Decimal(1)) == 1


def test_missing_hours_are_no_need_of_zero() -> None:
    with pytest.raises(UsageError, match="Every hour"):
        cards_needed(np.array([1.0, np.nan]), Decimal(1))
    with pytest.raises(UsageError, match="other hours"):
        pooling({"a": np.zeros(2), "b": np.zeros(3)}, Decimal(1))


def test_work_waits_for_idle_cards_the_oldest_first() -> None:
    # 4 cards: 3 too many at 0 h, 2 at 1 h; 1 idle at 2 h, 4 at 3 h.
    used, held = ticks(7, 6, 3, 0), ticks(4, 4, 4, 4)
    found = shift_to_idle(used, held, wait_hours=2)
    # of hour 0 one moves to hour 2, the other two are too late at 3 h; of hour 1 both move to 3 h
    assert (found.moved_from / TICKS_PER_UNIT).tolist() == [1, 2, 0, 0]
    assert (found.moved_to / TICKS_PER_UNIT).tolist() == [0, 0, 1, 2]
    assert found.moved_card_hours == 3
    assert shift_to_idle(used, held, wait_hours=0).moved_card_hours == 0


def test_serving_does_not_wait() -> None:
    used, held = ticks(7, 0), ticks(4, 4)
    assert shift_to_idle(used, held, 1, movable=ticks(1, 0)).moved_card_hours == 1
    assert shift_to_idle(used, held, 1, movable=ticks(0, 0)).moved_card_hours == 0


@given(
    hours=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=6),
    wait=st.integers(0, 3),
)
def test_no_other_way_moves_more(hours: list[tuple[int, int]], wait: int) -> None:
    used, held = (np.array(side, dtype=np.int64) for side in zip(*hours, strict=True))
    found = shift_to_idle(used, held, wait)
    assert found.moved_from.sum() == found.moved_to.sum()
    assert (found.moved_to <= np.clip(held - used, 0, None)).all()
    assert (found.moved_from <= found.beyond).all()
    assert found.moved_from.sum() == most_that_can_move(found.beyond, held - used, wait)


def most_that_can_move(beyond: Ticks, idle: Ticks, wait: int) -> int:
    """Hall's theorem for hours: what moves is bounded by each set of hours' work and its window."""
    hours = range(len(beyond))
    lost = 0
    for chosen in product((False, True), repeat=len(beyond)):
        work = sum(int(beyond[h]) for h in hours if chosen[h])
        window = {t for h in hours if chosen[h] for t in range(h, h + wait + 1) if t in hours}
        lost = max(lost, work - sum(max(0, int(idle[t])) for t in window))
    return int(beyond.sum()) - lost
