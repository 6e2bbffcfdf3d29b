"""Months behind, and months ahead."""

from datetime import date

import numpy as np
import pytest

from models.buying.horizon import Horizon, horizon_of
from models.buying.need import in_months

NAN = float("nan")


def test_months_end_with_the_last_hour_and_a_part_of_one_is_left_out() -> None:
    hours = np.arange(100.0)
    rows, measured = in_months(hours, 48)
    assert rows.shape == (2, 48)
    assert (rows[0][0], rows[1][-1]) == (4.0, 99.0)
    assert measured == 1


def test_an_hour_that_was_not_measured_is_as_that_hour_of_other_days() -> None:
    # Three days of 24 hours: 10 at noon, else 2; the noon of the second day is missing.
    day = [10.0 if hour == 12 else 2.0 for hour in range(24)]
    hours = np.array([*day, *day[:12], NAN, *day[13:], *day])
    rows, measured = in_months(hours, 72)
    assert rows[0][36] == 10.0
    assert measured == pytest.approx(71 / 72)


def test_a_month_of_which_less_than_half_was_measured_ends_what_is_known() -> None:
    dark = [NAN] * 30 + [1.0] * 18  # 18 of 48
    rows, _ = in_months(np.array([3.0] * 48 + dark + [5.0] * 96), 48)
    assert rows.shape == (2, 48)
    assert set(rows.ravel()) == {5.0}


@pytest.mark.parametrize("hours", [np.zeros(0), np.ones(47), np.full(48, NAN)])
def test_less_than_a_month_is_no_history(hours: np.ndarray) -> None:
    assert in_months(hours, 48)[0].shape == (0, 48)


def test_what_is_bought_now_begins_with_the_next_month_that_begins() -> None:
    horizon = Horizon(date(2026, 11, 19), 24)
    assert horizon.first_month == date(2026, 12, 1)
    assert horizon.month(13) == date(2028, 1, 1)
    # As long before every month as now before December: 12 days.
    assert horizon.decided(1) == date(2026, 12, 20)
    assert horizon.months_passed_over == 0
    assert Horizon(date(2026, 12, 1), 24).first_month == date(2026, 12, 1)
    assert Horizon(date(2026, 11, 3), 24).months_passed_over == 1


def test_a_month_counts_by_the_days_of_it_that_lie_within() -> None:
    horizon = Horizon(date(2026, 12, 1), 24)
    assert horizon.share(0, date(2026, 1, 1), date(2026, 12, 31)) == 1
    assert horizon.share(1, date(2026, 1, 1), date(2027, 1, 10)) == pytest.approx(10 / 31)
    assert horizon.share(2, date(2026, 1, 1), date(2027, 1, 10)) == 0


def test_the_horizon_is_as_long_as_the_longest_term_within_two_and_five_years() -> None:
    day = date(2026, 12, 1)
    assert [horizon_of(day, terms).months for terms in ([], [1, 12], [36], [120])] == [
        24,
        24,
        36,
        60,
    ]
