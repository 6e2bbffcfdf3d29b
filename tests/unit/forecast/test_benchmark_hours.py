"""Hours as they are published: days of the daily forecast, divided; short histories naively."""

from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from tests.benchmarks.forecast_hours import is_answered_naively, published_hours
from tests.benchmarks.forecast_scores import score

MONDAY = date(2026, 1, 5)
SHAPE = np.array([2.0] * 12 + [6.0] * 12)  # 96 a day


def hours(days: int, first_half: float = 1.0) -> DailyHistory:
    """Days of 2 cards by night and 6 by day, the same every day; the first half a part of it."""
    level = np.where(np.arange(days) < days // 2, first_half, 1.0)
    return DailyHistory("pool", MONDAY, (level[:, np.newaxis] * SHAPE).ravel(), 24)


def median(history: DailyHistory, horizon: int) -> Floats:
    [paths] = published_hours([history], horizon, 100, 1)
    assert paths.shape == (100, horizon)
    return np.asarray(np.median(paths, axis=0))


def test_a_day_like_all_others_comes_again_hour_by_hour() -> None:
    assert median(hours(40), 48) == pytest.approx(np.tile(SHAPE, 2), rel=0.02)


def test_under_28_days_it_is_last_week_s_mean_divided_like_its_days() -> None:
    # Half as much in the first seven of 14 days: last week's mean alone is the level.
    assert median(hours(14, first_half=0.5), 168) == pytest.approx(np.tile(SHAPE, 7), rel=0.05)


@pytest.mark.parametrize(("days", "naive"), [(27, True), (28, False)])
def test_it_is_told_which_forecasts_are_the_naive_answer(days: int, naive: bool) -> None:
    known = hours(days).card_hours + np.arange(days * 24)  # a history that never moves has no MASE
    scored = score("pool", known[np.newaxis, :24], known, known[:24], 24)
    assert is_answered_naively(scored) is naive


def test_hours_that_were_not_measured_leave_out_their_day() -> None:
    history = hours(40)
    history.card_hours[5 * 24 + 3] = np.nan
    history.card_hours[3] = np.nan  # of the first day: history begins with the second
    assert median(history, 24) == pytest.approx(SHAPE, rel=0.05)


def test_a_day_ends_with_the_history_where_its_hours_are_no_whole_days() -> None:
    # 4 hours more: the next hour is the fifth of the day, and so are those that are forecast.
    whole = hours(41).card_hours
    history = DailyHistory("pool", MONDAY, whole[: 40 * 24 + 4], 24)
    assert median(history, 24) == pytest.approx(np.roll(SHAPE, -4), rel=0.02)
