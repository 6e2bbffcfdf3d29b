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
from models.billing.engine import price
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT, Ticks, Usage

CARD_HOUR = "card_hour"


@dataclass(frozen=True)
class Customer:
    """One customer. `plans` are those it is billed under, bought ones and the price by the hour.

    `profile` is a word for how it uses cards (flat, day and night, campaigns ...).
    """

    name: str
    profile: str
    usage: Usage
    plans: tuple[Plan, ...]

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


def rented_card_hours(bill: Bill) -> Decimal:
    """Card-hours that bring money: used ones, and those of contracts, used or not."""
    return sum(
        (
            line.quantity
            for line in bill.of("usage", "covered", "unused")
            if line.unit == CARD_HOUR and not (line.kind == "unused" and line.value is not None)
        ),
        Decimal(0),
    )


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


def served(customers: Sequence[Customer], cards: int) -> list[Customer]:
    """What of their use so many cards can serve: in a full hour each is cut in proportion."""
    wanted = used_cards(customers)
    capacity = cards * TICKS_PER_UNIT
    full = np.flatnonzero(wanted > capacity)
    found = []
    for customer in customers:
        ticks = customer.usage.ticks.copy()
        if full.size:
            shares = ticks[:, full].astype(object) * capacity // wanted[full].astype(object)
            ticks[:, full] = shares.astype(np.int64)
        found.append(customer.using(ticks))
    return found
