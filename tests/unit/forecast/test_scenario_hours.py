"""What a what-if makes of single days and hours: capacity, queues, ramps."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forecast.candidate import Floats
from models.forecast.scenarios.campaigns import Plan, added_cards
from models.forecast.scenarios.changes import Change
from models.forecast.scenarios.demand import PoolWork

CUT_OFF = date(2026, 3, 31)
DAY = date(2026, 4, 1)


def change(kind: str, ratio: float = 0.0, like: str | None = None, ramp: int = 0) -> Change:
    return Change(
        scenario="s",
        change="c",
        kind=kind,
        where={},
        like=like,
        currency=None,
        start=DAY,
        cut_off=CUT_OFF,
        ramp_days=ramp,
        ratio=ratio,
        source="test",
        grade=None,
        is_built_in=False,
    )


def work(cards: float = np.inf, plans: tuple[Plan, ...] = ()) -> PoolWork:
    return PoolWork(CUT_OFF, cards, {}, plans)


def day(first_hour: float, others: float) -> Floats:
    return np.array([[first_hour] + [others] * 23])


NONE_WAITS = day(0, 0)


def test_progress_is_in_equal_steps_and_ends_after_the_ramp() -> None:
    ramped = change("growth", 0.5, ramp=3)
    days = [DAY + timedelta(days=n) for n in range(-1, 5)]
    assert [ramped.progress(one) for one in days] == [0, 0.25, 0.5, 0.75, 1, 1]
    assert ramped.factors(days).tolist() == [1, 1.125, 1.25, 1.375, 1.5, 1.5]


def test_what_came_by_the_cut_off_is_in_the_history() -> None:
    ramped = replace(change("growth", 0.5, ramp=3), cut_off=DAY)  # a quarter had come by then
    days = [DAY + timedelta(days=n) for n in range(5)]
    assert [ramped.progress(one) for one in days] == [0, 0.25, 0.5, 0.75, 0.75]
    # 1.125 is today's level: the whole of it is 1.5 / 1.125 of that.
    assert ramped.factors(days)[[0, -1]] == pytest.approx([1, 1.5 / 1.125])
    assert not ramped.is_in_history
    assert replace(ramped, cut_off=DAY + timedelta(days=3)).is_in_history


def test_a_day_before_the_change_is_left_as_it_was_to_the_last_bit() -> None:
    used, queued = day(1 / 3, 2 / 3), day(0.1, 0)
    found = work(cards=1).change([change("growth", 0.5)], CUT_OFF, used, queued)
    assert found[0] is used
    assert found[1] is queued


def test_what_exceeds_an_hours_cards_moves_to_other_hours_of_the_day() -> None:
    # 6 x 1.5 = 9 of 8 cards: 1 moves to the 23 hours at 1.5.
    used, queued = work(cards=8).change([change("growth", 0.5)], DAY, day(6, 1), NONE_WAITS)
    assert used[0, 0] == 8
    assert used.sum() == pytest.approx((6 + 23) * 1.5)
    assert used[0, 1:] == pytest.approx(np.full(23, 1.5 + 1 / 23))
    assert queued.sum() == pytest.approx(0)


def test_what_no_hour_has_room_for_waits_and_demand_has_all_of_a_campaign() -> None:
    plans = (Plan("run", DAY, DAY, 64),)
    used, queued = work(cards=60, plans=plans).change(
        [change("campaigns")], DAY, day(10, 10), NONE_WAITS
    )
    # 10 + 64 in each hour, of 60 cards: 14 x 24 wait.
    assert used.tolist() == day(60, 60).tolist()
    assert queued.sum() == pytest.approx(14 * 24)
    assert used.sum() + queued.sum() == pytest.approx(10 * 24 + 64 * 24)


def test_cards_that_a_gain_frees_in_a_full_hour_are_taken_by_what_waited_in_it() -> None:
    # The first hour is full with 10, and 5 wait; with a gain of 0.25 it is 8 and 4: 2 more fit.
    # The other hours have room, and what waits there has another reason.
    used, queued = work(cards=10).change(
        [change("utilisation_gain", 0.25)], DAY, day(10, 5), day(5, 1)
    )
    assert (used[0, 0], queued[0, 0]) == pytest.approx((10, 2))
    assert (used[0, 1], queued[0, 1]) == pytest.approx((4, 0.8))


def test_a_new_project_follows_its_model_in_each_path() -> None:
    shares = {"search": np.array([[0.5], [0.0]])}
    like = change("new_project", 0.5, like="search")
    used = np.concatenate([day(2, 2), day(2, 2)])
    found, _ = PoolWork(CUT_OFF, np.inf, shares, ()).change([like], DAY, used, np.zeros((2, 24)))
    # Half of what search has: 1 of 2 in the first path, nothing in the second.
    assert found[:, 0].tolist() == [2.5, 2.0]


def test_phases_of_a_campaign_count_beyond_what_it_held_at_the_cut_off() -> None:
    plans = (
        Plan("run", date(2026, 3, 1), DAY, 8),
        Plan("run", date(2026, 4, 2), date(2026, 4, 3), 24),
        Plan("other", DAY, DAY, 5),
    )
    days = [DAY + timedelta(days=n) for n in range(4)]
    added = [added_cards(plans, change("campaigns"), CUT_OFF, one) for one in days]
    assert added == [5, 16, 16, 0]
    only = change("campaigns", like="run")
    assert [added_cards(plans, only, CUT_OFF, one) for one in days] == [0, 16, 16, 0]


@given(
    st.lists(st.floats(0, 50), min_size=24, max_size=24),
    st.lists(st.floats(0, 50), min_size=24, max_size=24),
    st.floats(-0.9, 4),
    st.floats(-0.5, 4),
    st.integers(0, 64),
    st.sampled_from([50.0, 64.0, np.inf]),
)
def test_nothing_is_lost_and_no_hour_gives_more_than_its_cards(
    used: list[float], queued: list[float], growth: float, gain: float, cards: int, cap: float
) -> None:
    plans = (Plan("run", DAY, DAY, cards),)
    changes = [change("growth", growth), change("utilisation_gain", gain), change("campaigns")]
    was, waited = np.array([used]), np.array([queued])
    new_used, new_queued = work(cap, plans).change(changes, DAY, was, waited)
    demand = (was + waited).sum() * (1 + growth) / (1 + gain) + cards * 24
    assert (new_used + new_queued).sum() == pytest.approx(demand)
    assert new_used.max() <= cap * (1 + 1e-9)
    assert min(new_used.min(), new_queued.min()) >= 0
