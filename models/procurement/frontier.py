"""What the one knob trades, and what a month's patience is worth; all before the fact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.procurement.evidence import LONG_TERM_MONTHS
from models.procurement.ladder import Ladder
from models.procurement.policy import LadderPolicy, Outlook, PolicySettings
from models.procurement.recourse import (
    in_blocks,
    shape_of,
    unit_hours_ahead,
    unit_values,
    units_considered,
    without_planned,
)
from models.procurement.replay import View
from models.procurement.scenarios.ensemble import Scenarios
from models.procurement.unit_ladder import BuyAtMost, UnitLadder, solve_units

Numbers = NDArray[np.float64]
GROUPS = 5


@dataclass(frozen=True)
class FrontierPoint:
    """Expected yuan over the horizon if the clamp holds all through it.

    `stranded_cny`: expected fees of idle hours of what would be bought. `lock_in_months`: months of
    contracts bought now beyond the first, per unit of present need. `long_units`: bought now for a
    year or more.
    """

    evidence_share: float
    expected_cost_cny: float
    stranded_cny: float
    lock_in_months: float
    long_units: float


def frontier(
    view: View, shares: Sequence[float] = (0, 0.25, 0.5, 0.75, 1), **settings: int
) -> list[FrontierPoint]:
    """One point for each evidence share (lambda), with the same scenarios for all."""
    policy = LadderPolicy(PolicySettings(**settings))
    view, width = in_blocks(view)
    outlook = policy.outlook(view)
    months = len(outlook.values_cny)
    points = []
    for share in shares:
        policy.settings = replace(policy.settings, evidence_share=share)
        limits = policy.limits(view, outlook, months)
        solved = solve_units(outlook.values_cny, view.ladder, view.in_hand, limits)
        points.append(_point(share, solved, outlook, view, width))
    return points


def _point(
    share: float, solved: UnitLadder, outlook: Outlook, view: View, width: float
) -> FrontierPoint:
    ladder, months = view.ladder, len(outlook.values_cny)
    first = np.rint(solved.bought[:, 0])
    extra = np.array([term.months - 1 for term in ladder.terms])
    long = np.array([term.months >= LONG_TERM_MONTHS for term in ladder.terms])
    held = np.zeros(months)
    held[: len(view.in_hand)] = view.in_hand[:months]
    running, fees = _running(solved.bought, ladder, months)
    present = float(view.past[-1:].mean()) if view.past.size else 0.0
    return FrontierPoint(
        share,
        width * (float(outlook.values_cny.sum()) - solved.saved_cny),
        width * _stranded(outlook.use, held, running, fees),
        float(first @ extra) / present if present > 0 else 0.0,
        width * float(first[long].sum()),
    )


def _running(bought: Numbers, ladder: Ladder, months: int) -> tuple[Numbers, Numbers]:
    """Units bought that run, and their fees, by month."""
    running, fees = np.zeros(months), np.zeros(months)
    for term, units in zip(ladder.terms, bought, strict=True):
        for month, amount in enumerate(units.tolist()):
            running[month : month + term.months] += amount
            fees[month : month + term.months] += amount * term.fee_cny_per_month
    return running, fees


def _stranded(use: Numbers, held: Numbers, running: Numbers, fees: Numbers) -> float:
    """Fees x idle share of what was bought, which serves above what is in hand."""
    cumulative = np.concatenate([np.zeros((len(use), 1)), np.cumsum(use, axis=1)], axis=1)
    units = np.arange(cumulative.shape[1])
    total = 0.0
    for month, amount in enumerate(running.tolist()):
        if amount > 0:
            low, high = np.interp([held[month], held[month] + amount], units, cumulative[month])
            total += fees[month] * (1 - (high - low) / amount)
    return float(total)


@dataclass(frozen=True)
class Waiting:
    """Expected yuan of buying long terms now, and of deciding on them in a month.

    Either way next month's level is known when it comes: scenarios are grouped by it and each
    group is solved anew. Waiting costs a month without the long terms and gains what is learnt.
    """

    buy_now_cny: float
    wait_cny: float

    @property
    def value_of_waiting_cny(self) -> float:
        """Yuan that waiting a month is worth; negative: buying now is better."""
        return self.buy_now_cny - self.wait_cny


def value_of_waiting(view: View, settings: PolicySettings | None = None) -> Waiting:
    """Compare this month's purchase with the best one without terms of a year or more."""
    policy = LadderPolicy(settings or PolicySettings())
    view, width = in_blocks(view)
    outlook = policy.outlook(view)
    clamp = policy.limits(view, outlook)
    no_long = [BuyAtMost(LONG_TERM_MONTHS, 0.0)]
    costs = []
    for limits in (clamp, no_long):
        now = solve_units(outlook.values_cny, view.ladder, view.in_hand, limits)
        costs.append(width * _cost_with_news(view, outlook, np.rint(now.bought[:, 0])))
    return Waiting(*costs)


def _cost_with_news(view: View, outlook: Outlook, bought: Numbers) -> float:
    """This month's cost, and the mean over the groups of the best that can follow."""
    ladder, months = view.ladder, len(outlook.values_cny)
    held = np.zeros(months)
    held[: len(view.in_hand)] = view.in_hand[:months]
    cost = 0.0
    for term, units in zip(ladder.terms, bought.tolist(), strict=True):
        held[: term.months] += units
        cost += units * term.fee_cny_per_month * min(term.months, months)
    first = outlook.values_cny[0]
    cost += float(first.sum() - np.interp(held[0], np.arange(len(first) + 1), _cumulated(first)))
    for group, share in _groups(outlook.scenarios):
        shape = shape_of(without_planned(view))
        hours = unit_hours_ahead(group, shape, units_considered(view), view.planned)
        values = unit_values(hours, group.weights, ladder)[1:]
        rest = solve_units(values, ladder, held[1:])
        cost += share * (float(values.sum()) - rest.saved_cny)
    return cost


def _cumulated(values: Numbers) -> Numbers:
    return np.append(0.0, np.cumsum(values))


def _groups(scenarios: Scenarios) -> list[tuple[Scenarios, float]]:
    """Scenarios in five parts of equal weight by the level of the first month, known by then."""
    order = np.argsort(scenarios.levels[:, 0], kind="stable")
    reached = np.cumsum(scenarios.weights[order]) - scenarios.weights[order] / 2
    number = np.minimum((reached * GROUPS).astype(np.int64), GROUPS - 1)
    found = []
    for group in range(GROUPS):
        at = order[number == group]
        share = float(scenarios.weights[at].sum())
        if share > 0:
            found.append(
                (
                    replace(
                        scenarios,
                        levels=scenarios.levels[at],
                        weights=scenarios.weights[at] / share,
                    ),
                    share,
                )
            )
    return found
