from collections.abc import Callable

import numpy as np
import pytest

from models.forecast.candidate import Candidate, DailyHistory
from models.forecast.intermittent_candidate import TsbCandidate
from models.forecast.level_candidates import (
    DampedTrendCandidate,
    LastValueCandidate,
    SimpleSmoothingCandidate,
    ThetaCandidate,
)
from models.forecast.naive_candidate import LastWeekMeanCandidate
from models.forecast.prophet_candidate import ProphetCandidate
from models.forecast.seasonal_candidates import MultipleSeasonsCandidate, SeasonalNaiveCandidate

MakeHistory = Callable[..., DailyHistory]
ALL: list[Candidate] = [
    LastValueCandidate(),
    LastWeekMeanCandidate(),
    SeasonalNaiveCandidate(),
    SimpleSmoothingCandidate(),
    DampedTrendCandidate(),
    ThetaCandidate(),
    TsbCandidate(),
    MultipleSeasonsCandidate(seasons=(7,)),
    ProphetCandidate(),
    ProphetCandidate("prophet_flat", "flat"),
    ProphetCandidate("prophet_log", logarithm=True),
]


def wavy(days: int) -> list[float | None]:
    draw = np.random.default_rng(5)
    day = np.arange(days)
    return list(100 + 20 * np.sin(2 * np.pi * day / 7) + draw.normal(0, 5, days))


@pytest.mark.parametrize("candidate", ALL, ids=lambda candidate: candidate.name)
def test_every_candidate_keeps_to_the_protocol_with_days_missing(
    candidate: Candidate, make_history: MakeHistory
) -> None:
    days = wavy(90)
    days[10:14] = [None] * 4
    days[70] = None
    history = make_history(days)
    sampled = candidate.sample_paths(history, 20, 300, seed=3)
    assert sampled.paths.shape == (300, 20)
    assert np.isfinite(sampled.paths).all()
    assert sampled.fitted.shape == (90,)
    assert sampled.paths.mean() == pytest.approx(100, abs=25)
    assert sampled.paths[:, 0].std() > 1
    again = candidate.sample_paths(history, 20, 300, seed=3)
    assert (again.paths == sampled.paths).all()
    assert (candidate.sample_paths(history, 20, 300, seed=4).paths != sampled.paths).any()


def test_names_tell_the_candidates_apart() -> None:
    assert len({candidate.name for candidate in ALL}) == len(ALL)


def test_the_last_value_goes_on_and_strays_by_past_changes(make_history: MakeHistory) -> None:
    # Changes 2, -1, 3: from 14 on, a step is 13, 16 or 17.
    paths = LastValueCandidate().sample_paths(make_history([10, 12, 11, 14]), 4, 200, 1).paths
    assert set(np.unique(paths)) == {13.0, 16.0, 17.0}


def test_the_seasonal_naive_repeats_the_last_measured_week(make_history: MakeHistory) -> None:
    # Two equal weeks, so nothing was ever missed; the last Wednesday is missing, the one before
    # it stands in. The next ten days begin the week again.
    week: list[float | None] = [1, 2, 3, 4, 5, 6, 7]
    days = week * 3
    days[16] = None
    paths = SeasonalNaiveCandidate().sample_paths(make_history(days), 10, 5, 1).paths
    assert paths[0].tolist() == [1, 2, 3, 4, 5, 6, 7, 1, 2, 3]


def test_a_weekday_never_measured_has_no_seasonal_naive(make_history: MakeHistory) -> None:
    days: list[float | None] = [1, 2, None, 4, 5, 6, 7] * 3
    with pytest.raises(ValueError, match="never measured"):
        SeasonalNaiveCandidate().sample_paths(make_history(days), 7, 5, 1)


def test_simple_smoothing_of_a_level_that_shifted_is_at_the_new_one(
    make_history: MakeHistory,
) -> None:
    # The only misses are those of the day of the shift, least at a gain of 1.
    history = make_history([10.0] * 30 + [50.0] * 30)
    paths = SimpleSmoothingCandidate().sample_paths(history, 3, 500, 1).paths
    assert np.median(paths) == pytest.approx(50)


def test_slow_smoothing_does_not_chase_a_peak(make_history: MakeHistory) -> None:
    # The shift of the last ten days has been missed once by 40; each day closes 30 % of the rest:
    # 50 - 40 x 0.7^10 = 48.87. With any gain it is at 50.
    history = make_history([10.0] * 30 + [50.0] * 10)
    quick, slow = (
        SimpleSmoothingCandidate(most_gain=most).courses([history.card_hours], 1)[0]
        for most in (1.0, 0.3)
    )
    assert quick[0, 0] == pytest.approx(50)
    assert slow[0, 0] == pytest.approx(50 - 40 * 0.7**10)


def test_a_damped_trend_goes_on_ever_more_slowly(make_history: MakeHistory) -> None:
    draw = np.random.default_rng(2)
    history = make_history([100 + 2 * day + draw.normal(0, 0.1) for day in range(60)])
    course = np.median(DampedTrendCandidate().sample_paths(history, 60, 500, 1).paths, axis=0)
    first, last = course[9] - course[0], course[59] - course[50]
    # With the least damping, .98, ten steps later on by 50 have .98^50 = 36 % of the rise.
    assert 0 < last < 0.4 * first
    assert course[0] == pytest.approx(220, abs=2)


def test_theta_goes_on_with_half_the_slope(make_history: MakeHistory) -> None:
    # A straight line of slope 2: smoothing follows it with a gain of 1, so it goes on from the
    # last value, 158, by half the slope each day; each miss was 2, the slope, and is added.
    history = make_history([40.0 + 2 * day for day in range(60)])
    paths = ThetaCandidate(seasons=()).sample_paths(history, 3, 5, 1).paths
    assert paths[0].tolist() == pytest.approx([158 + 2 + 1, 158 + 2 + 2, 158 + 2 + 3])


def test_tsb_keeps_the_zeros_and_their_share(make_history: MakeHistory) -> None:
    # Every fourth day 8 card-hours, the rest none.
    paths = TsbCandidate().sample_paths(make_history([0.0, 0.0, 0.0, 8.0] * 30), 20, 500, 1).paths
    assert set(np.unique(paths)) == {0.0, 8.0}
    assert (paths > 0).mean() == pytest.approx(0.25, abs=0.1)


def test_what_was_never_used_has_no_size(make_history: MakeHistory) -> None:
    with pytest.raises(ValueError, match="no step above zero"):
        TsbCandidate().sample_paths(make_history([0.0] * 40), 7, 5, 1)
