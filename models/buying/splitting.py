"""How a savings plan in hand is split over the pools that it serves: of some splits the cheapest.

It covers whichever pool needs it in an hour, but what is bought beside it is decided pool by pool,
each with a fixed part. Which parts are best is tried: what is bought beside each split is decided,
and costed with the plan as it is, hour by hour. What it covers so beyond its parts is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.deciding import solve_ladders
from models.buying.outcome import look_ahead, running
from models.buying.savings_in_hand import SavingsPlan
from models.buying.solving import Rules
from models.buying.spend_choice import ladder_cost
from models.buying.spend_left import capacity_of
from models.buying.together import Together

Numbers = NDArray[np.float64]

_CENT = 0.01  # splits that differ by less cost the same


def with_best_splits(
    cases: Sequence[PoolCase], plans: Sequence[SavingsPlan], rules: Rules
) -> list[PoolCase]:
    """The cases, whose contracts hold parts of the plans, with the best parts; plan after plan.

    Only plans of several pools are split anew. Limits come after.
    """
    rules = replace(rules, limits=())
    found = list(cases)
    for plan in plans:
        served = [case for case in found if plan.serves(case)]
        if len(served) > 1:
            split = _best(plan, served, rules)
            best = {case.pool_id: case for case in _told(plan, split)}
            found = [best.get(case.pool_id, case) for case in found]
    return found


@dataclass(frozen=True)
class _Part:
    """A pool with its part of a plan, and what is bought beside it.

    `cost`: present value, with the part as a contract; `units` that it serves, by month, and the
    `capacity` of all else (scenarios x months).
    """

    case: PoolCase
    cost: float
    units: Numbers
    capacity: Numbers


def _part_of(plan: SavingsPlan, case: PoolCase, units: float, rules: Rules) -> _Part:
    """Decided without limits."""
    if units != _units_of(plan, case):
        others = [c for c in case.contracts if c.commitment_id != plan.commitment_id]
        own = [plan.part(case, units)] if units else []
        case = replace(case, contracts=(*others, *own))
    bought = solve_ladders([case], rules).bought[case.pool_id]
    running_units, _ = running(bought, case.horizon)
    capacity = capacity_of(look_ahead(case), running_units, np.zeros_like(running_units))
    if case.by_plans is not None:  # of other plans
        capacity = capacity + case.by_plans
    served = plan.part(case, units).units(case.cards, case.horizon)
    return _Part(case, ladder_cost(case, bought, rules.rate), served, capacity - served)


def _units_of(plan: SavingsPlan, case: PoolCase) -> float:
    return sum(c.servers for c in case.contracts if c.commitment_id == plan.commitment_id)


def _best(plan: SavingsPlan, cases: Sequence[PoolCase], rules: Rules) -> list[_Part]:
    """The split that costs least; of equal ones the first."""
    known: dict[tuple[int, float], _Part] = {}
    best: list[_Part] = []
    least = np.inf
    for split in _splits(plan, cases):
        for number, units in enumerate(split.tolist()):
            if (number, units) not in known:
                known[number, units] = _part_of(plan, cases[number], units, rules)
        parts = [known[number, units] for number, units in enumerate(split.tolist())]
        cost = sum(part.cost for part in parts) - _saved(plan, parts, rules.rate)
        if cost < least - _CENT:
            best, least = parts, cost
    return best


def _splits(plan: SavingsPlan, cases: Sequence[PoolCase]) -> Iterator[Numbers]:
    """Units by pool: as it is, by what they need, evenly in money, and all to each."""
    counted = np.array([plan.counted_cny(case) for case in cases])
    now = np.array([_units_of(plan, case) for case in cases])
    yield now
    ahead = plan.months(cases[0].horizon)
    need = [float((case.scenarios.weights @ case.needed)[ahead].mean()) for case in cases]
    for shares in (counted * need, np.ones(len(cases)), *np.eye(len(cases))):
        if shares.any():
            yield float(now @ counted) * shares / shares.sum() / counted


def _beyond(
    plan: SavingsPlan, parts: Sequence[_Part], *, fewer: bool
) -> Iterator[tuple[int, Numbers]]:
    """Month; units that it covers beyond its parts: pools x scenarios, in the mean of the hours.

    What pools leave of their parts in an hour the others have, by what they need above theirs.
    """
    cases = tuple(part.case for part in parts)
    together = Together(cases)
    counted = np.array([plan.counted_cny(case) for case in cases])[:, None, None]
    for month in plan.months(cases[0].horizon):
        need = together.need(month, [part.capacity for part in parts], fewer=fewer)
        own = np.array([part.units[month] for part in parts])[:, None, None]
        above = np.maximum(need - own, 0.0)
        left = (np.maximum(own - need, 0.0) * counted).sum(axis=0)
        wanted = (above * counted).sum(axis=0)
        share = np.divide(left, wanted, out=np.zeros_like(left), where=wanted > 0)
        yield month, (above * np.minimum(share, 1.0)).mean(axis=2)


def _saved(plan: SavingsPlan, parts: Sequence[_Part], rate: float) -> float:
    """Present value of what the plan covers beyond its parts."""
    price = np.array([part.case.paid_cny for part in parts]) * parts[0].case.hours_per_month
    return sum(
        float(price @ units.mean(axis=1) * (1 + rate) ** -(month + 1.0))
        for month, units in _beyond(plan, parts, fewer=True)
    )


def _told(plan: SavingsPlan, parts: Sequence[_Part]) -> Iterator[PoolCase]:
    """The cases with what the plan covers beyond its parts."""
    cases = tuple(part.case for part in parts)
    together = Together(cases)
    more = [np.zeros_like(part.capacity) for part in parts]
    for month, units in _beyond(plan, parts, fewer=False):
        for pool, by_scenario in enumerate(units):
            both = np.stack([by_scenario, np.ones_like(by_scenario)], axis=1)
            total, count = together.by_own(pool, both).T
            more[pool][:, month] = total / count
    for case, units in zip(cases, more, strict=True):
        yield replace(case, by_plans=units + (0.0 if case.by_plans is None else case.by_plans))
