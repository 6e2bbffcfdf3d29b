"""Savings plans in hand, ahead: which part of each a pool has, in every hour of every path.

Of what is due in an hour each pool can use as much as its use beyond contracts, and beyond plans
that count first, counts of that of all pools: so all are covered to the same share, as in the costs
of the past. What is due for a day is theirs by what they used of it. Parts add up to the plan in
every path; where nobody uses anything, they are alike.

Pools are drawn one after the other, and what all of them count is known only once each was drawn:
so the pools of a shared plan are drawn before the forecast, too, with the same seeds.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from data.pool_id import parts_of
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import is_long_enough
from models.forecast.hours import HOURS_PER_DAY
from models.forecast.plan_part import Due, PlanPart, beyond_plans
from models.forecast.simulating import MAX_LAG_DAYS, PoolInputs, simulate_pool
from models.forecast.terms import TermsBook
from models.offers.savings_plans import PlanInHand

See = Callable[[date, Floats], None]  # told yuan of the hours of a day, shape (paths, 24)


@dataclass(frozen=True)
class PlanAhead:
    """A savings plan, the pools that it serves, and what is due on its days ahead.

    `counted_cny` is what all pools count of it, by day, shape (paths, 24); None where it is one
    pool's alone.
    """

    plan: PlanInHand
    pools: frozenset[str]
    days: Mapping[date, Due]
    counted_cny: Mapping[date, Floats] | None = None

    def counts(self, cost_cny: Floats) -> Floats:
        """What use that costs so much by the hour counts of the plan, in yuan."""
        return cost_cny * (1 - self.plan.discount_ratio)

    def part(self, day: date, own_cny: Floats) -> Due:
        """The part of a pool whose hours count `own_cny`."""
        due = self.days[day]
        if self.counted_cny is None:
            return due
        all_cny = self.counted_cny[day]
        hours = due.of_hours * self._share(own_cny, all_cny)
        own_used = np.minimum(own_cny, hours).sum(axis=1)
        all_used = np.minimum(all_cny, due.of_hours).sum(axis=1)
        return Due(due.of_day * self._share(own_used, all_used), hours)

    def _share(self, own: Floats, of_all: Floats) -> Floats:
        alike = np.full(of_all.shape, 1 / len(self.pools))
        return np.asarray(np.divide(own, of_all, out=alike, where=of_all > 0))


def plans_ahead(
    book: TermsBook, histories: Sequence[DailyHistory], horizon_days: int
) -> list[PlanAhead]:
    """Plans that run ahead, in the order in which they count, and serve a pool that is measured.

    Those are the pools of the company's sum that have a price. A plan is theirs from the day after
    the last that is known of any of them: up to it it is in the costs.
    """
    long_enough = [history for history in histories if is_long_enough(history)]
    latest = max(history.cut_off for history in long_enough)
    cut_offs = {
        history.series: history.cut_off
        for history in long_enough
        if (latest - history.cut_off).days <= MAX_LAG_DAYS
        and book.has_price(history.series, history.cut_off)
    }
    found = []
    for plan in book.plans_ahead(latest, latest + timedelta(days=horizon_days)):
        pools = [pool for pool in cut_offs if plan.scope.serves(*_market(pool))]
        if pools:
            last = max(cut_offs[pool] for pool in pools)
            found.append(PlanAhead(plan, frozenset(pools), _days_after(last, plan)))
    return found


def shared(
    plans: Sequence[PlanAhead],
    histories: Iterable[DailyHistory],
    draw: Callable[[DailyHistory], PoolInputs],
) -> list[PlanAhead]:
    """The same plans, with what all of their pools count of them, whichever order these have."""
    found: list[PlanAhead] = []
    ordered = sorted(histories, key=lambda history: history.series)
    for plan in plans:
        pools = [history for history in ordered if history.series in plan.pools]
        counted = _counted(plan, found, map(draw, pools)) if len(pools) > 1 else None
        found.append(replace(plan, counted_cny=counted))
    return found


def with_parts(inputs: PoolInputs, plans: Sequence[PlanAhead]) -> PoolInputs:
    """The pool, with its parts of the plans that serve it among its terms."""
    own = _of(plans, inputs)
    if inputs.terms is None or not own:
        return inputs
    return replace(inputs, terms=replace(inputs.terms, plans=_parts(inputs, own)))


def parts_on(
    plans: Sequence[PlanAhead], day: date, card_hours: Floats, price_cny: float
) -> tuple[list[PlanPart], Floats]:
    """A pool's parts of its plans on a day, and what they leave of hours beyond its contracts."""
    parts = [PlanPart(plan.plan.discount_ratio, plan.plan.currency, {}) for plan in plans]
    for plan, part in zip(plans, parts, strict=True):
        if day in plan.days:
            part.days[day] = plan.part(day, plan.counts(card_hours * price_cny))
            card_hours = beyond_plans(card_hours, price_cny, day, [part])
    return parts, card_hours


def _counted(
    plan: PlanAhead, before: Sequence[PlanAhead], pools: Iterable[PoolInputs]
) -> dict[date, Floats]:
    """What all pools count of a plan, beyond those `before` it."""
    found: dict[date, Floats] = {}

    def see(day: date, left_cny: Floats) -> None:
        if day in plan.days:
            found[day] = found.get(day, 0.0) + plan.counts(left_cny)

    for inputs in pools:
        _parts(inputs, _of(before, inputs), see)
    return found


def _parts(
    inputs: PoolInputs, plans: Sequence[PlanAhead], see: See | None = None
) -> tuple[PlanPart, ...]:
    """A pool's parts of its plans; `see` is told what is left of use, at the price by the hour."""
    terms = inputs.terms
    assert terms is not None  # noqa: S101  a pool that a plan serves has a price
    price = terms.price_cny_per_card_hour
    parts = [PlanPart(plan.plan.discount_ratio, plan.plan.currency, {}) for plan in plans]

    def watch(day: date, used: Floats, _queued: Floats) -> None:
        found, left = parts_on(plans, day, terms.beyond_contracts(day, used), price)
        for part, of_day in zip(parts, found, strict=True):
            part.days.update(of_day.days)
        if see:
            see(day, left * price)

    simulate_pool(inputs, watch=watch)
    return (*parts,)


def _of(plans: Sequence[PlanAhead], inputs: PoolInputs) -> list[PlanAhead]:
    return [plan for plan in plans if inputs.history.series in plan.pools]


def _market(pool_id: str) -> tuple[str, str, str]:
    parts = parts_of(pool_id)
    return parts.provider, parts.region, parts.chip


def _days_after(last: date, plan: PlanInHand) -> dict[date, Due]:
    """Days without an exchange rate are due, and nobody knows how much."""
    cents = plan.cents_by_day(dict.fromkeys(plan.cny_per_hour, HOURS_PER_DAY))
    return {
        day: Due(
            np.array([cents.get(day, math.nan) / 100]),
            np.array([[math.nan if cny is None else float(cny)]]),
        )
        for day, cny in plan.cny_per_hour.items()
        if day > last
    }
