"""Days of nothing before a series began: they say nothing of how it is used since.

A new pool, or a project that came to an old one, is told as zero from the first day of all others
on. With those days it would look like what is often zero, or like a step.
"""

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats

_LEAST_DAYS = 2 * WEEK_DAYS  # of nothing: less may be how the series is
_LONGER = 2.0  # than any later pause: the first of a few is the longest often enough by chance
_NEXT_TO_NOTHING = 0.01  # of all use: somebody tried it before it began
_MOST_DAYS = 0.5


def since_begun(history: DailyHistory, least_days: int) -> DailyHistory:
    """The history from the day on which it began, where it had not begun before.

    Before that day it had next to nothing of all its use, and on most days nothing, for two weeks
    or more and more than twice as long as it ever paused since. Where fewer than `least_days`
    measured days would be left, it is the same history.
    """
    values, per_day = history.card_hours, history.steps_per_day
    days = _first_used(values) // per_day
    before, since = values[: days * per_day], values[days * per_day :]
    if days < _LEAST_DAYS or (before == 0).mean() < _MOST_DAYS:
        return history
    left = int(np.count_nonzero(~np.isnan(since))) // per_day
    if left < least_days or days <= _LONGER * _longest_pause(since) / per_day:
        return history
    return history.latest(left)


def _first_used(values: Floats) -> int:
    """The step by which more than next to nothing was used; 0 where nothing ever was.

    No step counts as more than the median one in use: a spike is not all there is.
    """
    used = np.nan_to_num(values)
    if not used.any():
        return 0
    summed = np.minimum(used, np.median(used[used > 0])).cumsum()
    return int(np.argmax(summed > _NEXT_TO_NOTHING * summed[-1]))


def _longest_pause(values: Floats) -> int:
    """The most steps in a row without anything measured above zero."""
    used = np.flatnonzero(values > 0)
    return int(np.diff(used, append=len(values)).max()) - 1
