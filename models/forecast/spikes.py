"""Days far beyond what is usual count as a multiple of it: one spike is no level."""

from dataclasses import replace

import numpy as np

from models.forecast.candidate import WEEK_DAYS, DailyHistory

LARGEST = 5.0  # times the most that is usual
_RARE = 0.02  # share of the days that may lie above what is usual
_RARE_DAYS = 2  # at least so many
# Of the last week nobody knows yet whether it is a spike or a new level.
_UNTOUCHED_DAYS = WEEK_DAYS


def tame_spikes(history: DailyHistory) -> DailyHistory:
    """The history with days before the last week cut to 5 times the most that is usual.

    That is the value that 2 % of the days that are not zero exceed, at least 2 of them. Hours are
    left alone: one of each week may be large every time.
    """
    if history.steps_per_day > 1:
        return history
    values = history.card_hours
    known = np.sort(values[values > 0])[::-1]
    rare = max(_RARE_DAYS, int(np.ceil(_RARE * len(known))))
    if len(known) <= rare:
        return history
    limit = LARGEST * known[rare]
    is_spike = values > limit
    is_spike[-_UNTOUCHED_DAYS:] = False
    if not is_spike.any():
        return history
    return replace(history, card_hours=np.where(is_spike, limit, values))
