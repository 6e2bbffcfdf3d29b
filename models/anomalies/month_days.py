"""What days of the month were known to bring: a run at every month's end is no news each time."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from models.anomalies.expecting import Expected, Floats, Ints, expect
from models.forecast.candidate import DailyHistory
from models.forecast.month_days import month_table
from models.forecast.month_effects import learn_months

# Amid a month nothing of its turn is left to come, and nothing of the next has begun.
_LEARNED_ON = 20


def expect_months(values: Floats, kinds: Ints, first_day: date, country: str | None) -> Expected:
    """Bands of all days as `expect` makes them, days of the month beside their usual level.

    `values`, shape (days, series), begin on `first_day`. No day is expected by a later one.
    """
    factors = np.stack([_factors(row, first_day, country) for row in values.T], axis=1)
    found = expect(values / factors, kinds)
    effect = (1 + found.effect) * factors - 1
    is_usual = factors == 1
    return Expected(
        found.centre * factors,
        found.lower * factors,
        found.upper * factors,
        np.where(is_usual, found.effect, effect),
    )


def _factors(values: Floats, first_day: date, country: str | None) -> Floats:
    """Of each day, as learned up to the 20th before it; 1 where nothing was."""
    logs = np.zeros(len(values))
    known = np.flatnonzero(~np.isnan(values))
    for learned, until in pairwise([*_learning_days(first_day, len(values)), len(values)]):
        past = known[known < learned]
        if not len(past):
            continue
        start, end = int(past[0]), int(past[-1]) + 1
        history = DailyHistory("", first_day + timedelta(days=start), values[start:end])
        ahead = until - end
        found = learn_months(history, country, ahead)
        if found:
            table = month_table(history.first_day, end - start, ahead, country)
            for one in found:
                days = table.days_of(one.number) + start
                logs[days[days >= learned]] += one.effect
    return np.asarray(np.exp(logs))


def _learning_days(first_day: date, days: int) -> list[int]:
    """Places of the days after the 20th of each month."""
    every = (first_day + timedelta(days=place) for place in range(1, days))
    return [place for place, day in enumerate(every, 1) if day.day == _LEARNED_ON + 1]
