"""The members' courses as one: their weighted geometric mean.

Weighted errors are absolute ones, and demand strays upwards further than downwards: between a
member that expects 10 and one that expects 1000 the middle lies nearer 100 than 505.
"""

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.buckets import bucket_of_steps

LOWEST = 0.1  # of the arithmetic mean: a member that expects nothing must not make it nothing


def combined_course(backtest: Backtest, weights: Floats, courses: Floats) -> Floats:
    """Courses of shape (members, ..., horizon) of a backtest by weights (members, buckets).

    Of what is often zero the arithmetic mean: there zero is meant.
    """
    return weighted_course(weights, courses, backtest.ends, geometric=not backtest.is_intermittent)


def weighted_course(
    weights: Floats, courses: Floats, ends: tuple[int, ...], *, geometric: bool
) -> Floats:
    """Where a member says nothing, the others share its weight; where none says anything, NaN.

    What lies below a tenth of the arithmetic mean counts as that; where this is not above zero, it
    is the answer.
    """
    shares = _shares(weights, courses, ends)
    known = np.nan_to_num(courses)
    mean = (shares * known).sum(axis=0)
    if not geometric:
        return np.asarray(mean)
    lowest = np.where(mean > 0, LOWEST * mean, 1.0)
    middle = np.exp((shares * np.log(np.maximum(known, lowest))).sum(axis=0))
    return np.asarray(np.where(mean > 0, middle, mean))


def distance_of_members(backtest: Backtest, weights: Floats, course: Floats) -> Floats:
    """How far the members' courses ahead lie from the combined one, weighted mean, (horizon,)."""
    shares = _shares(weights, backtest.ahead, backtest.ends)
    return np.asarray((shares * np.abs(np.nan_to_num(backtest.ahead) - course)).sum(axis=0))


def _shares(weights: Floats, courses: Floats, ends: tuple[int, ...]) -> Floats:
    """Weights by step of those who say anything, adding up to 1; NaN where nobody does."""
    by_step = weights[:, bucket_of_steps(ends)]
    by_step = by_step.reshape(len(weights), *(1,) * (courses.ndim - 2), -1)
    parts = np.where(np.isnan(courses), 0.0, by_step)
    total = parts.sum(axis=0)
    out = np.full_like(parts, np.nan)
    return np.asarray(np.divide(parts, total, out=out, where=total > 0))
