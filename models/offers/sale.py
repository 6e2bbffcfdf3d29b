"""A plan as the tables name it: how it is sold, what a unit of it is, what one costs a month."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.billing.case import Case
from models.billing.compare import compare_one
from models.billing.modes.capacity_block import CapacityBlockPlan
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.modes.reserved import Reserved
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.modes.spot import Spot
from models.billing.money import to_rate
from models.billing.parts import Selector
from models.billing.plans import Plan

SERVER = "server"
USE = "use"
MONEY = "currency_per_hour"
_UNITS: dict[type[Plan], str] = {
    SavingsPlan: MONEY,
    CommittedSpend: "agreement",
    Pack: "pack",
}
_MODES: dict[type[Plan], str] = {
    SavingsPlan: "savings_plan",
    CommittedSpend: "committed",
    Pack: "pack",
    CapacityBlockPlan: "capacity_block",
    Spot: "spot",
    PayAsYouGo: "on_demand",
}
LOST_WORK = "lost_work_not_counted"
BLOCK_LENGTH = "blocks_of_14_days"


@dataclass(frozen=True)
class Sale:
    """A plan for sale. `cards_per_unit` is 0 where a unit is no cards, 1 where use is paid.

    `assumptions` are codes of what its seller does not say and no price has been set for.
    """

    plan: Plan
    billing_mode: str
    term_months: int
    unit: str
    cards_per_unit: int
    assumptions: tuple[str, ...] = ()


def sale_of(plan: Plan) -> Sale:
    """A plan of a file."""
    unit = unit_of(plan)
    cards: int = getattr(plan, "cards", 1 if unit == USE else 0)
    term: int = getattr(plan, "term_months", 0)
    # A stated zero is a statement; a ratio that is not there is not.
    is_silent = isinstance(plan, Spot) and "lost_work_ratio" not in plan.model_fields_set
    assumed = (LOST_WORK,) if is_silent else ()
    return Sale(plan, billing_mode_of(plan), term, unit, cards, assumptions=assumed)


def unit_of(plan: Plan) -> str:
    """What one unit of a plan is: so many cards, a pack, an agreement, money an hour, or use."""
    if getattr(plan, "cards", None) is not None:
        return SERVER
    return _UNITS.get(type(plan), USE)


def billing_mode_of(plan: Plan) -> str:
    """How the tables call what a plan is, as the closed set PLAN_MODES has it."""
    if type(plan) in _MODES:
        return _MODES[type(plan)]
    if isinstance(plan, Reserved) and plan.recurring_per == "hour":
        return "reserved"
    term: int = getattr(plan, "term_months", 1)
    names = ((1, "monthly"), (3, "quarterly"), (12, "annual"))
    return next((name for months, name in names if term <= months), "multi_year")


def selectors_of(plan: Plan) -> tuple[Selector, ...]:
    """What a plan is for: its selector, or those of its prices; none where it selects no use."""
    found = [getattr(plan, name, ()) for name in ("match", "prices", "draws")]
    return tuple(one for part in found for one in (part if isinstance(part, tuple) else (part,)))


def monthly_fee_cny(plan: Plan, case: Case) -> Decimal:
    """Fee of one unit for a month of the case's hour basis, on its tax basis; zero for use.

    Of a pack and an agreement, what a month of its time costs; of anything else that is not due by
    the hour alone, what the hours compared cost, scaled to a month.
    """
    hours, worth = Fraction(case.hours_per_month), case.worth(plan)
    if isinstance(plan, SavingsPlan):
        return to_rate(worth * hours)
    if isinstance(plan, Pack):
        return to_rate(worth * Fraction(plan.price) / plan.term_months)
    if isinstance(plan, CommittedSpend):
        return to_rate(worth * Fraction(plan.commitment) / plan.period_months)
    if isinstance(plan, CapacityBlockPlan):
        return to_rate(worth * Fraction(plan.price) * plan.cards * hours / plan.per)
    if isinstance(plan, Reserved) and not plan.upfront and plan.hours_per_month != "calendar":
        by_the_hour = plan.recurring_per == "hour"
        times = hours if by_the_hour else hours / Fraction(plan.hours_per_month)
        return to_rate(worth * Fraction(plan.recurring) * times)
    if unit_of(plan) == USE:
        return Decimal(0)
    return to_rate(compare_one(case, plan, 1).committed_cost * case.hours_per_month / case.hours)
