"""A seller's period: rented share, revenue and margin, by customer and in all.

What capacity costs is shared among customers by the card-hours that they rent; what nobody rents is
the seller's own, and no customer's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from models.billing.checks import require_not_negative, require_positive
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.money import to_cents, to_rate
from models.billing.usage import HOUR, TICKS_PER_UNIT, Ticks, Usage
from models.supply.customers import Customer, rented_card_hours, served, used_cards

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Capacity:
    """Card-ticks a seller has in each hour of its customers' usage.

    `cost` is what they cost in the period, to the cent.
    """

    ticks: Ticks
    cost: Decimal

    def __post_init__(self) -> None:
        """Refuse what no capacity is."""
        require_not_negative("cost of capacity", self.cost, "money for the whole period")

    @classmethod
    def constant(cls, cards: int, hours: int, cost: Decimal) -> "Capacity":
        """As many cards in every hour of the usage."""
        require_positive("number of cards", cards, "cards")
        return cls(np.full(hours, cards * TICKS_PER_UNIT, dtype=np.int64), cost)


@dataclass(frozen=True)
class CustomerResult:
    """One customer's period. `cost` is its part of what capacity costs, by rented card-hours."""

    name: str
    profile: str
    plans: tuple[str, ...]
    rented_card_hours: Decimal
    revenue: Decimal
    cost: Decimal
    is_own: bool = False

    @property
    def margin(self) -> Decimal:
        """Revenue without its part of the cost."""
        return self.revenue - self.cost

    @property
    def margin_ratio(self) -> Decimal | None:
        """Margin of revenue; None without revenue."""
        return _rate(self.margin, self.revenue)

    @property
    def revenue_per_card_hour(self) -> Decimal | None:
        """Per rented card-hour; None where none was rented."""
        return _rate(self.revenue, self.rented_card_hours)

    def together_with(self, others: "Sequence[CustomerResult]") -> "CustomerResult":
        """The same customer over several periods."""
        every = (self, *others)
        return replace(
            self,
            plans=tuple(plan for one in every for plan in one.plans),
            rented_card_hours=sum((one.rented_card_hours for one in every), _NOTHING),
            revenue=sum((one.revenue for one in every), _NOTHING),
            cost=sum((one.cost for one in every), _NOTHING),
        )


@dataclass(frozen=True)
class SellerPeriod:
    """All customers of a period. `short_card_hours` were wanted and not there: they bring nothing.

    `idle_cost` is the part of capacity that nobody rented.
    """

    customers: tuple[CustomerResult, ...]
    cost: Decimal
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
        return self.revenue - self.cost

    @property
    def margin_ratio(self) -> Decimal | None:
        """Margin of revenue; None without revenue."""
        return _rate(self.margin, self.revenue)

    @property
    def rented_card_hours(self) -> Decimal:
        """Of all customers; what the seller uses itself is not rented."""
        return _hours(one for one in self.customers if not one.is_own)

    @property
    def own_card_hours(self) -> Decimal:
        """What the seller used itself."""
        return _hours(one for one in self.customers if one.is_own)

    @property
    def rented_ratio(self) -> Decimal | None:
        """Rented of what there is; above 1 where contracts promise more cards than there are."""
        return _rate(self.rented_card_hours, self.capacity_card_hours)

    @property
    def revenue_per_rented_card_hour(self) -> Decimal | None:
        """What a customer pays on average; None where nothing was rented."""
        return _rate(self.revenue, self.rented_card_hours)

    @property
    def revenue_per_card_hour(self) -> Decimal | None:
        """What a card earns in an hour, rented or not."""
        return _rate(self.revenue, self.capacity_card_hours)

    @property
    def cost_per_card_hour(self) -> Decimal | None:
        """What a card costs in an hour, rented or not."""
        return _rate(self.cost, self.capacity_card_hours)

    @property
    def break_even_ratio(self) -> Decimal | None:
        """Rented share at which revenue pays for capacity, at today's mean price; may pass 1."""
        mean = self.revenue_per_rented_card_hour
        if not mean or not self.capacity_card_hours:
            return None
        hours = Fraction(self.capacity_card_hours)
        return to_rate(Fraction(self.cost) / (Fraction(mean) * hours))


def seller_period(
    customers: Sequence[Customer], capacity: Capacity, period: Period, basis: Basis
) -> SellerPeriod:
    """The period as its seller's books would have it.

    Raises:
        MissingPriceError, InputError, UsageError: a customer's use has no price, or their hours
            differ; see models.billing.engine.price.
    """
    there = served(customers, capacity.ticks)
    bills = [customer.bill(period, basis) for customer in there]
    rented = [rented_card_hours(bill) for bill in bills]
    hours = _capacity_hours(customers[0].usage, capacity, period)
    shared = max(hours, sum(rented, _NOTHING)) or Decimal(1)
    results = tuple(
        CustomerResult(
            name=customer.name,
            profile=customer.profile,
            plans=tuple(plan.plan_id for plan in customer.plans),
            rented_card_hours=quantity,
            revenue=bill.total,
            cost=to_cents(Fraction(capacity.cost) * Fraction(quantity) / Fraction(shared)),
            is_own=customer.is_own,
        )
        for customer, bill, quantity in zip(there, bills, rented, strict=True)
    )
    lost = int(used_cards(customers).sum()) - int(used_cards(there).sum())
    return SellerPeriod(
        customers=results,
        cost=capacity.cost,
        capacity_card_hours=hours,
        short_card_hours=to_rate(Fraction(lost, TICKS_PER_UNIT)),
        idle_cost=capacity.cost - sum((one.cost for one in results), _NOTHING),
    )


def combined(periods: Sequence[SellerPeriod]) -> SellerPeriod:
    """Several periods, or pools, in one; a customer has a result for each."""
    return SellerPeriod(
        customers=tuple(one for period in periods for one in period.customers),
        cost=sum((one.cost for one in periods), _NOTHING),
        capacity_card_hours=sum((one.capacity_card_hours for one in periods), _NOTHING),
        short_card_hours=sum((one.short_card_hours for one in periods), _NOTHING),
        idle_cost=sum((one.idle_cost for one in periods), _NOTHING),
    )


def under_demand(
    customers: Sequence[Customer],
    capacity_for: Callable[[Sequence[Customer]], Capacity],
    period: Period,
    basis: Basis,
    factors: Sequence[Fraction],
) -> list[SellerPeriod]:
    """The same period with so many times the use, contracts as they are: one for each factor.

    `capacity_for` says what there is for such customers: the same, or more where more is bought.
    """
    scaled = ([one.scaled(factor) for one in customers] for factor in factors)
    return [seller_period(there, capacity_for(there), period, basis) for there in scaled]


def _capacity_hours(usage: Usage, capacity: Capacity, period: Period) -> Decimal:
    first, last = ((at - usage.first_hour) // HOUR for at in (period.start, period.end))
    return to_rate(Fraction(int(capacity.ticks[first:last].sum()), TICKS_PER_UNIT))


def _hours(results: Iterable[CustomerResult]) -> Decimal:
    return sum((one.rented_card_hours for one in results), _NOTHING)


def _rate(amount: Decimal, quantity: Decimal) -> Decimal | None:
    return to_rate(Fraction(amount) / Fraction(quantity)) if quantity else None
