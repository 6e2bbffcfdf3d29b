"""Savings plans that several pools share, under what-ifs: what one leaves idle serves the others.

What all pools count of a plan under a what-if is known only once each was changed: so the pools of
a shared plan are drawn once more before the forecast, with the same seeds, and changed by every
what-if that moves their parts. One that changes the prices of all of them alike moves none, unless
a plan that counts before serves some of them only: what that leaves does not change alike.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import prod

from models.forecast.candidate import Floats
from models.forecast.scenarios.changes import Change
from models.forecast.scenarios.pool import ChangedDays, PoolBase
from models.forecast.shared_plans import PlanAhead

ChangesOf = Callable[[str], Sequence[Change]]  # of a pool, those that it is in the scope of
DrawBase = Callable[[str], PoolBase]
Counted = dict[date, Floats]  # yuan of the hours of a day, shape (paths, 24)


@dataclass(frozen=True)
class LentPlans:
    """All plans, in the order in which they count, as they are under each what-if that moves some.

    `moved` are the pools whose parts may be others than in the base.
    """

    plans: Mapping[str, Sequence[PlanAhead]] = field(default_factory=dict)
    moved: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, pool_id: str) -> dict[str, list[PlanAhead]]:
        """The pool's plans under each what-if that moves its parts."""
        return {
            scenario: [plan for plan in plans if pool_id in plan.pools]
            for scenario, plans in self.plans.items()
            if pool_id in self.moved[scenario]
        }


def lend(
    plans: Sequence[PlanAhead], changes_of: ChangesOf, draw: DrawBase, last_day: date
) -> LentPlans:
    """What shared plans are under what-ifs; `plans` are the base's, up to `last_day`."""
    names = sorted(frozenset[str]().union(*(plan.pools for plan in plans)))
    changes = {name: [*_ahead(changes_of(name), last_day)] for name in names}
    moving = [
        scenario
        for scenario in dict.fromkeys(one.scenario for own in changes.values() for one in own)
        if any(
            _moves(plan, plans[:place], _by_pool(plan.pools, changes, scenario))
            for place, plan in enumerate(plans)
        )
    ]
    found: dict[str, list[PlanAhead]] = {scenario: [] for scenario in moving}
    moved: dict[str, frozenset[str]] = dict.fromkeys(moving, frozenset())
    for plan in plans:
        touched = [
            scenario
            for scenario in moving
            if plan.pools & moved[scenario] or any(_by_pool(plan.pools, changes, scenario).values())
        ]
        counted = _counted(plan, {name: found[name] for name in touched}, changes, draw)
        for scenario in moving:
            under = plan
            if scenario in touched:
                own = _by_pool(plan.pools, changes, scenario)
                under = replace(_revalued(plan, own), counted_cny=counted.get(scenario))
                moved[scenario] |= plan.pools
            found[scenario].append(under)
    return LentPlans(found, moved)


def with_something_to_move(
    changes: Iterable[Change], campaigns: Collection[str], currencies: Collection[str]
) -> Iterator[Change]:
    """Changes without campaigns and currencies that a pool has none of."""
    for change in changes:
        if change.kind == "campaigns":
            has_any = change.like in campaigns if change.like else bool(campaigns)
        else:
            has_any = change.kind != "fx_move" or change.currency in currencies
        if has_any:
            yield change


def _ahead(changes: Iterable[Change], last_day: date) -> Iterator[Change]:
    """Those that still come; of campaigns their plans know the days."""
    for change in changes:
        if change.kind == "campaigns" or (change.start <= last_day and not change.is_in_history):
            yield change


def _by_pool(
    pools: Iterable[str], changes: Mapping[str, Sequence[Change]], scenario: str
) -> dict[str, list[Change]]:
    return {name: [one for one in changes[name] if one.scenario == scenario] for name in pools}


def _moves(
    plan: PlanAhead, before: Iterable[PlanAhead], changes: Mapping[str, Sequence[Change]]
) -> bool:
    """Whether several pools share the plan, and what they count of it does not change alike.

    Their prices alone do not change it alike where one of the plans `before` serves some of them.
    """
    if plan.counted_cny is None:
        return False
    first, *others = changes.values()
    if any(one.kind != "price_step" for one in first) or any(own != first for own in others):
        return True
    return bool(first) and any(
        one.pools & plan.pools and not plan.pools <= one.pools for one in before
    )


def _revalued(plan: PlanAhead, changes: Mapping[str, Sequence[Change]]) -> PlanAhead:
    """Due at what its currency is worth."""
    moves = {
        (one.scenario, one.change): one
        for own in changes.values()
        for one in own
        if one.kind == "fx_move" and one.currency == plan.plan.currency
    }.values()
    days = {
        day: due.times(prod(move.factor(day) for move in moves)) for day, due in plan.days.items()
    }
    return replace(plan, days=days) if moves else plan


def _counted(
    plan: PlanAhead,
    before: Mapping[str, Sequence[PlanAhead]],
    changes: Mapping[str, Sequence[Change]],
    draw: DrawBase,
) -> dict[str, Counted]:
    """What all pools count of a shared plan under each what-if, beyond the plans `before` it."""
    found: dict[str, Counted] = {scenario: {} for scenario in before}
    if plan.counted_cny is None or not before:
        return {}
    for pool_id in sorted(plan.pools):
        base = draw(pool_id)
        if base.rates is None:
            continue
        days = {
            scenario: ChangedDays(
                base,
                _by_pool([pool_id], changes, scenario)[pool_id],
                [one for one in earlier if pool_id in one.pools],
            )
            for scenario, earlier in before.items()
        }
        _count(plan, base, days, found)
    return found


def _count(
    plan: PlanAhead,
    base: PoolBase,
    days: Mapping[str, ChangedDays],
    counted: Mapping[str, Counted],
) -> None:
    """Add what one pool counts."""

    def watch(day: date, used: Floats, queued: Floats) -> None:
        if day not in plan.days:
            return
        for scenario, changed in days.items():
            used_now, _ = changed.hours(day, used, queued)
            own = plan.counts(changed.left_cny(day, used_now))
            of_all = counted[scenario]
            of_all[day] = of_all[day] + own if day in of_all else own

    base.draw(watch)
