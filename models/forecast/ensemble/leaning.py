"""How far the ensemble's departure from the plain level is believed, in daily demand.

What is weighed best in few cut-offs may still be no better than a blend of levels that estimates
nothing. Where the cut-offs that no weight was chosen on show little gain over it, part of the
weight goes back to it: the part that would have missed least there, of one series and of all,
against a belief. What is often zero has no such blend, and goes back to last week's mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.weighting import (
    MIN_POOLED_SERIES,
    NO_SPIKES,
    SMALLEST_SIZE,
    PooledErrors,
    plain_season,
    without_spikes,
)

PLAIN_LEVELS = ("mix_of_levels_log", "naive_last_week_mean")  # the first that a series has
SHARES = np.linspace(0.6, 1.0, 5)  # of the weight that stays with the ensemble
POOLED_CUT_OFFS = 8.0  # what all series say together weighs as much as this many cut-offs
# Before anything is seen, and how firmly: misses that grow by this part, in logarithms, times the
# square of the distance from it, in as many cut-offs.
BELIEVED_SHARE, BELIEVED_CUT_OFFS = 0.7, 3.0


@dataclass(frozen=True)
class _Seen:
    """Logarithm of misses by share in parts of those of the least, shape (shares, buckets).

    Zero where nothing was seen; `cut_offs`, shape (buckets,), counts what was.
    """

    losses: Floats
    cut_offs: Floats


def lean_to_level(
    backtests: Sequence[Backtest], weights: Sequence[Floats], errors: PooledErrors
) -> list[Floats]:
    """The weights with a part given to the plain level, bucket by bucket; hours as they are.

    The plainer the week is to see, the less: a level without it is no plain answer there. `errors`
    are those of all series.
    """
    seen = [_look(*pair) for pair in zip(backtests, weights, strict=True)]
    pooled = _pool([one for one in seen if one])
    return [
        _leaned(backtest.names, own, one, pooled, plain_season(backtest, errors)) if one else own
        for backtest, own, one in zip(backtests, weights, seen, strict=True)
    ]


def _look(backtest: Backtest, weights: Floats) -> _Seen | None:
    is_left_alone = backtest.steps_per_day > 1 or backtest.weeks[-1]
    if is_left_alone or not set(PLAIN_LEVELS) & set(backtest.names):
        return None
    fresh = ~backtest.origins.is_weighting
    known = ~np.isnan(backtest.actual[fresh])
    buckets = bucket_of_steps(backtest.ends)
    losses = np.zeros((len(SHARES), len(backtest.ends)))
    cut_offs = np.zeros(len(backtest.ends))
    sizes = [_sizes(backtest, _mixed(backtest.names, weights, share)) for share in SHARES]
    for bucket in range(len(backtest.ends)):
        inside = buckets == bucket
        cut_offs[bucket] = known[:, inside].mean(axis=1).sum()
        if cut_offs[bucket]:
            found = np.array([np.nanmean(size[:, inside]) for size in sizes])
            losses[:, bucket] = np.log(np.maximum(found, SMALLEST_SIZE))
    return _Seen(losses - losses[0], cut_offs)


def _sizes(backtest: Backtest, weights: Floats) -> Floats:
    """Absolute misses in parts of the scale where no weight was chosen, (origins, horizon)."""
    fresh = ~backtest.origins.is_weighting
    course = combined_course(backtest, weights, backtest.courses[:, fresh])
    misses = (backtest.actual[fresh] - course) / backtest.scales[fresh, np.newaxis]
    return np.abs(without_spikes(misses, backtest, NO_SPIKES))


def _pool(seen: Sequence[_Seen]) -> Floats | None:
    """Mean over the series that saw a bucket; fewer than 3 are no pool, and say nothing."""
    if len(seen) < MIN_POOLED_SERIES:
        return None
    counted = np.array([one.cut_offs > 0 for one in seen])
    summed = sum(one.losses for one in seen)
    enough = counted.sum(axis=0) >= MIN_POOLED_SERIES
    return np.where(enough, summed / np.maximum(counted.sum(axis=0), 1), 0.0)


def _leaned(
    names: Sequence[str], weights: Floats, seen: _Seen, pooled: Floats | None, season: Floats
) -> Floats:
    losses = seen.cut_offs * seen.losses
    if pooled is not None:
        losses = losses + POOLED_CUT_OFFS * pooled
    losses = losses + BELIEVED_CUT_OFFS * np.square(SHARES - BELIEVED_SHARE)[:, np.newaxis]
    given = 1 - SHARES[np.argmin(losses, axis=0)]
    return _mixed(names, weights, 1 - given * (1 - season))


def _mixed(names: Sequence[str], weights: Floats, share: Floats | float) -> Floats:
    mixed = weights * share
    plain = next(name for name in PLAIN_LEVELS if name in names)
    mixed[names.index(plain)] += 1 - share
    return np.asarray(mixed)
