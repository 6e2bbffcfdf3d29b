"""One pool under all what-ifs: the base's own paths, changed and priced again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.scenarios.changes import Change
from models.forecast.scenarios.demand import PoolWork
from models.forecast.scenarios.prices import PoolRates
from models.forecast.shared_plans import PlanAhead, parts_on
from models.forecast.simulating import WatchDay
from models.forecast.terms import NO_COMMITMENT, Commitment, PoolTerms
from models.forecast.windows import PathWindow

Windows = Mapping[str, PathWindow]  # by target
DrawDays = Callable[[WatchDay], None]  # tells every day ahead: day, used and queued (paths, 24)


@dataclass(frozen=True)
class PoolBase:
    """A pool's base: windows by target, and what they were made from.

    `windows` has `usage`, `demand` (usage again where no queue was measured), and `cost` where
    there is a price.
    """

    windows: Windows
    has_queue: bool
    work: PoolWork
    rates: PoolRates | None
    draw_days: DrawDays

    @property
    def days(self) -> list[date]:
        """The days ahead."""
        usage = self.windows["usage"]
        ahead = (usage.last_day - usage.cut_off).days
        return [usage.cut_off + timedelta(days=number + 1) for number in range(ahead)]

    def draw(self, watch: WatchDay) -> None:
        """Tell every day ahead; nothing waits where no queue was measured."""

        def see(day: date, used: Floats, queued: Floats) -> None:
            watch(day, used, queued if self.has_queue else np.zeros_like(used))

        self.draw_days(see)

    def ahead(self, target: str) -> Floats:
        """Paths of the days ahead, shape (paths, days)."""
        paths = self.windows[target].paths
        return paths[:, paths.shape[1] - len(self.days) :]


class ChangedDays:
    """The days ahead of a pool under the changes of one what-if.

    `plans` are the pool's savings plans as they are under it; None: its parts are the base's.
    """

    def __init__(
        self,
        base: PoolBase,
        changes: Sequence[Change],
        plans: Sequence[PlanAhead] | None = None,
    ) -> None:
        self._base, self._changes, self._plans = base, changes, plans
        self._terms = _terms_by_day(base, changes)

    def hours(self, day: date, used: Floats, queued: Floats) -> tuple[Floats, Floats]:
        """Card-hours used and waiting; the very same where nothing changes."""
        return self._base.work.change(self._changes, day, used, queued)

    def cost_cny(self, day: date, used: Floats) -> Floats:
        """What hours used cost, shape (paths,)."""
        terms = self._terms[day]
        if self._plans is not None:
            left, price = terms.beyond_contracts(day, used), terms.price_cny_per_card_hour
            terms = replace(terms, plans=parts_on(self._plans, day, left, price)[0])
        return terms.cost_cny(day, used)

    def left_cny(self, day: date, used: Floats) -> Floats:
        """What of hours used neither contracts nor `plans` serve, at the price by the hour."""
        terms = self._terms[day]
        left, price = terms.beyond_contracts(day, used), terms.price_cny_per_card_hour
        return parts_on(self._plans or (), day, left, price)[1] * price


def differences(
    base: PoolBase,
    scenarios: Mapping[str, Sequence[Change]],
    plans: Mapping[str, Sequence[PlanAhead]],
) -> Iterator[tuple[str, Windows]]:
    """Of each scenario, by name, what it adds to the base on the days ahead.

    Windows of the targets that its changes concern, of those days alone; the days of all scenarios
    are drawn in one go. Prices alone need none, but where a savings plan counts hour by hour.
    `plans` has the pool's in those that move its parts: of a scenario that changes nothing else
    there is a difference only where a part is another one.
    """
    has_plans = base.rates is not None and bool(base.rates.terms.plans)
    runs = {
        name: _Run(base, changes, plans.get(name))
        for name, changes in scenarios.items()
        if has_plans or _is_of_demand(changes)
    }
    if runs:

        def watch(day: date, used: Floats, queued: Floats) -> None:
            for run in runs.values():
                run.see(day, used, queued)

        base.draw(watch)
    for name, changes in scenarios.items():
        if name in runs:
            found = runs[name].differences()
            if changes or found["cost"].paths.any():
                yield name, found
        elif base.rates:
            yield name, {"cost": _window(base, _priced_again(base, base.rates, changes))}


def _priced_again(base: PoolBase, rates: PoolRates, changes: Sequence[Change]) -> Floats:
    """What the same card-hours cost more; what exceeds the old fees was bought by the hour."""
    days, cost = base.days, base.ahead("cost")
    old_fees = np.array([_fee(rates.terms, day) for day in days])
    more = rates.fees_cny(changes, days) - old_fees
    return np.asarray(more + (cost - old_fees) * (rates.price_factors(changes, days) - 1.0))


class _Run:
    """One scenario whose days are drawn again, filled day by day."""

    def __init__(
        self, base: PoolBase, changes: Sequence[Change], plans: Sequence[PlanAhead] | None
    ) -> None:
        self._base = base
        self._days = ChangedDays(base, changes, plans)
        targets = base.windows if _is_of_demand(changes) else ("cost",)
        self._paths = {target: np.array(base.ahead(target)) for target in targets}

    def see(self, day: date, used: Floats, queued: Floats) -> None:
        """Change the hours of a day ahead."""
        new_used, new_queued = self._days.hours(day, used, queued)
        if new_used is not used or new_queued is not queued:
            index = (day - self._base.windows["usage"].cut_off).days - 1
            self._paths["usage"][:, index] = new_used.sum(axis=1)
            self._paths["demand"][:, index] = new_used.sum(axis=1) + new_queued.sum(axis=1)
        if "cost" in self._paths:
            index = (day - self._base.windows["cost"].cut_off).days - 1
            self._paths["cost"][:, index] = self._days.cost_cny(day, new_used)

    def differences(self) -> Windows:
        """What it adds when all days were seen."""
        return {
            target: _window(self._base, paths - self._base.ahead(target))
            for target, paths in self._paths.items()
        }


def _is_of_demand(changes: Sequence[Change]) -> bool:
    return any(change.is_of_demand for change in changes)


def _window(base: PoolBase, paths: Floats) -> PathWindow:
    return PathWindow(base.days[0], base.windows["usage"].cut_off, paths, np.zeros(paths.shape[1]))


def _terms_by_day(base: PoolBase, changes: Sequence[Change]) -> dict[date, PoolTerms]:
    """The pool's terms with each day's own price and fees."""
    if not base.rates:
        return {}
    terms, days = base.rates.terms, base.days
    factors = base.rates.price_factors(changes, days)
    fees = base.rates.fees_cny(changes, days)
    found = {}
    for day, factor, fee in zip(days, factors.tolist(), fees.tolist(), strict=True):
        cards = terms.commitments.get(day, NO_COMMITMENT).cards
        found[day] = replace(
            terms,
            price_cny_per_card_hour=terms.price_cny_per_card_hour * factor,
            commitments={day: Commitment(cards, fee)},
            plans=base.rates.plans_on(changes, day),
        )
    return found


def _fee(terms: PoolTerms, day: date) -> float:
    return terms.commitments.get(day, NO_COMMITMENT).fee_cny
