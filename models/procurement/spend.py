"""Money committed for every hour: what it covers of several pools at once, best discount first.

In an hour a commitment covers need that counts at discounted rates up to its sum; what is not used
is lost. Pools are covered in the order of their discounts, so what it avoids is

    sum over k of (ratio[k] - ratio[k + 1]) x min(commitment, cost[k])

where ratio[k] is what a yuan counted in the k-th pool costs by the hour, and cost[k] the discounted
cost of the first k pools together. Its mean over hours and scenarios is concave in the commitment:
ratios fall, and each min is concave. It needs no more of the hours than the joint exceedance curve
of every cost[k]; for one pool that is the pool's own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """Of every pool, yuan per unit-hour: what an hour counts, and what it costs by the hour."""

    discounted: Numbers
    listed: Numbers

    @property
    def order(self) -> NDArray[np.int64]:
        """Pools by discount, the highest first; of equal ones the lower rate."""
        return np.lexsort((self.discounted, self.discounted / self.listed))


def covered(need: Numbers, rates: Rates, cny_per_hour: float) -> Numbers:
    """Of the need (pools x any shape, in units) what so much money an hour covers."""
    taken = np.zeros_like(need)
    left = np.full(need.shape[1:], float(cny_per_hour))
    for pool in rates.order.tolist():
        counted = np.minimum(need[pool] * rates.discounted[pool], left)
        left -= counted
        taken[pool] = counted / rates.discounted[pool]
    return taken


@dataclass(frozen=True)
class Exceedance:
    """Hours of one month, all alike likely: the cost of the first k pools, sorted, with its sums.

    `weights`: by how much a yuan counted among the first k pools is worth more than in the next.
    """

    costs: Numbers
    sums: Numbers
    weights: Numbers

    @classmethod
    def of(cls, need: Numbers, rates: Rates) -> "Exceedance":
        """Of need in units, pools x any shape."""
        order = rates.order
        counted = need.reshape(len(need), -1)[order] * rates.discounted[order][:, None]
        costs = np.sort(np.cumsum(counted, axis=0), axis=1)
        sums = np.concatenate([np.zeros((len(costs), 1)), np.cumsum(costs, axis=1)], axis=1)
        ratios = np.append(rates.listed[order] / rates.discounted[order], 0.0)
        return cls(costs, sums, -np.diff(ratios))

    @property
    def used_up(self) -> Numbers:
        """The sorted cost of all pools: where what one more yuan avoids changes."""
        found: Numbers = self.costs[-1]
        return found

    def avoided(self, cny_per_hour: Numbers) -> Numbers:
        """Yuan an hour by the hour that commitments of so much avoid."""
        parts = [
            weight * self._least(row, cny_per_hour)
            for row, weight in enumerate(self.weights.tolist())
        ]
        return sum(parts, np.zeros_like(cny_per_hour))

    def used(self, cny_per_hour: Numbers) -> Numbers:
        """Yuan an hour that is used of commitments of so much."""
        return self._least(-1, cny_per_hour)

    def _least(self, row: int, cny_per_hour: Numbers) -> Numbers:
        """Mean of min(cny_per_hour, cost)."""
        costs, count = self.costs[row], self.costs.shape[1]
        below = np.searchsorted(costs, cny_per_hour, side="right")
        found: Numbers = (self.sums[row][below] + cny_per_hour * (count - below)) / count
        return found

    def last(self, cny_per_hour: Numbers) -> Numbers:
        """What one yuan more than so much avoids, in the mean of the hours."""
        above = [
            1 - np.searchsorted(row, cny_per_hour, side="right") / len(row) for row in self.costs
        ]
        found: Numbers = self.weights @ np.stack(above)
        return found
