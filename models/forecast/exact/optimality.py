"""How far weights are from the mode: the conditions of a maximum, and the log-posterior itself."""

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.exact.design import Design
from models.forecast.exact.noise import best_variance

# Of the longest column: sin(12 x 2 pi t) is nothing but rounding at whole hours.
_SHORTEST = 1e-6
_SIGMA_SCALE = 0.5  # prior deviation of sigma_obs in prophet.stan


def kkt_residual(
    design: Design, scaled: Floats, smooth: Floats, delta: Floats, sigma_obs: Floats
) -> Floats:
    """Largest violation of the conditions of a maximum by series, shape (series,); 0 is exact.

    Without units: a gradient counts in parts of its column's length times that of the misses, the
    noise variance in parts of itself. All from the data, not from what the solver worked with.
    """
    return np.array(
        [_residual(design, *row) for row in zip(scaled, smooth, delta, sigma_obs, strict=True)]
    )


def _residual(
    design: Design, scaled: Floats, smooth: Floats, delta: Floats, sigma_obs: float
) -> float:
    misses = scaled - design.smooth @ smooth - design.hinges @ delta
    variance, length = sigma_obs**2, float(np.linalg.norm(misses))
    if not np.isfinite(length) or length == 0 or variance == 0:
        return np.inf
    smooth_gap = np.abs(design.smooth.T @ misses - variance * design.precisions * smooth)
    pull, weight = design.hinges.T @ misses, variance / design.tau
    held = np.abs(pull - weight * np.sign(delta))
    hinge_gap = np.where(delta == 0, np.clip(np.abs(pull) - weight, 0, None), held)
    columns = _lengths(design.smooth, design.hinges)
    gradient = (np.concatenate([smooth_gap, hinge_gap]) / (columns * length)).max()
    best = float(best_variance(np.array(length**2), len(scaled)))
    return float(max(gradient, abs(best / variance - 1)))


def _lengths(*columns: Floats) -> Floats:
    """Lengths of the columns; one that is zero but for rounding gets a length that it can lack."""
    lengths = np.concatenate([np.linalg.norm(block, axis=0) for block in columns])
    return np.asarray(np.maximum(lengths, _SHORTEST * lengths.max()))


def log_posterior(
    design: Design, scaled: Floats, smooth: Floats, delta: Floats, sigma_obs: float
) -> float:
    """Of one series, as prophet.stan has it, without its constants."""
    misses = scaled - design.smooth @ smooth - design.hinges @ delta
    return float(
        -len(scaled) * np.log(sigma_obs)
        - misses @ misses / (2 * sigma_obs**2)
        - (design.precisions * smooth**2).sum() / 2
        - np.abs(delta).sum() / design.tau
        - (sigma_obs / _SIGMA_SCALE) ** 2 / 2
    )
