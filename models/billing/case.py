"""What plans are compared on: hours that ran, what they cost by the hour, and when they ran.

A plan is compared as if it had been bought for those hours: on the first day, renewed until the
last where its term is shorter. What it charges for other days (the rest of a year's rent, days that
were not measured) is no cost of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from data.errors import UsageError
from models.billing.bill import Bill, Line
from models.billing.clock import ONE_DAY, Period, add_months, utc_midnight
from models.billing.closing import Basis, rate_of
from models.billing.conversion import Terms, in_cny
from models.billing.engine import price
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.billing.modes.owned import Owned
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.modes.subscription import Subscription
from models.billing.parts import Purchase
from models.billing.plans import Plan
from models.billing.usage import HOUR, TICKS_PER_UNIT, Usage

Days = tuple[date, date]
Units = int | Decimal
"""How many were bought: whole ones, or a sum of money where money an hour is committed."""

_WHOLE = Fraction(1)


@dataclass(frozen=True)
class Case:
    """`usage` over `runs` of local days of `time_zone`, first and last, without a hole in them.

    Hours between the runs were not measured: no use, and no fee. `on_demand` prices whatever a plan
    does not cover, and `useful_quantity` is what of the usage came to something, where it is known.
    `hours_per_month` is the hour basis in which break-even is stated.
    """

    usage: Usage
    on_demand: tuple[PayAsYouGo, ...]
    basis: Basis
    runs: tuple[Days, ...]
    time_zone: str
    hours_per_month: Decimal
    useful_quantity: Decimal | None = None
    spans: tuple[tuple[int, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Hours of the runs, as first and before-last numbers on the usage's axis."""
        spans = tuple(
            (
                (utc_midnight(first, self.time_zone) - self.usage.first_hour) // HOUR,
                (utc_midnight(last + ONE_DAY, self.time_zone) - self.usage.first_hour) // HOUR,
            )
            for first, last in self.runs
        )
        if not spans or spans[0][0] < 0 or spans[-1][1] > self.usage.hours:
            raise UsageError(
                "The days compared are not those of the usage",
                where="runs",
                remedy="Give usage for all hours of the days.",
            )
        object.__setattr__(self, "spans", spans)

    @property
    def period(self) -> Period:
        """All of the usage."""
        return Period(self.usage.first_hour, self.usage.end)

    @property
    def hours(self) -> int:
        """Measured hours."""
        return sum(last - first for first, last in self.spans)

    @property
    def used(self) -> Fraction:
        """Quantity used."""
        return Fraction(int(self.usage.ticks.sum()), TICKS_PER_UNIT)

    @cached_property
    def baseline(self) -> Bill:
        """The bill by the hour alone."""
        return price(self.usage, self.on_demand, self.period, self.basis)

    @cached_property
    def one_unit_by_the_hour(self) -> Fraction:
        """What one card (one unit of the first item) costs by the hour if it runs all the time."""
        ticks = np.zeros((1, self.usage.hours), dtype=np.int64)
        for first, last in self.spans:
            ticks[0, first:last] = TICKS_PER_UNIT
        whole = Usage(self.usage.first_hour, self.usage.items[:1], ticks)
        bill = price(whole, self.on_demand, self.period, self.basis)
        return sum((self.exact(line, self.on_demand[0]) for line in bill.lines), Fraction(0))

    @property
    def price_depends_on_use(self) -> bool:
        """Whether an hour's price by the hour depends on how much else is used: tiers, minimums."""
        return any(
            plan.minimum_charge or any(one.tiers for one in plan.prices) for plan in self.on_demand
        )

    @property
    def may_have_valleys(self) -> bool:
        """Whether a further unit may save more than the one before it.

        So it may where an hour's price depends on use, and where several items are covered one
        after the other, each at its own price.
        """
        return self.price_depends_on_use or len(self.usage.items) > 1

    def bill(self, plan: Plan, units: Units) -> Bill:
        """The bill with so many units of a plan, the rest by the hour."""
        return price(self.usage, self.portfolio(plan, units), self.period, self.basis)

    def portfolio(self, plan: Plan | None, units: Units) -> list[Plan]:
        """The plan as bought for the case, and pay-as-you-go for the rest."""
        if plan is None:
            return list(self.on_demand)
        if isinstance(plan, PayAsYouGo):
            return [_on_sale(plan, self.runs[0][0])]
        return [*self.bought(plan, units), *self.on_demand]

    def bought(self, plan: Plan, units: Units) -> list[Plan]:
        """The plan, bought for the days of the case; several purchases where its term is short.

        Of a commitment in money an hour, so many times it: any sum can be signed for.
        """
        if "purchase" not in type(plan).model_fields:
            return [_on_sale(plan, self.runs[0][0])]
        if isinstance(plan, SavingsPlan):
            plan = plan.model_copy(update={"commitment": plan.commitment * units})
            units = 1
        units = int(units)
        if isinstance(plan, Reserved) and not plan.upfront:
            return [_pro_rata(plan, units, run) for run in self.runs]
        return _in_terms(plan, units, (self.runs[0][0], self.runs[-1][1]))

    def share(self, line: Line) -> Fraction:
        """Of the hours a line is for, the share that was measured."""
        start = (line.start - self.usage.first_hour) // HOUR
        end = (line.end - self.usage.first_hour) // HOUR
        common = sum(max(0, min(end, last) - max(start, first)) for first, last in self.spans)
        return _WHOLE if common == end - start else Fraction(common, end - start)

    def worth(self, plan: Plan) -> Fraction:
        """What one of a plan's currency is worth as it prints prices, at the last day's rate.

        Raises:
            MissingPriceError: its exchange rate is not known.
        """
        rate = rate_of(plan.currency, self.runs[-1][1], self.basis)
        terms = Terms(rate, plan.tax_included, plan.tax_rate, self.basis.tax_basis)
        return in_cny(Decimal(1), terms)

    def exact(self, line: Line, plan: Plan) -> Fraction:
        """A line's amount before it was rounded, on the basis of the case."""
        terms = Terms(line.fx_rate, plan.tax_included, line.tax_rate, self.basis.tax_basis)
        return in_cny(line.exact, terms)


