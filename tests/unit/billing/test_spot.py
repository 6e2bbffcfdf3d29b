"""Spot capacity: E8, interruptions, and jobs replayed along a price path."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.spot import (
    SpotHour,
    break_even_lost_work_ratio,
    lost_work_ratio,
    replay_spot,
    spot_cny_per_useful_card_hour,
)

NO_LOSS = Decimal(0)


def path(*prices: str) -> list[SpotHour]:
    return [SpotHour(Decimal(p)) for p in prices]


def test_e8_spot_at_60_with_12_percent_lost_work_costs_68_1818() -> None:
    # 60 / (1 - 0.12) = 68.181818
    found = spot_cny_per_useful_card_hour(Decimal(60), Decimal("0.12"))
    assert found == Decimal("68.181818")


def test_lost_work_is_interruptions_times_hours_lost() -> None:
    # one interruption in 20 h, 0.75 h since the checkpoint + 0.25 h to start again: 5 %
    assert lost_work_ratio(Decimal("0.05"), Decimal(1)) == Decimal("0.05")


def test_work_that_is_never_finished_is_refused() -> None:
    with pytest.raises(UsageError, match="never be finished"):
        lost_work_ratio(Decimal("0.5"), Decimal(2))


def test_spot_at_half_price_pays_until_half_the_work_is_lost() -> None:
    assert break_even_lost_work_ratio(Decimal(50), Decimal(100)) == Decimal("0.5")
    assert break_even_lost_work_ratio(Decimal(110), Decimal(100)) < 0


def test_at_break_even_spot_costs_what_steady_capacity_does() -> None:
    lost = break_even_lost_work_ratio(Decimal(60), Decimal(75))
    assert spot_cny_per_useful_card_hour(Decimal(60), lost) == 75


def test_a_job_pays_the_price_of_each_hour_and_only_the_part_it_needs() -> None:
    # 8 cards, 20 card-hours: 8 x 5 + 8 x 6 + 4 x 7 = 116
    found = replay_spot(Decimal(20), 8, path("5", "6", "7", "8"), NO_LOSS)
    assert found.cost_cny == 116
    assert found.finished
    assert found.cost_cny_per_useful_card_hour == Decimal("5.8")


def test_hours_above_the_bid_are_waited_for() -> None:
    found = replay_spot(Decimal(16), 8, path("5", "9", "5"), NO_LOSS, Decimal(6))
    assert (found.waited_hours, found.cost_cny, found.finished) == (1, 80, True)


def test_interrupted_work_is_paid_again() -> None:
    # In the first hour 2 of 8 cards lose half an hour each: 1 card-hour more, at 6.
    hours = [SpotHour(Decimal(5), Decimal(2)), SpotHour(Decimal(5)), SpotHour(Decimal(6))]
    found = replay_spot(Decimal(16), 8, hours, Decimal("0.5"))
    assert (found.run_card_hours, found.lost_card_hours) == (17, 1)
    assert found.cost_cny == 8 * 5 + 8 * 5 + 1 * 6


def test_a_path_that_is_too_short_leaves_the_job_unfinished() -> None:
    found = replay_spot(Decimal(20), 8, path("5"), NO_LOSS)
    assert (found.finished, found.useful_card_hours) == (False, 8)


def test_a_bid_below_every_price_runs_nothing_and_has_no_unit_cost() -> None:
    found = replay_spot(Decimal(8), 8, path("5", "5"), NO_LOSS, Decimal(1))
    assert found.cost_cny == 0
    assert found.cost_cny_per_useful_card_hour is None


def test_more_interrupted_cards_than_run_are_refused() -> None:
    with pytest.raises(UsageError, match="9 cards"):
        replay_spot(Decimal(8), 8, [SpotHour(Decimal(5), Decimal(9))], Decimal(1))


@given(
    prices=st.lists(st.decimals(min_value=1, max_value=99, places=2), min_size=1, max_size=20),
    work=st.decimals(min_value=1, max_value=200, places=1),
)
def test_run_is_useful_plus_lost(prices: list[Decimal], work: Decimal) -> None:
    hours = [SpotHour(p, Decimal(i % 3)) for i, p in enumerate(prices)]
    found = replay_spot(work, 8, hours, Decimal("0.3"))
    assert found.run_card_hours == found.useful_card_hours + found.lost_card_hours
    assert found.useful_card_hours <= work
    assert found.finished == (found.useful_card_hours == work)
