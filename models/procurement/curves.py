"""Scenarios compressed: what the l-th unit is expected to save, by pool and month.

The curve of a month is cut into blocks of units. A block's value per unit is the mean, over the
scenarios, of the yuan by the hour that a unit in the block avoids. It never rises from block to
block, so the programme serves them in order and stays linear, and its size does not depend on
the number of scenarios.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import UsageError

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """Blocks of one pool: `widths` (blocks) in units; the rest months x blocks, per unit of width.

    `hours` are expected hours of need; `values_cny` what they cost by the hour (or worse: where
    none is to be had); `paid_cny` what of that is money paid, which a budget counts.
    """

    widths: Numbers
    values_cny: Numbers
    hours: Numbers
    paid_cny: Numbers

    @property
    def total_cny(self) -> float:
        """Expected yuan if nothing is bought, undiscounted."""
        return float((self.values_cny @ self.widths).sum())


@dataclass(frozen=True)
class Campaign:
    """A planned run: units needed from one hour of the horizon to before another, for certain."""

    first_hour: int
    end_hour: int
    units: float


@dataclass(frozen=True)
class HourPrices:
    """Pay-as-you-go by scenario and month, how likely it is to be had, and what lacking it costs.

    `cny_per_hour`: one number, months, or scenarios x months.
    """

    cny_per_hour: ArrayLike
    availability: float = 1.0
    shortage_cny_per_hour: float = 0.0

    def worth(self) -> Numbers:
        """Yuan that an hour served avoids: a x price + (1 - a) x shortage cost."""
        price = np.asarray(self.cny_per_hour, dtype=np.float64)
        return self.availability * price + (1 - self.availability) * self.shortage_cny_per_hour

    def paid(self) -> Numbers:
        """Yuan paid for an hour not served: a x price."""
        return self.availability * np.asarray(self.cny_per_hour, dtype=np.float64)


def block_edges(peak: float, blocks: int = 20) -> Numbers:
    """Edges from 0 to the peak in whole units: blocks of one unit where they are enough."""
    top = max(int(np.ceil(peak)), 1)
    return np.unique(np.rint(np.linspace(0, top, min(top, blocks) + 1)))


def with_campaigns(demand: Numbers, campaigns: Sequence[Campaign]) -> Numbers:
    """Demand (scenarios x hours) with the runs in every scenario: history cannot know them."""
    added = demand.copy()
    for campaign in campaigns:
        added[:, max(campaign.first_hour, 0) : campaign.end_hour] += campaign.units
    return added


def planned_hours(campaigns: Sequence[Campaign], months: int, hours_per_month: int) -> Numbers:
    """Units that planned runs need, months ahead x hours: what `View.planned` holds."""
    nothing = np.zeros((1, months * hours_per_month))
    return with_campaigns(nothing, campaigns).reshape(months, hours_per_month)


def curve_of_hours(
    demand: Numbers,
    month_starts: Sequence[int],
    prices: HourPrices,
    edges: Numbers,
    weights: Numbers | None = None,
) -> Curve:
    """Curve of `demand` (scenarios x hours); `month_starts` has the hours and, last, the end.

    Raises:
        UsageError: demand is negative or not a number, or exceeds the last edge.
    """
    _require_within(demand, edges)
    share = np.full(len(demand), 1 / len(demand)) if weights is None else weights
    months = len(month_starts) - 1
    by_scenario = np.empty((len(demand), months, len(edges) - 1))
    for month in range(months):
        hours = np.sort(demand[:, month_starts[month] : month_starts[month + 1]], axis=1)
        by_scenario[:, month] = _block_hours(hours, edges)
    return _curve(by_scenario, prices, edges, share)


def curve_of_levels(
    levels: Numbers,
    shape: Numbers,
    prices: HourPrices,
    edges: Numbers,
    hours_per_month: float,
    weights: Numbers | None = None,
) -> Curve:
    """Curve of scenarios given as monthly mean `levels` (scenarios x months) and hours' `shape`.

    `shape`: hours relative to their month's mean. What exceeds the last edge is left to the hour.
    """
    share = np.full(len(levels), 1 / len(levels)) if weights is None else weights
    by_scenario = hours_of_levels(levels, shape, edges) * hours_per_month
    return _curve(by_scenario / np.diff(edges), prices, edges, share)


def hours_of_levels(levels: Numbers, shape: Numbers, edges: Numbers) -> Numbers:
    """Share of the hours in which the units of each block work, times the block's width.

    Scenarios x months x blocks. The integral of the survival curve of the shape is tabulated once.
    Units below an edge of 0 always work: something else needs them.
    """
    grid = np.linspace(0, float(shape.max(initial=0.0)), 400)
    survival = 1 - np.searchsorted(np.sort(shape), grid, side="right") / len(shape)
    integral = np.append(0, np.cumsum((survival[1:] + survival[:-1]) / 2 * np.diff(grid)))
    positive = np.maximum(levels, 1e-12)[:, :, None]
    below: Numbers = np.interp(edges / positive, grid, integral) * positive + np.minimum(edges, 0)
    return np.diff(below, axis=2)


def _block_hours(hours: Numbers, edges: Numbers) -> Numbers:
    """Mean hours of need per unit in each block; `hours` (scenarios x hours) rise in each row."""
    count = hours.shape[1]
    sums = np.zeros((len(hours), count + 1))
    np.cumsum(hours, axis=1, out=sums[:, 1:])
    above = np.empty((len(hours), len(edges)))
    for scenario, row in enumerate(hours):
        at = np.searchsorted(row, edges)
        above[scenario] = sums[scenario, -1] - sums[scenario, at] - (count - at) * edges
    needed: Numbers = -np.diff(above, axis=1) / np.diff(edges)
    return needed


def _curve(by_scenario: Numbers, prices: HourPrices, edges: Numbers, share: Numbers) -> Curve:
    def mean(price: Numbers) -> Numbers:
        spread = np.broadcast_to(price, by_scenario.shape[:2])
        averaged: Numbers = np.einsum("s,st,stb->tb", share, spread, by_scenario)
        return averaged

    one = np.ones(())
    return Curve(np.diff(edges), mean(prices.worth()), mean(one), mean(prices.paid()))


def _require_within(demand: Numbers, edges: Numbers) -> None:
    low, high = float(demand.min(initial=0.0)), float(demand.max(initial=0.0))
    if not 0 <= low <= high <= edges[-1]:
        raise UsageError(
            f"Demand runs from {low} to {high}, the blocks from 0 to {edges[-1]}",
            where="curve_of_hours",
            remedy="Give hours that were measured or drawn, and edges that reach the peak.",
        )
