"""Deviations of single days, and their parts."""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from models.anomalies.case import Band, Case, Floats
from models.anomalies.parts import CostChange, Part, cost_parts, volume_parts
from models.anomalies.pricing import Terms, on_demand_hours
from models.anomalies.projects import moved_by_project
from models.billing.money import to_cents


def usage_deviation(case: Case, place: int) -> tuple[Decimal | None, list[Part]]:
    """Card-hours beyond the expected at the day's pay-as-you-go price; None without a price."""
    expected, price = float(case.usage.expected[place]), float(case.pool.price_cny[place])
    moved = moved_by_project(case.projects, case.pool.used, place, expected)
    more = float(case.pool.used[place]) - expected
    amount = None if np.isnan(price) else to_cents(Fraction(more * price))
    return amount, volume_parts(amount, moved)


def cost_deviation(case: Case, terms: Terms, cost: Band, place: int) -> tuple[Decimal, list[Part]]:
    """Cost beyond the expected, to the cent, and its parts."""
    pool, day = case.pool, case.days[place]
    expected_used = float(case.usage.expected[place])
    fee, actual = case.amounts[day]
    expected = to_cents(Fraction(float(cost.expected[place])))
    before = float(terms.price_cny[place])
    # A day that buys nothing needs no price.
    price = float(np.nan_to_num(pool.price_cny[place]))
    expected_fee = to_cents(Fraction(float(terms.fee_cny[place])))

    def beyond(used: float, committed: Floats) -> float:
        return _beyond(used, float(committed[place]), pool.shapes[place])

    change = CostChange(
        expected_cny=expected,
        actual_cny=actual,
        expected_fee_cny=expected_fee,
        actual_fee_cny=fee,
        expected_price_cny=price if np.isnan(before) else before,
        actual_price_cny=price,
        expected_beyond=beyond(expected_used, terms.committed),
        beyond_in_new_contracts=beyond(expected_used, pool.committed),
        beyond_of_use=beyond(float(pool.used[place]), pool.committed),
        actual_beyond=float(pool.on_demand[place]),
        printed_ratio=_printed_ratio(case, place) if price != before else None,
    )
    moved = moved_by_project(case.projects, pool.used, place, expected_used)
    return actual - expected, cost_parts(change, moved)


def _beyond(used: float, committed: float, shape: Floats) -> float:
    return float(on_demand_hours(np.array([used]), np.array([committed]), shape[np.newaxis])[0])


def _printed_ratio(case: Case, place: int) -> float | None:
    priced = np.flatnonzero(~np.isnan(case.pool.price_cny[:place]))
    if not len(priced):
        return None
    return case.printed.ratio(case.days[int(priced[-1])], case.days[place])