def _pro_rata(plan: Reserved, units: int, run: Days) -> Plan:
    """What is due by the hour alone is bought for exactly these days."""
    bought = {
        "term_months": max(plan.term_months, _months(run)),
        "purchase": _purchase(units, *run),
    }
    return plan.model_copy(update=_sold_on(plan, run[0]) | bought)


@lru_cache(maxsize=4096)
def _purchase(units: int, first: date, last: date) -> Purchase:
    """Kept: ladders try the same numbers for every pool."""
    return Purchase(units=units, starts_on=first, ends_on=last)


def _in_terms(plan: Plan, units: int, span: Days) -> list[Plan]:
    """Whole terms, one after the other, until the last day: what is paid for a term has its days.

    Its fees for hours that were not measured are no cost of the case (`Case.share`).
    """
    first, last = span
    sold = _on_sale(plan, first)
    if isinstance(sold, Subscription):
        renewed = sold.model_copy(update={"auto_renew": True})
        return [renewed.purchased(Purchase(units=units, starts_on=first, ends_on=last))]
    if isinstance(sold, Owned):
        sold = sold.model_copy(update={"lead_time_months": 0})
    if isinstance(sold, CapacityBlockPlan):
        starts = [first + n * ONE_DAY for n in range(0, (last - first).days + 1, sold.days)]
    else:
        term: int = getattr(sold, "term_months", _months(span))
        starts = [add_months(first, months) for months in range(0, _months(span), term)]
    return [sold.purchased(Purchase(units=units, starts_on=start)) for start in starts]


def _months(run: Days) -> int:
    """Months from the first day that reach beyond the last."""
    months = (run[1].year - run[0].year) * 12 + run[1].month - run[0].month
    return months + 1 if add_months(run[0], months) <= run[1] else months


def _on_sale(plan: Plan, day: date) -> Plan:
    """As sold today, and as if it had been sold on the first day compared."""
    return plan.model_copy(update=_sold_on(plan, day))


def _sold_on(plan: Plan, day: date) -> dict[str, object]:
    return {"valid_from": min(plan.valid_from, day), "valid_to": None}


def runs_of(days: Sequence[date]) -> tuple[Days, ...]:
    """First and last day of every stretch of consecutive days; `days` ascend."""
    runs: list[Days] = []
    for day in days:
        if runs and day - runs[-1][1] == ONE_DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return tuple(runs)
