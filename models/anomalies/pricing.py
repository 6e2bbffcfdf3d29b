"""What a day's use costs beyond the contracts, from the shape that days had before it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SHAPE_DAYS = 28
HOURS = 24


def shapes_before(hours: Floats) -> Floats:
    """Share of each hour in a day's use, over the 28 whole days before each day.

    `hours` and the result have shape (days, 24); a day that is not wholly measured is NaN, and
    counts for nothing. Even where nothing was measured or used before.
    """
    whole = ~np.isnan(hours).any(axis=1)
    known = np.flatnonzero(whole)
    summed = np.vstack([np.zeros(HOURS), hours[known].cumsum(axis=0)])
    end = np.searchsorted(known, np.arange(len(hours)))
    sums = summed[end] - summed[np.maximum(end - SHAPE_DAYS, 0)]
    sums = np.maximum(sums, 0.0)
    total = sums.sum(axis=1, keepdims=True)
    even = np.full(sums.shape, 1.0 / HOURS)
    return np.asarray(np.divide(sums, total, out=even, where=total > 0))


def on_demand_hours(used: Floats, committed_card_hours: Floats, shapes: Floats) -> Floats:
    """Card-hours beyond contracts on days of that use, spread like `shapes`; shape (days,)."""
    beyond = used[:, np.newaxis] * shapes - committed_card_hours[:, np.newaxis] / HOURS
    return np.asarray(np.clip(beyond, 0.0, None).sum(axis=1))


@dataclass(frozen=True)
class PoolDays:
    """A pool by local day, arrays of shape (days,); NaN where not known.

    `used` is known on wholly measured days alone, `price_cny` per card-hour, `cost_cny` of all.
    """

    used: Floats
    on_demand: Floats
    committed: Floats
    price_cny: Floats
    fee_cny: Floats
    cost_cny: Floats
    shapes: Floats


@dataclass(frozen=True)
class Terms:
    """What was believed of each day's terms the day before: those of the last day known.

    A fee that differs while the contracts are the same was known beforehand: months differ in
    length. Shape (days,), NaN before the first.
    """

    price_cny: Floats
    committed: Floats
    fee_cny: Floats


def terms_before(pool: PoolDays) -> Terms:
    """Terms of the day before, for every day."""
    price, committed, fee = (
        _day_before(row) for row in (pool.price_cny, pool.committed, pool.fee_cny)
    )
    return Terms(price, committed, np.where(pool.committed == committed, pool.fee_cny, fee))


def expected_cost(pool: PoolDays, terms: Terms, expected_used: Floats) -> Floats:
    """Cost of the expected use at the terms of the day before, to the cent; shape (days,)."""
    beyond = on_demand_hours(expected_used, terms.committed, pool.shapes)
    bought = np.where(beyond == 0, 0.0, beyond * terms.price_cny)
    return np.asarray(np.round(terms.fee_cny + bought, 2))


def _day_before(values: Floats) -> Floats:
    """The last known value before each day."""
    place = np.where(np.isnan(values), -1, np.arange(len(values)))
    last = np.maximum.accumulate(place) if len(place) else place
    before = np.concatenate([[-1], last[:-1]]).astype(np.intp)
    return np.where(before >= 0, values[np.maximum(before, 0)], np.nan) if len(values) else values
