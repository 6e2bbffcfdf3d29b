"""Opinions of simple methods about the next day, and their weights; all series at once."""

from functools import reduce

import numpy as np
import numpy.typing as npt

from models.anomalies.kinds_of_day import HOLIDAY

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

GAINS = (1.0, 0.5, 0.2)  # of exponential smoothing; the first is the last value
OPINIONS = 2 * len(GAINS) + 2
_WEEK = 7
_FORGOTTEN = 0.97  # what is left of a miss's weight a day later
_DROPPED_ABOVE = 1.3  # times the best, as in the forecast's ensemble


class Levels:
    """Smoothed levels, plain and without the effect of the kind of day, and the last week."""

    def __init__(self, series: int) -> None:
        self._plain = np.full((len(GAINS), series), np.nan)
        self._adjusted = np.full((len(GAINS), series), np.nan)
        self._week = np.full((_WEEK, series), np.nan)
        self._kinds = [-1] * _WEEK
        self._misses = np.zeros((OPINIONS, series))
        self._day = 0

    @property
    def slowest(self) -> Floats:
        """The slowest level without the effect of the kind of day; NaN before the first day."""
        level: Floats = self._adjusted[-1]
        return level

    def opinions(self, kind: int, effect: Floats) -> Floats:
        """Shape (opinions, series): NaN where nothing was seen yet.

        `effect` is what the day's kind does, as a share of the level. What was a week ago is no
        opinion where that was another kind of day.
        """
        mean = _mean(self._week)
        adjusted = self._adjusted * (1 + effect)
        place = self._day % _WEEK
        week_ago = self._week[place]
        if self._kinds[place] != kind:
            week_ago = np.full(week_ago.shape, np.nan)
        week_ago = np.where(np.isnan(week_ago), adjusted[-1], week_ago)
        return np.vstack([self._plain, adjusted, mean, week_ago])

    def blend(self, opinions: Floats) -> Floats:
        """Opinions by the inverse square of their past misses; the bad ones are left out."""
        misses = np.maximum(self._misses, 1e-9 * (1 + self._misses.max(axis=0)))
        relative = misses / misses.min(axis=0)
        weights = np.where(relative <= _DROPPED_ABOVE, relative**-2.0, 0.0)
        return np.asarray(_total(weights * opinions) / _total(weights))

    def learn(self, kind: int, value: Floats, opinions: Floats, effect: Floats) -> None:
        """One day: `value` is NaN where it is missing or not believed.

        A public holiday says nothing about the level without it.
        """
        known = ~np.isnan(value)
        misses = np.abs(opinions - value)
        seen = known & ~np.isnan(misses).any(axis=0)
        self._misses = np.where(seen, _FORGOTTEN * self._misses + misses, self._misses)
        for gain, plain, adjusted in zip(GAINS, self._plain, self._adjusted, strict=True):
            _smooth(plain, value, gain, known)
            _smooth(adjusted, value / (1 + effect), 0.0 if kind == HOLIDAY else gain, known)
        place = self._day % _WEEK
        # Of a day that is not believed the one a week before still says what its weekday is like.
        before = self._week[place] if self._kinds[place] == kind else np.full_like(value, np.nan)
        self._week[place], self._kinds[place] = np.where(known, value, before), kind
        self._day += 1

    def restart(self, which: Bools, latest: Floats, adjusted: Floats) -> None:
        """A new level of some series: `latest`, shape (days, series), is all that is known of it.

        `adjusted` is the same without the effects of the kinds of day.
        """
        self._plain[:, which] = _mean(latest)[which]
        self._adjusted[:, which] = _mean(adjusted)[which]
        week = np.full(self._week.shape, np.nan)
        for back, row in enumerate(reversed(latest)):
            week[(self._day - 1 - back) % _WEEK] = row
        self._week[:, which] = week[:, which]


def _smooth(level: Floats, value: Floats, gain: float, known: Bools) -> None:
    first = known & np.isnan(level)
    level[first] = value[first]
    later = known & ~first
    level[later] += gain * (value[later] - level[later])


def _mean(rows: Floats) -> Floats:
    known = ~np.isnan(rows)
    count = known.sum(axis=0)
    total = _total(np.where(known, rows, 0.0))
    return np.asarray(np.divide(total, count, out=np.full(rows.shape[1], np.nan), where=count > 0))


def _total(rows: Floats) -> Floats:
    """Sum over the rows, one after the other: the same bits for one series as among many."""
    return reduce(np.add, rows)
