"""Seasons of a series as profiles that add up to nothing, taken off before smoothing."""

from collections.abc import Sequence

import numpy as np

from models.forecast.candidate import Floats

# A season is believed where the autocorrelation at its length passes the 90 % limit of noise, as
# the Theta method has it (Assimakopoulos and Nikolopoulos 2000).
_LIMIT = 1.645
_MIN_CYCLES = 2
_SHRINK_CYCLES = 1.0  # a profile seen this often counts half


def take_off_seasons(values: Floats, seasons: Sequence[int], horizon: int) -> tuple[Floats, Floats]:
    """Values without their seasons, and the sum of the seasons over the steps ahead.

    `seasons` are lengths in steps, shortest first, each a multiple of the one before. One that is
    not seen twice, or not believed, is zero. NaN stays NaN.
    """
    ahead = np.zeros(horizon)
    for season in seasons:
        profile = _profile(values, season)
        steps = np.arange(len(values) + horizon) % season
        values = values - profile[steps[: len(values)]]
        ahead += profile[steps[len(values) :]]
    return values, ahead


def last_cycle(values: Floats, season: int) -> Floats:
    """The last measured value of each of the next `season` steps' place in the cycle.

    A place that was never measured is NaN.
    """
    cycle = np.full(season, np.nan)
    for step in range(len(values), len(values) + season):
        same_place = values[step % season :: season]
        known = same_place[~np.isnan(same_place)]
        cycle[step - len(values)] = known[-1] if len(known) else np.nan
    return cycle


def latest_cycles(values: Floats, season: int, count: int) -> Floats:
    """The last `count` whole cycles up to the end, or fewer, shape (cycles, season).

    Raises:
        ValueError: there are not even two, or a place was not measured in them.
    """
    latest = values[len(values) % season :].reshape(-1, season)[-count:]
    if len(latest) < _MIN_CYCLES or np.isnan(latest).all(axis=0).any():
        msg = f"no {_MIN_CYCLES} cycles of {season} steps with every place measured"
        raise ValueError(msg)
    return latest


def _profile(values: Floats, season: int) -> Floats:
    """Mean distance from a moving mean of one cycle, by place in the cycle; sums to zero."""
    cycles = len(values) // season
    if season < 2 or cycles < _MIN_CYCLES or not _is_believed(values, season):
        return np.zeros(season)
    distance = values - _moving_mean(values, season)
    padded = np.full((-(-len(values) // season)) * season, np.nan)
    padded[: len(values)] = distance
    by_place = padded.reshape(-1, season)
    known = np.count_nonzero(~np.isnan(by_place), axis=0)
    sums = np.nansum(by_place, axis=0)
    profile = sums / (known + _SHRINK_CYCLES)
    return np.asarray(profile - profile.mean())


def _moving_mean(values: Floats, season: int) -> Floats:
    """Centred mean over one cycle; NaN at the ends and where half of the cycle is missing."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    known = ~np.isnan(values)
    count = np.convolve(known, weights, "valid")
    sums = np.convolve(np.where(known, values, 0.0), weights, "valid")
    means = np.full(len(values), np.nan)
    half = len(weights) // 2
    enough = count >= season / 2
    means[half : len(values) - half][enough] = sums[enough] / count[enough]
    return means


def _is_believed(values: Floats, season: int) -> bool:
    filled = np.where(np.isnan(values), np.nanmean(values), values)
    centred = filled - filled.mean()
    square = float(centred @ centred)
    if square == 0:
        return False
    lags = min(season, len(values) - 1)
    correlations = [float(centred[lag:] @ centred[:-lag]) / square for lag in range(1, lags + 1)]
    spread = np.sqrt((1 + 2 * np.square(correlations[:-1]).sum()) / len(values))
    return bool(correlations[-1] > _LIMIT * spread)
