from datetime import date
from typing import Any

import numpy as np

from models.forecast.history import read_histories
from models.forecast.hours import DayLibrary, day_library, read_hours, shares

POOL = "a/r/p/c"
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)


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
    assert library.work_days.shape == (4, 24)
    assert (library.draw(MONDAY, 50, generator) == 1.0).all()
    assert (library.draw(SATURDAY, 50, generator) == 2.0).all()


def test_the_other_kind_of_day_serves_where_there_is_none_of_the_same() -> None:
    library = DayLibrary(work_days=np.ones((1, 24)), weekends=np.empty((0, 24)))
    assert (library.draw(SATURDAY, 3, np.random.default_rng(1)) == 1.0).all()


def test_recent_days_are_drawn_more_often_half_as_often_a_fortnight_before() -> None:
    # Four weeks: ten older work days at 0, ten newer ones at 1; of weekend days four and
    # four. Of each kind the newer fortnight weighs 1, the older 1/2: two draws of three are new.
    library = DayLibrary(
        work_days=np.repeat([0.0, 1.0], 10)[:, np.newaxis] * np.ones(24),
        weekends=np.repeat([0.0, 1.0], 4)[:, np.newaxis] * np.ones(24),
    )
    for day in (MONDAY, SATURDAY):
        drawn = library.draw(day, 3000, np.random.default_rng(1))
        # 3,000 draws: one standard error is sqrt(2/9 / 3000) = .0086.
        assert abs(drawn[:, 0].mean() - 2 / 3) < 0.035


def test_shares_of_a_day_sum_to_one_and_an_idle_day_is_spread_evenly() -> None:
    days = np.zeros((2, 24))
    days[0, :2] = 3.0, 1.0
    assert shares(days)[0, :2].tolist() == [0.75, 0.25]
    assert (shares(days)[1] == 1 / 24).all()
