"""Shifts of the level: found day by day, with what was known by then, and never moved afterwards.

On each day the days since the last shift are split in two where the absolute distances from both
medians are smallest: exactly, over all places. Medians, because one spike or one day's outage must
not make a shift. The split is a shift once 7 days lie behind it that are clearly elsewhere, and a
steady trend over the days before and behind it does not explain it; from then on it stands, and
the search begins anew behind it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

MIN_DAYS = 7  # before it and after it: a week of each
LEVEL_DAYS = 28  # that a level is taken from, at most
LEAST_RATIO = 0.15  # of the greater level: less is no news
LEAST_SPREADS = 3.0  # times the mean distance from the own median
LEAST_SHARE = 0.8  # of the days on either side that lie nearer to their own median
LEAST_STEP = 0.6  # of the difference of levels that no steady trend on both sides explains
_LONGEST_DAYS = 63  # that are searched: what has not been found by then is a slope


@dataclass(frozen=True)
class Shift:
    """A new level from day `start` on, known since day `confirmed`; places in the series.

    `before` and `after` are the places of the measured days that speak for it.
    """

    start: int
    confirmed: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    is_up: bool


def find_shifts(values: Floats) -> Iterator[Shift]:
    """Shifts of one series, shape (days,), NaN where missing or where a day is like no other."""
    known = np.flatnonzero(~np.isnan(values))
    begin = 0
    for end in range(1, len(known) + 1):
        places = known[max(begin, end - _LONGEST_DAYS) : end]
        if len(places) < 2 * MIN_DAYS or not _may_have_shifted(values[places]):
            continue
        shift = _shift(values, places)
        if shift:
            yield shift
            begin = int(np.searchsorted(known, shift.start))


def _may_have_shifted(values: Floats) -> bool:
    """Whether the last week lies elsewhere at all: spares most days the search."""
    latest, before = values[-MIN_DAYS:], values[:-MIN_DAYS][-LEVEL_DAYS:]
    low, high = sorted((_median(latest), _median(before)))
    spread = _distance(before) / len(before)
    return high - low >= max(LEAST_RATIO / 2 * high, LEAST_SPREADS / 2 * spread) and high > low


def _shift(values: Floats, places: Places) -> Shift | None:
    split = _best_split(values[places])
    middle = (_median(values[places[:split]]) + _median(values[places[split:]])) / 2
    is_up = _median(values[places[split:]]) > middle
    # Medians suffer a day of the old level at the head of the new one.
    while split < len(places) and (values[places[split]] > middle) != is_up:
        split += 1
    before, after = places[:split][-LEVEL_DAYS:], places[split:]
    if len(after) < MIN_DAYS or not _are_apart(values[before], values[after]):
        return None
    if not _is_step(values, before, after):
        return None
    return Shift(
        start=int(after[0]),
        confirmed=int(after[-1]),
        before=(*map(int, before),),
        after=(*map(int, after),),
        is_up=is_up,
    )


def _best_split(values: Floats) -> int:
    """First place of the second part; the earliest of equally good ones."""
    splits = range(MIN_DAYS, len(values) - MIN_DAYS + 1)
    costs = [_distance(values[:split]) + _distance(values[split:]) for split in splits]
    return splits[int(np.argmin(costs))]


def _distance(values: Floats) -> float:
    return float(np.abs(values - _median(values)).sum())


def _median(values: Floats) -> float:
    """As np.median, which takes ten times as long for so few."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _are_apart(before: Floats, after: Floats) -> bool:
    low, high = sorted((before, after), key=_median)
    first, second = _median(low), _median(high)
    spread = (_distance(before) + _distance(after)) / (len(before) + len(after))
    middle = (first + second) / 2
    return (
        second - first >= max(LEAST_RATIO * second, LEAST_SPREADS * spread)
        and second > first
        and bool((low < middle).mean() >= LEAST_SHARE)
        and bool((high > middle).mean() >= LEAST_SHARE)
    )


def _is_step(values: Floats, before: Places, after: Places) -> bool:
    """Whether a line through both sides, of one slope, still has to jump between them.

    Least squares, as one spike or one day's outage among so many days moves the jump by little.
    """
    places = np.concatenate([before, after])
    columns = [np.ones(len(places)), places - places.mean(), places >= after[0]]
    jump = float(np.linalg.lstsq(np.column_stack(columns), values[places])[0][2])
    size = _median(values[after]) - _median(values[before])
    return bool(jump * np.sign(size) >= LEAST_STEP * abs(size))
