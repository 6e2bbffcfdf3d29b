"""Days of the last week far beyond all that a series did before: believed the more the longer.

One day of a hundred times is a wrong unit, a test or a burst far more often than a new level, and
a last day of a tenth is one whose figures are not all there yet. Both are learned as the most that
is not unheard of, as in robust exponential smoothing (Gelper, Fried and Croux 2010); what has gone
back already stays that small, what lasts may be as far again, in logarithms, with each day: 3, 9
and 27 times.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.tables.forecast_notes import JumpKind
from models.forecast.candidate import WEEK_DAYS, DailyHistory, Floats
from models.forecast.notes import Note, note

# A day is compared with the middle of the fortnight that ended a week before it, and with that of
# the same weekday of four weeks: what has begun within a week is in neither.
_WINDOW_DAYS = 14
_SAME_WEEKDAYS = 4
_LEAST_DAYS = 4
_LEAST_JUMP = float(np.log(3))
_SLACK = 1.25  # of what was seen before, but for the largest: 2 % of the days, at least 2
_RARE, _RARE_DAYS = 0.02, 2
_USUAL_JUMPS = 3.0  # of the median distance: a few weeks do not show all that is usual
_LEAST = 0.05  # of the median day that is not zero: less is no further away

# So many paths go on where the last days are, but lift the mean by no more than this part.
_LASTING_PATHS, _MEAN_ABOVE = 0.08, 0.2
_ALL_FROM_CUT = float(np.log(1.5))  # of the logarithm; fewer where less was cut


@dataclass(frozen=True)
class FreshJump:
    """The last `days` measured days are `factor` times what was usual, and learned as `learned`.

    `level` is what a day would be at their level, in card-hours.
    """

    days: int
    factor: float
    learned: float
    level: float

    def note_of(self, series: str) -> Note:
        """What is said of it with the series' forecast, and with sums that it is part of."""
        kind: JumpKind = "last_days_rise" if self.factor > 1 else "last_days_fall"
        factor, learned = (float(f"{one:.3g}") for one in (self.factor, self.learned))
        return note(kind, series=series, count=self.days, factor=factor, learned=learned)


def tame_fresh_jumps(history: DailyHistory) -> tuple[DailyHistory, FreshJump | None]:
    """The history with jumps of the last week cut, and the one that has not gone back.

    Hours are left alone. Where nothing is cut, it is the same history.
    """
    values = history.card_hours
    above = values[values > 0]
    if history.steps_per_day > 1 or len(values) <= 2 * WEEK_DAYS + _LEAST_DAYS or not len(above):
        return history, None
    least = _LEAST * float(np.median(above))
    logs = np.log(np.maximum(values, least))
    apart = np.stack([logs - _fortnight(logs), logs - _same_weekday(logs)])
    summed, jump = np.zeros(len(values)), None
    for side in (1.0, -1.0):
        cut, days = _cut(side * apart)
        summed += side * cut
        if days:
            factor = side * float(np.fmin(*(side * apart[:, -1])))
            jump = _jump(values, least, days, factor, summed[-1])
    if not summed.any():
        return history, None
    return replace(history, card_hours=np.where(summed == 0, values, np.exp(logs - summed))), jump


def keep_possible(paths: Floats, jump: FreshJump) -> Floats:
    """The paths, shape (paths, days), with the outermost few moved to the level of the last days.

    After a rise the highest, by which the mean rises by a fifth at most; after a fall the lowest.
    The less was cut, the fewer.
    """
    totals = paths.sum(axis=1)
    cut = abs(np.log(jump.factor / jump.learned))
    count = round(_LASTING_PATHS * min(cut / _ALL_FROM_CUT, 1.0) * len(paths))
    middle = float(np.median(totals))
    if not count or middle <= 0:
        return paths
    order = totals.argsort(kind="stable")
    ratio = jump.level * paths.shape[1] / middle
    if jump.factor > 1:
        outermost = order[-count:]
        most = 1 + _MEAN_ABOVE * float(totals.sum() / totals[outermost].sum())
        ratio = min(max(ratio, 1.0), most)
    else:
        outermost, ratio = order[:count], min(ratio, 1.0)
    moved = paths.copy()
    moved[outermost] *= ratio
    return moved


def _jump(values: Floats, least: float, days: int, apart: float, cut: float) -> FreshJump:
    usual = values[:-WEEK_DAYS][-_WINDOW_DAYS:]
    factor = float(np.exp(apart))
    level = float(values[-1])
    if not np.isnan(usual).all():
        level = factor * max(float(np.nanmean(usual)), least)  # as the factor is reckoned
    return FreshJump(days, factor, float(np.exp(apart - cut)), level)


def _cut(apart: Floats) -> tuple[Floats, int]:
    """How much of the logarithms goes, shape (days,), where `apart`, shape (2, days), is large.

    And how many days the jump has lasted that has not gone back; 0 where none of it is cut. By the
    nearer of the two a day has jumped; by the further one it has not gone back: a weekend at a new
    level is like a working day at the old one.
    """
    near, far = np.fmin(*apart), np.fmax(*apart)
    limit = _most_usual(near[:-WEEK_DAYS])
    cut, lasting = np.zeros(len(near)), 0
    for start, stop in _runs(near > limit, (far > limit / 2) | np.isnan(far)):
        days = int(np.count_nonzero(~np.isnan(far[start:stop])))
        if days < WEEK_DAYS:
            cut[start:stop] = np.fmax(near[start:stop] - limit * days, 0.0)
        if stop == len(near) and cut[-1] > 0:
            lasting = days
    return cut, lasting


def _runs(
    begins: npt.NDArray[np.bool_], goes_on: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """First days of jumps within the last week, and the days after their last ones."""
    start = None
    for day in range(len(begins) - WEEK_DAYS, len(begins)):
        if start is None and begins[day]:
            start = day
        elif start is not None and not goes_on[day]:
            yield start, day
            start = None
    if start is not None:
        yield start, len(begins)


def _most_usual(near: Floats) -> float:
    """How far from what was usual a day may lie that is not unheard of; infinite if unknown."""
    known = near[~np.isnan(near)]
    if len(known) < _LEAST_DAYS:
        return np.inf
    rare = max(_RARE_DAYS, int(np.ceil(_RARE * len(known))))
    seen = float(np.sort(known)[-rare - 1]) if len(known) > rare else 0.0
    return max(_SLACK * seen, _USUAL_JUMPS * float(np.median(np.abs(known))), _LEAST_JUMP)


def _fortnight(logs: Floats) -> Floats:
    """For each day the middle of the 14 days that ended a week before it."""
    padded = np.concatenate([np.full(_WINDOW_DAYS + WEEK_DAYS - 1, np.nan), logs[:-WEEK_DAYS]])
    return _middle(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_DAYS), _LEAST_DAYS)


def _same_weekday(logs: Floats) -> Floats:
    """For each day the middle of the same weekday of the four weeks before it."""
    days = len(logs)
    padded = np.concatenate([np.full(_SAME_WEEKDAYS * WEEK_DAYS, np.nan), logs[:-WEEK_DAYS]])
    weeks = [padded[WEEK_DAYS * week :][:days] for week in range(_SAME_WEEKDAYS)]
    return _middle(np.stack(weeks, axis=1), 1)


def _middle(windows: Floats, least: int) -> Floats:
    """Medians of rows, of what is measured; NaN with fewer than `least` values."""
    enough = np.count_nonzero(~np.isnan(windows), axis=1) >= least
    found = np.full(len(windows), np.nan)
    found[enough] = np.nanmedian(windows[enough], axis=1)
    return found
