"""How many units of a plan cost least: every number that is looked at is a bill of the engine."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from data.errors import UsageError
from models.billing.best_amount import MOST_UNITS, balance_rungs, cheapest_of_all, money_rungs
from models.billing.case import Case
from models.billing.compare import Compared, by_the_hour, compare_one
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.pack import Pack
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.plans import Plan
from models.billing.usage import TICKS_PER_UNIT


@dataclass(frozen=True)
class Ladder:
    """Some numbers of units, ascending, among them 0, 1 and the best with its neighbours.

    Neighbours of a sum are those at which its cost bends: in between it runs straight.

    Units are what a plan is sold by: so many cards, a pack, an agreement, or one of its currency
    an hour, of which there may be parts. A plan that is paid by use is taken or not: 1 or 0.
    """

    rungs: tuple[Compared, ...]

    @property
    def best(self) -> Compared:
        """The cheapest; of a tie the fewest units."""
        return min(self.rungs, key=lambda rung: rung.cost)

    @property
    def first(self) -> Compared | None:
        """One unit; None where there is no use for any."""
        return next((rung for rung in self.rungs if rung.units == 1), None)


def ladder(case: Case, plan: Plan, *, rungs: int = 0) -> Ladder:
    """The cheapest number of units, with none, one, and one more and fewer than the best.

    Of cards each further unit is used less than the one before it, so the cost falls until a unit
    no longer pays, and rises from there on: from a guess the number is found step by step. Not so
    where an hour's price depends on how much else is used (tiers, a minimum charge), or several
    items are covered one after the other: a unit may cost more and the next one less, so every
    number of units is priced. With `rungs`, so many numbers more are priced, evenly from none to
    the one that covers every hour (all, where they are fewer). Of sums and quantities:
    `best_amount`.

    Raises:
        UsageError: the plan needs more than MOST_UNITS units; MOST_PRICED where all are priced.
    """
    if isinstance(plan, SavingsPlan):
        return Ladder(tuple(money_rungs(case, plan)))
    if isinstance(plan, (Pack, CommittedSpend)):
        return Ladder(tuple(balance_rungs(case, plan)))
    if getattr(plan, "cards", None) is None:
        return Ladder((by_the_hour(case), compare_one(case, plan, 1)))
    return _of_cards(case, plan, rungs)


def _of_cards(case: Case, plan: Plan, rungs: int) -> Ladder:
    most = most_units(case, plan)
    known: dict[int, Compared] = {0: by_the_hour(case)}

    def at(units: int) -> Compared:
        if units not in known:
            known[units] = compare_one(case, plan, units)
        return known[units]

    if case.may_have_valleys:
        best = cheapest_of_all(most + 1, lambda units: at(units).cost, plan.plan_id)
    else:
        best = _guess(case, at(1)) if most else 0
        while best < most and at(best + 1).cost < at(best).cost:
            best += 1
        while best > 0 and at(best - 1).cost <= at(best).cost:
            best -= 1
    wanted = {0, 1, best - 1, best, best + 1}
    wanted |= (
        set(range(most + 1)) if rungs > most else {most * n // (rungs - 1) for n in range(rungs)}
    )
    return Ladder(tuple(at(units) for units in sorted(wanted) if 0 <= units <= most))


def _guess(case: Case, one: Compared) -> int:
    """How many units are used more than their fee is worth by the hour, at its mean price."""
    cards: int = getattr(one.plan, "cards", 1)
    by_the_hour = case.one_unit_by_the_hour / case.hours
    if not by_the_hour:
        return 0
    needed = Fraction(one.committed_cost) / by_the_hour * TICKS_PER_UNIT
    use = case.usage.ticks.sum(axis=0)
    low, high = 0, -(-int(use.max(initial=0)) // (cards * TICKS_PER_UNIT))
    while low < high:
        middle = (low + high) // 2
        floor = middle * cards * TICKS_PER_UNIT
        carried = np.clip(use - floor, 0, cards * TICKS_PER_UNIT).sum()
        if int(carried) > needed:
            low = middle + 1
        else:
            high = middle
    return low


def most_units(case: Case, plan: Plan) -> int:
    """Units that cover every hour."""
    cards: int | None = getattr(plan, "cards", None)
    if cards is None:
        raise UsageError(
            f"A {plan.mode} plan is not bought by the card",
            where=plan.plan_id,
            remedy="Compare it in the units that you name.",
        )
    busiest = int(case.usage.ticks.sum(axis=0).max(initial=0))
    most = -(-busiest // (cards * TICKS_PER_UNIT))
    if most > MOST_UNITS:
        raise UsageError(
            f"Covering every hour takes {most} units",
            where=plan.plan_id,
            remedy="Check the usage: are its numbers cards?",
        )
    return most
