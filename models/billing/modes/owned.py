"""Owned servers: the price over the time of depreciation, and the cost of the capital in them.

This is the view of the books, month by month, so that a bill can be set beside a rent. What is paid
when, and whether buying is worth it, is `buy_or_rent`. Equipment carries its own tax rate; hosting
(services) and electricity are plans of their own.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from models.billing.capacity import Held, cover
from models.billing.cash_flow import monthly_rate
from models.billing.clock import ONE_DAY, add_months
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Purchase, Ratio, Selector
from models.billing.plans import Plan
from models.billing.purchases import require_whole_days


class Owned(Plan):
    """`price` per server, written off in a straight line to `residual_ratio` of it.

    Ordered on `purchase.starts_on`, in use `lead_time_months` later, until `purchase.ends_on`.
    After the time of depreciation the servers go on without a fee; if they end before it, the rest
    is written off at once. `capital_rate_per_year` is charged on the book value at the start of
    every month, compounded monthly.
    """

    ORDER: ClassVar[int] = 10

    mode: Literal["owned"]
    match: Selector = Selector()
    cards: Count = 8
    price: Amount = Field(description="per server, in the plan's currency")
    depreciation_months: int = Field(ge=36, le=72)
    residual_ratio: Ratio = Decimal(0)
    capital_rate_per_year: Ratio = Decimal(0)
    lead_time_months: int = Field(0, ge=0, le=1_200)
    purchase: Purchase | None = None

    def apply(self, demand: Demand) -> Applied:
        """Fees by month of use, covered and unused use by calendar month."""
        bought, clock = self.bought(self.purchase), demand.clock
        require_whole_days(bought, self.plan_id)
        delivered = add_months(bought.starts_on, self.lead_time_months)
        sold = None if bought.ends_on is None else bought.ends_on + ONE_DAY
        end = clock.local_day(clock.hours - 1) + ONE_DAY if sold is None else sold
        drafts: list[Draft] = []
        for month in range(self.depreciation_months):
            days = (add_months(delivered, month), add_months(delivered, month + 1))
            if days[0] >= end:
                break
            drafts += self._month(demand, month, days, sold, bought.units)
        numbers = [(number, 1) for number in demand.cards(self.match)]
        last = clock.hours if sold is None else min(clock.hours, clock.index_of_day(sold))
        held = Held(clock.index_of_day(delivered), last, Fraction(self.cards * bought.units))
        applied = cover(demand, numbers, [held], "owned")
        return Applied(drafts + applied.drafts, applied.taken)

    def _month(
        self, demand: Demand, month: int, days: tuple[date, date], sold: date | None, units: int
    ) -> list[Draft]:
        """Depreciation and cost of capital of one month; if sold in it, all that is left."""
        price, each = Fraction(self.price), self._depreciation_per_month
        months = Fraction(1)
        rule = "owned, depreciation"
        if sold is not None and sold <= days[1]:
            months = Fraction(self.depreciation_months - month)
            rule = "owned, written off to the end at the sale"
        start, end = (demand.clock.at(demand.clock.index_of_day(day)) for day in days)
        lines = [Draft("fee", rule, start, end, months * units, "server_month", each)]
        rate = Fraction(monthly_rate(self.capital_rate_per_year))
        book = (price - month * each) * units
        if rate:
            lines.append(
                Draft("fee", "owned, cost of capital", start, end, book, "book_value", rate)
            )
        return lines

    @property
    def _depreciation_per_month(self) -> Fraction:
        written_off = Fraction(self.price) * (1 - Fraction(self.residual_ratio))
        return written_off / self.depreciation_months
