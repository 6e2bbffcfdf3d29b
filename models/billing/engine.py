"""`price`: what usage costs under a portfolio of plans, line by line, as their sellers bill it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from data.errors import InputError, MissingPriceError, UsageError
from models.billing.bill import Bill
from models.billing.clock import ONE_DAY, Clock, Period, clock_over
from models.billing.closing import Basis, close
from models.billing.drafts import Demand, Draft
from models.billing.list_rates import ListRates
from models.billing.opening import Opening, UsedBefore
from models.billing.plans import Plan
from models.billing.usage import Ticks, Usage

MOST_CHOICES = 8


def price(
    usage: Usage,
    plans: Plan | Sequence[Plan],
    period: Period,
    basis: Basis | None = None,
    used_before: UsedBefore | None = None,
) -> Bill:
    """The bill of `period` for `usage` under one plan or a portfolio, on `basis`.

    Plans are applied in the sellers' order (`Plan.precedence`), each to what those before it left.
    Usage before the period is taken as its past: balances and tiers know it. What they had counted
    before the usage itself begins is `used_before`.

    Raises:
        InputError: the usage does not cover the period, or a balance or tier began before it and
            `used_before` does not say what it had counted.
        MissingPriceError: no plan prices some of the usage, or an exchange rate is missing.
        UsageError: the plans contradict each other or the usage.
    """
    ordered = in_order(plans)
    usage = _covering(usage, period)
    basis = basis or Basis(ordered[0].currency, ordered[0].tax_basis)
    applying = _Applying(ordered, usage, period, Opening(used_before))
    for place in range(len(ordered)):
        applying.apply(place)
    applying.opening.require_all_asked()
    _require_all_priced(usage, applying.rest, period)
    drafted = [one for one in applying.drafted if _within(one[-1], period)]
    lines = close(drafted, basis)
    return Bill(lines, basis.currency, basis.tax_basis, usage, applying.taken)


class _Applying:
    """Plans applied one after the other: what they drafted and took, and what they left."""

    def __init__(
        self, ordered: Sequence[Plan], usage: Usage, period: Period, opening: Opening
    ) -> None:
        self.ordered, self.usage, self.period, self.opening = ordered, usage, period, opening
        self.lists = ListRates(ordered, usage)
        self.drafted: list[tuple[int, Plan, Draft]] = []
        self.rest: Ticks = usage.ticks
        self.taken: dict[int, Ticks] = {}
        counts = Counter(plan.plan_id for plan in ordered if plan.VERSIONED)
        self._several = {plan_id for plan_id, count in counts.items() if count > 1}
        self._by_versions: dict[str, Ticks] = {}

    def apply(self, place: int) -> None:
        """Let the plan at `place` take what it prices of the rest."""
        plan = self.ordered[place]
        applied = plan.apply(self._demand(place))
        self.drafted += [(place, plan, draft) for draft in applied.drafts]
        if applied.taken is None:
            return
        self.taken[place] = applied.taken
        self.rest = self.rest - applied.taken
        if plan.plan_id in self._several:
            before = self._by_versions.get(plan.plan_id, 0)
            self._by_versions[plan.plan_id] = before + applied.taken

    def _demand(self, place: int) -> Demand:
        plan, usage = self.ordered[place], self.usage
        clock = clock_over(usage.first_hour, usage.hours, plan.time_zone)
        following = self.ordered[place + 1 :] if plan.VERSIONED else []
        return Demand(
            items=usage.items,
            ticks=self.rest,
            clock=clock,
            first=clock.index(self.period.start),
            list_rate=self.lists.of(plan),
            metered=usage.measured == "metered",
            drafted=self.drafted,
            taken=self.taken,
            opening=self.opening,
            earlier=self._by_versions.get(plan.plan_id),
            later=[other for other in following if other.plan_id == plan.plan_id],
            paid_by_others=any(one.PAYS_CHARGES for one in self.ordered),
        )


def in_order(plans: Plan | Sequence[Plan]) -> list[Plan]:
    """Plans as they are applied: a line's `place` is its plan's number here."""
    return sorted(_versions(_as_sequence(plans)), key=lambda plan: plan.precedence)


def cheapest(
    usage: Usage,
    always: Plan | Sequence[Plan],
    optional: Sequence[Plan],
    period: Period,
    basis: Basis | None = None,
) -> Bill:
    """The cheapest bill with all of `always` and any of `optional`; of a tie the fewest plans.

    Raises:
        UsageError: more than MOST_CHOICES optional plans: the decision model is for that.
    """
    if len(optional) > MOST_CHOICES:
        raise UsageError(
            f"{len(optional)} optional plans are {2 ** len(optional)} portfolios",
            where="optional",
            remedy=f"Give at most {MOST_CHOICES}; suanli plan chooses among more.",
        )
    given = tuple(_as_sequence(always))
    portfolios: Iterable[tuple[Plan, ...]] = (
        given + chosen
        for size in range(len(optional) + 1)
        for chosen in combinations(optional, size)
    )
    return min(
        (price(usage, one, period, basis) for one in portfolios), key=lambda bill: bill.total
    )


def _as_sequence(plans: Plan | Sequence[Plan]) -> Sequence[Plan]:
    sequence = (plans,) if isinstance(plans, Plan) else plans
    if not sequence:
        raise UsageError(
            "There is no plan to price with", where="plans", remedy="Give at least one."
        )
    return sequence


def _versions(plans: Sequence[Plan]) -> list[Plan]:
    """The plans, where versions of one plan_id (nothing is bought of it) take each other's places.

    Plans stay where they were given; each version holds to the day before the next.
    """
    versions: dict[str, list[Plan]] = {}
    for plan in plans:
        if plan.VERSIONED:
            versions.setdefault(plan.plan_id, []).append(plan)
    ended: dict[str, Iterator[Plan]] = {
        plan_id: iter(_ended(same)) for plan_id, same in versions.items()
    }
    return [next(ended[plan.plan_id]) if plan.VERSIONED else plan for plan in plans]


def _ended(same: list[Plan]) -> list[Plan]:
    """Versions of one plan in the order of their days, each to the day before the next."""
    same.sort(key=lambda plan: plan.valid_from)
    ended: list[Plan] = []
    for plan, following in zip(same, [*same[1:], None], strict=True):
        if following is not None and following.valid_from == plan.valid_from:
            raise UsageError(
                f"Two versions are valid from {plan.valid_from}",
                where=plan.plan_id,
                remedy="Remove one, or correct its valid_from.",
            )
        last = following.valid_from - ONE_DAY if following else None
        known = [day for day in (last, plan.valid_to) if day is not None]
        end = min(known, default=None)
        is_same = end == plan.valid_to
        ended.append(plan if is_same else plan.model_copy(update={"valid_to": end}))
    return ended


def _covering(usage: Usage, period: Period) -> Usage:
    if usage.first_hour > period.start or usage.end < period.end:
        raise InputError(
            f"Usage is known from {usage.first_hour} to {usage.end}, and the period is"
            f" {period.start} to {period.end}",
            where="usage",
            remedy="Price a period that was measured, or add the missing hours.",
        )
    return usage.until(period.end)


def _within(draft: Draft, period: Period) -> bool:
    return period.start <= (draft.billed_at or draft.start) < period.end


def _require_all_priced(usage: Usage, rest: Ticks, period: Period) -> None:
    clock = Clock(usage.first_hour, usage.hours, "UTC")
    first = clock.index(period.start)
    if not rest[:, first:].any():
        return
    item, hour = (int(found[0]) for found in np.nonzero(rest[:, first:]))
    hour += first
    raise MissingPriceError(
        f"No plan prices {usage.items[item].item_id} at {clock.at(hour)} UTC",
        where="plans",
        remedy="Add a pay-as-you-go plan that selects it and is valid then.",
    )
