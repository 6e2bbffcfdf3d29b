from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.history import read_histories
from models.forecast.hours import DayLibrary, day_library, read_hours, shares

POOL = "a/r/p/c"
MONDAY, SATURDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 8)


def test_hours_stand_under_their_local_clock_hour(warehouse: Any) -> None:
    by_hour = [float(hour) for hour in range(24)]
    warehouse.add_usage(POOL, MONDAY, [[None, *by_hour[1:]], by_hour])
    hours = read_hours(warehouse.connection, POOL, MONDAY, date(2026, 3, 3), "Asia/Shanghai")
    np.testing.assert_array_equal(hours.of(MONDAY), [np.nan, *by_hour[1:]])
    np.testing.assert_array_equal(hours.of(date(2026, 3, 3)), by_hour)


def test_days_are_drawn_from_complete_days_of_the_same_kind(warehouse: Any) -> None:
    # Monday to Sunday: work days at 24, the weekend at 48, Wednesday with an hour missing.
    half_measured = [None] + [9.0] * 23
    warehouse.add_usage(POOL, MONDAY, [24.0, 24.0, half_measured, 24.0, 24.0, 48.0, 48.0])
    [history] = read_histories(warehouse.connection, "Asia/Shanghai")
    hours = read_hours(warehouse.connection, POOL, date(2026, 1, 12), history.cut_off, "PRC")
    library = day_library(hours, history)
    generator = np.random.default_rng(1)
    assert library.whole.sum() == 6
    assert (library.draw(MONDAY, 50, generator)[0] == 1.0).all()
    assert (library.draw(SATURDAY, 50, generator)[0] == 2.0).all()


def make_library(used: Floats, whole: Sequence[bool] | None = None) -> DayLibrary:
    """8 weeks up to Sunday 8 March whose days have as many cards all day; queues of twice that."""
    days = used[:, np.newaxis] * np.ones(24)
    return DayLibrary(SUNDAY, days, 2 * days, np.array(whole or [True] * 56))


def test_the_other_kind_of_day_serves_where_there_is_none_of_the_same() -> None:
    library = make_library(np.ones(56), [False] * 51 + [True] * 3 + [False] * 2)
    assert (library.draw(SATURDAY, 3, np.random.default_rng(1))[0] == 1.0).all()


def test_recent_days_are_drawn_more_often_half_as_often_a_week_before() -> None:
    # One day of each week counts, from 0 in the oldest to 7 in the last; a week older weighs half:
    # the last one 1 of 1 + 1/2 + ... + 1/128 = 255/128, so 128 draws of 255.
    library = make_library(np.repeat(np.arange(8.0), 7), [day % 7 == 2 for day in range(56)])
    drawn, queued = library.draw(MONDAY, 3000, np.random.default_rng(1))
    # 3,000 draws: one standard error is sqrt(1/4 / 3000) = .0091.
    assert abs((drawn[:, 0] == 7).mean() - 128 / 255) < 0.037
    assert (queued == 2 * drawn).all()


def test_a_week_ahead_is_a_week_that_was_in_each_path() -> None:
    # Day 0 is a Monday: the days of week w have 7 w to 7 w + 6 cards.
    library = make_library(np.arange(56.0))
    ahead = library.draw_ahead(200, np.random.default_rng(1))
    cards = np.array([next(ahead)[0][:, 0] for _ in range(14)]).T
    assert (cards[:, :7] == cards[:, [0]] + np.arange(7)).all()  # one week from Monday to Sunday
    assert (cards[:, 0] % 7 == 0).all()
    assert (cards[:, 7] != cards[:, 0]).any()  # the next week is drawn anew


def test_a_day_that_was_not_measured_in_a_week_is_replaced_by_one_of_its_kind() -> None:
    # All Mondays but that of the last week are missing, which has 49 cards.
    library = make_library(np.arange(56.0), [day % 7 > 0 or day == 49 for day in range(56)])
    drawn = next(library.draw_ahead(300, np.random.default_rng(1)))[0][:, 0]
    assert set(drawn[drawn % 7 == 0]) == {49.0}
    assert ((drawn % 7 < 5).all(), (drawn != 49).any()) == (True, True)


def test_shares_of_a_day_sum_to_one_and_an_idle_day_is_spread_evenly() -> None:
    days = np.zeros((2, 24))
    days[0, :2] = 3.0, 1.0
    assert shares(days)[0, :2].tolist() == [0.75, 0.25]
    assert (shares(days)[1] == 1 / 24).all()
