"""Customers of a seller: what they use, what they have bought, and what that brings in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data.errors import UsageError
from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.engine import in_order, price
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.plans import Plan
from models.billing.usage import Ticks, Usage

CARD_HOUR = "card_hour"


@dataclass(frozen=True)
class Customer:
    """One customer. `plans` are those it is billed under, bought ones and the price by the hour.

    `profile` is a word for how it uses cards (flat, day and night, campaigns ...). `is_own`: it is
    the seller itself, which takes cards and rents none.
    """

    name: str
    profile: str
    usage: Usage
    plans: tuple[Plan, ...]
    is_own: bool = False

    def bill(self, period: Period, basis: Basis) -> Bill:
        """What it pays: the seller's revenue."""
        return price(self.usage, self.plans, period, basis)

    def scaled(self, factor: Fraction) -> "Customer":
        """The same customer with so many times the use, cut to whole ticks; its contracts stay."""
        ticks = self.usage.ticks.astype(object) * factor.numerator // factor.denominator
        return self.using(ticks.astype(np.int64))

    def using(self, ticks: Ticks) -> "Customer":
        """The same customer with other use."""
        return replace(self, usage=replace(self.usage, ticks=ticks))


def rented_by_plan(bill: Bill) -> dict[str, Decimal]:
    """Card-hours that bring money, by plan: used ones, and those of contracts, used or not."""
    found: dict[str, Decimal] = {}
    for line in bill.of("usage", "covered", "unused"):
        if line.unit == CARD_HOUR and not (line.kind == "unused" and line.value is not None):
            found[line.plan_id] = found.get(line.plan_id, Decimal(0)) + line.quantity
    return found


def used_cards(customers: Sequence[Customer]) -> Ticks:
    """Ticks used in each hour by all customers together.

    Raises:
        UsageError: their hours are not the same, or something else than cards is used.
    """
    first = customers[0].usage
    for customer in customers:
        usage = customer.usage
        if (usage.first_hour, usage.hours) != (first.first_hour, first.hours):
            raise UsageError(
                f"{customer.name} has other hours than {customers[0].name}",
                where="customers",
                remedy="Give the usage of all customers over the same hours.",
            )
        if any(item.unit != CARD_HOUR for item in usage.items):
            raise UsageError(
                f"{customer.name} uses something that is not counted in card-hours",
                where="customers",
                remedy="Leave storage, network and tokens out: capacity is counted in cards.",
            )
    total = np.sum([customer.usage.ticks.sum(axis=0) for customer in customers], axis=0)
    return np.asarray(total, dtype=np.int64)


def served(customers: Sequence[Customer], capacity: Ticks) -> list[Customer]:
    """What of their use can be served: in a full hour each is cut in proportion.

    `capacity`: ticks there are in each hour of the customers' usage.
    """
    wanted = used_cards(customers)
    full = np.flatnonzero(wanted > capacity)
    if not full.size:
        return list(customers)
    there, asked = (ticks[full].astype(object) for ticks in (capacity, wanted))
    found = []
    for customer in customers:
        ticks = customer.usage.ticks.copy()
        ticks[:, full] = (ticks[:, full].astype(object) * there // asked).astype(np.int64)
        found.append(customer.using(ticks))
    return found


@dataclass(frozen=True)
class ByTheHour:
    """What no package covers: ticks in each hour of the usage, and what they bring in."""

    ticks: Ticks
    revenue: Decimal


def by_the_hour(customers: Sequence[Customer], period: Period, basis: Basis) -> ByTheHour:
    """What customers want by the hour in a period; the seller itself is none of them."""
    ticks = np.zeros_like(used_cards(customers))
    revenue = Decimal(0)
    for customer in customers:
        if customer.is_own:
            continue
        bill = customer.bill(period, basis)
        for place, plan in enumerate(in_order(customer.plans)):
            if isinstance(plan, PayAsYouGo) and place in bill.taken:
                ticks += bill.taken[place].sum(axis=0)
        revenue += sum((line.amount for line in bill.of("usage")), Decimal(0))
    return ByTheHour(ticks, revenue)
