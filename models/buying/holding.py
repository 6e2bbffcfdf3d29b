"""Whether what is bought keeps to limits, as the rows of the programme have them."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.horizon import Horizon
from models.buying.offered import Offered
from models.buying.outcome import Outcome, look_ahead, outcome, running
from models.buying.packs import packs_of
from models.buying.solving import Bought
from models.procurement.fees import payments
from models.procurement.limit_rows import NO_MONTH
from models.procurement.limits import Budget, Cap, Limit, ServiceLevel, ShareCap
from models.procurement.solving import Gap

Numbers = NDArray[np.float64]

_NEAR = 1e-6  # of a limit: what exceeds it by less keeps to it
_MONTH_DAYS = 365 / 12
_TOLD = 1e-3  # of the hours needed: a service level that is missed by less is not told


def broken(
    limits: Iterable[Limit], cases: Sequence[PoolCase], bought: Mapping[str, Sequence[Bought]]
) -> frozenset[str]:
    """Names of limits that are exceeded in some month; single months count as is expected."""
    limits = tuple(limits)
    if not limits:
        return frozenset()
    plans = [PoolPlan.of(case, bought[case.pool_id]) for case in cases]
    return broken_by(limits, plans)


def missed(
    limits: Iterable[Limit], cases: Sequence[PoolCase], bought: Mapping[str, Sequence[Bought]]
) -> tuple[Gap, ...]:
    """By how many hours what is bought stays below service levels.

    The programme serves need up to its last block, and counts none beyond, where scenarios rise.
    """
    levels = [limit for limit in limits if isinstance(limit, ServiceLevel)]
    plans = [PoolPlan.of(case, bought[case.pool_id]) for case in cases] if levels else []
    found = []
    for level in levels:
        covered, needed = _hours(level, plans)
        short = level.share * needed - level.given_hours - covered
        if short > _TOLD * needed:
            found.append(Gap(level.name, NO_MONTH, short))
    return tuple(found)


class PoolPlan:
    """What is bought for a pool, and what it comes to.

    `extended`: offers at which contracts go on that end within a month, and their units by month:
    what is bought is these, then, and not whole months.
    """

    def __init__(
        self,
        case: PoolCase,
        bought: Sequence[Bought],
        found: Outcome,
        extended: Sequence[tuple[Offered, Numbers]] | None = None,
    ) -> None:
        self.case, self.found = case, found
        self.agreed = [one for one in bought if one.offered.is_units]
        self.units = self.agreed if extended is None else []
        self.extended = extended or ()
        self.shared = [one for one in bought if one.offered.is_shared]
        self.packs = packs_of(bought)

    @classmethod
    def of(cls, case: PoolCase, bought: Sequence[Bought]) -> "PoolPlan":
        """Of a ladder."""
        ran = running(bought, case.horizon)
        return cls(case, bought, outcome(look_ahead(case), *ran, packs=packs_of(bought)))

    def running(self, names: frozenset[str] | None) -> Numbers:
        """Units of the offers named (None: all) by month."""
        units = np.zeros(self.case.horizon.months)
        for one in self.units:
            if names is None or one.offered.name in names:
                units[one.begins : one.ends] += one.units
        for offered, more in self.extended:
            if names is None or offered.name in names:
                units += more
        return units + self._single(names)

    def signed(self, names: frozenset[str]) -> Numbers:
        """Units bought in each month."""
        units = np.zeros(self.case.horizon.months)
        for one in self.agreed:
            if one.offered.name in names:
                units[one.month] += one.units
        return units + self._single(names)

    def _single(self, names: frozenset[str] | None) -> Numbers:
        monthly = self.case.monthly
        if monthly is None or (names is not None and monthly.name not in names):
            return np.zeros(self.case.horizon.months)
        return self.found.single_units / monthly.worth

    def covered_hours(self) -> float:
        """Unit-hours that units serve: those of packs and of money are bought one by one."""
        weights = self.case.scenarios.weights
        packed = sum(float(weights @ hours) for hours in self.found.pack_hours)
        return float(self.found.covered_hours.sum() - self.found.money_hours.sum()) - packed

    def paid(self) -> Numbers:
        """Yuan paid for what is bought, and by the hour, by month."""
        case, found, months = self.case, self.found, self.case.horizon.months
        spot = float(case.spot.price) if case.spot else 0.0
        hours = found.by_hour_hours - found.spot_hours
        due = found.single_fees + hours * case.paid_cny + found.spot_hours * spot
        for one in (*self.units, *self.shared):
            due = due + one.units * _payments(one, case.horizon)
        for one in self.packs:
            due[one.month] += one.units * one.offered.hour_pack().price_cny
        return due + sum((units * float(one.fee) for one, units in self.extended), np.zeros(months))


def _payments(one: Bought, horizon: Horizon) -> Numbers:
    """Yuan of a unit by month; of what begins within one, parts of two months' each time."""
    plan, late = one.offered.plan(), 0.0
    if one.first_day is not None:
        late = (one.first_day - horizon.month(one.begins)).days / _MONTH_DAYS
    other = one.month + (1 if late > 0 else -1)
    planned, shifted = (payments(plan, month, horizon.months) for month in (one.month, other))
    found: Numbers = planned * (1 - abs(late)) + shifted * abs(late)
    return found


