"""Quantiles of sample paths, all from one sorting, so that they never cross."""

from collections.abc import Sequence

import numpy as np

from models.forecast.candidate import Floats


def path_quantiles(paths: Floats, probabilities: Sequence[float]) -> Floats:
    """Quantiles of each step over paths of shape (paths, steps); shape (probabilities, steps).

    Linear between the ordered paths, as numpy.quantile has it by default.
    """
    ordered = np.sort(np.ascontiguousarray(paths.T), axis=1)
    position = np.asarray(probabilities) * (ordered.shape[1] - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, ordered.shape[1] - 1)
    share = position - below
    low, high = ordered[:, below], ordered[:, above]
    return np.ascontiguousarray((low + (high - low) * share).T)
