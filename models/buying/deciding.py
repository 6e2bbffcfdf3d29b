"""What is bought: for each pool by itself, and for those together that a limit binds.

Pools are solved apart first. Limits that what comes out breaks bind the pools that they name, which
are then solved together under them, until nothing is broken: what a limit does not touch is as it
would be without it.
"""

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.buying.by_days import by_days
from models.buying.case import PoolCase
from models.buying.groups import Group, covers, groups_of
from models.buying.holding import broken
from models.buying.limits import after_giving
from models.buying.solving import (
    COMPARED_GAP,
    EVIDENCE,
    WHOLE_MONTHS,
    Bought,
    Ladders,
    Rules,
    clamped,
    is_in_parts,
    problem_of,
    solve_problem,
)
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap
from models.procurement.marginal import worth_of_supply
from models.procurement.plans import AsNeeded
from models.procurement.problem import Problem
from models.procurement.solving import Answer, CannotBeMetError, room_for

Numbers = NDArray[np.float64]

_SMALL_UNITS = 60  # at the peak of all pools


def solve_ladders(
    cases: Sequence[PoolCase], rules: Rules, binding: frozenset[str] = frozenset()
) -> Ladders:
    """What costs least for each pool; `binding`: limits that are known to be broken without them.

    Raises:
        CannotBeMetError: limits contradict each other.
    """
    apart: dict[str, tuple[Bought, ...]] = {}
    while True:
        held = tuple(limit for limit in rules.limits if limit.name in binding)
        ladders = Ladders({}, binding=binding)
        for group in groups_of(cases, held):
            ladders = _merged(ladders, _solved(group, rules, apart))
        free = [limit for limit in rules.limits if limit.name not in binding]
        more = broken(free, [ladders.of(case) for case in cases], ladders.bought)
        if not more:
            return _by_days(ladders, cases, rules)
        binding |= more


def _by_days(ladders: Ladders, cases: Sequence[PoolCase], rules: Rules) -> Ladders:
    """What takes a contract's place begins the day after it, unless that breaks a limit."""
    bought = {case.pool_id: by_days(case, ladders.bought[case.pool_id]) for case in cases}
    if bought == ladders.bought:
        return ladders
    held = broken(rules.limits, [ladders.of(case) for case in cases], bought)
    return ladders if held else replace(ladders, bought=bought)


def supply_worth(
    cases: Sequence[PoolCase], rules: Rules, ladders: Ladders
) -> Mapping[str, Numbers]:
    """What one more reference unit is worth at the optimum, by pool and month.

    Offers in packages that the ladder does not buy are left out: a part of one is not for sale.
    """
    bought = {one.offered.name for found in ladders.bought.values() for one in found}
    sold = [_selling(case, bought) for case in cases]
    held = tuple(limit for limit in rules.limits if limit.name in ladders.binding)
    worth: dict[str, Numbers] = {}
    for group in groups_of(sold, held):
        worth |= worth_of_supply(_decision(group, rules))
    return worth


def _selling(case: PoolCase, bought: Container[str]) -> PoolCase:
    """The case with offers that are bought, or sold unit by unit; itself where it has no others."""
    offers = tuple(one for one in case.offers if one.name in bought or one.is_single)
    same = len(offers) == len(case.offers)
    return case if same else replace(case, offers=offers).knowing(case)


def _merged(one: Ladders, other: Ladders) -> Ladders:
    return replace(
        one,
        bought={**one.bought, **other.bought},
        shadow_prices=one.shadow_prices + other.shadow_prices,
        singles={**one.singles, **other.singles},
        gap=max(one.gap, other.gap),
        is_cut_short=one.is_cut_short or other.is_cut_short,
        covered=one.covered | other.covered,
    )


def _solved(group: Group, rules: Rules, apart: dict[str, tuple[Bought, ...]]) -> Ladders:
    """`apart` remembers what pools by themselves come to."""
    if group.limits:
        return _together(group, rules)
    (case,) = group.cases
    if case.pool_id not in apart:
        apart[case.pool_id] = _alone(case, rules)
    return Ladders({case.pool_id: apart[case.pool_id]})


def _alone(case: PoolCase, rules: Rules) -> tuple[Bought, ...]:
    """A pool without limits: what to decide now, and what can follow.

    Whole numbers come by themselves where all is sold unit by unit; else they are asked for.
    """
    group = Group((case,), ())
    decision = _decision(group, rules)
    bought, _ = solve_problem(decision, group.cases)
    whole = all(one.is_single and one.worth == 1 for one in case.offers) and not case.packs
    whole = whole and not is_in_parts(case)
    if case.decision_curve is not case.curve or not whole:
        following = replace(_following(decision, group, bought), whole=not whole)
        bought, _ = solve_problem(following, group.cases)
    return by_days(case, bought[case.pool_id])


def _following(decision: Problem, group: Group, bought: Mapping[str, Sequence[Bought]]) -> Problem:
    """What is bought now, and the cheapest that can follow at what is known of later needs."""
    now = {
        one.offered.name: one.units for found in bought.values() for one in found if one.month == 0
    }
    return replace(_planned(decision, group), limits=group.limits, now=now)


