"""Rows of out_ladder_wait: what it is worth to decide on long terms a month later.

Next month's level will be known then, whatever is decided now: scenarios are put into groups by it,
and what follows is decided for each group by itself. A group that is known so well makes waiting
look a little better than it is, and other scenarios would give another sum: on the sample, halves
of them were up to 0.1 % of the cost apart. A smaller difference says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.buying.by_days import by_days
from models.buying.case import PoolCase
from models.buying.expected import cost_beyond, spot_saving
from models.buying.ladder_rows import cents
from models.buying.solving import Bought, nothing_long, problem_of, solve_problem
from models.procurement.curves import Curve
from models.procurement.evidence import LONG_TERM_MONTHS
from models.procurement.fees import cost_of_purchase
from models.procurement.solving import solve

Numbers = NDArray[np.float64]
GROUPS = 4
NOISE_SHARE = Decimal("0.001")  # of the cost


def wait_rows(case: PoolCase, bought: Sequence[Bought], rate: float) -> Iterator[dict[str, Any]]:
    """One row where something of a year or more is bought now; else there is nothing to wait with.

    It knows no limits: under them waiting would seem cheap because it breaks them.
    """
    now = [one for one in bought if one.month == 0 and one.offered.is_units]
    if not any(one.offered.term_months >= LONG_TERM_MONTHS for one in now):
        return
    case = replace(case, packs=(), spend=None)  # all that is compared is without them
    problem = problem_of([case], nothing_long(case), rate)
    found, _ = solve_problem(problem, [case])
    without = [one for one in by_days(case, found[case.pool_id]) if one.month == 0]
    groups = [*_groups(case)]
    decided, waited = (cents(_cost(case, choice, groups, rate)) for choice in (now, without))
    yield {
        "pool_id": case.pool_id,
        "decide_now_cny": decided,
        "wait_cny": waited,
        "worth_of_waiting_cny": decided - waited,
        "within_noise": abs(decided - waited) <= NOISE_SHARE * abs(decided),
    }


def _cost(
    case: PoolCase,
    bought: Sequence[Bought],
    groups: Sequence[tuple[Curve, float]],
    rate: float,
) -> float:
    """Of what is bought now, of this month, and of the best that can follow; present value."""
    problem = problem_of([case], (), rate)
    held = case.held.copy()
    cost = 0.0
    for one in bought:
        held += one.units * one.offered.worth * one.shares(case.horizon)
        cost += one.units * cost_of_purchase(one.offered.plan(), 0, problem)
    discount = problem.discount()
    edges = np.append(0.0, np.cumsum(case.curve.widths))
    first = np.append(0.0, np.cumsum(case.curve.values_cny[0] * case.curve.widths))
    cost += float((first[-1] - np.interp(held[0], edges, first)) * discount[1])
    cost -= spot_saving(case, held[:1]) * float(discount[1])
    cost += float(case.held_fees @ discount[1:]) + cost_beyond(case)
    later = tuple(replace(one, month=one.month - 1) for one in problem.extensions)
    for curve, share in groups:
        pool = replace(problem.pools[0], curve=curve, in_hand_units=tuple(held[1:].tolist()))
        rest = replace(problem, pools=(pool,), extensions=later)
        cost += share * solve(rest).cost_cny * float(discount[1])
    return cost


def _groups(case: PoolCase) -> Iterator[tuple[Curve, float]]:
    """Curves from next month on of scenarios alike in next month's level, and their weight."""
    scenarios = case.scenarios
    order = np.argsort(scenarios.levels[:, 0], kind="stable")
    reached = np.cumsum(scenarios.weights[order]) - scenarios.weights[order] / 2
    number = np.minimum((reached * GROUPS).astype(np.int64), GROUPS - 1)
    for group in range(GROUPS):
        at = order[number == group]
        share = float(scenarios.weights[at].sum())
        if share > 0:
            weights = scenarios.weights[at] / share
            part = replace(scenarios, levels=scenarios.levels[at], weights=weights)
            curve = replace(case, scenarios=part).curve
            yield (
                Curve(curve.widths, curve.values_cny[1:], curve.hours[1:], curve.paid_cny[1:]),
                share,
            )
