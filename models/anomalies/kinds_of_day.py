"""Kinds of day that demand is told apart by: weekdays, and public holidays."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import numpy as np
import numpy.typing as npt

SUNDAY, HOLIDAY, KINDS = 6, 7, 8
_WORKED_WEEKEND = 2  # a make-up working day is like any day in the middle of a week
_LONG_HOLIDAY_DAYS = 4  # a weekend within so many days off on end is part of the holiday


def kinds_of_days(
    days: Sequence[date], holidays: frozenset[date], make_up_days: frozenset[date]
) -> npt.NDArray[np.int64]:
    """0 to 6 from Monday on, 7 for a public holiday; both sets as core_calendar has them.

    `days` follow each other without a hole.
    """
    kinds = [
        HOLIDAY if day in holidays else _WORKED_WEEKEND if day in make_up_days else day.weekday()
        for day in days
    ]
    for is_off, run in groupby(range(len(kinds)), key=lambda place: kinds[place] >= SUNDAY - 1):
        places = [*run]
        has_holiday = any(kinds[place] == HOLIDAY for place in places)
        if is_off and has_holiday and len(places) >= _LONG_HOLIDAY_DAYS:
            for place in places:
                kinds[place] = HOLIDAY
    return np.array(kinds, dtype=np.int64)
