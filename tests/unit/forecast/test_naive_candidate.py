from collections.abc import Callable

import numpy as np

from models.forecast.candidate import DailyHistory
from models.forecast.naive_candidate import LastWeekMeanCandidate

MakeHistory = Callable[..., DailyHistory]


def test_paths_spread_around_the_mean_of_the_last_week_by_past_misses(
    make_history: MakeHistory,
) -> None:
    # Two weeks at 10, then one at 17. The level is 17. The misses of days 8..14 are 0; the days of
    # the third week miss the mean of the seven days before them, of which 0, 1, .. 6 are at 17 and
    # the rest at 10: 17 - (10 + k) = 7, 6, 5, 4, 3, 2, 1.
    history = make_history([10.0] * 14 + [17.0] * 7)
    paths = LastWeekMeanCandidate().sample_paths(history, 5, 200, seed=1).paths
    assert paths.shape == (200, 5)
    assert set(np.unique(paths.round(9))) == {17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0}


def test_with_less_than_two_weeks_the_misses_are_distances_from_the_mean(
    make_history: MakeHistory,
) -> None:
    # Days 1..7: the mean is 4, the distances -3..3, so the paths lie in 1..7.
    history = make_history([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    paths = LastWeekMeanCandidate().sample_paths(history, 5, 200, seed=1).paths
    assert set(np.unique(paths)) == {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}


def test_missing_days_are_passed_over(make_history: MakeHistory) -> None:
    # The last seven measured days are all 10; were the missing ones zero, the mean would be 6.25.
    history = make_history([10.0, 10.0, 10.0, 10.0, None, None, None, 10.0, 10.0, 10.0])
    paths = LastWeekMeanCandidate().sample_paths(history, 3, 50, seed=1).paths
    assert (paths == 10.0).all()
