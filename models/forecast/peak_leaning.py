"""How far drawn peaks are believed: they move towards last week's peak, and their band is resized.

The highest hours of drawn paths say little more of those to come than last week's, and often less.
Where drawn peaks went towards it, in logarithms, by the part that would have missed least at past
cut-offs, of one pool and of all, against a belief, they miss less than either. The band around them
is then made as wide as would have held 80 % there, of all pools, against a belief that it is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.ensemble.weighting import MIN_POOLED_SERIES

Span = tuple[int, int]  # first and last day ahead that peaks are of

# What is believed before anything is seen, by quantile of hours (P50, P95, P99): a part of the way.
BELIEVED: Mapping[Span, tuple[float, ...]] = {(1, 7): (0.0, 0.5, 0.5), (8, 28): (0.0, 0.5, 0.75)}
SHARES = np.linspace(0.0, 1.0, 5)  # of the way to last week's peak
_HELD = 0.8  # of what comes, by the band
# How firmly: misses that grow by the square of the distance from the belief, in logarithms, in as
# many cut-offs. Bands are believed right in as many cases of all pools.
_BELIEVED_CUT_OFFS, _BELIEVED_BANDS = 24.0, 20.0
_SMALLEST_SIZE = 0.005  # of what is usual: misses and bands are no smaller
_NARROWEST, _WIDEST = 0.4, 2.5


@dataclass(frozen=True)
class PeakCases:
    """Peaks at past cut-offs of all pools and what came: one span ahead of use, or of demand.

    Shape (cases,) the pool by number and the cut-off by day number; (cases, 3, quantiles of hours)
    P10, P50 and P90 of the paths' peaks; (cases, quantiles of hours) what came, last week's, and
    P50 of the span whose lean is taken, from which the way to last week's is measured.
    """

    pool: npt.NDArray[np.intp]
    cut_off: npt.NDArray[np.intp]
    band: Floats
    actual: Floats
    week_before: Floats
    way_from: Floats

    def only(self, kept: npt.NDArray[np.bool_]) -> "PeakCases":
        """Some of the cases."""
        return PeakCases(
            self.pool[kept],
            self.cut_off[kept],
            self.band[kept],
            self.actual[kept],
            self.week_before[kept],
            self.way_from[kept],
        )


@dataclass(frozen=True)
class PeakLean:
    """By quantile of hours: the part of the way to last week's peak, and how wide the band is."""

    share: Floats
    width: Floats

    def lean(self, peaks: Floats, middle: Floats, step: Floats) -> Floats:
        """Peaks of shape (..., quantiles of hours) moved and resized; more hours, no fewer cards.

        `middle` is what is half above and half below them, `step` the way to last week's peak as a
        factor (`way_to`).
        """
        around = np.divide(peaks, middle, out=np.ones_like(peaks), where=middle > 0)
        moved = middle * step**self.share * around**self.width
        return np.maximum.accumulate(moved, axis=-1)

    def further_ahead(self) -> "PeakLean":
        """The same for later days than it was learnt on: a band that was too wide may not be."""
        return replace(self, width=np.maximum(self.width, 1.0))


PeakLeans = Mapping[tuple[str, str], Mapping[Span, PeakLean]]  # by series and basis


def way_to(week_before: Floats, middle: Floats) -> Floats:
    """Last week's peak in parts of the drawn one; 1 where there is no telling."""
    known = (week_before > 0) & (middle > 0)
    return np.divide(week_before, middle, out=np.ones_like(middle), where=known)


def learn_leans(cases: PeakCases, span: Span, pools: int) -> list[PeakLean]:
    """The lean of each of so many pools; fewer than 3 do not learn from each other."""
    together = len(np.unique(cases.pool)) >= MIN_POOLED_SERIES
    shares = _shares(cases, np.array(BELIEVED[span]), pools, together=together)
    if together:
        width = _width(cases, shares)
        return [PeakLean(share, width) for share in shares]
    own = [cases.only(cases.pool == pool) for pool in range(pools)]
    return [PeakLean(shares[pool], _width(one, shares)) for pool, one in enumerate(own)]


def leaned_apart(
    cases: PeakCases, learnt: PeakCases, span: Span, leans_as: Span, pools: int
) -> Floats:
    """Bands of `span` as they would have been, each by a lean that was learnt on other cut-offs.

    `learnt` are cases of `leans_as`, the span whose lean is taken. Cut-offs are so far apart that
    nothing of what came is in both.
    """
    bands = np.empty_like(cases.band)
    for day in np.unique(cases.cut_off):
        here = cases.cut_off == day
        others = learnt.only(abs(learnt.cut_off - day) >= span[1])
        leans = learn_leans(others, leans_as, pools)
        for number in np.flatnonzero(here):
            middle = cases.band[number, 1]
            step = way_to(cases.week_before[number], cases.way_from[number])
            lean = leans[cases.pool[number]]
            lean = lean if span == leans_as else lean.further_ahead()
            bands[number] = lean.lean(cases.band[number], middle, step)
    return bands


def _shares(cases: PeakCases, believed: Floats, pools: int, *, together: bool) -> Floats:
    """Shape (pools, quantiles of hours); a pool's own misses count as much as the mean of all."""
    middle = cases.band[:, 1]
    step = way_to(cases.week_before, middle)
    courses = middle * step ** SHARES[:, np.newaxis, np.newaxis]
    misses = np.abs(courses - cases.actual)
    summed = np.zeros((pools, *misses.shape[::2]))
    np.add.at(summed, cases.pool, misses.swapaxes(0, 1))
    counts = np.bincount(cases.pool, minlength=pools)
    usual = np.bincount(cases.pool, weights=cases.actual.mean(axis=1), minlength=pools)
    smallest = np.where(usual > 0, _SMALLEST_SIZE * usual, 1.0)
    found = np.log(np.maximum(summed, smallest[:, np.newaxis, np.newaxis]))
    losses = found - found[:, :1]
    pooled = losses.sum(axis=0) / np.count_nonzero(counts) if together else 0.0
    belief = _BELIEVED_CUT_OFFS * np.square(SHARES[:, np.newaxis] - believed)
    weighed = counts[:, np.newaxis, np.newaxis] * (losses + pooled) + belief
    return np.asarray(SHARES[np.argmin(weighed, axis=1)])


def _width(cases: PeakCases, shares: Floats) -> Floats:
    """Factor by which logarithms of the band would have held 80 %, by quantile of hours."""
    low, middle, high = np.moveaxis(cases.band, 1, 0)
    known = (low > 0) & (cases.actual > 0)
    moved = middle * way_to(cases.week_before, middle) ** shares[cases.pool]
    miss = _logarithm(cases.actual, moved, known)
    side = np.where(miss > 0, _logarithm(high, middle, known), _logarithm(middle, low, known))
    parts = np.abs(miss) / np.maximum(side, _SMALLEST_SIZE)
    width = np.ones(parts.shape[1])
    for number, column in enumerate(known.T):
        count = np.count_nonzero(column)
        if count:
            found = np.clip(np.quantile(parts[column, number], _HELD), _NARROWEST, _WIDEST)
            width[number] = found ** (count / (count + _BELIEVED_BANDS))
    return width


def _logarithm(above: Floats, below: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    return np.log(np.divide(above, below, out=np.ones_like(above), where=known))
