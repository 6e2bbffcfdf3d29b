"""How the level moved, worked by hand; that the paths' levels move so; and that bands then hold."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forecast.candidate import DailyHistory, Floats, Sampled
from models.forecast.choosing import Candidates, draw_paths
from models.forecast.level import LevelModel, estimate_level, move_level

NO_MISFIT = np.full(28, np.nan)


def weeks(*levels: float) -> Floats:
    """Seven equal days at each level."""
    return np.repeat(np.array(levels, dtype=np.float64), 7)


def test_a_level_that_comes_back_is_mostly_noise_of_the_week() -> None:
    level = estimate_level(weeks(10, 14, 10, 14, 10))
    # Four changes of 4, whose squares sum to 64. The last 28 days are 12 +- 2, a variance of 4, of
    # which half counts like two more changes: (64 + 2 x 2) / (4 + 2) = 34 / 3.
    # Two, three and four weeks apart the mean squares are 0, 16 and 0, that is -1, 0 and -1 times
    # the 16 of one week more: the slope, (1 x -1 + 2 x 0 + 3 x -1) / 14, is below 0 and counts as
    # 0. Four changes weigh 2 against the 4 for a pure walk: 4 / 6 of it is walk.
    assert level.walk_variance == pytest.approx(34 / 3 * 2 / 3)
    assert level.week_variance == pytest.approx(34 / 3 * 1 / 3 / 2)
    assert level.changes == 4


def test_a_level_that_goes_on_is_all_walk() -> None:
    level = estimate_level(weeks(10, 12, 14, 16, 18))
    # Changes of 2: squares sum to 16. 12, 14, 16, 18 have a variance of 5: (16 + 2 x 2.5) / 6.
    # Two weeks apart the mean square is 16, four times that of one: growth by 3 > 1 a week.
    assert level == LevelModel(week_variance=0.0, walk_variance=3.5, changes=4)
    assert level.gain == 1.0


def test_a_single_week_is_believed_to_wander_by_half_the_variance_of_its_days() -> None:
    # 1..7 have a variance of 4.
    level = estimate_level(np.arange(1.0, 8.0))
    assert level == LevelModel(week_variance=0.0, walk_variance=2.0, changes=0)


def test_only_the_last_half_year_counts() -> None:
    calm = weeks(*[100.0, 102.0] * 13)
    assert estimate_level(np.concatenate([weeks(0, 900, 0), calm])) == estimate_level(calm)


def test_missing_days_are_not_zero_and_a_week_of_three_days_has_no_mean() -> None:
    days = weeks(10, 10, 10, 10)
    days[7:11] = np.nan  # leaves three days, and so no change to this week or from it
    days[14:17] = np.nan  # leaves four
    assert estimate_level(days) == LevelModel(0.0, 0.0, changes=1)


@given(st.integers(0, 10**6), st.integers(7, 400), st.floats(-1e6, 1e6))
def test_without_any_variance_in_the_history_the_paths_are_unchanged(
    card_hours: int, days: int, misfit: float
) -> None:
    level = estimate_level(np.full(days, float(card_hours)))
    paths = np.arange(30.0).reshape(3, 10)
    assert (move_level(paths, level, np.full(days, misfit), seed=1) == paths).all()


def test_the_gain_is_the_steady_one_of_a_kalman_filter() -> None:
    # Walk 1 to noise 2, ratio 1/2: (sqrt(1/4 + 2) - 1/2) / 2 = (3/2 - 1/2) / 2.
    assert LevelModel(2.0, 1.0, changes=9).gain == 0.5


def test_paths_start_at_the_present_level_of_the_misfit() -> None:
    # A gain of 1/2 and weekly misfits of 4 and 8: 0 -> 2 -> 5. The days before are no whole week.
    misfit = np.concatenate([[1e6] * 3, weeks(4, 8)])
    moved = move_level(np.zeros((100, 14)), LevelModel(2.0, 1.0, changes=9), misfit, seed=1)
    assert moved.mean(axis=0) == pytest.approx(np.full(14, 5.0))


def test_the_median_stays_where_the_candidate_put_it() -> None:
    moved = move_level(np.full((500, 60), 80.0), LevelModel(9.0, 4.0, 5), NO_MISFIT, seed=1)
    assert np.median(moved, axis=0) == pytest.approx(np.full(60, 80.0), abs=0.1)
    assert np.median(moved.sum(axis=1)) == pytest.approx(4800, abs=3)
    odd = move_level(np.full((501, 60), 80.0), LevelModel(9.0, 4.0, 5), NO_MISFIT, seed=1)
    assert odd.shape == (501, 60)


def test_paths_stray_as_far_as_the_variances_say() -> None:
    moved = move_level(np.zeros((20_000, 29)), LevelModel(8.0, 7.0, 1000), NO_MISFIT, seed=1)
    # First day: 8 + 7 x 4 / 7 = 12; then 1 more each day, 40 after 28 more.
    assert moved[:, [0, 28]].var(axis=0) == pytest.approx([12, 40], rel=0.03)


def test_after_few_changes_the_band_is_wider() -> None:
    widths = [
        np.quantile(move_level(np.zeros((20_000, 1)), level, NO_MISFIT, seed=1), 0.9)
        for level in (LevelModel(1.0, 0.0, changes=0), LevelModel(1.0, 0.0, changes=1000))
    ]
    # The 90 % points of Student's t with 3 degrees of freedom, the fewest, and of the normal.
    assert widths == pytest.approx([1.638, 1.282], rel=0.03)


class IndependentDays:
    """Goes on from the mean of the last `level_days`, each day for itself 40 away."""

    def __init__(self, level_days: int) -> None:
        self.name = "independent_days"
        self.level_days = level_days

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        level = history.card_hours[-self.level_days :].mean()
        noise = np.random.default_rng(seed).normal(0, 40, (path_count, horizon_days))
        return Sampled(level + noise, np.full(len(history.card_hours), level))


def walking_series(number: int) -> Floats:
    """148 days around a level that starts at 2,000 and walks 60 a week; a day's noise is 40."""
    generator = np.random.default_rng(number)
    steps = generator.normal(0, 60 / np.sqrt(7), 148)
    return np.asarray(2000 + steps.cumsum() + generator.normal(0, 40, 148))


def test_the_band_of_a_month_holds_where_levels_walk_and_would_not_without() -> None:
    candidate = IndependentDays(level_days=7)
    held, held_without = [], []
    for number in range(200):
        days = walking_series(number)
        history = DailyHistory(f"series {number}", date(2026, 1, 1), days[:120])
        total = days[120:].sum()
        with_level = draw_paths(history, Candidates(candidate, candidate), 28, 200, seed=1).paths
        without = candidate.sample_paths(history, 28, 200, seed=1).paths
        for paths, hits in ((with_level, held), (without, held_without)):
            low, high = np.quantile(paths.sum(axis=1), [0.1, 0.9])
            hits.append(low <= total <= high)
    assert np.mean(held) == pytest.approx(0.8, abs=0.06)
    assert np.mean(held_without) < 0.25


def test_a_fit_that_has_lost_the_level_is_led_back_to_it() -> None:
    candidate = IndependentDays(level_days=112)
    history = DailyHistory("series", date(2026, 1, 1), weeks(*range(100, 900, 50)))
    paths = draw_paths(history, Candidates(candidate, candidate), 28, 200, seed=1).paths
    # The mean of 16 weeks from 100 to 850 is 475; the last was at 850 and is all walk.
    assert np.median(paths.mean(axis=1)) == pytest.approx(850, abs=15)
