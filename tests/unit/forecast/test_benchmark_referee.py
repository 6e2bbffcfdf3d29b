from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from tests.benchmarks.forecast_generated import KINDS, gpu_like_daily, load_hourly
from tests.benchmarks.forecast_referee import plain_policy

FIRST_DAY = date(2026, 1, 5)


def test_the_referee_leaves_what_never_moved_where_it_is() -> None:
    history = DailyHistory("a", FIRST_DAY, np.full(60, 10.0))
    assert plain_policy(history, 28) == pytest.approx(np.full(28, 10.0))


def test_the_referee_drops_the_weeks_mean_where_it_lags() -> None:
    # A line that rises by 1 a day: at every cut-off the last value misses days 1 to 7 by 4 on
    # average, last week's mean by 7: 1.75 times as much, so above 1.3 times the best.
    values = np.arange(100.0)
    course = plain_policy(DailyHistory("a", FIRST_DAY, values), 7)
    assert course.min() >= values[-1]  # with the week's mean of 96 in it, it would be below 99


def test_generated_series_are_the_same_each_time_and_never_negative() -> None:
    for kind in KINDS:
        first, again = (gpu_like_daily(kind, 7).series for _ in range(2))
        for one, other in zip(first, again, strict=True):
            assert (one.card_hours == other.card_hours).all()
            assert one.card_hours.min() >= 0
            assert len(one.card_hours) == 182
    assert min(zone.card_hours.min() for zone in load_hourly().series) > 0
