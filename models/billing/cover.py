"""The two ways in which a commitment covers use: hour by hour, or from a balance over time.

A tick of an item costs `weight` of the commitment: 1 where cards are committed, a size factor where
sizes mix, a whole-number price where money is. Everything is whole numbers: 64 bits where they are
wide enough, Python's own where not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.billing.usage import Ticks

Wide = npt.NDArray[Any]
Order = Sequence[tuple[int, int]]
"""(number of the item, its weight), in the order in which items are covered."""

FITS = 2.0**62
"""Below it sums fit into 64 bits."""


def cover_each_hour(ticks: Ticks, order: Order, capacity: Wide) -> tuple[Ticks, Wide]:
    """Cover each hour's use up to that hour's `capacity` (weight x ticks); nothing is carried over.

    Returns the ticks taken (items x hours) and what of the capacity was used in each hour. Where
    the capacity ends within an item, a part of a tick is lost, and the capacity counts as used.
    """
    taken = np.zeros_like(ticks)
    left = _wide_enough(ticks, order, capacity)
    whole = left
    for item, weight in order:
        use = ticks[item]
        if weight == 0:
            taken[item] = use
            continue
        need = use.astype(left.dtype, copy=False) * weight
        fits = need <= left
        taken[item] = np.where(fits, use, left // weight)
        left = np.where(fits, left - need, 0)
        if not left.any():
            break
    return taken, whole - left


@dataclass(frozen=True)
class Drawn:
    """What was drawn from a balance: ticks by item and hour, and the running total by hour."""

    taken: Ticks
    running: Wide


def draw_down(ticks: Ticks, order: Order, balance: int, first: int, last: int) -> Drawn:
    """Draw use of the hours `first` to before `last` from a balance (weight x ticks) until it ends.

    In the order of hours, and within the last one in the order of items. `running` has what was
    drawn up to and with each of these hours.
    """
    taken = np.zeros_like(ticks)
    items = [item for item, _ in order]
    block = ticks[items, first:last]
    running = np.cumsum(_per_hour(block, [weight for _, weight in order]))
    whole = int(np.searchsorted(running, balance, side="right"))
    taken[items, first : first + whole] = block[:, :whole]
    if whole < len(running):
        left = balance - (int(running[whole - 1]) if whole else 0)
        for item, weight in order:
            use = int(ticks[item, first + whole])
            part = use if weight == 0 else min(use, left // weight)
            taken[item, first + whole] = part
            left -= part * weight
            if part < use:
                break
        running = np.minimum(running, balance)
    return Drawn(taken, running)


def _per_hour(block: Ticks, weights: list[int]) -> Wide:
    if float(block.sum(dtype=np.float64)) * max(weights, default=0) < FITS:
        return np.asarray(np.array(weights, dtype=np.int64) @ block)
    wide = np.array(weights, dtype=object)[:, None] * block.astype(object)
    return np.asarray(wide.sum(axis=0))


def _wide_enough(ticks: Ticks, order: Order, capacity: Wide) -> Wide:
    items = [item for item, _ in order]
    largest = float(ticks[items].max(initial=0)) * max((weight for _, weight in order), default=0)
    if max(largest, float(capacity.max(initial=0))) < FITS:
        return capacity.astype(np.int64)
    return capacity.astype(object)
