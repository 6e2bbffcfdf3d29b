"""Plans side by side over the same hours: what each costs, what it covers, and when it pays.

Every figure comes from bills of the engine. Amounts are those of the period: a fee for other days
is no part of it. A balance costs what was drawn of it (and what expired), and at least the share of
its time that has passed: at this pace the rest of it expires, or must be made up at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from models.billing.bill import Bill, Line
from models.billing.break_even_point import BreakEvenPoint, Committed, as_decimal, point_of
from models.billing.case import Case, Units
from models.billing.clock import ONE_DAY, add_months
from models.billing.comparable import Incomplete, require_comparable
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.money import to_cents, to_rate
from models.billing.plans import Plan

ON_DEMAND = "on_demand"

_NOTHING = Decimal(0)
_WHOLE = Fraction(1)


@dataclass(frozen=True)
class Compared:
    """One plan in so many units (None: by the hour alone), with its bill.

    Units are whole, but for a savings plan's: sums of its currency an hour.

    Amounts are to the cent, rates per unit of use to a millionth. `committed_cost` is the plan's
    own part, `on_demand_cost` what is left by the hour. What would divide by nothing is None.
    """

    case: Case
    plan: Plan | None
    units: Units
    bill: Bill
    committed_cost: Decimal
    on_demand_cost: Decimal

    @property
    def plan_id(self) -> str:
        """The plan, `on_demand` for none."""
        return self.plan.plan_id if self.plan else ON_DEMAND

    @property
    def cost(self) -> Decimal:
        """What the hours cost in all."""
        return self.committed_cost + self.on_demand_cost

    @property
    def saving(self) -> Decimal:
        """Against the hour alone; negative where the plan is dearer."""
        return self.case.baseline.total - self.cost

    @property
    def savings_ratio(self) -> Decimal | None:
        """Effective savings rate: the saving, of what all use costs by the hour."""
        return _ratio(Fraction(self.saving), Fraction(self.case.baseline.total))

    @property
    def effective_rate(self) -> Decimal | None:
        """Cost per unit used."""
        return _rate(self.cost, self.case.used)

    @property
    def effective_rate_useful(self) -> Decimal | None:
        """Cost per unit that came to something."""
        return _rate(self.cost, Fraction(self.case.useful_quantity or 0))

    @cached_property
    def covered_quantity(self) -> Fraction:
        """Use that the plan covers, in the usage's unit."""
        return _sum(line.quantity for line in self.bill.of("covered"))

    @property
    def coverage_ratio(self) -> Decimal | None:
        """Of the use, what the plan covers."""
        return _ratio(self.covered_quantity, self.case.used)

    @cached_property
    def held(self) -> Committed:
        """The commitment in its own measure: card-hours, or money where money is committed."""
        covered = _sum(_quantity(line) for line in self.bill.of("covered"))
        unused = sum(
            (Fraction(_quantity(line)) * self.case.share(line) for line in self.bill.of("unused")),
            Fraction(0),
        )
        return Committed(Fraction(self.committed_cost), covered, unused)

    @property
    def utilisation_ratio(self) -> Decimal | None:
        """Of the commitment, what was used."""
        return _ratio(self.held.covered, self.held.covered + self.held.unused)

    @property
    def unused_cost(self) -> Decimal:
        """What was paid for commitment that nothing used."""
        committed = self.held.covered + self.held.unused
        return to_cents(self.held.cost * self.held.unused / committed) if committed else _NOTHING

    @cached_property
    def break_even(self) -> BreakEvenPoint | None:
        """From which use on the plan pays; None where nothing is committed or it is not known."""
        if self.plan is None or not self.held.covered + self.held.unused:
            return None
        return point_of(self.case, self.plan, self.bill, self.held)


@dataclass(frozen=True)
class Comparison:
    """All plans, pay-as-you-go first."""

    rows: tuple[Compared, ...]

    @property
    def best(self) -> Compared:
        """The cheapest; of a tie the first, so that pay-as-you-go and earlier plans stay."""
        return min(self.rows, key=lambda row: row.cost)

    @property
    def ties(self) -> tuple[Compared, ...]:
        """Others that cost the same as the best, to the cent."""
        best = self.best
        return tuple(row for row in self.rows if row is not best and row.cost == best.cost)


