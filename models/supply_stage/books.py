"""A pool's months as its seller's books have them, at the demand that was and at other demand."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data.errors import SuanliError
from models.billing.closing import Basis
from models.billing.modes.pay_as_you_go import ListPrice, PayAsYouGo
from models.billing.usage import TICKS_PER_UNIT, Ticks
from models.supply.customers import ByTheHour, Customer, by_the_hour
from models.supply.year import SellerPeriod, under_demand
from models.supply_stage.pools import PoolSide

AS_IT_WAS = Fraction(1)
FACTORS = tuple(Fraction(percent, 100) for percent in (70, 80, 90, 100, 110, 120, 130))


@dataclass(frozen=True)
class MonthBook:
    """A month of a pool at every factor of demand; amounts of a month with a `gap` do not count.

    `bought_card_hours`: upstream by the hour, at the demand that was.
    """

    month: date
    periods: dict[Fraction, SellerPeriod]
    bought_card_hours: float
    hours_unmeasured: int
    gap: str | None

    @property
    def as_it_was(self) -> SellerPeriod:
        """At the demand that was."""
        return self.periods[AS_IT_WAS]


@dataclass(frozen=True)
class PoolBook:
    """A pool's months. `failed`: customers whose bill cannot be made, and why."""

    side: PoolSide
    months: tuple[MonthBook, ...]
    failed: dict[str, str]

    @property
    def gap(self) -> str | None:
        """Why an amount of the whole is not known."""
        return next((month.gap for month in self.months if month.gap), None)


def book_of(side: PoolSide, basis: Basis) -> PoolBook:
    """All months of a pool."""
    failed = _failures(side, basis)
    known = tuple(_free(one) if one.name in failed else one for one in side.customers)
    side = replace(side, customers=known)
    reason = next(iter(failed.values()), None)
    months = (_month(side, month, basis, reason) for month in side.window.months)
    return PoolBook(side, tuple(months), failed)


def wanted_by_the_hour(book: PoolBook, basis: Basis) -> ByTheHour:
    """What customers wanted by the hour over all months."""
    window = book.side.window
    found = [
        by_the_hour(book.side.customers_in(month), window.period_of(month), basis)
        for month in window.months
    ]
    ticks: Ticks = np.concatenate([one.ticks for one in found])
    return ByTheHour(ticks, sum((one.revenue for one in found), Decimal(0)))


def _month(side: PoolSide, month: date, basis: Basis, failure: str | None) -> MonthBook:
    customers = side.customers_in(month)

    found = under_demand(
        customers,
        lambda there: side.capacity(month, there),
        side.window.period_of(month),
        basis,
        FACTORS,
    )
    beyond = side.beyond(month, customers)
    return MonthBook(
        month=month,
        periods=dict(zip(FACTORS, found, strict=True)),
        bought_card_hours=int(beyond.sum()) / TICKS_PER_UNIT,
        hours_unmeasured=sum(side.hours_unmeasured[day] for day in side.days_of(month)),
        gap=failure or side.gap_of(month, customers),
    )


def _failures(side: PoolSide, basis: Basis) -> dict[str, str]:
    """Customers that cannot be billed: no price for what they used, or a plan that cannot be."""
    found = {}
    for month in side.window.months:
        for customer in side.customers_in(month):
            if customer.name in found:
                continue
            try:
                customer.bill(side.window.period_of(month), basis)
            except SuanliError as fault:
                found[customer.name] = f"{customer.name}: {fault.what}"
    return found


def _free(customer: Customer) -> Customer:
    """The same customer at no price, so that the others' books can be made."""
    nothing = PayAsYouGo(
        plan_id="unpriced",
        mode="pay_as_you_go",
        valid_from=date(1900, 1, 1),
        currency="CNY",
        tax_included=True,
        tax_rate=Decimal(0),
        source="no price is known",
        prices=(ListPrice(price=Decimal(0)),),
    )
    return replace(customer, plans=(nothing,))
