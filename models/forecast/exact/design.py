"""What all series of a calendar share: the columns of Prophet's additive model and their products.

Prophet's own notation: `k` and `m` are slope and offset of the trend, `delta` the changes of slope
at the changepoints, `beta` the weights of seasons, holidays and regressors.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from models.forecast.candidate import Floats

TREND_SCALE = 5.0  # prior deviation of k and m in prophet.stan
LINEAR, FLAT = 0, 2  # prophet.models.TrendIndicator


@dataclass(frozen=True)
class Design:
    """Columns at the measured times; y is scaled to at most 1, t runs from 0 to 1.

    `smooth`, shape (times, 2 + betas), has the columns with a normal prior: k, m, betas;
    `precisions` are the inverse variances of those priors. `hinges`, shape (times, changepoints),
    has the columns with a Laplace prior of scale `tau`. With a flat trend there are no hinges and
    the column of k is zero, so that k comes out zero, as its prior wants it.
    """

    smooth: Floats
    precisions: Floats
    hinges: Floats
    tau: float

    @classmethod
    def from_stan_data(cls, data: Mapping[str, Any]) -> "Design":
        """From what Prophet hands to Stan for an additive model with linear or flat trend."""
        features = np.asarray(data["X"], np.float64) * np.asarray(data["s_a"], np.float64)
        return cls.of_trend(
            np.asarray(data["t"], np.float64),
            features,
            np.asarray(data["sigmas"], np.float64),
            np.asarray(data["t_change"], np.float64),
            tau=float(data["tau"]),
            is_flat=data["trend_indicator"] == FLAT,
        )

    @classmethod
    def of_trend(
        cls,
        times: Floats,
        features: Floats,
        prior_scales: Floats,
        changepoints: Floats,
        *,
        tau: float,
        is_flat: bool,
    ) -> "Design":
        """From scaled times, features (times, betas) and the changepoints' scaled times."""
        slope = np.zeros_like(times) if is_flat else times
        return cls(
            smooth=np.column_stack([slope, np.ones_like(times), features]),
            precisions=1 / np.concatenate([[TREND_SCALE, TREND_SCALE], prior_scales]) ** 2,
            hinges=hinges(times, changepoints[:0] if is_flat else changepoints),
            tau=tau,
        )

    @cached_property
    def gram(self) -> "Gram":
        """Made once, for all series of the calendar."""
        return Gram.of(self)


def hinges(times: Floats, changepoints: Floats) -> Floats:
    """One column a changepoint: zero before it, then the time since; shape (times, changes)."""
    since = times[:, np.newaxis] - changepoints
    return np.where(since >= 0, since, 0.0)


@dataclass(frozen=True)
class Gram:
    """Products of the columns, the smooth ones rotated so that their ridge is diagonal.

    A smooth weight is `to_smooth @ rotated`; in rotated weights the smooth block plus `s` times its
    prior is `diag(eigenvalues + s)` for every noise variance `s`.
    """

    eigenvalues: Floats
    to_smooth: Floats
    cross: Floats
    hinge_gram: Floats

    @classmethod
    def of(cls, design: Design) -> "Gram":
        """Products of a design's columns."""
        scale = 1 / np.sqrt(design.precisions)
        scaled = design.smooth * scale
        # einsum, not a BLAS product: its bits do not depend on the number of threads.
        eigenvalues, vectors = np.linalg.eigh(np.einsum("ti,tj->ij", scaled, scaled))
        return cls(
            eigenvalues=np.clip(eigenvalues, 0.0, None),
            to_smooth=scale[:, np.newaxis] * vectors,
            cross=vectors.T @ np.einsum("ti,tj->ij", scaled, design.hinges),
            hinge_gram=np.einsum("ti,tj->ij", design.hinges, design.hinges),
        )
