"""Pay-as-you-go prices of a portfolio: what use would cost without any commitment, hour by hour."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

import numpy as np

from models.billing.clock import clock_over, local_day
from models.billing.drafts import HourlyRates
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import Item, Usage

_UNKNOWN = 0


class ListRates:
    """The pay-as-you-go plans of a portfolio, in the order in which they are applied."""

    def __init__(self, plans: Sequence[Plan], usage: Usage) -> None:
        self._plans = [plan for plan in plans if isinstance(plan, PayAsYouGo)]
        self._usage = usage

    def of(self, plan: Plan) -> "ListRatesOfPlan":
        """The prices as `plan` may use them: in its currency and on its tax basis."""
        same = (plan.currency, plan.tax_basis)
        return ListRatesOfPlan(
            [p for p in self._plans if (p.currency, p.tax_basis) == same], self._usage
        )


class ListRatesOfPlan:
    """Pay-as-you-go price of an item; None where there is none, or no single one (tiers)."""

    def __init__(self, plans: list[PayAsYouGo], usage: Usage) -> None:
        self._plans = plans
        self._usage = usage
        self._known: dict[tuple[str, int], Fraction | None] = {}
        self._hourly: dict[str, HourlyRates] = {}

    def __call__(self, item: Item, at: datetime) -> Fraction | None:
        """Standard price per unit."""
        for number, plan in enumerate(self._plans):
            if _holds(plan, at) and (rate := self._rate(item, number)) is not None:
                return rate
        return None

    def by_hour(self, item: Item) -> HourlyRates:
        """What a unit costs in each hour of the usage, in its version and its bands."""
        if item.item_id not in self._hourly:
            found = self.over(item, self._usage.first_hour, self._usage.hours)
            self._hourly[item.item_id] = found
        return self._hourly[item.item_id]

    def _rate(self, item: Item, number: int) -> Fraction | None:
        key = (item.item_id, number)
        if key not in self._known:
            self._known[key] = self._plans[number].list_rate(item)
        return self._known[key]

    def over(self, item: Item, first_hour: datetime, hours: int) -> HourlyRates:
        """The same in hours that need not be those of the usage."""
        rates: list[Fraction | None] = [None]
        numbers = np.full(hours, _UNKNOWN, dtype=np.int64)
        for number, plan in enumerate(self._plans):
            if self._rate(item, number) is None:
                continue
            clock = clock_over(first_hour, hours, plan.time_zone)
            first, last = (min(max(hour, 0), hours) for hour in plan.validity(clock))
            own = plan.hourly_rates(item, clock)
            if own.numbers is None and (first, last) == (0, hours) and not numbers.any():
                return own
            free = np.flatnonzero(numbers[first:last] == _UNKNOWN) + first
            numbers[free] = len(rates) + (0 if own.numbers is None else own.numbers[free])
            rates += own.rates
        return HourlyRates(tuple(rates), numbers)


def _holds(plan: Plan, at: datetime) -> bool:
    """Whether a plan is valid in the hour that starts `at`: an hour is of the day it starts in."""
    day = local_day(at, plan.time_zone)
    return plan.valid_from <= day and (plan.valid_to is None or day <= plan.valid_to)
