"""What a buyer may not exceed or must reach; shadow prices bear the names of limits."""

from dataclasses import dataclass, replace
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
    """Share of the expected demand-hours that contracts must cover; of one pool, or of all.

    `given_hours`: so many fewer will do.
    """

    name: str
    share: float
    pool_id: str | None = None
    given_hours: float = 0.0


Limit = Cap | ShareCap | Budget | ServiceLevel


def given(limit: Limit, month: int, by: float) -> Limit:
    """The same, looser by so many units, yuan or demand-hours in a month; hours over all."""
    if isinstance(limit, ServiceLevel):
        return replace(limit, given_hours=limit.given_hours + by)
    if isinstance(limit, ShareCap):
        return replace(limit, in_hand_units=_added(limit.in_hand_units, month, -by))
    if isinstance(limit, Budget):
        return replace(limit, cny=_added(limit.cny, month, by))
    return replace(limit, units=_added(limit.units, month, by))


def _added(by_month: tuple[float, ...], month: int, amount: float) -> tuple[float, ...]:
    padded = [*by_month, *([0.0] * (month + 1 - len(by_month)))]
    padded[month] += amount
    return tuple(padded)
