"""What a buyer may not exceed or must reach; shadow prices bear the names of limits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Cap:
    """At most so many units of some plans in a month: running, or bought then.

    `units`: one number per month of the horizon. Contracts in hand count where `in_hand_units`
    (by month) says so.
    """

    name: str
    plan_ids: frozenset[str]
    units: tuple[float, ...]
    counts: Literal["active", "bought"] = "active"
    in_hand_units: tuple[float, ...] = ()


@dataclass(frozen=True)
class ShareCap:
    """Some plans run at most this share of all units under plans, in every month (imported chips).

    Contracts in hand count: those of the plans named, and all.
    """

    name: str
    plan_ids: frozenset[str]
    share: float
    in_hand_units: tuple[float, ...] = ()
    all_in_hand_units: tuple[float, ...] = ()


@dataclass(frozen=True)
class Budget:
    """Yuan per month for payments of plans bought now or later, and expected pay-as-you-go."""

    name: str
    cny: tuple[float, ...]


@dataclass(frozen=True)
class ServiceLevel:
    """Share of the expected demand-hours that contracts must cover; of one pool, or of all."""

    name: str
    share: float
    pool_id: str | None = None


Limit = Cap | ShareCap | Budget | ServiceLevel
