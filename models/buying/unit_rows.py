"""Rows of out_ladder_unit: why each block of units is bought now."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.buying.advice import Advice, Stacked
from models.buying.ladder_rows import cents
from models.buying.outcome import fee_of_units
from models.procurement.exceedance import unit_hours

Numbers = NDArray[np.float64]
Row = dict[str, Any]

_YEAR = 12
_MOST_BLOCKS = 8


def unit_rows(advice: Advice) -> Iterator[Row]:
    """Purchases that are due, from the unit that is needed longest."""
    for one in advice.stack:
        if one.bought.month == 0:
            yield from _blocks(advice, one)


def _blocks(advice: Advice, one: Stacked) -> Iterator[Row]:
    bought = one.bought
    whole = int(np.argmax(one.shares))  # the first month that it runs as a whole
    base = float(one.low[whole])
    units = bought.units * bought.offered.worth
    count = min(max(int(np.ceil(units)), 1), _MOST_BLOCKS)
    inner = np.rint(np.linspace(0, units, count + 1))[1:-1]
    edges = np.unique([0.0, *inner[inner < units], units])
    for low, high in pairwise(edges):
        yield _row(advice, one, base, float(low), float(high))


def _row(advice: Advice, one: Stacked, base: float, low: float, high: float) -> Row:
    case, offered = advice.case, one.bought.offered
    place = np.minimum(one.low, one.high)
    hours = advice.ahead.between(place + low, place + high) * case.hours_per_month
    width = high - low
    fee = fee_of_units(one.bought) / offered.worth  # per reference unit and month
    within = hours @ one.shares / width
    year = hours[:, one.bought.begins : one.bought.begins + _YEAR].sum(axis=1) / width
    saved = (within * case.worth_cny - fee * float(one.shares.sum())) * width
    weights = case.scenarios.weights
    return {
        "pool_id": case.pool_id,
        "offer_id": offered.offer_id,
        "first_unit": int(np.floor(base + low + 1e-9)) + 1,
        "last_unit": max(int(np.ceil(base + high - 1e-9)), int(np.floor(base + low + 1e-9)) + 1),
        "ran_hours": _ran(advice, base + low, base + high),
        "known_months": min(case.need.months, _YEAR),
        "expected_hours": float(weights @ year),
        "break_even_hours": fee / case.worth_cny * _YEAR,
        "confidence_ratio": float(weights[saved > 0].sum()),
        "saving_cny": cents(float(weights @ saved)),
    }


def _ran(advice: Advice, low: float, high: float) -> float:
    """Hours of the last year, as far as it is known, in which units from `low` to `high` ran."""
    hours = unit_hours(advice.case.past[-_YEAR:]).sum(axis=0)
    cumulated = np.append(0.0, np.cumsum(hours))
    at = np.interp([low, high], np.arange(len(cumulated)), cumulated)
    return float(at[1] - at[0]) / (high - low)
