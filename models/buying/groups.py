"""Pools that limits bind together, and limits as the programme of such pools counts them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.buying.case import PoolCase
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap


@dataclass(frozen=True)
class Group:
    """Pools that limits bind together; one pool and no limit where none does."""

    cases: tuple[PoolCase, ...]
    limits: tuple[Limit, ...]


def groups_of(cases: Sequence[PoolCase], limits: Sequence[Limit]) -> Iterator[Group]:
    """Pools that no limit concerns by themselves, others with all that they share limits with."""
    left = {case.pool_id: case for case in cases}
    bound = [(limit, _pools_of(limit, cases)) for limit in limits]
    while left:
        pools = {next(iter(left))}
        while more := {p for _, named in bound if named & pools for p in named} - pools:
            pools |= more
        members = [case for pool_id, case in left.items() if pool_id in pools]
        names = {one.name for case in members for one in case.for_sale}
        held = tuple(_among(limit, names) for limit, named in bound if named & pools)
        counted = tuple(case.counting_all if covers(held, case) else case for case in members)
        yield Group(counted, tuple(_with_beyond(limit, counted) for limit in held))
        left = {pool_id: case for pool_id, case in left.items() if pool_id not in pools}


def _with_beyond(limit: Limit, cases: Sequence[PoolCase]) -> Limit:
    """A limit on what the programme counts: need that no block reaches is paid, and not covered."""
    if isinstance(limit, Budget):
        paid = sum(case.hours_beyond * case.paid_cny for case in cases)
        return replace(limit, cny=tuple((np.array(limit.cny) - paid).tolist()))
    if isinstance(limit, ServiceLevel):
        those = [case for case in cases if limit.pool_id in (None, case.pool_id)]
        beyond = sum(float(case.hours_beyond.sum()) for case in those)
        within = sum(float((c.by_hour.hours @ c.by_hour.widths).sum()) for c in those)
        more = min(limit.share * beyond, (1 - limit.share) * within)
        return replace(limit, given_hours=limit.given_hours - more)
    return limit


def _pools_of(limit: Limit, cases: Sequence[PoolCase]) -> set[str]:
    if isinstance(limit, Cap):
        return {c.pool_id for c in cases if any(o.name in limit.plan_ids for o in c.for_sale)}
    if isinstance(limit, ServiceLevel) and limit.pool_id is not None:
        return {limit.pool_id}
    return {case.pool_id for case in cases}


def _among(limit: Limit, names: set[str]) -> Limit:
    """A limit on what is for sale here."""
    if isinstance(limit, Cap | ShareCap):
        return replace(limit, plan_ids=limit.plan_ids & names)
    return limit


def covers(limits: Sequence[Limit], case: PoolCase) -> bool:
    """Whether a service level may ask for single months of a pool that nobody may need."""
    levels = (limit for limit in limits if isinstance(limit, ServiceLevel))
    return any(level.pool_id in (None, case.pool_id) for level in levels)
