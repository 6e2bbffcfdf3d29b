"""Running costs of owned servers that are services: cabinet, network, maintenance, staff.

A plan of its own beside `owned`, because services carry another tax rate than equipment.
"""

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from models.billing.clock import ONE_DAY
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Part, Purchase
from models.billing.plans import Plan
from models.billing.purchases import require_whole_days
from models.billing.terms import Term

MONTH = 1


class MonthlyCost(Part):
    """A cost per server and month."""

    item: str = Field(min_length=1)
    fee: Amount


class Hosting(Plan):
    """`costs` for every server and month from `purchase.starts_on` on, until `purchase.ends_on`.

    A month begun is paid in full. Takes no usage: it is what the servers cost, used or not.
    """

    ORDER: ClassVar[int] = 10

    mode: Literal["hosting"]
    costs: tuple[MonthlyCost, ...] = Field(min_length=1)
    purchase: Purchase | None = None

    def apply(self, demand: Demand) -> Applied:
        """A line per cost and month."""
        bought, clock = self.bought(self.purchase), demand.clock
        require_whole_days(bought, self.plan_id)
        horizon = clock.local_day(clock.hours - 1) + ONE_DAY  # the month of a day begun is due
        if bought.ends_on is not None:
            horizon = min(horizon, bought.ends_on + ONE_DAY)
        term = Term(bought.starts_on, MONTH, MONTH, "calendar", horizon)
        drafts = [
            Draft(
                "fee", f"hosting, {cost.item}", clock.at(clock.index_of_day(stretch.start)),
                clock.at(clock.index_of_day(stretch.end)), Fraction(bought.units), "server_month",
                Fraction(cost.fee),
            )
            for stretch in term.stretches(horizon)
            if stretch.start < horizon
            for cost in self.costs
        ]  # fmt: skip
        return Applied(drafts)
