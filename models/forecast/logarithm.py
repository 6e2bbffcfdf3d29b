"""Forecasts of logarithms, taken back to values without leaving the earth."""

from collections.abc import Callable

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.prophet_candidate import LOG_CAP_RATIO


def expected_by_logarithm(values: Floats, expected: Callable[[Floats], Floats]) -> Floats:
    """What `expected` says of the logarithms, as values; it is the median rather than the mean.

    NaN where a value is zero or below: it has no logarithm.
    """
    measured = values[~np.isnan(values)]
    if measured.min() <= 0:
        return np.full_like(expected(values), np.nan)
    limit = np.log(LOG_CAP_RATIO * measured.max())
    return np.asarray(np.exp(np.minimum(expected(np.log(values)), limit)))
