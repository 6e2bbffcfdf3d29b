"""Expected cost of purchases from a case's curve alone, without its scenarios."""

from collections.abc import Sequence

import numpy as np

from models.buying.case import PoolCase
from models.buying.outcome import running
from models.buying.solving import Bought


def expected_cost(case: PoolCase, bought: Sequence[Bought]) -> float:
    """Yuan over the horizon: contracts in hand, what is bought, and what nothing serves."""
    curve = case.curve
    units, fees = running(bought, case.horizon.months)
    capacity = case.held + units
    edges = np.append(0.0, np.cumsum(curve.widths))
    values = curve.values_cny * curve.widths
    served = sum(
        float(np.interp(capacity[month], edges, np.append(0.0, np.cumsum(row))))
        for month, row in enumerate(values)
    )
    left = float(values.sum()) - served
    return left + cost_beyond(case) + float(fees.sum() + case.held_fees.sum())


def cost_beyond(case: PoolCase) -> float:
    """What need costs that no block reaches."""
    weights = case.scenarios.weights
    needed = weights @ case.scenarios.levels + case.planned.mean(axis=1)
    within = case.curve.hours @ case.curve.widths / case.hours_per_month
    beyond = float(np.maximum(needed - within, 0.0).sum())
    return beyond * case.hours_per_month * float(np.asarray(case.prices.worth()))
