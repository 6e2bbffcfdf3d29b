"""Noise variance that is best for a sum of squares, and the search for the one that fits itself.

For a given noise variance the weights are a convex problem, for given weights the variance has a
closed form. Its fixed point is searched from above, where more noise than the data have is assumed:
with few points Prophet's posterior grows without bound as the noise goes to nothing, and that is
not the mode that one wants, nor the one that Stan reaches from its start at 1.
"""

from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import Floats

SMALLEST_VARIANCE = 1e-18  # Prophet takes a deviation of 1e-9 for a series without noise
_LARGEST_STEP = 4.0  # times the plain step, in the logarithm


def best_variance(squares: Floats, count: int) -> Floats:
    """Where `-count log(sd) - squares / (2 var) - 2 var` is largest: sd ~ normal(0, 0.5)."""
    return np.asarray(2 * squares / (count + np.sqrt(count**2 + 16 * squares)))


def variance_slope(squares: Floats, count: int) -> Floats:
    """Derivative of `best_variance` by the squares."""
    return np.asarray(1 / np.sqrt(count**2 + 16 * squares))


@dataclass
class Bracket:
    """Where each row's fixed point lies: `low` gives more noise than it assumes, `high` less."""

    low: Floats
    high: Floats

    @classmethod
    def around(cls, high: Floats) -> "Bracket":
        """From variances that are too high."""
        return cls(np.zeros_like(high), high.copy())

    def next(self, assumed: Floats, found: Floats, slope: Floats) -> Floats:
        """Variance to try next: Newton in the logarithm, within the bracket.

        `found` is the best variance for the weights at `assumed`, `slope` its derivative by it.
        """
        falls = found <= assumed
        self.high = np.where(falls, np.minimum(self.high, assumed), self.high)
        self.low = np.where(falls, self.low, np.maximum(self.low, assumed))
        gap = np.log(assumed) - np.log(found)
        relative_slope = 1 - slope * assumed / found
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = np.where(relative_slope > 0, gap / relative_slope, gap)
        newton = np.clip(newton, -_LARGEST_STEP * np.abs(gap), _LARGEST_STEP * np.abs(gap))
        tried = assumed * np.exp(-newton)
        outside = (tried <= self.low) | (tried >= self.high)
        middle = np.where(self.low > 0, np.sqrt(self.low * self.high), found)
        return np.asarray(np.where(outside, middle, tried))
