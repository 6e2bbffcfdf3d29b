"""Work bought by the hour in one pool while cards of another, already paid for, stand idle."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data.errors import UsageError
from models.billing.money import to_rate
from models.billing.usage import TICKS_PER_UNIT, Ticks


@dataclass(frozen=True)
class Busy:
    """A pool's ticks by the hour: used, under contract, and of the used what may run elsewhere."""

    used: Ticks
    held: Ticks
    movable: Ticks


def lent(pools: Mapping[str, Busy]) -> dict[str, Decimal]:
    """Card-hours by pool that could have run at once on idle contract cards of the others.

    All pools over the same hours. What several pools could move is shared as they ask; a pool has
    never both idle cards and work beyond them, so none lends to itself.
    """
    if len({len(ticks) for pool in pools.values() for ticks in vars(pool).values()}) > 1:
        raise UsageError(
            "The pools have other hours",
            where="pools",
            remedy="Give all pools over the same hours.",
        )
    asked = {
        name: np.minimum(np.clip(pool.used - pool.held, 0, None), pool.movable)
        for name, pool in pools.items()
    }
    idle = np.sum([np.clip(p.held - p.used, 0, None) for p in pools.values()], axis=0)
    wanted = np.sum([*asked.values()], axis=0)
    served = np.minimum(wanted, idle)
    share = np.divide(served, wanted, out=np.zeros(len(idle)), where=wanted > 0)
    return {
        name: to_rate(Fraction(int(np.floor(ticks * share).sum()), TICKS_PER_UNIT))
        for name, ticks in asked.items()
    }
