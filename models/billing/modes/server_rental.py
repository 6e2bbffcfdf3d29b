"""Whole-server rental (整机月租): servers for a term, closed or with a price for leaving early."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from data.errors import UsageError
from models.billing.capacity import Held, cover
from models.billing.changes import calendar_months_left
from models.billing.clock import Clock
from models.billing.deposits import deposit
from models.billing.drafts import Applied, Demand, Draft
from models.billing.parts import Amount, Count, Months, Part, Purchase, Ratio, Selector
from models.billing.plans import Plan
from models.billing.purchases import require_end, require_whole_days
from models.billing.server_rental import COMPONENTS
from models.billing.terms import Stretch, Term

RENT, LOST = "rent, in advance", "deposit lost"

Component = Literal["cabinet", "power", "network", "operations"]


class Leaving(Part):
    """The servers are given back on a day, from which on they are no longer used.

    `rest_owed_ratio` of the rent of the months left is owed at once: 1 in a closed term (闭口).
    """

    on: date
    rest_owed_ratio: Ratio
    deposit_lost: bool = False


class ServerRental(Plan):
    """`fee` per server and month, each server giving `cards` cards in every hour of the term.

    `included` says of cabinet, power, network and operations whether the fee contains it: each must
    be said, or rents could not be compared; `extras` prices per server and month what it does not
    contain. `paid_months` are paid in advance; `deposit_months` fees come back at the end.
    """

    ORDER: ClassVar[int] = 20

    mode: Literal["server_rental"]
    match: Selector = Selector()
    cards: Count = 8
    fee: Amount
    term_months: Months
    paid_months: Months = 1
    deposit_months: Annotated[int, Field(ge=0, le=1_200)] = 0
    included: dict[Component, bool]
    extras: dict[Component, Amount] = Field(default_factory=dict)
    leaving: Leaving | None = None
    purchase: Purchase | None = None

    @model_validator(mode="after")
    def _complete(self) -> "ServerRental":
        unsaid = [name for name in COMPONENTS if name not in self.included]
        if unsaid:
            msg = f"included: say true or false for {', '.join(unsaid)}"
            raise ValueError(msg)
        outside = {name for name, inside in self.included.items() if not inside}
        if outside != set(self.extras):
            named = ", ".join(sorted(outside)) or "nothing"
            msg = f"extras: price exactly what is not included: {named}"
            raise ValueError(msg)
        if self.term_months % self.paid_months:
            msg = "paid_months: the term is not a whole number of such periods"
            raise ValueError(msg)
        return self

    def recurs(self, rule: str) -> bool:
        """See Plan."""
        if rule == LOST:
            return False
        return self.term_months > (self.paid_months if rule == RENT else 1)

    def apply(self, demand: Demand) -> Applied:
        """Rent by payment, extras by month, deposit, leaving; covered and unused use by month."""
        bought, clock = self.bought(self.purchase), demand.clock
        term = Term(bought.starts_on, self.term_months, self.paid_months, "calendar", None)
        whole = term.after(self.term_months)
        require_whole_days(bought, self.plan_id)
        require_end(bought, whole, self.plan_id, "Write leaving = { on = ... } to leave early.")
        end = self._end(bought.starts_on, whole)
        paid = [stretch for stretch in term.stretches(end) if stretch.start < end]
        drafts = [self._fee(clock, stretch, bought.units) for stretch in paid]
        drafts += self._extras(clock, replace(term, paid_months=1), end, bought.units)
        drafts += self._deposit(clock, bought, end)
        if end < whole:
            drafts += self._left_early(clock, (end, whole), paid[-1].end, bought.units)
        numbers = [(number, 1) for number in demand.cards(self.match)]
        held = Held(
            clock.index_of_day(bought.starts_on),
            min(clock.index_of_day(end), clock.hours),
            Fraction(self.cards * bought.units),
        )
        applied = cover(demand, numbers, [held], "server rental")
        return Applied(drafts + applied.drafts, applied.taken)

    def _end(self, start: date, whole: date) -> date:
        if self.leaving is None:
            return whole
        if not start < self.leaving.on < whole:
            raise UsageError(
                f"Leaving on {self.leaving.on} is outside the term",
                where=f"{self.plan_id}, leaving",
                remedy=f"Choose a day after {start} and before {whole}.",
            )
        return self.leaving.on

    def _fee(self, clock: Clock, stretch: Stretch, units: int) -> Draft:
        start, end = clock.hours_of(stretch.start, stretch.end)
        months = Fraction(stretch.months * units)
        return Draft("fee", RENT, start, end, months, "server_month", Fraction(self.fee))

    def _extras(self, clock: Clock, term: Term, end: date, units: int) -> list[Draft]:
        return [
            Draft(
                "fee", f"not in the rent: {name}", *clock.hours_of(stretch.start, stretch.end),
                Fraction(units), "server_month", Fraction(price), account=name,
            )
            for stretch in term.stretches(end)
            if stretch.start < end
            for name, price in self.extras.items()
        ]  # fmt: skip

    def _deposit(self, clock: Clock, bought: Purchase, end: date) -> list[Draft]:
        fee, months = Fraction(self.fee), self.deposit_months
        drafts = deposit(clock, bought, end, fee, months, "server_month")
        if not drafts or self.leaving is None or not self.leaving.deposit_lost:
            return drafts
        paid, returned = drafts
        lost = replace(paid, kind="fee", rule=LOST, billed_at=returned.billed_at, ledger="charge")
        return [paid, replace(returned, rule="deposit kept by the seller"), lost]

    def _left_early(
        self, clock: Clock, days: tuple[date, date], paid_until: date, units: int
    ) -> list[Draft]:
        """What is owed for the rest, less what was paid ahead; billed on the day of leaving."""
        assert self.leaving is not None  # noqa: S101  asked by the caller
        start, end = clock.hours_of(*days)
        set_off = clock.hours_of(days[0], paid_until)
        rest = calendar_months_left(*days) * units
        ahead = calendar_months_left(days[0], paid_until) * units
        fee, unit = Fraction(self.fee), "server_month"
        owed = fee * Fraction(self.leaving.rest_owed_ratio)
        lines = [
            Draft("shortfall", "left early, rent of the rest", start, end, rest, unit, owed),
            Draft("refund", "paid ahead, set off", *set_off, ahead, unit, -fee),
        ]
        return [line for line in lines if line.amount]
