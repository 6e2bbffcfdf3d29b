"""The plain policy that the design measured, in few lines of its own: what the ensemble must beat.

Inverse squared backtest errors over five level methods, by horizon bucket, nothing above 1.3 times
the best; each series for itself, no calibration.
"""

import numpy as np

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest

PLAIN_POLICY = "plain_policy"
_LEVEL_METHODS = (
    "naive_last_value",
    "naive_last_week_mean",
    "simple_smoothing",
    "damped_trend",
    "theta",
)
_DROPPED_ABOVE = 1.3


def plain_policy(history: DailyHistory, horizon: int) -> Floats:
    """Expected values ahead, shape (horizon,)."""
    backtest = run_backtest(history, horizon, Bounds(), with_prophet=False)
    rows = [row for row, name in enumerate(backtest.names) if name in _LEVEL_METHODS]
    course, errors = np.empty(horizon), np.ones(len(rows))
    start = 0
    for end in backtest.ends:
        misses = np.abs(backtest.courses[rows] - backtest.actual)[:, :, start:end]
        known = ~np.isnan(misses[0])
        if known.any():  # else the errors nearer by
            errors = misses[:, known].mean(axis=1)
        relative = np.maximum(errors, 1e-9) / max(errors.min(), 1e-9)
        weights = np.where(relative <= _DROPPED_ABOVE, relative**-2.0, 0.0)
        course[start:end] = weights / weights.sum() @ backtest.ahead[rows, start:end]
        start = end
    return course
