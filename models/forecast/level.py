"""The level of demand shifts and stays shifted: what a candidate's independent days leave out.

A local level model of weekly means: the level walks at random from week to week, and each week's
mean strays from it by noise of its own. Both variances come from how far apart the history's weekly
means are: weeks `lag` apart, `2 * week_variance + lag * walk_variance` on average of the squares.
"""

from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import WEEK_DAYS, Floats

MIN_WEEK_DAYS = 4  # with fewer measured days there is no weekly mean
HISTORY_WEEKS = 26  # what a pool did at a tenth of today's size says little about today
MAX_LAG_WEEKS = 8
# What is believed before a history says otherwise, and the number of changes from week to week that
# weigh as much. The mean square of such a change was 0.45 of the variance of 28 days in one real
# cluster and 0.9 in another; and demand that has shifted stays where it is: no noise, all walk.
PRIOR_SHARE_OF_DAILY_VARIANCE = 0.5
PRIOR_DAYS = 28
PRIOR_CHANGES = 2
PRIOR_WALK_SHARE = 1.0
PRIOR_WALK_CHANGES = 4
# Few changes leave the variance itself uncertain: a heavier tail, but never one without a variance.
MIN_DEGREES_OF_FREEDOM = 3


@dataclass(frozen=True)
class LevelModel:
    """How the level moves; variances in squared card-hours per day, `walk_variance` per week.

    `changes` counts the changes from week to week that were seen.
    """

    week_variance: float
    walk_variance: float
    changes: int

    @property
    def gain(self) -> float:
        """Share of a new week's surprise that is the level's: the steady Kalman gain."""
        if self.week_variance == 0:
            return 1.0 if self.walk_variance > 0 else 0.0
        ratio = self.walk_variance / self.week_variance
        return float((np.sqrt(ratio * ratio + 4 * ratio) - ratio) / 2)


def estimate_level(card_hours: Floats) -> LevelModel:
    """The level's model from daily card-hours, shape (days,), NaN where missing, the last is not.

    Without any variance in the history the level stands still.
    """
    weeks = _weekly_means(card_hours)
    changes = _changes(weeks, 1)
    believed = PRIOR_SHARE_OF_DAILY_VARIANCE * float(np.nanvar(card_hours[-PRIOR_DAYS:]))
    summed = float(np.square(changes).sum()) + PRIOR_CHANGES * believed
    variance = summed / (len(changes) + PRIOR_CHANGES)
    walk_share = _walk_share(weeks)
    return LevelModel(variance * (1 - walk_share) / 2, variance * walk_share, len(changes))


def move_level(paths: Floats, level: LevelModel, misfit: Floats, seed: int) -> Floats:
    """Paths of shape (paths, days ahead), each with a level of its own that starts at today's.

    `misfit` is measured minus fitted card-hours of the days up to the cut-off; NaN where either
    is missing. It moves all paths alike, the level's walk moves each at random around that.
    """
    generator = np.random.default_rng(seed)
    path_count, horizon_days = paths.shape
    variances = np.full(horizon_days, level.walk_variance / WEEK_DAYS)
    # The first day ahead is four days after the middle of the last week, whose mean is noisy.
    variances[0] = level.week_variance + 4 * level.walk_variance / WEEK_DAYS
    pairs = (path_count + 1) // 2
    steps = generator.standard_normal((pairs, horizon_days)) * np.sqrt(variances)
    freedom = max(level.changes, MIN_DEGREES_OF_FREEDOM)
    spread = np.sqrt(freedom / generator.chisquare(freedom, size=(pairs, 1)))
    walks = spread * steps.cumsum(axis=1)
    mirrored = np.concatenate([walks, -walks])  # so that chance does not move the median
    return np.asarray(paths + present_level(misfit, level.gain) + mirrored[:path_count])


def _walk_share(weeks: Floats) -> float:
    """Share of a week's mean square change that stays: its growth over the lag, a line's slope."""
    one_week = _changes(weeks, 1)
    growth_by_more_weeks = {
        lag - 1: float(np.square(changes).mean() / np.square(one_week).mean()) - 1
        for lag in range(2, MAX_LAG_WEEKS + 1)
        if one_week.any() and len(changes := _changes(weeks, lag))
    }
    seen = max(len(one_week) - 2, 0)
    if not growth_by_more_weeks or not seen:
        return PRIOR_WALK_SHARE
    products = sum(more * growth for more, growth in growth_by_more_weeks.items())
    slope = min(max(products / sum(more**2 for more in growth_by_more_weeks), 0.0), 1.0)
    return (seen * slope + PRIOR_WALK_CHANGES * PRIOR_WALK_SHARE) / (seen + PRIOR_WALK_CHANGES)


def present_level(misfit: Floats, gain: float) -> float:
    """Present level of the misfit: its weekly means, exponentially smoothed."""
    level = 0.0
    for mean in _weekly_means(misfit):
        if not np.isnan(mean):
            level += gain * (float(mean) - level)
    return level


def _changes(weeks: Floats, lag: int) -> Floats:
    changes = weeks[lag:] - weeks[:-lag]
    return np.asarray(changes[~np.isnan(changes)])


def _weekly_means(days: Floats) -> Floats:
    """Means of the whole weeks back from the last day; NaN with too few measured days."""
    weeks = days[len(days) % WEEK_DAYS :].reshape(-1, WEEK_DAYS)[-HISTORY_WEEKS:]
    known = np.count_nonzero(~np.isnan(weeks), axis=1) >= MIN_WEEK_DAYS
    means = np.full(len(weeks), np.nan)
    means[known] = np.nanmean(weeks[known], axis=1)
    return means