def broken_by(limits: Iterable[Limit], plans: Sequence[PoolPlan]) -> frozenset[str]:
    """The same of what is bought for all pools that they concern."""
    return frozenset(limit.name for limit in limits if not _holds(limit, plans))


def _holds(limit: Limit, plans: Sequence[PoolPlan]) -> bool:
    months = plans[0].case.horizon.months
    if isinstance(limit, ServiceLevel):
        covered, needed = _hours(limit, plans)
        return covered >= limit.share * needed * (1 - _NEAR) - limit.given_hours
    if isinstance(limit, Budget):
        used = sum((plan.paid() for plan in plans), np.zeros(months))
        most = _by_month(limit.cny, months, np.inf)
    elif isinstance(limit, ShareCap):
        used = _sum(plans, limit.plan_ids, months) + _by_month(limit.in_hand_units, months, 0.0)
        everything = _by_month(limit.all_in_hand_units, months, 0.0)
        most = limit.share * (_sum(plans, None, months) + everything)
    else:
        used, most = _of_cap(limit, plans, months)
    return bool((used <= most + _NEAR * np.maximum(np.abs(most), 1.0)).all())


def _hours(level: ServiceLevel, plans: Sequence[PoolPlan]) -> tuple[float, float]:
    """Unit-hours that are covered, and all that are needed, of the pools meant."""
    pools = [one for one in plans if level.pool_id in (None, one.case.pool_id)]
    covered = sum(one.covered_hours() for one in pools)
    served = [one.found.covered_hours + one.found.by_hour_hours for one in pools]
    return covered, sum(float(hours.sum()) for hours in served)


def _of_cap(cap: Cap, plans: Sequence[PoolPlan], months: int) -> tuple[Numbers, Numbers]:
    """Units that a cap counts, and how many it allows, by month."""
    most = _by_month(cap.units, months, np.inf)
    if cap.counts == "bought":
        return sum((plan.signed(cap.plan_ids) for plan in plans), np.zeros(months)), most
    used = _sum(plans, cap.plan_ids, months) + _by_month(cap.in_hand_units, months, 0.0)
    return used, most


def _sum(plans: Sequence[PoolPlan], names: frozenset[str] | None, months: int) -> Numbers:
    return sum((plan.running(names) for plan in plans), np.zeros(months))


def _by_month(given: Sequence[float], months: int, beyond: float) -> Numbers:
    padded = np.full(months, beyond)
    padded[: len(given)] = given[:months]
    return padded
