"""The programme of one pool or of several, and what its answer says is bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY, add_months
from models.buying.case import PoolCase
from models.buying.extending import extension_limits
from models.buying.horizon import Horizon
from models.buying.money_terms import Spend
from models.buying.offered import Offered
from models.procurement.evidence import LONG_TERM_MONTHS
from models.procurement.limits import Cap, Limit
from models.procurement.problem import Pool, Problem
from models.procurement.solving import Answer, ShadowPrice, solve

Numbers = NDArray[np.float64]

EVIDENCE = "evidence"
WHOLE_MONTHS = 1  # of a decision: later purchases are decided anew
ADVICE_GAP = 1e-4
COMPARED_GAP = 1e-3  # of what stands beside it
ROOM = 1e-4  # of a limit that gives: whole numbers are found at once where it is not met in a point
_PART = 1e-6  # of a unit: less is none
NO_ROOM = 1e-6  # enough for a plan to be found at all


@dataclass(frozen=True)
class Bought:
    """So many units of an offer, bought in a month of the horizon.

    `first_day`: where it begins within a month, the day after what it takes the place of.
    """

    offered: Offered
    month: int
    units: float
    first_day: date | None = None

    @property
    def begins(self) -> int:
        """First month in which it is planned to run."""
        return self.month + self.offered.lead_months

    @property
    def ends(self) -> int:
        """The month after its last."""
        return self.begins + self.offered.term_months

    def starts_on(self, horizon: Horizon) -> date:
        """Its first day."""
        return self.first_day or horizon.month(self.begins)

    def ends_on(self, horizon: Horizon) -> date:
        """Its last day."""
        return add_months(self.starts_on(horizon), self.offered.term_months) - ONE_DAY

    def shares(self, horizon: Horizon) -> Numbers:
        """Share of each month of the horizon in which it runs."""
        found = np.zeros(horizon.months)
        if self.first_day is None:
            found[self.begins : self.ends] = 1.0
            return found
        last = self.ends_on(horizon)
        for month in range(max(self.begins - 1, 0), min(self.ends + 1, horizon.months)):
            found[month] = horizon.share(month, self.first_day, last)
        return found

    @property
    def cny_per_hour(self) -> float:
        """Money that it commits for every hour: none of servers, nor of sums by the period."""
        money = self.offered.money
        return self.units * money.cny_per_unit_hour if money and money.is_hourly else 0.0


Purchases = Mapping[str, tuple[Bought, ...]]
"""By pool_id."""


def due_units(bought: Sequence[Bought]) -> float:
    """Servers signed for now; packs are hours, and money is told by itself."""
    now = (one for one in bought if one.month == 0 and one.offered.is_units)
    return sum(one.units for one in now if one.offered.money is None)


def due_money(bought: Sequence[Bought]) -> float:
    """Yuan an hour committed now."""
    return sum(one.cny_per_hour for one in bought if one.month == 0)


@dataclass(frozen=True)
class Ladders:
    """What is bought for each pool, and what a unit more of each limit is worth.

    `binding`: limits without which something else would be bought. `singles`: where they count
    single months, how many they leave, as `PoolCase.singles` has it. `gap`: how much cheaper it
    may be at most than what was found, as a share of the cost, and `is_cut_short` whether a search
    ended before that was as little as was asked for. `covered`: pools of which all need
    is counted, as a service level binds that is a share of it. `spend`: what money committed for
    several pools, or by the year, serves of each.
    """

    bought: Purchases
    shadow_prices: tuple[ShadowPrice, ...] = ()
    binding: frozenset[str] = frozenset()
    singles: Mapping[str, Numbers] = field(default_factory=dict)
    gap: float = 0.0
    is_cut_short: bool = False
    covered: frozenset[str] = frozenset()
    spend: Mapping[str, Spend] = field(default_factory=dict)

    def of(self, case: PoolCase) -> PoolCase:
        """A case as the limits leave it."""
        if case.pool_id in self.covered:
            case = case.counting_all
        spend = self.spend.get(case.pool_id)
        if spend is not None:
            monthly = None if spend.base_units is None else case.monthly
            case = _leaving(case, spend=spend, monthly=monthly)
        return _leaving(case, singles=self.singles.get(case.pool_id))


def _leaving(case: PoolCase, **changes: Any) -> PoolCase:
    """The same need with other means: what is drawn of it is not drawn anew."""
    return replace(case, **changes).knowing(case)


@dataclass(frozen=True)
class Rules:
    """What all programmes of a run share. `rate`: discounting, per month.

    `gap`: how far from the optimum answers under limits or in packages may stay. `tell`: whether
    limits that leave no way are worked through, and what must give. `gave`: some did, and leave
    room for little but one plan. `room`: how much more than they must limits give for what stands
    beside the advice, as a share of themselves.
    """

    evidence_share: float
    rate: float = 0.0
    limits: tuple[Limit, ...] = ()
    gap: float = ADVICE_GAP
    tell: bool = True
    gave: bool = False
    room: float = ROOM

    def compared(self) -> "Rules":
        """The same for what stands beside the advice."""
        return replace(self, gap=COMPARED_GAP, tell=False)

    def at(self, evidence_share: float) -> "Rules":
        """The same at another evidence share."""
        return replace(self, evidence_share=evidence_share)


def monthly_rate(per_year: float) -> float:
    """Of a discount rate."""
    return float((1 + per_year) ** (1 / 12) - 1)


def yearly_rate(per_month: float) -> float:
    """Of a monthly rate: the other way round."""
    return float((1 + per_month) ** 12 - 1)


def is_in_parts(case: PoolCase) -> bool:
    """Whether contracts in hand are parts of a unit, in some month: one more fills what is left."""
    off = np.abs(case.held_whole - np.rint(case.held_whole))
    return bool((off > _PART).any())


def is_in_lumps(case: PoolCase) -> bool:
    """Whether something for sale is no unit of the pool's by itself: packages, minimums, others."""
    return not all(one.is_single and one.worth == 1 for one in case.offers)


