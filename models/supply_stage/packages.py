"""At which fee a customer does not care: its package, or the one for sale that suits it best."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import SuanliError
from data.supply import Package, SoldTo
from models.billing.case import Case
from models.billing.closing import Basis
from models.billing.ladder import ladder
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.money import to_rate
from models.billing.plans import Plan
from models.offers.sale import monthly_fee_cny
from models.supply.customers import Customer
from models.supply.package_price import indifferent_price_ratio
from models.supply_stage.pools import PoolSide
from models.supply_stage.selling import PriceList


@dataclass(frozen=True)
class Indifference:
    """So many units of a package, its fee, and the fee at which the bill is that by the hour."""

    package: str
    units: int
    fee_cny_per_unit_month: Decimal
    indifferent_cny_per_unit_month: Decimal


def case_of(side: PoolSide, customer: Customer, prices: PriceList, basis: Basis) -> Case | None:
    """The customer's hours by the hour alone; None where they have no price."""
    by_the_hour = tuple(plan for plan in customer.plans if isinstance(plan, PayAsYouGo))
    if not by_the_hour:
        return None
    window, settings = side.window, prices.settings
    return Case(
        usage=customer.usage,
        on_demand=by_the_hour,
        basis=basis,
        runs=((window.months[0], window.last),),
        time_zone=settings.time_zone,
        hours_per_month=settings.hours_per_month,
    )


def indifference(
    side: PoolSide, customer: Customer, prices: PriceList, basis: Basis
) -> Indifference | None:
    """Of what it has bought, else of the package for sale at which it would pay most; or none."""
    case = case_of(side, customer, prices, basis)
    if case is None or customer.is_own or not customer.usage.ticks.any():
        return None
    found = []
    for package, units in _candidates(side, customer, prices):
        try:
            found.append(_one(case, package, units, side.item.pool_id, prices))
        except SuanliError:  # not for such hours: it is no package for this customer
            continue
    return max(
        (one for one in found if one is not None),
        key=lambda one: one.indifferent_cny_per_unit_month / one.fee_cny_per_unit_month,
        default=None,
    )


def fee_per_month(plan: Plan, case: Case) -> Decimal:
    """Fee of a unit and month as it is sold; one by the calendar month is what it says."""
    is_rent = isinstance(plan, Reserved) and plan.recurring_per == "month" and not plan.upfront
    if is_rent and isinstance(plan, Reserved) and plan.hours_per_month == "calendar":
        return to_rate(case.worth(plan) * Fraction(plan.recurring))
    return monthly_fee_cny(plan, case)


def _candidates(
    side: PoolSide, customer: Customer, prices: PriceList
) -> Iterator[tuple[Package, int | None]]:
    """Packages with the units bought; those for sale without a number."""
    supply = prices.settings.supply
    held = {plan.plan_id for plan in customer.plans}
    sold_to: SoldTo = next(one for one in supply.customer if one.name == customer.name)
    bought = {one.package: one.units for one in sold_to.bought}
    suiting = [one for one in supply.package if one.chip in (None, side.item.chip)]
    own = [one for one in suiting if one.name in bought and {one.name, one.plan} & held]
    for package in own or suiting:
        yield package, bought.get(package.name) if own else None


def _one(
    case: Case, package: Package, units: int | None, pool_id: str, prices: PriceList
) -> Indifference | None:
    plan = prices.package(package, pool_id)
    count = units or max(1, int(ladder(case, plan).best.units))
    ratio = indifferent_price_ratio(case, plan, count)
    fee = fee_per_month(plan, case)
    if ratio is None or not fee:
        return None
    return Indifference(package.name, count, fee, to_rate(Fraction(fee) * Fraction(ratio)))
