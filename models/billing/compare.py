"""Plans side by side over the same hours: what each costs, what it covers, and when it pays.

Every figure comes from bills of the engine. Amounts are those of the period: a fee for other days
is no part of it. What a balance costs of them: `commitment`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from models.billing.bill import Bill
from models.billing.break_even_point import BreakEvenPoint, as_decimal, point_of
from models.billing.case import Case, Units
from models.billing.commitment import Committed, held_of, made_up, missing_money, own_charges
from models.billing.comparable import Incomplete, require_comparable
from models.billing.money import to_cents, to_rate
from models.billing.plans import Plan

ON_DEMAND = "on_demand"

_NOTHING = Decimal(0)


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
    def held(self) -> Committed | None:
        """The commitment in its own measure: card-hours, or money where money is committed.

        Of a balance that lasts beyond the hours, the part of which they are the time, or what was
        drawn of it where that is more. None where nothing is committed.
        """
        if self.plan is None:
            return None
        held = held_of(self.case, self.plan, self.units, self.bill)
        return held if held.covered + held.unused else None

    @property
    def utilisation_ratio(self) -> Decimal | None:
        """Of the commitment, what was used."""
        return as_decimal(self.held.used_ratio) if self.held else None

    @property
    def unused_cost(self) -> Decimal:
        """What was paid for commitment that nothing used."""
        return to_cents(self.held.unused_cost) if self.held else _NOTHING

    @cached_property
    def break_even(self) -> BreakEvenPoint | None:
        """From which use on the plan pays; None where nothing is committed or it is not known."""
        if self.plan is None or self.held is None:
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
    own = made_up(case, plan, missing_money(case, plan, units, bill))
    for line, share in own_charges(case, plan, bill):
        own += Fraction(line.amount) * share
    rest = sum(
        (x.amount for x in bill.lines if x.ledger == "charge" and x.plan_id != plan.plan_id),
        _NOTHING,
    )
    return Compared(case, plan, units, bill, to_cents(own), rest)


def _sum(numbers: Iterable[Decimal]) -> Fraction:
    return Fraction(sum(numbers, _NOTHING))


def _rate(cost: Decimal, quantity: Fraction) -> Decimal | None:
    return to_rate(Fraction(cost) / quantity) if quantity else None


def _ratio(part: Fraction, whole: Fraction) -> Decimal | None:
    return as_decimal(part / whole) if whole else None