def compare(
    case: Case, plans: Sequence[Plan | Incomplete], units: Sequence[Units] | None = None
) -> Comparison:
    """Every plan over the case's hours, in `units` of it (one of each unless given).

    Raises:
        MissingPriceError: an offer lacks unit, cards, tax or power flags (all are named), or some
            use has no price.
        InputError, UsageError: as `models.billing.engine.price`.
    """
    checked = require_comparable([*case.on_demand, *plans])[len(case.on_demand) :]
    bought = units or [1] * len(checked)
    rows = [compare_one(case, plan, count) for plan, count in zip(checked, bought, strict=True)]
    return Comparison((by_the_hour(case), *rows))


def by_the_hour(case: Case) -> Compared:
    """The case without any plan."""
    return Compared(case, None, 0, case.baseline, _NOTHING, case.baseline.total)


def compare_one(case: Case, plan: Plan, units: Units) -> Compared:
    """One plan in so many units; see `compare`."""
    bill = case.bill(plan, units)
    drawn = _drawn_ratio(case, plan, bill)
    own, rest = Fraction(0), _NOTHING
    for line in bill.lines:
        if line.ledger != "charge" or not line.amount:
            continue
        if line.plan_id != plan.plan_id:
            rest += line.amount
            continue
        share = _WHOLE
        if line.kind in ("fee", "change"):
            share = case.share(line) if drawn is None else drawn
        own += Fraction(line.amount) * share
    if isinstance(plan, CommittedSpend) and plan.pay == "as_used":
        own += _to_be_made_up(case, plan, units, bill)
    return Compared(case, plan, units, bill, to_cents(own), rest)


def _drawn_ratio(case: Case, plan: Plan, bill: Bill) -> Fraction | None:
    """Of a prepaid balance that lasts beyond the period, what it costs; None for all others.

    What was drawn, or the share of its time that was measured, whichever is more.
    """
    if not isinstance(plan, Pack) and not (
        isinstance(plan, CommittedSpend) and plan.pay == "in_advance"
    ):
        return None
    paid, covered = bill.of("fee"), bill.of("covered")
    if not paid or any(line.end <= case.usage.end for line in paid):
        return Fraction(1)
    passed = max(case.share(line) for line in paid)
    if not covered:
        return passed
    if isinstance(plan, Pack):
        bought = Fraction(plan.quantity) * _sum(line.quantity for line in paid)
        return max(passed, 1 - Fraction(covered[-1].balance or 0) / bought)
    spent = _sum(_quantity(line) for line in covered)
    return max(passed, spent / sum((line.exact for line in paid), Fraction(0)))


def _to_be_made_up(case: Case, plan: CommittedSpend, units: Units, bill: Bill) -> Fraction:
    """What the running period's use falls short of its share of the commitment, as it is owed.

    Periods that ended have their shortfall on the bill.
    """
    first, after = case.runs[0][0], case.runs[-1][1] + ONE_DAY
    number = 0
    while add_months(first, (number + 1) * plan.period_months) <= after:
        number += 1
    start, end = (add_months(first, n * plan.period_months) for n in (number, number + 1))
    measured = sum(
        max((min(end, last + ONE_DAY) - max(start, begin)).days, 0) for begin, last in case.runs
    )
    due = Fraction(plan.commitment) * Fraction(units) * measured / (end - start).days
    drawn = sum(
        (
            line.exact
            for line in bill.of("fee")
            if line.plan_id == plan.plan_id and line.fx_date >= start
        ),
        Fraction(0),
    )
    return max(due - drawn, Fraction(0)) * Fraction(plan.shortfall_pay_ratio) * case.worth(plan)


def _quantity(line: Line) -> Decimal:
    return line.quantity if line.value is None else line.value


def _sum(numbers: Iterable[Decimal]) -> Fraction:
    return Fraction(sum(numbers, _NOTHING))


def _rate(cost: Decimal, quantity: Fraction) -> Decimal | None:
    return to_rate(Fraction(cost) / quantity) if quantity else None


def _ratio(part: Fraction, whole: Fraction) -> Decimal | None:
    return as_decimal(part / whole) if whole else None
