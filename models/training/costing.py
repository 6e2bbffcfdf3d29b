"""What a run costs: by the card-hour, or billed under any plan as its seller would.

Under a plan with a term, whole terms are bought, as many as the run lasts: what is left of the last
one is paid too, and is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np

from data.errors import UsageError
from models.billing.bill import Bill
from models.billing.checks import require_positive
from models.billing.clock import ONE_DAY, Period, add_months, utc_midnight
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.server_rental import ServerRental
from models.billing.modes.spot import Spot
from models.billing.modes.subscription import Subscription
from models.billing.money import to_cents
from models.billing.parts import Purchase
from models.billing.plans import Plan
from models.billing.usage import HOUR, TICKS_PER_UNIT, Item, Usage
from models.training.estimate import Estimate
from models.training.runs import Programme, TrainingRun

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class RunCost:
    """A run's bill. `cost` is all that must be paid, in the basis' currency.

    `bought_card_hours`: of terms and blocks, in all; None where only use is paid.
    """

    estimate: Estimate
    plan_id: str
    units: int
    bill: Bill
    bought_card_hours: Decimal | None

    @property
    def cost(self) -> Decimal:
        """All that must be paid, the rest of the last term too."""
        return self.bill.total

    @property
    def left_card_hours(self) -> Decimal:
        """Bought and not needed by this run: for others, or lost."""
        if self.bought_card_hours is None:
            return _NOTHING
        return self.bought_card_hours - self.estimate.paid_card_hours


@dataclass(frozen=True)
class _Bought:
    """Purchases for a run, the units of each, and what they hold until `end` (naive UTC)."""

    plans: Sequence[Plan]
    units: int
    end: datetime
    card_hours: Decimal | None


def cost_by_the_hour(estimate: Estimate, price_per_card_hour: Decimal) -> Decimal:
    """Paid card-hours x price, to the cent, in the price's currency."""
    require_positive("price", price_per_card_hour, "per card-hour")
    return to_cents(Fraction(estimate.paid_card_hours) * Fraction(price_per_card_hour))


def cost_under(
    estimate: Estimate,
    plan: Plan,
    item: Item,
    starts_on: date,
    basis: Basis,
    beside: Sequence[Plan] = (),
) -> RunCost:
    """The run from the first hour of `starts_on` (seller's day) under a plan.

    `item` is what the plan's selector and prices choose by: chip, region, queue ... `beside` prices
    what the plan does not cover; a plan with a term covers all of the cards.

    Raises:
        MissingPriceError, UsageError, InputError: as `models.billing.engine.price`.
    """
    first_hour = utc_midnight(starts_on, plan.time_zone)
    hours = ceil(estimate.paid_card_hours / estimate.machine.cards)
    bought = _bought(plan, estimate, starts_on, hours)
    usage = _usage(estimate, item, first_hour, (bought.end - first_hour) // HOUR)
    bill = price(usage, [*bought.plans, *beside], Period(first_hour, bought.end), basis)
    return RunCost(estimate, plan.plan_id, bought.units, bill, bought.card_hours)


def programme_costs(programme: Programme, final_run: Estimate) -> list[Decimal]:
    """Yuan (the programme's currency) by year: final run and experiments, at its price.

    Raises:
        UsageError: the programme prints no price.
    """
    price_per_card_hour = programme.price_per_card_hour or _NOTHING
    require_positive("price", price_per_card_hour, f"{programme.currency} per card-hour")
    first = Fraction(final_run.paid_card_hours) * (1 + Fraction(programme.experiments_ratio))
    return [
        to_cents(
            first * Fraction(programme.growth_per_year) ** year * Fraction(price_per_card_hour)
        )
        for year in range(programme.years)
    ]


def against_published(run: TrainingRun, estimate: Estimate) -> Decimal | None:
    """Estimated card-hours of those printed, as a ratio; None where none are printed."""
    if run.published_card_hours is None:
        return None
    return estimate.paid_card_hours / run.published_card_hours


def _usage(estimate: Estimate, item: Item, first_hour: datetime, hours: int) -> Usage:
    """All cards in every hour that is paid; the last one in part."""
    ticks = np.zeros((1, hours), dtype=np.int64)
    left = round(Fraction(estimate.paid_card_hours) * TICKS_PER_UNIT)
    whole, rest = divmod(left, estimate.machine.cards * TICKS_PER_UNIT)
    ticks[0, :whole] = estimate.machine.cards * TICKS_PER_UNIT
    if rest:
        ticks[0, whole] = rest
    return Usage(first_hour, (item,), ticks)


def _bought(plan: Plan, estimate: Estimate, starts_on: date, hours: int) -> _Bought:
    """Whole terms one after the other until the run is over."""
    on_sale = plan.model_copy(
        update={"valid_from": min(plan.valid_from, starts_on), "valid_to": None}
    )
    first = utc_midnight(starts_on, plan.time_zone)
    over = first + hours * HOUR
    if isinstance(plan, PayAsYouGo | Spot):
        return _Bought([on_sale], 0, over, None)
    if not isinstance(on_sale, Subscription | Reserved | ServerRental | CapacityBlockPlan):
        raise UsageError(
            f"A run is not priced under a {plan.mode} plan alone",
            where=plan.plan_id,
            remedy="Choose a price by the hour, a rent, a reservation or a capacity block.",
        )
    units = ceil(Fraction(estimate.machine.cards, on_sale.cards))
    days = [starts_on]
    while utc_midnight(days[-1], plan.time_zone) < over:
        days.append(_end_of_term(on_sale, starts_on, len(days)))
    if isinstance(on_sale, Subscription):
        on_sale = on_sale.model_copy(update={"auto_renew": False})
    plans = [on_sale.purchased(Purchase(units=units, starts_on=day)) for day in days[:-1]]
    end = utc_midnight(days[-1], plan.time_zone)
    held = units * on_sale.cards * Decimal((end - first) // HOUR)
    return _Bought(plans, units, end, held)


def _end_of_term(
    plan: Subscription | Reserved | ServerRental | CapacityBlockPlan, starts_on: date, terms: int
) -> date:
    """The day after so many terms or blocks."""
    if isinstance(plan, CapacityBlockPlan):
        return starts_on + terms * plan.days * ONE_DAY
    return add_months(starts_on, terms * plan.term_months)
