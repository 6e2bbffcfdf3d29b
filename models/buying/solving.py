"""The programmes: of one pool after the other, or of all where common limits bind them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.offered import Offered
from models.procurement.evidence import LONG_TERM_MONTHS
from models.procurement.limits import Cap, Limit, ShareCap
from models.procurement.marginal import worth_of_supply
from models.procurement.problem import Pool, Problem
from models.procurement.solving import ShadowPrice, solve

Numbers = NDArray[np.float64]

EVIDENCE = "evidence"
WHOLE_MONTHS = 1  # later purchases are decided anew, and plans need not be whole


@dataclass(frozen=True)
class Bought:
    """So many units of an offer, bought in a month of the horizon."""

    offered: Offered
    month: int
    units: float

    @property
    def begins(self) -> int:
        """First month in which it runs."""
        return self.month + self.offered.lead_months

    @property
    def ends(self) -> int:
        """The month after its last."""
        return self.begins + self.offered.term_months


Purchases = Mapping[str, tuple[Bought, ...]]
"""By pool_id."""


@dataclass(frozen=True)
class Ladders:
    """What is bought for each pool, and what a unit more of each limit is worth."""

    bought: Purchases
    shadow_prices: tuple[ShadowPrice, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What all programmes of a run share. `rate`: discounting, per month."""

    evidence_share: float
    rate: float = 0.0
    limits: tuple[Limit, ...] = ()

    def at(self, evidence_share: float) -> "Rules":
        """The same at another evidence share."""
        return replace(self, evidence_share=evidence_share)


def monthly_rate(per_year: float) -> float:
    """Of a discount rate."""
    return float((1 + per_year) ** (1 / 12) - 1)


def yearly_rate(per_month: float) -> float:
    """Of a monthly rate: the other way round."""
    return float((1 + per_month) ** 12 - 1)


def solve_ladders(cases: Sequence[PoolCase], rules: Rules) -> Ladders:
    """What costs least for each pool, or for all of them under common limits.

    Raises:
        CannotBeMetError: limits contradict each other.
    """
    bought: dict[str, tuple[Bought, ...]] = {}
    shadows: tuple[ShadowPrice, ...] = ()
    for problem in problems_of(cases, rules):
        found, prices = solve_problem(problem, cases)
        bought |= found
        shadows += prices
    for case in cases:
        if case.decision_curve is not case.curve:
            bought[case.pool_id] = _planned_on(case, bought[case.pool_id], rules.rate)
    return Ladders(bought, shadows)


def _planned_on(case: PoolCase, bought: Sequence[Bought], rate: float) -> tuple[Bought, ...]:
    """What is bought now, and the cheapest that can follow at what is known of later needs."""
    now = [one for one in bought if one.month == 0]
    held = case.held_whole.copy()
    for one in now:
        held[one.begins : one.ends] += one.units * one.offered.worth
    names = frozenset(one.name for one in case.offers)
    wait = Cap(f"{EVIDENCE}|later", names, (0.0,), "bought")
    problem = problem_of([case], (wait,), rate)
    pool = replace(problem.pools[0], curve=case.curve, in_hand_units=tuple(held.tolist()))
    later, _ = solve_problem(replace(problem, pools=(pool,), whole=False), [case])
    return (*now, *later[case.pool_id])


def supply_worth(
    cases: Sequence[PoolCase], rules: Rules, ladders: Ladders
) -> Mapping[str, Numbers]:
    """What one more reference unit is worth at the optimum, by pool and month.

    Offers in packages that the ladder does not buy are left out: a part of one is not for sale.
    """
    bought = {one.offered.name for found in ladders.bought.values() for one in found}
    sold = [
        replace(case, offers=tuple(o for o in case.offers if o.name in bought or o.is_single))
        for case in cases
    ]
    worth: dict[str, Numbers] = {}
    for problem in problems_of(sold, rules):
        worth |= worth_of_supply(problem)
    return worth


