import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forecast.block_regression import block_courses
from models.forecast.candidate import Floats

DAY = np.sin(2 * np.pi * np.arange(24) / 24) * 10
FREE, FIRM = 0.1, 3.0


def hours(days: int, seed: int = 0, noise: float = 0.0) -> Floats:
    """A day's profile, half of it at weekends, around 100."""
    at = np.arange(days * 24)
    weekend = (at // 24) % 7 >= 5
    season = np.where(weekend, 0.5, 1.0) * DAY[at % 24]
    return 100 + season + noise * np.random.default_rng(seed).standard_normal(len(at))


def test_a_day_and_a_week_that_repeat_are_carried_on() -> None:
    whole = hours(70)
    course = block_courses(whole[: 56 * 24], 24, 14 * 24, (FREE,))[0]
    assert course == pytest.approx(whole[56 * 24 :], abs=0.5)  # the day swings by 10


def test_it_starts_at_the_hour_after_the_cut_off_whatever_that_is() -> None:
    whole = hours(70)
    cut = 50 * 24 + 5
    course = block_courses(whole[:cut], 24, 48, (FREE,))[0]
    assert course == pytest.approx(whole[cut : cut + 48], abs=0.5)


def test_what_never_moved_stays_where_it_is_on_three_days() -> None:
    assert (block_courses(np.full(72, 7.0), 24, 48, (FREE, FIRM)) == 7.0).all()


def test_three_days_without_a_profile_get_their_blended_levels() -> None:
    # Days at 10, 10 and 40; the week so far has a mean of 20, and so have four weeks. Of the first
    # day ahead: last day's level, 40 - 20, counts 0.5; the weekday was never seen, its 0.4 is of
    # the week's mean, 0; nothing surprised within the day: 20 + 0.5 x 20 = 30. Of the second day
    # the last level counts 0.5 x 0.8: 28.
    course = block_courses(np.repeat([10.0, 10.0, 40.0], 24), 24, 48, (FREE,))[0]
    assert course[:24] == pytest.approx(np.full(24, 30.0))
    assert course[24:] == pytest.approx(np.full(24, 28.0))


def test_the_last_hours_surprise_dies_away_within_the_day() -> None:
    values = np.full(72, 10.0)
    calm = block_courses(values, 24, 48, (FREE,))[0]
    values[-1] += 24.0
    course = block_courses(values, 24, 48, (FREE,))[0] - calm
    # The hour's mean of three days and the day's rose by 8 and 1; from one hour to the next 0.85
    # of the surprise is left, and of the two days ahead only the first knows of it.
    surprise = course[:20] - course[20]
    assert surprise[0] > 5
    assert surprise[1:4] == pytest.approx(surprise[:3] * 0.85, rel=0.05)


def test_the_firmer_it_is_held_the_nearer_it_is_to_what_is_believed() -> None:
    values = hours(40, noise=3.0)
    believed, firm, free = block_courses(values, 24, 24, (1e12, FIRM, FREE))
    assert 0 < np.abs(firm - believed).mean() < np.abs(free - believed).mean()


@given(st.floats(0.1, 1000), st.floats(-1000, 1000))
def test_units_and_zero_points_do_not_matter(factor: float, shift: float) -> None:
    values = hours(30, noise=2.0)
    before = block_courses(values, 24, 72, (FREE, FIRM))
    after = block_courses(values * factor + shift, 24, 72, (FREE, FIRM))
    assert after == pytest.approx(before * factor + shift, rel=1e-6, abs=1e-6 * (1 + abs(shift)))


def test_holes_are_filled_from_the_day_before() -> None:
    whole = hours(70)
    known = whole[: 56 * 24].copy()
    known[300:340] = np.nan
    known[:5] = np.nan
    course = block_courses(known, 24, 48, (FIRM,))[0]
    assert course == pytest.approx(whole[56 * 24 : 58 * 24], abs=2)


def test_two_days_are_too_few() -> None:
    with pytest.raises(ValueError, match="fewer than 3 blocks"):
        block_courses(np.ones(71), 24, 24, (FREE,))


def test_an_hour_never_measured_has_no_profile() -> None:
    values = np.ones(24 * 10)
    values[7::24] = np.nan
    with pytest.raises(ValueError, match="never measured"):
        block_courses(values, 24, 24, (FREE,))
