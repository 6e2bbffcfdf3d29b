"""What each day was expected to be, made with nothing of that day or later.

A small ensemble of level methods, such as carry the forecast one day ahead: the last value and
exponential smoothing at three speeds, each with and without the effect of the kind of day, the mean
of the last week and the same day a week ago, weighted by inverse squared miss. All series go
through the days together, and no series learns from another.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.anomalies.band import Band, sides_of
from models.anomalies.kinds_of_day import HOLIDAY, KINDS, SUNDAY
from models.anomalies.levels import Levels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MIN_DAYS = 14  # measured days before the first band: two of each weekday
# Days outside the band say nothing about the next, until so many on end lie on one side.
BELIEVED_AFTER_DAYS = 3
_EFFECT_GAIN = 0.15
_EFFECT_PRIOR_DAYS = 2.0
_LARGEST_EFFECT = 6.0  # all of a week on one day
_SMALLEST_EFFECT = -0.9


@dataclass(frozen=True)
class Expected:
    """Shape (days, series) each; NaN where there is no band yet.

    `effect` is what the kind of day was believed to do, as a share of the level.
    """

    centre: Floats
    lower: Floats
    upper: Floats
    effect: Floats


def expect(values: Floats, kinds: Ints) -> Expected:
    """Bands of all days of `values`, shape (days, series), NaN where not wholly measured.

    `kinds`, shape (days,), are kinds of day: see kinds_of_day. No value is below zero.
    """
    state = _State(values.shape[1])
    rows = [state.step(value, int(kind)) for value, kind in zip(values, kinds, strict=True)]
    stacked = np.array(rows).reshape(len(values), 4, values.shape[1])
    return Expected(*(stacked[:, number] for number in range(4)))


class _State:
    """What is known of all series after the last day."""

    def __init__(self, series: int) -> None:
        self._levels, self._band, self._effects = Levels(series), Band(series), _Effects(series)
        self._seen = np.zeros(series)
        self._streak = np.zeros(series, dtype=np.int64)
        self._was_outside = np.zeros((KINDS, series), dtype=np.bool_)  # the last day of each kind
        shape = (BELIEVED_AFTER_DAYS, series)
        self._latest, self._adjusted = np.full(shape, np.nan), np.full(shape, np.nan)

    def step(self, value: Floats, kind: int) -> tuple[Floats, ...]:
        """Centre, lower and upper bound, and effect of the day; then learn from it."""
        effect = self._effects.of(kind)
        opinions = self._levels.opinions(kind, effect)
        centre = self._levels.blend(opinions)
        lower, upper = self._band.around(centre)
        lower = np.maximum(lower, 0.0)
        judged = self._seen >= MIN_DAYS
        sides = np.where(judged, sides_of(value, lower, upper), 0)
        self._learn(value, sides, kind, (centre, effect, opinions))
        return tuple(np.where(judged, row, np.nan) for row in (centre, lower, upper, effect))

    def _learn(
        self, value: Floats, sides: Ints, kind: int, expected: tuple[Floats, Floats, Floats]
    ) -> None:
        centre, effect, opinions = expected
        known = ~np.isnan(value)
        goes_on = (sides != 0) & (np.sign(self._streak) == sides)
        self._band.learn(value - centre, np.where(goes_on, 0, sides))
        self._seen += known
        if kind == HOLIDAY:  # as far outside as it may be, it says what holidays are like
            self._effects.learn(kind, value, self._levels.slowest)
            self._levels.learn(kind, value, opinions, effect)
            return
        streak = np.where(goes_on, self._streak + sides, sides)
        self._streak = np.where(known, streak, self._streak)
        self._remember(value, effect, known)
        length = np.where(sides == 0, 0, np.abs(self._streak))
        is_news = length == BELIEVED_AFTER_DAYS
        # What lay outside a week ago, too, is what this kind of day is like: a run every Sunday.
        comes_again = self._was_outside[kind].copy()
        self._was_outside[kind] = np.where(known, sides != 0, comes_again)
        doubted = (length > 0) & (length < BELIEVED_AFTER_DAYS) & ~comes_again
        # A new level must not pass for what this kind of day does.
        self._effects.learn(kind, np.where(doubted | is_news, np.nan, value), self._levels.slowest)
        self._levels.learn(kind, np.where(doubted, np.nan, value), opinions, effect)
        before = self._levels.slowest.copy()
        self._levels.restart(is_news, self._latest, self._adjusted)
        self._effects.dilute(is_news, before, self._levels.slowest)

    def _remember(self, value: Floats, effect: Floats, known: Bools) -> None:
        """The last measured values; days without one leave no gap."""
        for rows, row in ((self._latest, value), (self._adjusted, value / (1 + effect))):
            rows[:] = np.where(known, np.vstack([rows[1:], row]), rows)


class _Effects:
    """What each kind of day does, as a share of the level."""

    def __init__(self, series: int) -> None:
        self._effect = np.zeros((KINDS, series))
        self._seen = np.zeros((KINDS, series))

    def of(self, kind: int) -> Floats:
        """Effect of a kind of day; a public holiday is a Sunday until one was seen."""
        if kind == HOLIDAY:
            seen = self._seen[kind] > 0
            return np.array(np.where(seen, self._effect[kind], self._effect[SUNDAY]))
        return np.array(self._effect[kind])

    def dilute(self, which: Bools, before: Floats, after: Floats) -> None:
        """What comes on top of some series is believed to be the same on all kinds of day."""
        grown = which & (before > 0) & (after > before)
        self._effect *= np.where(grown, np.divide(before, after, where=grown, out=before * 0), 1.0)

    def learn(self, kind: int, value: Floats, level: Floats) -> None:
        known = ~np.isnan(value) & (level > 0)
        found = np.divide(value, level, out=np.ones_like(value), where=known) - 1
        found = np.clip(found, _SMALLEST_EFFECT, _LARGEST_EFFECT)
        before = self.of(kind)
        gain = np.maximum(1.0 / (self._seen[kind] + 1.0 + _EFFECT_PRIOR_DAYS), _EFFECT_GAIN)
        self._effect[kind] = np.where(known, before + gain * (found - before), self._effect[kind])
        self._seen[kind] += known
