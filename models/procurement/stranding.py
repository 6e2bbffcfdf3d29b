"""One period, some servers, some levels of need: mean cost, its tail, and what is stranded.

A tail measure of cost pushes towards committing more, because commitments make cost constant; what
people fear is waste. So waste stands beside expected cost as a figure of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError

Numbers = NDArray[np.float64]
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Outcome:
    """Yuan. `tail_cny`: mean of the dearest `tail_share` of outcomes (CVaR).

    Stranded: fees of committed servers that are not needed.
    """

    mean_cny: float
    tail_cny: float
    expected_stranded_cny: float
    most_stranded_cny: float
    chance_of_stranding: float


def expected_outcome(
    levels: Numbers,
    chances: Sequence[float],
    committed: float,
    fee_cny: float,
    by_hour_cny: float,
    tail_share: float = 0.25,
) -> Outcome:
    """Outcome of `committed` servers at `fee_cny` where more are paid by the hour.

    Raises:
        UsageError: the chances do not sum to 1, or the tail is no share.
    """
    weights = np.asarray(chances, dtype=np.float64)
    if abs(weights.sum() - 1) > 1e-9 or weights.min() < 0 or not 0 < tail_share <= 1:
        raise UsageError(
            f"Chances {list(chances)} or the tail share {tail_share} are no shares of one whole",
            where="expected_outcome",
            remedy="Give chances that sum to 1, and a tail share above 0 up to 1.",
        )
    cost = committed * fee_cny + np.maximum(levels - committed, 0) * by_hour_cny
    stranded = np.maximum(committed - levels, 0) * fee_cny
    return Outcome(
        float(cost @ weights),
        _tail(cost, weights, tail_share),
        float(stranded @ weights),
        float(stranded[weights > 0].max()),
        float(weights[stranded > 0].sum()),
    )


def _tail(cost: Numbers, weights: Numbers, share: float) -> float:
    """Mean of the dearest outcomes that together have the chance `share`."""
    order = np.argsort(-cost)
    before = np.cumsum(weights[order]) - weights[order]
    taken = np.clip(share - before, 0, weights[order])
    taken[taken < _ROUNDING] = 0
    return float((taken * cost[order]).sum() / share)
