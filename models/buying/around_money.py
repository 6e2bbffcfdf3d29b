"""Units beside a commitment in money: each is worth what the money leaves of its hours.

Where money is committed, a unit more saves the hour only while the need above all units counts more
than the money; else it leaves money unused. With units one pool after the other, each best beside
those of the others, and the money anew beside them, a plan is found that neither units at the price
of the hour nor units at the rate of the money come to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.outcome import running
from models.buying.solving import Bought, Ladders, Rules
from models.buying.spend_left import Left, SharedOffer
from models.buying.together import Together
from models.procurement.spend import Rates

Numbers = NDArray[np.float64]

_PARTS = tuple(part / 10 for part in range(1, 11))  # of what the pools need at their peaks
_PASSES = 2


def sums_to_try(cases: Sequence[PoolCase], offer: SharedOffer) -> Iterator[Numbers]:
    """Yuan an hour by month: parts of what all need counts in the highest hour of a month."""
    left = _nothing_bought(cases, offer)
    peaks = [
        np.tensordot(left.rates.discounted, left.need(month, fewer=True), 1).max(axis=1).mean()
        for month in range(left.months)
    ]
    for part in _PARTS:
        yield part * np.array(peaks)


def ladders_around(
    cases: Sequence[PoolCase], rules: Rules, offer: SharedOffer, apart: Ladders, money: Numbers
) -> Ladders:
    """What is bought of each pool beside so much money an hour (by month); limits are not asked.

    Raises:
        CannotBeMetError: as `solve_ladders`.
    """
    left = _nothing_bought(cases, offer)
    free = replace(rules, limits=())
    units = [np.zeros(left.months) for _ in left.together.cases]
    bought: dict[str, tuple[Bought, ...]] = dict(apart.bought)
    for _ in range(_PASSES):
        for pool, case in enumerate(left.together.cases):
            taken = [*units]
            taken[pool] = np.zeros(left.months)
            worth = replace(case, left_ratio=_left_ratio(_beside(left, taken), pool, money))
            bought[case.pool_id] = solve_ladders([worth], free).bought[case.pool_id]
            units[pool] = running(bought[case.pool_id], case.horizon)[0]
    return replace(apart, bought=bought)


def _nothing_bought(cases: Sequence[PoolCase], offer: SharedOffer) -> Left:
    """Pools that may draw from it, without single months and other plans of it."""
    pools = tuple(_bare(case, offer) for case in cases if case.pool_id in offer.by_pool)
    capacity = tuple(np.zeros_like(case.scenarios.levels) for case in pools)
    return Left(Together(pools), offer, capacity, ())


def _bare(case: PoolCase, offer: SharedOffer) -> PoolCase:
    others = tuple(one for one in case.offers if one is not offer.by_pool[case.pool_id])
    return replace(case, offers=others, monthly=None)


def _beside(left: Left, units: Sequence[Numbers]) -> Left:
    """What such units of the pools leave, and contracts in hand of those that have any units."""
    capacity = tuple(
        np.broadcast_to(more + (case.held if more.any() else 0.0), case.scenarios.levels.shape)
        for case, more in zip(left.together.cases, units, strict=True)
    )
    return replace(left, capacity=capacity)


def _left_ratio(left: Left, pool: int, money: Numbers) -> Numbers:
    """Of what each block of a pool saves by the hour, the part that money leaves to it by month."""
    edges = left.together.cases[pool].edges
    rows = [
        _of_month(left.need(month, fewer=True), left.rates, pool, edges, float(money[month]))
        for month in range(left.months)
    ]
    return np.stack(rows)


def _of_month(need: Numbers, rates: Rates, pool: int, edges: Numbers, money: float) -> Numbers:
    order = rates.order
    place = int(np.flatnonzero(order == pool)[0])
    counted = need * rates.discounted[:, None, None]
    others = np.cumsum(np.where(order == pool, 0.0, 1.0)[:, None, None] * counted[order], axis=0)
    weights = -np.diff(np.append(rates.listed[order] / rates.discounted[order], 0.0))
    by_hour, covered = np.zeros(len(edges)), np.zeros(len(edges))
    for at, edge in enumerate(edges.tolist()):
        above = np.maximum(need[pool] - edge, 0.0)
        by_hour[at] = rates.listed[pool] * above.mean()
        for later in range(place, len(order)):
            full = others[later] + rates.discounted[pool] * above
            covered[at] += weights[later] * np.minimum(full, money).mean()
    saved, all_hours = -np.diff(by_hour - covered), -np.diff(by_hour)
    ratio = np.divide(saved, all_hours, out=np.zeros_like(saved), where=all_hours > 0)
    found: Numbers = np.clip(ratio, 0.0, 1.0)
    return found
