"""What a plan commits to in the hours compared: what it costs of them, and what was used of it.

Of a balance that is paid ahead every payment stands for itself: one whose time ended in the hours
is their cost in whole; of one that lasts beyond them, what was drawn of it, and at least the share
of its time that has passed: at this pace the rest of it expires.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from models.billing.bill import Bill, Line
from models.billing.case import Case, Units
from models.billing.clock import ONE_DAY, add_months
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.plans import Plan

_NONE, _WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Committed:
    """What a plan costs in the hours, and what of its commitment was covered and was not.

    In the plan's own measure: card-hours, units of a pack, or money where money is committed. Of
    what is not used the share `idle_ratio` is paid; `by_time` is the cost if all were paid by time.
    """

    cost: Fraction
    covered: Fraction
    unused: Fraction
    idle_ratio: Fraction
    by_time: Fraction

    @property
    def used_ratio(self) -> Fraction:
        """Of the commitment, what was used; there must be one."""
        return self.covered / (self.covered + self.unused)

    @property
    def unused_cost(self) -> Fraction:
        """What was paid for what nothing used."""
        idle = self.idle_ratio * (1 - self.used_ratio)
        return self.cost * idle / (idle + self.used_ratio) if idle else _NONE


@dataclass(frozen=True)
class Balance:
    """One payment ahead for so much of a balance (`whole`), of which so much was `drawn`."""

    line: Line
    whole: Fraction
    drawn: Fraction
    passed_ratio: Fraction

    @property
    def cost_ratio(self) -> Fraction:
        """Of the payment, what is the cost of the hours."""
        return max(self.passed_ratio, self.drawn / self.whole) if self.whole else _WHOLE


def balances_of(case: Case, plan: Plan, bill: Bill) -> list[Balance]:
    """Payments of a pack, or of an agreement that is paid in advance; empty for all others."""
    is_ahead = isinstance(plan, CommittedSpend) and plan.pay == "in_advance"
    if not isinstance(plan, Pack) and not is_ahead:
        return []
    found = []
    for paid in _own(plan, bill, "fee"):
        bought = paid.exact  # the sum itself
        if isinstance(plan, Pack):
            bought = Fraction(plan.quantity) * Fraction(paid.quantity)
        drawn = sum(
            (
                _measure(case, plan, line)
                for line in _own(plan, bill, "covered")
                if line.place == paid.place and paid.start <= line.start < paid.end
            ),
            _NONE,
        )
        passed = _WHOLE if paid.end <= case.usage.end else case.share(paid)
        found.append(Balance(paid, bought, drawn, passed))
    return found


def own_charges(case: Case, plan: Plan, bill: Bill) -> Iterator[tuple[Line, Fraction]]:
    """The plan's own charges, each with the share that is the cost of the hours compared."""
    ahead = {id(one.line): one.cost_ratio for one in balances_of(case, plan, bill)}
    for line in bill.lines:
        if line.plan_id != plan.plan_id or line.ledger != "charge":
            continue
        is_for_time = line.kind in ("fee", "change")
        share = ahead.get(id(line)) or (case.share(line) if is_for_time else _WHOLE)
        yield line, share


def held_of(case: Case, plan: Plan, units: Units, bill: Bill) -> Committed:
    """The commitment over the hours; without any where a plan commits to nothing."""
    cost = sum(
        (case.exact(line, plan) * share for line, share in own_charges(case, plan, bill)), _NONE
    )
    owed = missing_money(case, plan, units, bill)
    cost += made_up(case, plan, owed)
    idle = idle_ratio(plan)
    if balances := balances_of(case, plan, bill):
        return Committed(
            cost,
            sum((one.drawn for one in balances), _NONE),
            sum((one.whole * one.cost_ratio - one.drawn for one in balances), _NONE),
            idle,
            sum((case.exact(one.line, plan) * one.passed_ratio for one in balances), _NONE),
        )
    covered = sum((_measure(case, plan, line) for line in bill.of("covered")), _NONE)
    unused = sum(
        (
            Fraction(line.quantity if line.value is None else line.value) * case.share(line)
            for line in bill.of("unused", "shortfall")
        ),
        owed,
    )
    return Committed(cost, covered, unused, idle, cost)


def idle_ratio(plan: Plan) -> Fraction:
    """What an unused part of the commitment costs, of a used one."""
    if isinstance(plan, SavingsPlan) and plan.unused_pay_ratio is not None:
        return Fraction(plan.upfront_ratio) + Fraction(plan.unused_pay_ratio)
    if isinstance(plan, CommittedSpend) and plan.pay == "as_used":
        return Fraction(plan.shortfall_pay_ratio)
    return _WHOLE


def missing_money(case: Case, plan: Plan, units: Units, bill: Bill) -> Fraction:
    """By how much the running period falls short of its share of an agreement paid as used.

    In the plan's currency. Periods that ended have their shortfall on the bill.
    """
    if not isinstance(plan, CommittedSpend) or plan.pay != "as_used":
        return _NONE
    first, after = case.runs[0][0], case.runs[-1][1] + ONE_DAY
    number = 0
    while add_months(first, (number + 1) * plan.period_months) <= after:
        number += 1
    start, end = (add_months(first, n * plan.period_months) for n in (number, number + 1))
    measured = sum(
        max((min(end, last + ONE_DAY) - max(start, begin)).days, 0) for begin, last in case.runs
    )
    due = Fraction(plan.commitment) * Fraction(units) * measured / (end - start).days
    drawn = sum((x.exact for x in _own(plan, bill, "fee") if x.fx_date >= start), _NONE)
    return max(due - drawn, _NONE)


def made_up(case: Case, plan: Plan, missing: Fraction) -> Fraction:
    """What is owed for the missing money, in the currency of the case."""
    return missing * idle_ratio(plan) * case.worth(plan) if missing else _NONE


def _own(plan: Plan, bill: Bill, kind: str) -> list[Line]:
    return [line for line in bill.lines if line.kind == kind and line.plan_id == plan.plan_id]


def _measure(case: Case, plan: Plan, line: Line) -> Fraction:
    """Of the commitment, what a covered line took."""
    if line.value is not None:
        return Fraction(line.value)
    if isinstance(plan, Pack):
        item = next(one for one in case.usage.items if one.item_id == line.item_id)
        return Fraction(line.quantity) * plan.units_of(item)
    return Fraction(line.quantity)
