"""Weeks to come drawn from weeks that came: for series that are often zero.

Around an expected value nothing tells a day of nothing from a day of work, and a month's total is
right on neither. Whole weeks keep the zeros, the weekdays and the sizes.
"""

from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np

from models.forecast.candidate import WEEK_DAYS, Floats

HALF_LIVES_WEEKS = (1.0, 4.0, 16.0)  # of a week's chance to come again
_MOST_WEEKS, _LEAST_WEEKS = 52, 2
_JUDGED_WEEKS = 26
_SURELY = 1e-9


@dataclass(frozen=True)
class PastWeeks:
    """Wholly measured weeks, shape (weeks, 7), by their totals, and their chances to come again.

    A week begins with the day of the week on which the days ahead begin.
    """

    days: Floats
    chances: Floats

    def quantile(self, probability: float, horizon: int) -> Floats:
        """Of each day ahead, shape (horizon,), over the same weekdays of all weeks."""
        order = self.days.argsort(axis=0)
        reached = self.chances[order].cumsum(axis=0)
        at = np.argmax(reached >= probability * reached[-1], axis=0)
        places = np.arange(WEEK_DAYS)
        return np.resize(self.days[order[at, places], places], horizon)

    def draw(self, places: Floats, horizon: int) -> Floats:
        """Paths of shape (paths, horizon): the greater a week's place, the more it brings.

        `places`, shape (paths, weeks ahead), are standard normal.
        """
        reached = np.clip(self.chances[:-1].cumsum(), _SURELY, 1 - _SURELY)
        limits = [NormalDist().inv_cdf(each) for each in reached.tolist()]
        weeks = self.days[np.searchsorted(limits, places)]
        return np.asarray(weeks.reshape(len(places), -1)[:, :horizon])


def read_weeks(values: Floats) -> PastWeeks | None:
    """Of daily values up to the cut-off, NaN where missing; None with fewer than 2 whole weeks."""
    weeks = values[len(values) % WEEK_DAYS :].reshape(-1, WEEK_DAYS)[-_MOST_WEEKS:]
    known = ~np.isnan(weeks).any(axis=1)
    if known.sum() < _LEAST_WEEKS:
        return None
    age = np.arange(len(weeks), dtype=np.float64)[::-1][known]
    weeks = weeks[known]
    totals = weeks.sum(axis=1)
    chances = min((_chances(age, each) for each in HALF_LIVES_WEEKS), key=partial(_misses, totals))
    order = totals.argsort(kind="stable")
    return PastWeeks(weeks[order], chances[order])


def _chances(age: Floats, half_life: float) -> Floats:
    chances = 0.5 ** (age / half_life)
    return np.asarray(chances / chances.sum())


def _misses(totals: Floats, chances: Floats) -> float:
    """Continuous ranked probability score of the last weeks' totals, each by the weeks before it.

    What was drawn evenly from long ago misses most where a level shifted, what was drawn from the
    last weeks alone where nothing did.
    """
    apart = np.abs(totals[:, np.newaxis] - totals)
    summed = 0.0
    for week in range(max(_LEAST_WEEKS, len(totals) - _JUDGED_WEEKS), len(totals)):
        then = chances[-week:] / chances[-week:].sum()
        summed += then @ (apart[week, :week] - apart[:week, :week] @ then / 2)
    return float(summed)
