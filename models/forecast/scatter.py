"""From an expected course and a method's past misses to sample paths."""

import numpy as np

from models.forecast.candidate import DailyHistory, Floats, Sampled


def scatter(
    history: DailyHistory, course: Floats, misses: Floats, path_count: int, seed: int
) -> Sampled:
    """Paths of shape (path_count, len(course)): each step strays by one of the past misses.

    `misses` are measured minus expected one step ahead; NaN is passed over. The course goes on
    from the present level, so there is nothing fitted to make up for.

    Raises:
        ValueError: there is no miss to draw from.
    """
    known = misses[~np.isnan(misses)]
    if not len(known):
        msg = "the method has no past forecast to learn its misses from"
        raise ValueError(msg)
    draws = np.random.default_rng(seed).choice(known, (path_count, len(course)))
    return Sampled(course + draws, np.full(len(history.card_hours), np.nan))
