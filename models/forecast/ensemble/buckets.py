"""Horizon buckets: how far ahead a step lies, as weights and calibration tell it apart."""

import numpy as np
import numpy.typing as npt

_DAILY_ENDS = (7, 28, 90, 365)
_HOURLY_ENDS = (24, 72, 168, 336)


def bucket_ends(horizon: int, steps_per_day: int) -> tuple[int, ...]:
    """Last step of each bucket, the last one cut to the horizon."""
    ends = _DAILY_ENDS if steps_per_day == 1 else _HOURLY_ENDS
    return (*(end for end in ends if end < horizon), horizon)


def bucket_of_steps(ends: tuple[int, ...]) -> npt.NDArray[np.intp]:
    """Bucket of each step ahead, shape (horizon,)."""
    return np.searchsorted(ends, np.arange(1, ends[-1] + 1))