def problem_of(
    cases: Sequence[PoolCase], limits: Sequence[Limit], rate: float, gap: float = COMPARED_GAP
) -> Problem:
    """The programme of pools of one horizon: what to decide now.

    Beside parts of a unit in hand, and where something is sold in packages or serves as a part of
    a unit, all months are whole and hold minimums: a part bought later would be enough, so that
    what pays is put off from month to month.
    """
    in_all = any(is_in_parts(case) or is_in_lumps(case) for case in cases)
    return Problem(
        tuple(
            Pool(case.pool_id, case.decision_curve, tuple(case.held_whole.tolist()))
            for case in cases
        ),
        tuple(one.plan() for case in cases for one in case.for_sale),
        tuple(limits),
        packs=tuple(one.hour_pack() for case in cases for one in case.packs),
        extensions=tuple(
            one
            for case in cases
            for one in extension_limits(case.contracts, case.extensions, case.horizon)
        ),
        spots=tuple(case.spot.way() for case in cases if case.spot),
        discount_rate_per_month=rate,
        whole=True,
        whole_months=None if in_all else WHOLE_MONTHS,
        tier_months=WHOLE_MONTHS,
        mip_gap=gap,
    )


def solve_problem(
    problem: Problem, cases: Sequence[PoolCase], *, tell: bool = True
) -> tuple[dict[str, tuple[Bought, ...]], Answer]:
    """Purchases by pool, in order of their month, and the answer itself.

    Raises:
        CannotBeMetError: the limits contradict each other; without `tell` not which must give.
    """
    answer = solve(problem, tell=tell)
    by_name = {one.name: one for case in cases for one in (*case.for_sale, *case.packs)}
    bought: dict[str, list[Bought]] = {pool.pool_id: [] for pool in problem.pools}
    found = {**answer.bought, **answer.packs}
    for (name, month), units in sorted(found.items(), key=lambda item: item[0][1]):
        one = by_name[name]
        bought[one.pool_id].append(Bought(one, month, units))
    return {pool_id: tuple(those) for pool_id, those in bought.items()}, answer


def clamped(case: PoolCase, evidence_share: float) -> list[Cap]:
    """The evidence clamp on what is bought now, by length: contracts in hand count.

    Those that still run when it begins, and what is bought now and begins no later. Beside parts of
    a unit one more is proven where what is left of it to serve would have paid for all of it.
    """
    found = []
    for one in case.for_sale:
        proven = case.proven_units(one, evidence_share)
        if not np.isfinite(proven):
            continue
        begins = min(one.lead_months, case.horizon.months - 1)
        left = max(proven - float(case.held_whole[begins]), 0.0)
        long = (other for other in case.for_sale if other.term_months >= one.term_months)
        others = [other for other in long if other.lead_months <= one.lead_months]
        for worth in sorted({other.worth for other in others}):
            names = frozenset(other.name for other in others if other.worth == worth)
            name = f"{EVIDENCE}|{one.name}|{worth}"
            whole = np.floor(left / worth + _PART)
            part = left - whole * worth
            paid = part * case.evidence[int(proven) - 1] if part > _PART else 0.0
            wanted = evidence_share * one.fee_per_worth * worth * LONG_TERM_MONTHS
            found.append(Cap(name, names, (whole + (paid >= wanted),), "bought"))
    return found


def is_proven(cases: Sequence[PoolCase], bought: Purchases, evidence_share: float) -> bool:
    """Whether what is bought now obeys the clamp at an evidence share."""
    for case in cases:
        now = {b.offered.name: b.units for b in bought[case.pool_id] if b.month == 0}
        for clamp in clamped(case, evidence_share):
            if sum(now.get(name, 0.0) for name in clamp.plan_ids) > clamp.units[0]:
                return False
    return True


def nothing_long(case: PoolCase) -> list[Cap]:
    """Nothing of a year or more this month."""
    names = frozenset(o.name for o in case.for_sale if o.term_months >= LONG_TERM_MONTHS)
    return [Cap(f"{EVIDENCE}|{case.pool_id}", names, (0.0,), "bought")] if names else []