def problems_of(cases: Sequence[PoolCase], rules: Rules) -> Iterator[Problem]:
    """One for each pool; with limits one for all."""
    groups = [cases] if rules.limits else [[case] for case in cases]
    for group in groups:
        clamps = [clamp for case in group for clamp in _clamps(case, rules.evidence_share)]
        names = {one.name for case in group for one in case.offers}
        yield problem_of(group, (*clamps, *_among(rules.limits, names)), rules.rate)


def _among(limits: Sequence[Limit], names: set[str]) -> Iterator[Limit]:
    """Limits on what is for sale here."""
    for limit in limits:
        if isinstance(limit, Cap | ShareCap):
            yield replace(limit, plan_ids=limit.plan_ids & names)
        else:
            yield limit


def problem_of(cases: Sequence[PoolCase], limits: Sequence[Limit], rate: float) -> Problem:
    """The programme of pools of one horizon."""
    return Problem(
        tuple(
            Pool(case.pool_id, case.decision_curve, tuple(case.held_whole.tolist()))
            for case in cases
        ),
        tuple(one.plan() for case in cases for one in case.offers),
        tuple(limits),
        packs=tuple(one.hour_pack() for case in cases for one in case.packs),
        spots=tuple(case.spot.way() for case in cases if case.spot),
        discount_rate_per_month=rate,
        whole=True,
        whole_months=WHOLE_MONTHS,
    )


def solve_problem(
    problem: Problem, cases: Sequence[PoolCase]
) -> tuple[dict[str, tuple[Bought, ...]], tuple[ShadowPrice, ...]]:
    """Purchases by pool, in order of their month; shadow prices of limits, not of the clamp.

    Where single months can be had later as they are needed, none are bought ahead: it is the same.
    """
    answer = solve(problem)
    by_name = {one.name: one for case in cases for one in (*case.offers, *case.packs)}
    as_needed = {case.monthly.name for case in cases if case.monthly}
    bought: dict[str, list[Bought]] = {pool.pool_id: [] for pool in problem.pools}
    found = {**answer.bought, **answer.packs}
    for (name, month), units in sorted(found.items(), key=lambda item: item[0][1]):
        if month and name in as_needed:
            continue
        one = by_name[name]
        bought[one.pool_id].append(Bought(one, month, units))
    shadows = tuple(s for s in answer.shadow_prices if not s.name.startswith(f"{EVIDENCE}|"))
    return {pool_id: tuple(those) for pool_id, those in bought.items()}, shadows


def _clamps(case: PoolCase, evidence_share: float) -> list[Cap]:
    """The evidence clamp on what is bought now, by length: contracts in hand count."""
    found = []
    for one in case.offers:
        proven = case.proven_units(one, evidence_share)
        if not np.isfinite(proven):
            continue
        left = max(proven - float(case.held_whole[0]), 0.0)
        others = [o for o in case.offers if o.term_months >= one.term_months]
        for worth in sorted({other.worth for other in others}):
            names = frozenset(other.name for other in others if other.worth == worth)
            name = f"{EVIDENCE}|{one.name}|{worth}"
            found.append(Cap(name, names, (np.floor(left / worth + 1e-9),), "bought"))
    return found


def is_proven(cases: Sequence[PoolCase], bought: Purchases, evidence_share: float) -> bool:
    """Whether what is bought now obeys the clamp at an evidence share."""
    for case in cases:
        now = {b.offered.name: b.units for b in bought[case.pool_id] if b.month == 0}
        for clamp in _clamps(case, evidence_share):
            if sum(now.get(name, 0.0) for name in clamp.plan_ids) > clamp.units[0]:
                return False
    return True


def nothing_long(case: PoolCase) -> list[Cap]:
    """Nothing of a year or more this month."""
    names = frozenset(o.name for o in case.offers if o.term_months >= LONG_TERM_MONTHS)
    return [Cap(f"{EVIDENCE}|{case.pool_id}", names, (0.0,), "bought")] if names else []
