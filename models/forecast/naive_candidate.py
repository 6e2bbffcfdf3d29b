"""The answer of last resort: the last week goes on, as uncertain as it was before."""

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats, Sampled


class LastWeekMeanCandidate:
    """Mean of the last week of measured steps, plus resampled misses of the same rule in the past.

    A miss is a measured step minus the mean of the week measured before it. With fewer than two
    weeks there are too few of them: then each step's distance from the mean of all.
    """

    name = "naive_last_week_mean"

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate. Nothing is fitted: it goes on from the present level as it is."""
        measured = history.card_hours[~np.isnan(history.card_hours)]
        week = WEEK_DAYS * history.steps_per_day
        level = measured[-week:].mean()
        draws = np.random.default_rng(seed)
        paths = level + draws.choice(_misses(measured, week), (path_count, horizon_days))
        return Sampled(paths, np.full(len(history.card_hours), np.nan))


class NaiveAnswer(LastWeekMeanCandidate):
    """The same with that mean as its P50, whichever way the past was missed."""

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate."""
        measured = history.card_hours[~np.isnan(history.card_hours)]
        misses = _misses(measured, WEEK_DAYS * history.steps_per_day)
        sampled = super().sample_paths(history, horizon_days, path_count, seed)
        return Sampled(sampled.paths - np.median(misses), sampled.fitted)


def _misses(measured: Floats, week: int) -> Floats:
    if len(measured) < 2 * week:
        return np.asarray(measured - measured.mean())
    weeks = np.lib.stride_tricks.sliding_window_view(measured[:-1], week)
    return np.asarray(measured[week:] - weeks.mean(axis=1))
