"""A seller's period: rented share, revenue and margin, by customer and in all.

What capacity costs is shared among customers by the card-hours that they rent; what nobody rents is
the seller's own, and no customer's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.billing.bill import Bill
from models.billing.checks import require_not_negative
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.money import to_cents, to_rate
from models.billing.usage import HOUR, TICKS_PER_UNIT, Ticks, Usage
from models.supply.customers import Customer, rented_by_plan, served, used_cards
from models.supply.results import NOTHING, CustomerResult, PlanResult, WithMargin, ratio


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


@dataclass(frozen=True)
class SellerPeriod(WithMargin):
    """All customers of a period. `short_card_hours` were wanted and not there: they bring nothing.

    `cost` is of all capacity, rented or not.
    """

    customers: tuple[CustomerResult, ...]
    cost: Decimal
    capacity_card_hours: Decimal
    short_card_hours: Decimal

    @property
    def revenue(self) -> Decimal:
        """All customers' bills."""
        return sum((one.revenue for one in self.customers), NOTHING)

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
        return ratio(self.rented_card_hours, self.capacity_card_hours)

    @property
    def revenue_per_rented_card_hour(self) -> Decimal | None:
        """What a customer pays on average; None where nothing was rented."""
        return ratio(self.revenue, self.rented_card_hours)

    @property
    def revenue_per_card_hour(self) -> Decimal | None:
        """What a card earns in an hour, rented or not."""
        return ratio(self.revenue, self.capacity_card_hours)

    @property
    def cost_per_card_hour(self) -> Decimal | None:
        """What a card costs in an hour, rented or not."""
        return ratio(self.cost, self.capacity_card_hours)

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
    rented = [rented_by_plan(bill) for bill in bills]
    hours = _capacity_hours(customers[0].usage, capacity, period)
    promised = sum((sum(by_plan.values(), NOTHING) for by_plan in rented), NOTHING)
    rate = Fraction(capacity.cost) / Fraction(max(hours, promised) or 1)
    results = tuple(
        CustomerResult(
            customer.name, customer.profile, _by_plan(bill, by_plan, rate), customer.is_own
        )
        for customer, bill, by_plan in zip(there, bills, rented, strict=True)
    )
    lost = int(used_cards(customers).sum()) - int(used_cards(there).sum())
    return SellerPeriod(
        customers=results,
        cost=capacity.cost,
        capacity_card_hours=hours,
        short_card_hours=to_rate(Fraction(lost, TICKS_PER_UNIT)),
    )


def combined(periods: Sequence[SellerPeriod]) -> SellerPeriod:
    """Several periods, or pools, in one; a customer has a result for each."""
    return SellerPeriod(
        customers=tuple(one for period in periods for one in period.customers),
        cost=sum((one.cost for one in periods), NOTHING),
        capacity_card_hours=sum((one.capacity_card_hours for one in periods), NOTHING),
        short_card_hours=sum((one.short_card_hours for one in periods), NOTHING),
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
    return sum((one.rented_card_hours for one in results), NOTHING)


def _by_plan(
    bill: Bill, rented: Mapping[str, Decimal], cost_per_card_hour: Fraction
) -> tuple[PlanResult, ...]:
    """Every plan that billed or covered something, with its part of the cost, to the cent."""
    revenue: dict[str, Decimal] = dict.fromkeys(rented, NOTHING)
    for line in bill.lines:
        if line.ledger == "charge":
            revenue[line.plan_id] = revenue.get(line.plan_id, NOTHING) + line.amount
    return tuple(
        PlanResult(
            plan_id,
            hours := rented.get(plan_id, NOTHING),
            amount,
            to_cents(cost_per_card_hour * Fraction(hours)),
        )
        for plan_id, amount in revenue.items()
    )
