"""Expected cost of purchases from a case's curve alone, without its scenarios."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.outcome import look_ahead, outcome, running
from models.buying.packs import drawn, fees_of_packs, packs_of
from models.buying.solving import Bought

Numbers = NDArray[np.float64]


def expected_cost(case: PoolCase, bought: Sequence[Bought]) -> float:
    """Yuan over the horizon: contracts in hand, what is bought, and what nothing serves."""
    units, fees = running(bought, case.horizon)
    if any(one is not None for one in (case.spend, case.singles, case.by_plans)):
        # no curve knows what they serve
        found = outcome(look_ahead(case), units, fees, packs=packs_of(bought))
        return float(case.scenarios.weights @ found.scenario_costs)
    curve = case.curve
    capacity = case.held + units
    edges = np.append(0.0, np.cumsum(curve.widths))
    values = curve.values_cny * curve.widths
    served = sum(
        float(np.interp(capacity[month], edges, np.append(0.0, np.cumsum(row))))
        for month, row in enumerate(values)
    )
    left = float(values.sum()) - served - spot_saving(case, capacity)
    left -= _pack_saving(case, capacity, packs_of(bought))
    return left + cost_beyond(case) + float(fees.sum() + case.held_fees.sum())


def _pack_saving(case: PoolCase, capacity: Numbers, packs: Sequence[Bought]) -> float:
    """What packs save above so many units and spot, of the hours that are expected."""
    if not packs:
        return 0.0
    hours = case.curve.hours * case.curve.widths
    edges = np.append(0.0, np.cumsum(case.curve.widths))
    above = [
        float(row.sum() - np.interp(units, edges, np.append(0.0, np.cumsum(row))))
        for units, row in zip(capacity + case.spot_units, hours, strict=True)
    ]
    hoped = np.array([above]) + case.hours_beyond
    saved = sum(float(taken.sum()) for taken in drawn(hoped, packs))
    return saved * case.worth_cny - float(fees_of_packs(packs, case.horizon.months).sum())


def spot_saving(case: PoolCase, capacity: Numbers) -> float:
    """What spot saves above so many units, in as many first months as are given."""
    if not case.spot_units:
        return 0.0
    curve = case.curve
    edges = np.append(0.0, np.cumsum(curve.widths))
    hours = 0.0
    for units, row in zip(capacity, curve.hours * curve.widths, strict=False):
        served = np.append(0.0, np.cumsum(row))
        low, high = np.interp([units, units + case.spot_units], edges, served)
        hours += float(high - low)
    return hours * case.spot_saves


def cost_beyond(case: PoolCase) -> float:
    """What need costs that no block reaches."""
    return float(case.hours_beyond.sum()) * case.worth_cny
