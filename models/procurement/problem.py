"""The question: pools with their curves, what can be bought, what holds, and from when to when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.curves import Curve
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap
from models.procurement.plans import AsNeeded, Extension, HourPack, Plan, Spot

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Need of one pool by month, and the reference units of contracts in hand until they expire."""

    pool_id: str
    curve: Curve
    in_hand_units: tuple[float, ...] = ()

    def in_hand(self) -> Numbers:
        """Units in hand by month of the horizon; nothing after the last one given."""
        held = np.zeros(len(self.curve.values_cny))
        held[: len(self.in_hand_units)] = self.in_hand_units[: len(held)]
        return held


@dataclass(frozen=True)
class Problem:
    """What to solve. All pools have one horizon in months, which begins with the decision.

    `terminal`: at the end of the horizon a plan counts pro rata, or must have ended. `whole`: units
    are whole numbers; None: only where the programme is not whole by itself (substitution, budgets,
    shares, service levels). `whole_months`: only purchases of so many first months need be whole
    (None: all), since later ones are decided anew when they are due; `tier_months`: in so many the
    price of a tier is had (None: all). `only_now`: plans that can be bought this month only.
    `extensions`: plans by which contracts go on. `now`: what is bought this month, where that is
    decided already, by plan or pack. `mip_gap`: how far from the optimum whole answers may stay,
    relative to the cost. `search`: whether they are searched for where rounding finds none.
    """

    pools: tuple[Pool, ...]
    plans: tuple[Plan, ...]
    limits: tuple[Limit, ...] = ()
    packs: tuple[HourPack, ...] = ()
    spots: tuple[Spot, ...] = ()
    as_needed: tuple[AsNeeded, ...] = ()
    discount_rate_per_month: float = 0.0
    terminal: Literal["pro_rata", "must_end"] = "pro_rata"
    whole: bool | None = None
    whole_months: int | None = None
    tier_months: int | None = None
    only_now: frozenset[str] = frozenset()
    extensions: tuple[Extension, ...] = ()
    now: Mapping[str, float] | None = None
    mip_gap: float = 1e-3
    search: bool = True
    horizon: int = field(init=False)

    def __post_init__(self) -> None:
        horizons = {len(pool.curve.values_cny) for pool in self.pools}
        if len(horizons) != 1:
            raise UsageError(
                f"The pools have horizons of {sorted(horizons)} months",
                where="Problem.pools",
                remedy="Give at least one pool, and all of them the same months.",
            )
        object.__setattr__(self, "horizon", horizons.pop())
        _require_known_names(self)

    @property
    def must_be_whole(self) -> bool:
        """Whether units of all plans are whole numbers."""
        if self.whole is not None:
            return self.whole
        kinds = (Budget, ShareCap, ServiceLevel)
        mixed = any(list(plan.serves.values()) != [1.0] for plan in self.plans)
        return mixed or any(isinstance(limit, kinds) for limit in self.limits)

    def discount(self) -> Numbers:
        """Value on the day of the decision of a yuan at the end of each month; first the day."""
        discount: Numbers = (1 + self.discount_rate_per_month) ** -np.arange(self.horizon + 1.0)
        return discount


def _require_known_names(problem: Problem) -> None:
    pools = {pool.pool_id for pool in problem.pools}
    plans = {plan.plan_id for plan in problem.plans}
    for where, names, known in _mentions(problem, pools, plans):
        if not names <= known:
            raise UsageError(
                f"{where} names {sorted(names - known)}, which the problem does not have",
                where=where,
                remedy="Correct the name, or add what it stands for.",
            )
    if len(pools) < len(problem.pools) or len(plans) < len(problem.plans):
        raise UsageError(
            "Two pools or two plans have one name",
            where="Problem",
            remedy="Give each a name of its own.",
        )


def _mentions(
    problem: Problem, pools: set[str], plans: set[str]
) -> Iterator[tuple[str, set[str], set[str]]]:
    for plan in problem.plans:
        yield plan.plan_id, set(plan.serves), pools
    for pack in problem.packs:
        yield pack.pack_id, set(pack.pools), pools
    for spot in problem.spots:
        yield spot.spot_id, set(spot.pools), pools
    for one in problem.as_needed:
        yield one.plan_id, {one.pool_id}, pools
        yield one.pool_id, {one.plan_id}, plans
    for limit in problem.limits:
        if isinstance(limit, Cap | ShareCap):
            yield limit.name, set(limit.plan_ids), plans
        if isinstance(limit, ServiceLevel) and limit.pool_id is not None:
            yield limit.name, {limit.pool_id}, pools
