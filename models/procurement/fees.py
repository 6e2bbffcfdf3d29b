"""What a purchase costs within the horizon, on the day of the decision."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.plans import Plan
from models.procurement.problem import Problem

Numbers = NDArray[np.float64]


def present_value(flows_cny: tuple[float, ...], rate_per_month: float) -> float:
    """Value on the day of purchase of payments k months after it."""
    amounts = np.asarray(flows_cny)
    return float((amounts * (1 + rate_per_month) ** -np.arange(len(amounts), dtype=float)).sum())


def annuity(rate_per_month: float, months: int) -> float:
    """Present value of a yuan at the end of each of `months` months."""
    return float(((1 + rate_per_month) ** -np.arange(1.0, months + 1)).sum())


def cost_of_purchase(plan: Plan, month: int, problem: Problem) -> float:
    """Present value of one unit bought at the start of a month, pro rata inside the horizon.

    A term that outlasts the horizon counts with the months inside of the equal monthly payments
    that are worth the same: for every plan alike, so that none is preferred for its length.
    """
    rate = problem.discount_rate_per_month
    inside = min(plan.term_months, problem.horizon - month - plan.lead_months)
    share = annuity(rate, inside) / annuity(rate, plan.term_months)
    return present_value(plan.flows_cny, rate) * share * float((1 + rate) ** -month)


def payments(plan: Plan, month: int, horizon: int) -> Numbers:
    """Undiscounted yuan by month of the horizon of one unit bought at the start of a month.

    What is paid on the day of the purchase is paid in its month, the end of month k in month k.
    """
    paid = np.zeros(horizon + 1)
    flows = np.asarray(plan.flows_cny)
    at = np.maximum(month + np.arange(len(flows)) - 1, month)
    inside = at < horizon
    np.add.at(paid, at[inside], flows[inside])
    return paid[:horizon]
