"""A level between the last day and the last twelve weeks, the older the further ahead it is asked.

Nothing is estimated, so nothing is overfitted: where a level shifts now and then and strays
besides, a fixed blend of means is never far from the best gain, which nobody knows beforehand.
"""

from collections.abc import Callable, Sequence

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.buckets import bucket_ends, bucket_of_steps
from models.forecast.logarithm import expected_by_logarithm
from models.forecast.seasonal import take_off_seasons

WINDOWS_DAYS = (1, 3, 7, 14, 28, 84)
# Of the median day that is not zero: a day of nothing has no logarithm, and little less is no
# other level.
_LEAST = 0.05
# A row for each bucket: days 1-7, 8-28, 29-90, 91 and later.
_SHARES = np.array(
    [
        [0.20, 0.15, 0.30, 0.15, 0.20, 0.00],
        [0.15, 0.10, 0.30, 0.15, 0.25, 0.05],
        [0.10, 0.10, 0.25, 0.15, 0.25, 0.15],
        [0.10, 0.10, 0.25, 0.15, 0.25, 0.15],
    ]
)


def mix_levels(
    values: Floats,
    seasons: Sequence[int],
    horizon: int,
    middle: Callable[[Floats], np.float64] = np.mean,
) -> Floats:
    """Expected daily values ahead, shape (horizon,): blended means of what the seasons leave.

    `values` end at the cut-off, NaN where missing, at least one of them measured. With another
    `middle` blended medians: a burst of a few days is then no part of the level.
    """
    rest, season = take_off_seasons(values[-WINDOWS_DAYS[-1] :], seasons, horizon)
    measured = rest[~np.isnan(rest)]
    levels = np.array([middle(measured[-days:]) for days in WINDOWS_DAYS])
    ends = bucket_ends(horizon, steps_per_day=1)
    return np.asarray((_SHARES[: len(ends)] @ levels)[bucket_of_steps(ends)] + season)


def mix_log_levels(values: Floats, seasons: Sequence[int], horizon: int) -> Floats:
    """The same of logarithms; a day below a twentieth of the median one counts as that.

    NaN where all of the last twelve weeks is zero.
    """
    seen = values[-WINDOWS_DAYS[-1] :]
    above = seen[seen > 0]
    least = _LEAST * float(np.median(above)) if len(above) else 0.0
    return expected_by_logarithm(
        np.maximum(seen, least), lambda logs: mix_levels(logs, seasons, horizon)
    )


def median_level(values: Floats, seasons: Sequence[int], horizon: int, days: int) -> Floats:
    """The median of the last `days` measured days goes on, with the seasons; see mix_levels."""
    rest, season = take_off_seasons(values[-WINDOWS_DAYS[-1] :], seasons, horizon)
    measured = rest[~np.isnan(rest)]
    return np.asarray(np.median(measured[-days:]) + season)
