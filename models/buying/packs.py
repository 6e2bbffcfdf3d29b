"""Hour packs: prepaid hours of a reference unit, drawn above contracts until they expire."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.buying.solving import Bought

Numbers = NDArray[np.float64]


def packs_of(bought: Sequence[Bought]) -> tuple[Bought, ...]:
    """Those that are packs, in the order in which they expire."""
    packs = [one for one in bought if one.offered.is_pack]
    return tuple(sorted(packs, key=lambda one: one.ends))


def price_within(one: Bought, months: int) -> float:
    """Yuan, of a pack that outlasts the horizon for the months within it."""
    return one.units * float(one.offered.fee) * _inside(one, months)


def fees_of_packs(packs: Sequence[Bought], months: int) -> Numbers:
    """Yuan by month, evenly over the months until they expire."""
    fees = np.zeros(months)
    for one in packs:
        fees[one.begins : one.ends] += one.units * float(one.offered.fee)
    return fees


def drawn(needed: Numbers, packs: Sequence[Bought]) -> list[Numbers]:
    """Unit-hours that each purchase of packs serves of those needed: scenarios x months.

    `packs` as they expire: the first is drawn first. One that outlasts the horizon has as much of
    its hours as of its months within it.
    """
    if not packs:
        return []
    left = needed.copy()
    months = needed.shape[1]
    found = []
    for one in packs:
        whole = one.units * one.offered.pack_hours * _inside(one, months) / one.offered.term_months
        balance = np.full(len(needed), whole)
        taken = np.zeros_like(needed)
        for month in range(one.begins, min(one.ends, months)):
            taken[:, month] = np.minimum(left[:, month], balance)
            balance -= taken[:, month]
        left -= taken
        found.append(taken)
    return found


def expired(taken: Sequence[Numbers], packs: Sequence[Bought], weights: Numbers) -> Numbers:
    """Yuan of hours that nobody is expected to draw, by month, evenly like the price."""
    months = taken[0].shape[1] if taken else 0
    lost = np.zeros(months)
    for hours, one in zip(taken, packs, strict=True):
        whole = one.units * one.offered.pack_hours * _inside(one, months) / one.offered.term_months
        unused = max(1 - float(weights @ hours.sum(axis=1)) / whole, 0.0)
        lost[one.begins : one.ends] += unused * one.units * float(one.offered.fee)
    return lost


def _inside(one: Bought, months: int) -> int:
    return max(min(one.ends, months) - one.begins, 0)
