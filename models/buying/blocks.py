"""Blocks of units, in which need is counted: single ones, but for large pools and rare need."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_MOST_BLOCKS = 60  # beyond that many units they are wider
_HEADROOM = 1.6
_TWO_YEARS = 24
_WIDER = 0.04  # of all units below: so much wider is each block of need that is rare


def edges_of(past: Numbers, planned: Numbers, held: Numbers, highest: float) -> Numbers:
    """Units at which blocks begin and end: beyond the need of two years, planned runs, all in hand.

    Wider and wider ones follow, as far as `highest` and the planned runs on top of it.
    """
    runs = float(planned.max(initial=0.0))
    peak = float(past[-_TWO_YEARS:].max(initial=0.0)) * _HEADROOM + runs
    most = max(peak, float(held.max(initial=0.0)) + 1)
    width = max(int(np.ceil(most / _MOST_BLOCKS)), 1)
    found = [float(number * width) for number in range(int(np.ceil(most / width)) + 2)]
    while highest and found[-1] < highest + runs:
        found.append(found[-1] + max(float(np.ceil(found[-1] * _WIDER)), width))
    return np.array(found)


def cumulated(values: Numbers) -> Numbers:
    """Sums over blocks up to every edge, the first of them 0: scenarios x months x edges."""
    found = np.zeros((*values.shape[:2], values.shape[2] + 1))
    np.cumsum(values, axis=2, out=found[:, :, 1:])
    return found