def _planned(decision: Problem, group: Group) -> Problem:
    """The same at what is known of later needs, and as it can be bought in all months."""
    pools = tuple(
        replace(pool, curve=case.curve)
        for pool, case in zip(decision.pools, group.cases, strict=True)
    )
    problem = replace(decision, pools=pools, whole_months=None)
    return _counted(problem, group, {case.pool_id: case.as_needed for case in group.cases})


def _decision(group: Group, rules: Rules) -> Problem:
    """What to buy now, later needs counted at what could be had by then."""
    clamps = [clamp for case in group.cases for clamp in clamped(case, rules.evidence_share)]
    problem = problem_of(group.cases, (*clamps, *group.limits), rules.rate, rules.gap)
    return _counted(problem, group, {case.pool_id: _as_decided(case) for case in group.cases})


def _as_decided(case: PoolCase) -> AsNeeded | None:
    """Single months that save what could be had by then, and count as what they are."""
    if case.as_needed is None or case.as_decided is None:
        return case.as_needed
    return replace(case.as_needed, saved_cny=case.as_decided.saved_cny)


def _counted(problem: Problem, group: Group, taken: Mapping[str, AsNeeded | None]) -> Problem:
    """The same with single months told apart from what serves, where a limit counts them.

    Where it counts hours or yuan, a contract in hand serves the days of a month that it runs.
    """
    counts = [taken[c.pool_id] for c in group.cases if counts_singles(group.limits, c)]
    found = {one.pool_id: one for one in counts if one}
    by_day = any(isinstance(limit, Budget | ServiceLevel) for limit in group.limits)
    pools = tuple(
        replace(
            pool,
            curve=case.by_hour if case.pool_id in found else pool.curve,
            in_hand_units=tuple(case.held.tolist()) if by_day else pool.in_hand_units,
        )
        for pool, case in zip(problem.pools, group.cases, strict=True)
    )
    ahead = {c.monthly.name for c in group.cases if c.monthly and not covers(group.limits, c)}
    return replace(problem, pools=pools, as_needed=tuple(found.values()), only_now=frozenset(ahead))


def counts_singles(limits: Sequence[Limit], case: PoolCase) -> bool:
    """Whether a limit is about single months of a pool."""
    if case.monthly is None:
        return False
    for limit in limits:
        if isinstance(limit, Cap):
            about = case.monthly.name in limit.plan_ids
        elif isinstance(limit, ServiceLevel):
            about = limit.pool_id in (None, case.pool_id)
        else:
            about = isinstance(limit, Budget | ShareCap)
        if about:
            return True
    return False


def _together(group: Group, rules: Rules) -> Ladders:
    """Pools under limits.

    What stands beside the advice is whole in later months, too, where a part of a unit is much.

    Raises:
        CannotBeMetError: the limits contradict each other.
    """
    if not rules.tell:
        with suppress(CannotBeMetError):
            return _whole(group, rules) if _is_small(group) else _quick(group, rules)
        return _with_room(group, rules)
    return _whole(group, rules)


def _is_small(group: Group) -> bool:
    """Whether parts of units would be much of what is bought later; and quick to do without."""
    return sum(float(case.past.max(initial=0.0)) for case in group.cases) <= _SMALL_UNITS


def _whole(group: Group, rules: Rules) -> Ladders:
    """Decide for now, then plan on under the same limits.

    Where that is no way through them, all months are decided together.

    Raises:
        CannotBeMetError: neither is that; what must give is told for all months together.
    """
    decision = replace(_decision(group, rules), search=not rules.gave)
    try:
        return _in_turn(decision, group)
    except CannotBeMetError:
        together = replace(_planned(decision, group), mip_gap=COMPARED_GAP, search=True)
        bought, planned = solve_problem(together, group.cases, tell=rules.tell)
        return _found(group, bought, planned, planned)


def _quick(group: Group, rules: Rules) -> Ladders:
    """What rounding finds, where limits leave room."""
    if rules.gave:
        raise CannotBeMetError(())
    decision = replace(_decision(group, rules), search=False)
    return _in_turn(decision, group, later_in_parts=True)


def _with_room(group: Group, rules: Rules) -> Ladders:
    """Whole this month only, and limits give what that needs.

    The clamp does not: it is what is compared.
    """
    decision = _decision(group, rules)
    gaps = room_for(decision, {limit.name for limit in group.limits}, rules.room)
    loosened = replace(group, limits=after_giving(group.limits, gaps))
    return _in_turn(_decision(loosened, rules), loosened, later_in_parts=True)


def _in_turn(decision: Problem, group: Group, *, later_in_parts: bool = False) -> Ladders:
    """What to buy now, and then what follows on it."""
    bought, answer = solve_problem(decision, group.cases, tell=False)
    following = _following(decision, group, bought)
    if later_in_parts:
        following = replace(following, whole_months=WHOLE_MONTHS)
    bought, planned = solve_problem(following, group.cases, tell=False)
    return _found(group, bought, answer, planned)


def _found(
    group: Group, bought: Mapping[str, tuple[Bought, ...]], answer: Answer, planned: Answer
) -> Ladders:
    return Ladders(
        bought,
        tuple(one for one in answer.shadow_prices if not one.name.startswith(f"{EVIDENCE}|")),
        singles=planned.as_needed,
        gap=max(answer.proved_gap, planned.proved_gap),
        is_cut_short=answer.is_cut_short or planned.is_cut_short,
        covered=frozenset(case.pool_id for case in group.cases if case.covers_all),
    )
