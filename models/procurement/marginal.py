"""What one more unit of supply is worth in each month: at which price the next offer would pay."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.procurement.fees import cost_of_purchase
from models.procurement.plans import Plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import lay_out

Numbers = NDArray[np.float64]

_LITTLE = 1e-3  # of a unit


def worth_of_supply(problem: Problem) -> Mapping[str, Numbers]:
    """By pool and month, present value of a reference unit more; of the linear programme.

    No plan costs less than what its months are worth, but for one that a limit holds back. Asked a
    little above what is in hand: at a whole number of units, what one more and one fewer is worth
    are both prices.

    Raises:
        Infeasible: the limits contradict each other.
    """
    programme = lay_out(replace(problem, pools=tuple(map(_with_a_little_more, problem.pools))))
    duals = programme.assembly.relaxed().row_duals
    return {pool_id: np.maximum(-duals[rows], 0.0) for pool_id, rows in programme.rows.items()}


def _with_a_little_more(pool: Pool) -> Pool:
    return replace(pool, in_hand_units=tuple((pool.in_hand() + _LITTLE).tolist()))


def worth_of_plan(plan: Plan, worth: Mapping[str, Numbers]) -> float:
    """What a unit of a plan, bought now, serves within the horizon, in yuan of today."""
    runs = slice(plan.lead_months, plan.lead_months + plan.term_months)
    return float(max(share * worth[pool_id][runs].sum() for pool_id, share in plan.serves.items()))


def cost_of_plan(plan: Plan, problem: Problem) -> float:
    """What a unit of it, bought now, costs within the horizon, in yuan of today."""
    return cost_of_purchase(plan, 0, problem)
