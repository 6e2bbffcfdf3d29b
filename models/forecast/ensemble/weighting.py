"""Weights of the members by horizon bucket, from the cut-offs that are meant for it.

Inverse squared backtest error, in hours its fourth power. What one series shows in few cut-offs is
blended with how its members did on all series of the run, compared with each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.growing import WHOLE_ORIGIN
from models.forecast.ensemble.members import PAST_WEEKS, SEASONAL_NAIVE, WEEK_MEAN

DROPPED_ABOVE = 1.3  # times the best: a bad member's weight is noise
MIN_POOLED_SERIES = 3
LARGEST_SPIKE = 12.0  # in the series' median misses: one spike says little of the other days
# So many of the misses are no spikes, however large: what comes every Sunday is no chance.
NO_SPIKES = 0.95
SMALLEST_SIZE = 0.05  # a series that never missed may yet move by a part of its seasons' change
# What all series say together weighs as much as this many cut-offs; weights are errors to this
# power. Hours have many more misses to tell members apart by.
PRIOR_ORIGINS, POWER = 3.0, -2.0
HOURLY_PRIOR_ORIGINS, HOURLY_POWER = 4.0, -4.0
# In daily demand a season or a lasting slope must earn its weight: it counts this much worse, in
# logarithms, than it looked in a few cut-offs. In hours the seasons are there, and slopes are not.
HANDICAP = 0.2
# Not where the week is plain to see: where last week's mean misses so many times what last week
# again misses, nothing of that is left, and nothing of leaning back to a plain level.
PLAIN_SEASON = 1.5
LEVEL_METHODS = (
    "naive_last_week_mean",
    "mean_of_28_days",
    "mix_of_levels",
    "mix_of_levels_log",
    "simple_smoothing",
    "seasonal_smoothing",
    "slow_smoothing",
    "tsb",
)
# Their slope dies away or is halved, and the last value may be a peak: trusted where it was tested.
_NEAR_LEVEL_METHODS = ("naive_last_value", "damped_trend", "theta")
_LASTING_SLOPES = ("prophet", "prophet_log", "prophet_at_level", "prophet_log_at_level")


@dataclass(frozen=True)
class Errors:
    """Mean absolute misses of each member by bucket, shape (members, buckets), NaN where unknown.

    `origins`, shape (buckets,), counts cut-offs; one that saw a part of a bucket counts as that.
    """

    by_bucket: Floats
    origins: Floats


PooledErrors = Mapping[tuple[str, int], float]


def weighting_errors(backtest: Backtest) -> Errors:
    """Errors at the cut-offs for weights, spikes cut off."""
    chosen = backtest.origins.is_weighting
    return bucket_errors(backtest, without_spikes(backtest.misses[:, chosen], backtest, NO_SPIKES))


def without_spikes(misses: Floats, backtest: Backtest, spared: float = 0.0) -> Floats:
    """Misses of shape (..., horizon), none above a multiple of the median of its bucket.

    The part `spared` of those that are not zero stays as it is, however large, and so does all of
    a series that is often zero: there the median is no measure.
    """
    if backtest.is_intermittent:
        return misses
    buckets = bucket_of_steps(backtest.ends)
    cut = misses.copy()
    for bucket in range(len(backtest.ends)):
        part = misses[..., buckets == bucket]
        known = np.abs(part[~np.isnan(part)])
        if known.any():
            limit = LARGEST_SPIKE * max(float(np.median(known)), SMALLEST_SIZE)
            usual = float(np.quantile(known[known > 0], spared, method="lower"))
            cut[..., buckets == bucket] = np.clip(part, -max(limit, usual), max(limit, usual))
    return cut


def bucket_errors(backtest: Backtest, misses: Floats) -> Errors:
    """Errors of misses of shape (members, origins, horizon)."""
    buckets = bucket_of_steps(backtest.ends)
    errors = np.full((len(misses), len(backtest.ends)), np.nan)
    origins = np.zeros(len(backtest.ends))
    for bucket in range(len(backtest.ends)):
        part = np.abs(misses[:, :, buckets == bucket])
        known = ~np.isnan(part)
        seen = known.any(axis=0).sum()
        origins[bucket] = seen / part.shape[2]
        complete = known.sum(axis=(1, 2)) == seen
        if seen and complete.any():
            errors[complete, bucket] = np.nansum(part[complete], axis=(1, 2)) / seen
    return Errors(errors, origins)


def pool_errors(backtests: Sequence[Backtest]) -> PooledErrors:
    """Mean logarithm of each member's error in parts of the series' mean, by member and bucket.

    Fewer than 3 series are no pool.
    """
    found: dict[tuple[str, int], list[float]] = {}
    for backtest in backtests:
        errors = _compared(weighting_errors(backtest).by_bucket)
        for (row, bucket), value in np.ndenumerate(errors):
            if np.isfinite(value):
                found.setdefault((backtest.names[row], bucket), []).append(value)
    return {
        key: float(np.mean(values))
        for key, values in found.items()
        if len(values) >= MIN_POOLED_SERIES
    }


def weigh(backtest: Backtest, pooled: PooledErrors) -> Floats:
    """Weights that add up to 1 in each bucket, shape (members, buckets).

    A bucket that no cut-off reached has the weights of the one before, of level methods only; where
    none saw the whole of it, lasting slopes have no part: a month that grew would go on for ever.
    Where paths are drawn from past weeks, these have all of it.
    """
    if backtest.weeks[-1]:
        is_drawn = np.array(backtest.names) == PAST_WEEKS
        return np.repeat(is_drawn[:, np.newaxis], len(backtest.ends), axis=1).astype(np.float64)
    hourly = backtest.steps_per_day > 1
    prior, power = (HOURLY_PRIOR_ORIGINS, HOURLY_POWER) if hourly else (PRIOR_ORIGINS, POWER)
    errors = weighting_errors(backtest)
    logs = _blended(backtest.names, errors, pooled, prior)
    is_lasting = np.isin(backtest.names, _LASTING_SLOPES)
    is_season = _is_doubted(backtest.names, hourly=hourly) & ~is_lasting
    logs[is_season] += HANDICAP * (1 - _season(backtest.names, logs))
    logs[is_lasting] += HANDICAP
    logs[np.ix_(is_lasting, errors.origins < WHOLE_ORIGIN)] = np.inf
    weights = np.zeros_like(logs)
    for bucket in range(logs.shape[1]):
        known = np.isfinite(logs[:, bucket])
        if not known.any():
            weights[:, bucket] = _without_evidence(backtest.names, weights[:, bucket - 1], bucket)
            continue
        relative = np.exp(np.where(known, logs[:, bucket], np.inf) - logs[known, bucket].min())
        inverse = np.where(relative <= DROPPED_ABOVE, relative**power, 0.0)
        weights[:, bucket] = inverse / inverse.sum()
    return weights


def plain_season(backtest: Backtest, pooled: PooledErrors) -> Floats:
    """How plain the week is to see in each bucket, from 0 (not at all) to 1, shape (buckets,)."""
    errors = weighting_errors(backtest)
    return _season(backtest.names, _blended(backtest.names, errors, pooled, PRIOR_ORIGINS))


def _season(names: Sequence[str], logs: Floats) -> Floats:
    if not {WEEK_MEAN, SEASONAL_NAIVE} <= set(names):
        return np.zeros(logs.shape[1])
    flat, again = (logs[names.index(name)] for name in (WEEK_MEAN, SEASONAL_NAIVE))
    known = np.isfinite(flat) & np.isfinite(again)
    gained = np.where(known, flat, 0.0) - np.where(known, again, 0.0)
    return np.asarray(np.clip(gained / np.log(PLAIN_SEASON), 0.0, 1.0))


def _is_doubted(names: Sequence[str], *, hourly: bool) -> npt.NDArray[np.bool_]:
    if hourly:
        return np.isin(names, _LASTING_SLOPES)
    return ~np.isin(names, (*LEVEL_METHODS, *_NEAR_LEVEL_METHODS))


def _compared(errors: Floats) -> Floats:
    """Logarithms of errors in parts of their median over the members."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.maximum(errors, 1e-9))
    for bucket in range(errors.shape[1]):
        known = np.isfinite(logs[:, bucket])
        if known.any():
            logs[:, bucket] -= np.median(logs[known, bucket])
    return logs


def _blended(
    names: Sequence[str], errors: Errors, pooled: PooledErrors, prior_origins: float
) -> Floats:
    own = _compared(errors.by_bucket)
    for (row, bucket), value in np.ndenumerate(own):
        general = pooled.get((names[row], bucket))
        if general is None:
            continue
        count = errors.origins[bucket] if np.isfinite(value) else 0.0
        known = value if np.isfinite(value) else 0.0
        own[row, bucket] = (count * known + prior_origins * general) / (count + prior_origins)
    return own


def _without_evidence(names: Sequence[str], before: Floats, bucket: int) -> Floats:
    is_level = np.isin(names, LEVEL_METHODS)
    weights = np.where(is_level, before if bucket else 1.0, 0.0)
    if not weights.any():
        weights = np.where(is_level, 1.0, 0.0) if is_level.any() else np.ones(len(names))
    return np.asarray(weights / weights.sum())
