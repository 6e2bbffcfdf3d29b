"""Savings plans in hand by the hour: what they count of pools' use, and whose cost they are.

In every hour a plan counts use beyond contracts at the price by the hour less its discount, up to
its sum. What is not used is lost, and due nevertheless. Of several plans the best discount counts
first; of equal ones that which serves less, so that the broader one is left for what only it can
serve (AWS applies its instance plans before its compute plans alike).

Within a plan each pool is covered to the same share of its use in the hour. AWS covers usage types
one after the other, the highest discount first; a plan in hand has one discount, at which every
order saves the same, and none is the company's wish: so no pool is served before another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scope:
    """Whose use a plan counts; region and chip None: all."""

    provider: str
    region: str | None
    chip: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Scope":
        """Of a row of core_savings_plan or core_spend_agreement."""
        return cls(row["provider"], row["region"], row["chip"])

    def serves(self, provider: str, region: str, chip: str) -> bool:
        """Whether use of a pool of these counts."""
        return (
            self.provider == provider
            and self.region in (None, region)
            and self.chip in (None, chip)
        )

    @property
    def breadth(self) -> int:
        """How many of region and chip are left open."""
        return (self.region is None) + (self.chip is None)


@dataclass(frozen=True)
class HourlyPlan:
    """A plan over some hours: yuan due in each, shape (hours,); 0 where it does not run.

    `pools` are the places, on the axis of pools, of those that it serves.
    """

    cny_per_hour: Floats
    discount_ratio: float
    pools: tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """What one plan counted; pools are the plan's own, in its order.

    `card_hours` and `used_cny` have shape (..., pools, hours), `unused_cny` (..., hours).
    """

    card_hours: Floats
    used_cny: Floats
    unused_cny: Floats


def count_by_hour(
    beyond: Floats, price_cny: Floats, plans: Sequence[HourlyPlan]
) -> Iterator[Counted]:
    """What each plan counts, one after the other in the order given (see `rank`).

    `beyond` are card-hours beyond contracts, shape (..., pools, hours); `price_cny` yuan per
    card-hour by the hour, which (pools, hours) or (pools, 1) can be spread to it. Where either is
    NaN, not known, nothing is counted. The sum of `card_hours` is never above `beyond`.
    """
    left, price = np.nan_to_num(beyond), np.nan_to_num(price_cny)
    for plan in plans:
        pools = list(plan.pools)
        use = left[..., pools, :]
        rate = price[..., pools, :] * (1 - plan.discount_ratio)
        value = use * rate
        whole = value.sum(axis=-2)
        money = np.broadcast_to(plan.cny_per_hour, whole.shape)
        share = np.divide(money, whole, out=np.ones_like(whole), where=whole > money)
        card_hours = np.where(rate > 0, use * share[..., np.newaxis, :], 0.0)
        left[..., pools, :] -= card_hours
        yield Counted(
            card_hours, value * share[..., np.newaxis, :], np.clip(money - whole, 0.0, None)
        )


def rank(scope: Scope, discount_ratio: float, commitment_id: str) -> tuple[float, int, str]:
    """What plans in hand are sorted by: the one that counts first is in front."""
    return -discount_ratio, scope.breadth, commitment_id


def shares_of_day(used_cny: Floats, measured: Floats) -> Floats:
    """Whose cost a plan's day is: shares of what is due, shape (..., pools), which add up to 1.

    By what the plan counted of each pool on that day, so that what is lost is the cost of those
    who use it. On a day on which it counted nothing: alike in the pools that were `measured` (how
    many hours, same shape), in all of them where none was. No other day is looked at, so that a
    day's cost never changes because of another's.
    """
    there = np.where(measured.sum(axis=-1, keepdims=True) > 0, measured > 0, True)
    weights = np.where(used_cny.sum(axis=-1, keepdims=True) > 0, used_cny, there)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def split_cents(cents: NDArray[np.int64], shares: Floats) -> NDArray[np.int64]:
    """Whole cents, shape (days,), by shares that add up to 1, shape (days, pools): to the cent."""
    upto = np.cumsum(shares, axis=-1)
    upto[..., -1] = 1.0
    after = np.floor(cents[..., np.newaxis] * upto + 0.5).astype(np.int64)
    return np.diff(after, axis=-1, prepend=0)
