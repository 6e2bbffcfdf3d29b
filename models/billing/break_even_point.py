"""From which use on a plan pays: where its bill and the bill by the hour are the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from models.billing.bill import Bill
from models.billing.case import Case
from models.billing.clock import ONE_DAY, add_months, days_in_month
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.plans import Plan

_LONGEST_MONTHS = 1200


@dataclass(frozen=True)
class BreakEvenPoint:
    """From which use on a plan costs less than the same use by the hour; at it both cost the same.

    `utilisation_ratio` of what is committed; `hours_per_month` of one unit all of whose cards work;
    `months` of the term until its whole cost is earned by what it covers now, `earned_on` the day
    then, if it were bought on the day after the last one compared: None where it covers nothing,
    or has no term. `pays` is False where no use is enough (never); at exactly full use it is a
    tie, and a tie stays by the hour.
    """

    utilisation_ratio: Decimal
    hours_per_month: Decimal
    pays: bool
    months: Decimal | None = None
    earned_on: date | None = None


@dataclass(frozen=True)
class Committed:
    """What a plan costs in the period, and what of its commitment was covered and was not.

    In the plan's own measure: card-hours, or money where money is committed.
    """

    cost: Fraction
    covered: Fraction
    unused: Fraction


def point_of(case: Case, plan: Plan, bill: Bill, held: Committed) -> BreakEvenPoint | None:
    """The break-even of a plan that commits to something; None where it cannot be said.

    It cannot for a balance of which nothing was used: what it replaces is not known.
    """
    listed = _listed(case, bill)
    committed = held.covered + held.unused
    cost = held.cost
    if isinstance(plan, (SavingsPlan, CommittedSpend, Pack)):
        if not listed or not held.covered:
            return None
        ratio = _of_balance(case, plan, bill, held, listed)
    else:
        cost = _exact_cost(case, plan, bill)
        full = case.one_unit_by_the_hour * committed / case.hours
        if not full or not cost:
            return None
        ratio = cost / full
    months = _months_to_earn(plan, cost, listed)
    return BreakEvenPoint(
        utilisation_ratio=as_decimal(ratio),
        hours_per_month=as_decimal(ratio * Fraction(case.hours_per_month)),
        pays=ratio < 1,
        months=None if months is None else as_decimal(months),
        earned_on=None if months is None else _day_after(case.runs[-1][1] + ONE_DAY, months),
    )


def as_decimal(value: Fraction) -> Decimal:
    """With the 28 digits that a Decimal division has."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _listed(case: Case, bill: Bill) -> Fraction:
    """What covered use would have cost by the hour, unrounded; at the mean price of several items.

    At the mean over the hours, too, where prices differ by the time of day.
    """
    covered = sum((Fraction(line.quantity) for line in bill.of("covered")), Fraction(0))
    if len(case.usage.items) == 1:
        return covered * case.one_unit_by_the_hour / case.hours
    return covered * Fraction(case.baseline.total) / case.used if case.used else Fraction(0)


def _exact_cost(case: Case, plan: Plan, bill: Bill) -> Fraction:
    """The plan's fees over the measured hours, before any rounding."""
    return sum(
        (
            case.exact(line, plan) * case.share(line)
            for line in bill.of("fee", "change")
            if line.plan_id == plan.plan_id and line.ledger == "charge"
        ),
        Fraction(0),
    )


def _of_balance(case: Case, plan: Plan, bill: Bill, held: Committed, listed: Fraction) -> Fraction:
    """Of a sum or quantity bought ahead, the share that must be used."""
    if isinstance(plan, Pack):  # its price / what all of it would cost by the hour
        packs = sum((Fraction(line.quantity) for line in bill.of("fee")), Fraction(0))
        paid = sum((case.exact(line, plan) for line in bill.of("fee")), Fraction(0))
        weights = [plan.units_of(item) for item in case.usage.items]
        drawn = held.covered * sum(weights, Fraction(0)) / len(weights)
        return paid * drawn / (listed * Fraction(plan.quantity) * packs)
    price = held.covered / listed  # under the plan, of a yuan by the hour
    if isinstance(plan, SavingsPlan) and plan.unused_pay_ratio is not None:
        idle = Fraction(plan.upfront_ratio) + Fraction(plan.unused_pay_ratio)
        return price * idle / (1 - price * (1 - idle))
    return price


def _months_to_earn(plan: Plan, cost: Fraction, listed: Fraction) -> Fraction | None:
    """Months of the term after which what it covers would have cost as much by the hour."""
    term: int | None = getattr(plan, "term_months", None)
    return term * cost / listed if term and listed else None


def _day_after(start: date, months: Fraction) -> date | None:
    """The day on which so many months have passed; None where nobody lives to see it."""
    whole = floor(months)
    if whole > _LONGEST_MONTHS:
        return None
    day = add_months(start, whole)
    return day + timedelta(days=ceil((months - whole) * days_in_month(day)))
