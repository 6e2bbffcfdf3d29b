"""A seller's period: rented share, revenue and margin, by customer and in all.

What capacity costs is shared among customers by the card-hours that they rent; what nobody rents is
the seller's own, and no customer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from models.billing.bill import Bill
from models.billing.checks import require_not_negative, require_positive
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.money import to_cents, to_rate
from models.billing.plans import Plan
from models.billing.usage import HOUR, TICKS_PER_UNIT, Usage
from models.supply.customers import Customer, rented_card_hours, served, used_cards

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Capacity:
    """Cards a seller has over the whole period, and what they cost in it, to the cent."""

    cards: int
    cost: Decimal

    def __post_init__(self) -> None:
        """Refuse what no capacity is."""
        require_positive("number of cards", self.cards, "cards")
        require_not_negative("cost of capacity", self.cost, "money for the whole period")


@dataclass(frozen=True)
class CustomerResult:
    """One customer's period. `cost` is its part of what capacity costs, by rented card-hours."""

    name: str
    profile: str
    plans: tuple[str, ...]
    rented_card_hours: Decimal
    revenue: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        """Revenue without its part of the cost."""
        return self.revenue - self.cost

    @property
    def revenue_per_card_hour(self) -> Decimal | None:
        """Per rented card-hour; None where none was rented."""
        return _rate(self.revenue, self.rented_card_hours)


@dataclass(frozen=True)
class SellerPeriod:
    """All customers of a period. `short_card_hours` were wanted and not there: they bring nothing.

    `idle_cost` is the part of capacity that nobody rented.
    """

    customers: tuple[CustomerResult, ...]
    capacity: Capacity
    capacity_card_hours: Decimal
    short_card_hours: Decimal
    idle_cost: Decimal

    @property
    def revenue(self) -> Decimal:
        """All customers' bills."""
        return sum((one.revenue for one in self.customers), _NOTHING)

    @property
    def margin(self) -> Decimal:
        """Revenue without what capacity costs, rented or not."""
        return self.revenue - self.capacity.cost

    @property
    def margin_ratio(self) -> Decimal | None:
        """Margin of revenue; None without revenue."""
        return _rate(self.margin, self.revenue)

    @property
    def rented_card_hours(self) -> Decimal:
        """Of all customers."""
        return sum((one.rented_card_hours for one in self.customers), _NOTHING)

    @property
    def rented_ratio(self) -> Decimal:
        """Rented of what there is; above 1 where contracts promise more cards than there are."""
        return to_rate(Fraction(self.rented_card_hours) / Fraction(self.capacity_card_hours))

    @property
    def revenue_per_rented_card_hour(self) -> Decimal | None:
        """What a customer pays on average; None where nothing was rented."""
        return _rate(self.revenue, self.rented_card_hours)

    @property
    def revenue_per_card_hour(self) -> Decimal:
        """What a card earns in an hour, rented or not."""
        return to_rate(Fraction(self.revenue) / Fraction(self.capacity_card_hours))

    @property
    def break_even_ratio(self) -> Decimal | None:
        """Rented share at which revenue pays for capacity, at today's mean price; may pass 1."""
        mean = self.revenue_per_rented_card_hour
        if not mean:
            return None
        hours = Fraction(self.capacity_card_hours)
        return to_rate(Fraction(self.capacity.cost) / (Fraction(mean) * hours))


def bought_upstream(plans: Sequence[Plan], usage: Usage, period: Period, basis: Basis) -> Bill:
    """What plans cost a seller that uses none of the cards itself: their fees alone.

    `usage` says which items there are; its quantities do not count. Of cards that the seller owns,
    power follows use: give it apart.
    """
    nothing = Usage(usage.first_hour, usage.items, np.zeros_like(usage.ticks))
    return price(nothing, plans, period, basis)


def seller_period(
    customers: Sequence[Customer], capacity: Capacity, period: Period, basis: Basis
) -> SellerPeriod:
    """The period as its seller's books would have it.

    Raises:
        MissingPriceError, InputError, UsageError: a customer's use has no price, or their hours
            differ; see models.billing.engine.price.
    """
    there = served(customers, capacity.cards)
    bills = [customer.bill(period, basis) for customer in there]
    rented = [rented_card_hours(bill) for bill in bills]
    hours = Decimal(capacity.cards * ((period.end - period.start) // HOUR))
    shared = max(hours, sum(rented, _NOTHING))
    results = tuple(
        CustomerResult(
            name=customer.name,
            profile=customer.profile,
            plans=tuple(plan.plan_id for plan in customer.plans),
            rented_card_hours=quantity,
            revenue=bill.total,
            cost=to_cents(Fraction(capacity.cost) * Fraction(quantity) / Fraction(shared)),
        )
        for customer, bill, quantity in zip(there, bills, rented, strict=True)
    )
    lost = int(used_cards(customers).sum()) - int(used_cards(there).sum())
    return SellerPeriod(
        customers=results,
        capacity=capacity,
        capacity_card_hours=hours,
        short_card_hours=to_rate(Fraction(lost, TICKS_PER_UNIT)),
        idle_cost=capacity.cost - sum((one.cost for one in results), _NOTHING),
    )


def under_demand(
    customers: Sequence[Customer],
    capacity: Capacity,
    period: Period,
    basis: Basis,
    factors: Sequence[Fraction],
) -> list[SellerPeriod]:
    """The same period with so many times the use, contracts as they are: one for each factor."""
    return [
        seller_period([one.scaled(factor) for one in customers], capacity, period, basis)
        for factor in factors
    ]


def _rate(amount: Decimal, quantity: Decimal) -> Decimal | None:
    return to_rate(Fraction(amount) / Fraction(quantity)) if quantity else None
