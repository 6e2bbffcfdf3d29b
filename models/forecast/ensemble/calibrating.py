"""Spread of the ensemble by horizon bucket, learned where the weights were not chosen.

A miss is counted in parts of the series' scale. How large misses are is the series' own affair as
far as its cut-offs say it, and that of all series of the run for the rest; how they are distributed
around that, all series say together, against a shape that is believed before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.combining import combined_course
from models.forecast.ensemble.weighting import (
    MIN_POOLED_SERIES,
    SMALLEST_SIZE,
    without_spikes,
)

PROBABILITIES = (0.005, 0.025, 0.05, 0.1, 0.175, 0.25, 0.375, 0.5)
PROBABILITIES += tuple(1 - p for p in reversed(PROBABILITIES[:-1]))
NORMAL_SCORES = np.array([NormalDist().inv_cdf(p) for p in PROBABILITIES])
PRIOR_ORIGINS = 4.0  # weight of all series' size of misses against a series' own cut-offs
PRIOR_SHAPES = 4.0  # weight of the believed shape against the cut-offs that were seen
# Weights look better where they were chosen than they are.
BELIEVED_OPTIMISM = 1.1
# With few cut-offs the band is wider, the further out the more, as Student's t is than the normal
# (its first term, (1 + z^2) / 4 over the degrees of freedom); this part of it, since the steps of a
# cut-off are more than one miss. Fewer than 2 of a series say no less than 2: others are beside it.
FEW_CUT_OFFS = 0.6
_LEAST_CUT_OFFS = 2.0
_TAILS = FEW_CUT_OFFS * (1 + NORMAL_SCORES**2) / 4
_LARGEST_MISS = 10.0  # in expected sizes; one that lay still and woke must not widen all others
BELIEVED_GROWTH = 0.3  # of the spread, as a power of the steps ahead


def _believed_shape() -> Floats:
    """Between normal and Laplace, mean absolute value 1."""
    p = np.array(PROBABILITIES)
    normal = NORMAL_SCORES * np.sqrt(np.pi / 2)
    laplace = -np.sign(p - 0.5) * np.log(1 - 2 * np.abs(p - 0.5))
    return np.asarray((normal + laplace) / 2)


SHAPE = _believed_shape()
_CENTRALITY = 1 - 2 * np.abs(np.array(PROBABILITIES) - 0.5)


@dataclass(frozen=True)
class Spread:
    """Mean absolute misses of the weighted course in parts of the scale, by bucket.

    `chosen` is where the weights were chosen, `fresh` where not, both of shape (origins, buckets),
    NaN where nothing was measured; `misses`, shape (origins, horizon), are the fresh ones, `every`
    those of all cut-offs.
    """

    chosen: Floats
    fresh: Floats
    chosen_parts: Floats
    fresh_parts: Floats
    misses: Floats
    ends: tuple[int, ...]
    every: Floats


@dataclass(frozen=True)
class Pool:
    """What all series say, by bucket of a horizon: size of misses, optimism, and their shape."""

    size: Mapping[int, float]
    optimism: Mapping[int, float]


def measure_spread(backtest: Backtest, weights: Floats) -> Spread:
    """How far the weighted course was off at every cut-off, spikes cut off."""
    course = combined_course(backtest, weights, backtest.courses)
    misses = (backtest.actual - course) / backtest.scales[:, np.newaxis]
    misses = without_spikes(misses, backtest)
    sizes, parts = _sizes(misses, backtest.ends)
    chosen = backtest.origins.is_weighting
    return Spread(
        sizes[chosen],
        sizes[~chosen],
        parts[chosen],
        parts[~chosen],
        misses[~chosen],
        backtest.ends,
        misses,
    )


def _sizes(misses: Floats, ends: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Mean absolute miss by origin and bucket, and which part of the bucket was seen."""
    buckets = bucket_of_steps(ends)
    sizes = np.full((len(misses), len(ends)), np.nan)
    parts = np.zeros_like(sizes)
    for bucket in range(len(ends)):
        part = np.abs(misses[:, buckets == bucket])
        known = ~np.isnan(part)
        seen = known.any(axis=1)
        parts[:, bucket] = known.mean(axis=1)
        sizes[seen, bucket] = np.nansum(part[seen], axis=1) / known[seen].sum(axis=1)
    return sizes, parts


def pool_spreads(spreads: Sequence[Spread]) -> Pool:
    """Geometric means over the series; fewer than 3 are no pool."""
    sizes: dict[int, list[float]] = {}
    ratios: dict[int, list[float]] = {}
    for spread in spreads:
        chosen, fresh = (_mean(s, p) for s, p in _both(spread))
        for bucket in range(len(spread.ends)):
            if fresh[bucket] > 0:
                sizes.setdefault(bucket, []).append(np.log(fresh[bucket]))
                if chosen[bucket] > 0:
                    ratios.setdefault(bucket, []).append(np.log(fresh[bucket] / chosen[bucket]))
    return Pool(_means(sizes), _means(ratios))


