"""The answer of last resort: the last week goes on, as uncertain as it was before."""

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats, Sampled


class LastWeekMeanCandidate:
    """Mean of the last 7 measured days, plus resampled misses of the same rule in the past.

    A miss is a measured day minus the mean of the 7 measured days before it. With fewer than
    two weeks there are too few of them: then each day's distance from the mean of all.
    """

    name = "naive_last_week_mean"

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate. Nothing is fitted: it goes on from the present level as it is."""
        measured = history.card_hours[~np.isnan(history.card_hours)]
        level = measured[-WEEK_DAYS:].mean()
        draws = np.random.default_rng(seed)
        paths = level + draws.choice(_misses(measured), (path_count, horizon_days))
        return Sampled(paths, np.full(len(history.card_hours), np.nan))


def _misses(measured: Floats) -> Floats:
    if len(measured) < 2 * WEEK_DAYS:
        return np.asarray(measured - measured.mean())
    weeks = np.lib.stride_tricks.sliding_window_view(measured[:-1], WEEK_DAYS)
    return np.asarray(measured[WEEK_DAYS:] - weeks.mean(axis=1))
