"""Events of one pool, and days on which they brought something."""

from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import DailyHistory
from models.forecast.events import KnownEvent

POOL = "a/r/p/c"
FIRST_DAY = date(2026, 1, 5)
DAYS = 220
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
STARTS = (30, 58, 90, 121, 153, 184)


def event(
    start: int, days: int = 3, *, name: str | None = None, kind: str = "launch", known: int = 0
) -> KnownEvent:
    """From so many days after the first day on, known from day `known` on."""
    first = FIRST_DAY + timedelta(days=start)
    last = first + timedelta(days=days - 1)
    return KnownEvent(name or f"{kind} {start}", kind, first, last, FIRST_DAY + timedelta(known))


PAST = tuple(event(start, known=start - 10) for start in STARTS)


def demand(*raised: KnownEvent, by: float = 1.4, seed: int = 1, days: int = DAYS) -> DailyHistory:
    """1000 a day, more on the days of events, and seeded noise of 4 %."""
    values = 1000 * np.exp(np.random.default_rng(seed).normal(0, 0.04, days))
    for one in raised:
        first = (one.first_day - FIRST_DAY).days
        values[first : first + (one.last_day - one.first_day).days + 1] *= by
    return DailyHistory(POOL, FIRST_DAY, values)
