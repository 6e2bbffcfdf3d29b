"""From which use on a plan pays: where its bill and the bill by the hour are the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from models.billing.bill import Bill
from models.billing.case import Case
from models.billing.clock import ONE_DAY, add_months, days_in_month
from models.billing.commitment import Committed
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
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


def point_of(case: Case, plan: Plan, bill: Bill, held: Committed) -> BreakEvenPoint | None:
    """The break-even of a plan that commits to something; None where it cannot be said.

    It cannot where nothing was covered of a balance, or of several items: what would have been
    replaced is not known.
    """
    replaced = _by_the_hour(case, case.baseline) - _by_the_hour(case, bill, plan.plan_id)
    ratio = _ratio(held, replaced, _when_full(case, plan, held)) if held.cost else None
    if ratio is None:
        return None
    months = None
    if ratio < 1 or not isinstance(plan, (Pack, CommittedSpend)):  # such a balance is never earned
        months = _months_to_earn(plan, held.by_time, replaced)
    return BreakEvenPoint(
        utilisation_ratio=as_decimal(ratio),
        hours_per_month=as_decimal(ratio * Fraction(case.hours_per_month)),
        pays=ratio < 1,
        months=None if months is None else as_decimal(months),
        earned_on=None if months is None else _day_after(case.runs[-1][1] + ONE_DAY, months),
    )


def _ratio(held: Committed, replaced: Fraction, full: Fraction | None) -> Fraction | None:
    """Of the commitment, the use at which what it replaces costs as much as the plan.

    With less use than there was, what is used is thinned out evenly; with more, the idle hours fill
    up evenly, until all of them would have cost `full` by the hour (None: not known; then further
    use is like what there was). So a plan saves where its use is above its break-even, loses where
    it is below, whatever the prices of the hours and items.
    """
    used, idle = held.used_ratio, held.idle_ratio
    if idle != 1:
        if not replaced:
            return None
        price = held.cost / (idle + (1 - idle) * used) * used / replaced
        return price if price >= 1 else price * idle / (1 - price * (1 - idle))
    if full is None or full <= replaced or held.cost <= replaced or used == 1:
        return used * held.cost / replaced if replaced else None
    if held.cost <= full:
        return used + (1 - used) * (held.cost - replaced) / (full - replaced)
    return held.cost / full


def _when_full(case: Case, plan: Plan, held: Committed) -> Fraction | None:
    """What all that is committed costs by the hour; None where it depends on what is used.

    Known of cards that work all the time, where there is one item and its price does not depend on
    how much is used.
    """
    in_cards = getattr(plan, "cards", None) is not None and not getattr(
        plan, "size_flexible", False
    )
    if not in_cards or len(case.usage.items) > 1 or case.price_depends_on_use:
        return None
    return case.one_unit_by_the_hour * (held.covered + held.unused) / case.hours


def as_decimal(value: Fraction) -> Decimal:
    """With the 28 digits that a Decimal division has."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _by_the_hour(case: Case, bill: Bill, but: str = "") -> Fraction:
    """What a bill has for pay-as-you-go, before any rounding."""
    plans = {plan.plan_id: plan for plan in case.on_demand if plan.plan_id != but}
    return sum(
        (case.exact(line, plans[line.plan_id]) for line in bill.lines if line.plan_id in plans),
        Fraction(0),
    )


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
