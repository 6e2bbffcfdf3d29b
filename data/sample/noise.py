"""Seeded randomness: one independent stream per purpose, so that one never disturbs another."""

import zlib

import numpy as np

from data.sample.days import Floats

_MEMORY_HOURS = 120


def make_generator(seed: int, purpose: str) -> np.random.Generator:
    """A generator that depends on the seed and the purpose only."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def wander(
    generator: np.random.Generator, size: int, spread: float, persistence: float = 0.96
) -> Floats:
    """Factors around 1 that drift from hour to hour (an AR(1) process in the logarithm).

    `spread` is the standard deviation of the logarithm, `persistence` its hourly correlation.
    """
    shocks = generator.normal(size=size + _MEMORY_HOURS)
    weights = persistence ** np.arange(_MEMORY_HOURS)
    drift = np.convolve(shocks, weights)[_MEMORY_HOURS : _MEMORY_HOURS + size]
    factors: Floats = np.exp(spread * drift * np.sqrt(1 - persistence**2))
    return factors