def size_by_bucket(spread: Spread, pool: Pool, judged: int | None = None) -> Floats:
    """Expected absolute miss in parts of the scale, shape (buckets,).

    For judging one of the fresh cut-offs, by what lies before it, as the future is judged; the
    oldest of a series that is no part of a pool by all others.
    """
    chosen_parts, fresh_parts = spread.chosen_parts, spread.fresh_parts
    if judged is not None:
        chosen_parts, fresh_parts = chosen_parts.copy(), fresh_parts.copy()
        fresh_parts[judged] = 0.0
        if pool.size or judged + 1 < len(fresh_parts):  # the newest come first, and take turns
            chosen_parts[: judged + 1] = fresh_parts[: judged + 1] = 0.0
    sizes = np.empty(len(spread.ends))
    for bucket, end in enumerate(spread.ends):
        optimism = pool.optimism.get(bucket, np.log(BELIEVED_OPTIMISM))
        summed, count = 0.0, 0.0
        for values, parts, factor in (
            (spread.chosen, chosen_parts, max(1.0, float(np.exp(optimism)))),
            (spread.fresh, fresh_parts, 1.0),
        ):
            summed += factor * float((np.nan_to_num(values[:, bucket]) * parts[:, bucket]).sum())
            count += float(parts[:, bucket].sum())
        prior = np.exp(pool.size[bucket]) if bucket in pool.size else None
        if prior is None:
            prior = summed / count if count else 1.0
            if bucket:
                grown = sizes[bucket - 1] * (end / spread.ends[bucket - 1]) ** BELIEVED_GROWTH
                prior = grown
        sizes[bucket] = (summed + PRIOR_ORIGINS * prior) / (count + PRIOR_ORIGINS)
    return np.maximum(sizes, SMALLEST_SIZE)


def size_by_step(sizes: Floats, ends: tuple[int, ...]) -> Floats:
    """From bucket to bucket without a jump, shape (horizon,)."""
    starts = np.array([0, *ends[:-1]])
    centres = (starts + 1 + np.array(ends)) / 2
    return np.asarray(np.interp(np.arange(1, ends[-1] + 1), centres, sizes))


def fresh_misses(spread: Spread, pool: Pool) -> Floats:
    """Each fresh cut-off's misses in parts of what was expected before it."""
    rows = [
        row / size_by_step(size_by_bucket(spread, pool, judged=number), spread.ends)
        for number, row in enumerate(spread.misses)
    ]
    return np.array(rows).reshape(spread.misses.shape)


def shapes(misses: Sequence[Floats], ends: tuple[int, ...], gap: float = np.inf) -> Floats:
    """Quantiles of misses by bucket, shape (buckets, probabilities), never crossing.

    `misses` as fresh_misses has them, of series with the same buckets, from cut-offs `gap` steps
    apart: closer than they look ahead, they see the same shift and count the less for it.
    """
    buckets = bucket_of_steps(ends)
    knots = np.tile(SHAPE, (len(ends), 1))
    for bucket in range(len(ends)):
        parts = [rows[:, buckets == bucket] for rows in misses]
        seen = sum(float((~np.isnan(part)).mean(axis=1).sum()) for part in parts if len(part))
        seen *= min(1.0, gap / ends[bucket])
        values = np.concatenate([part[~np.isnan(part)] for part in parts] or [np.zeros(0)])
        if len(values):
            values = np.clip(values, -_LARGEST_MISS, _LARGEST_MISS)
            found = np.quantile(values, PROBABILITIES)
            knots[bucket] = (seen * found + PRIOR_SHAPES * SHAPE) / (seen + PRIOR_SHAPES)
            knots[bucket] *= 1 + _TAILS / max(seen / len(parts), _LEAST_CUT_OFFS)
            # Few cut-offs that all missed to one side are chance: the bounds mind, P50 does not.
            knots[bucket] -= knots[bucket, len(SHAPE) // 2] * _CENTRALITY
    return np.maximum.accumulate(knots, axis=1)


def _both(spread: Spread) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    return (spread.chosen, spread.chosen_parts), (spread.fresh, spread.fresh_parts)


def _mean(sizes: Floats, parts: Floats) -> Floats:
    total = parts.sum(axis=0)
    summed = (np.nan_to_num(sizes) * parts).sum(axis=0)
    return np.asarray(np.divide(summed, total, out=np.zeros_like(total), where=total > 0))


def _means(found: Mapping[int, Sequence[float]]) -> dict[int, float]:
    return {
        bucket: float(np.mean(values))
        for bucket, values in found.items()
        if len(values) >= MIN_POOLED_SERIES
    }
