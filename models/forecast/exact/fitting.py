"""Prophet's fit and its sample paths for series that were measured on the same steps."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.exact.design import Design, hinges
from models.forecast.exact.prepared import PreparedProphet
from models.forecast.exact.solver import fit_exactly

_NOISE_OF_CONSTANT = 1e-9  # what Prophet itself takes for a series that never changes


@dataclass(frozen=True)
class ProphetFits:
    """Fits of several series, one row each; values are in the series' own units.

    `course`, shape (series, steps), is the expected value at all steps, those ahead included;
    `betas`, shape (series, features), is what a feature adds to it where it is 1;
    `noise_deviation` that of a step around it; `slope_change` the mean absolute change of slope
    per unit of scaled time at a changepoint.
    """

    prepared: PreparedProphet
    changepoint_count: int
    course: Floats
    betas: Floats
    noise_deviation: Floats
    slope_change: Floats
    kkt_residual: Floats
    is_solved: npt.NDArray[np.bool_]

    def draw(self, row: int, path_count: int, seed: int) -> Floats:
        """Paths of the steps ahead of one series, shape (paths, steps ahead).

        Distributed as Prophet's: noise of its own at each step, and a slope that changes ahead as
        often and by as much as it did in the history.
        """
        prepared = self.prepared
        generator = np.random.default_rng(seed)
        ahead = self.course[row, prepared.history_steps :, np.newaxis]
        # One row a step: sums over steps and the sorting for quantiles then run along memory.
        paths = generator.standard_normal((len(ahead), path_count))
        paths *= self.noise_deviation[row]
        paths += ahead
        if not prepared.is_flat and len(ahead):
            paths += self._bends(row, paths.shape, generator)
        return paths.T

    def _bends(self, row: int, shape: tuple[int, int], generator: np.random.Generator) -> Floats:
        """How far changes of slope have moved each path, shape (steps ahead, paths)."""
        step = float(np.diff(self.prepared.times).mean())
        at = _happening(shape[0] * shape[1], self.changepoint_count * step, generator)
        slopes = np.zeros(shape)
        slopes.reshape(-1)[at] = generator.laplace(0.0, self.slope_change[row], len(at))
        # A change falls somewhere within its step: half of it counts then, the rest one later.
        slopes[1:] = (slopes[1:] + slopes[:-1]) / 2
        slopes[0] /= 2
        for _ in ("changes to slopes", "slopes to heights"):
            for before, after in pairwise(slopes):  # far quicker than cumsum(axis=0)
                np.add(after, before, out=after)
        return slopes * step


def _happening(
    places: int, likelihood: float, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Which of many places something happens at, each for itself; from the gaps between them."""
    likelihood = min(likelihood, 1.0)
    expected = places * likelihood
    at = np.cumsum(generator.geometric(likelihood, int(expected + 6 * np.sqrt(expected) + 10))) - 1
    while at[-1] < places:
        more = np.cumsum(generator.geometric(likelihood, len(at)))
        at = np.concatenate([at, at[-1] + more])
    return np.asarray(at[: np.searchsorted(at, places)])


def fit_series(
    prepared: PreparedProphet,
    design: Design,
    measured: npt.NDArray[np.bool_],
    values: Floats,
) -> ProphetFits:
    """Fit the rows of `values`, shape (series, measured steps), without NaN.

    `design` is `prepared.design(measured)`. A row that is not `is_solved` has no usable fit.
    """
    scale = np.abs(values).max(axis=1, keepdims=True)
    scale = np.where(scale == 0, 1.0, scale)
    scaled = values / scale
    fits = fit_exactly(design, scaled)
    changepoints = prepared.changepoints(measured)
    columns = hinges(prepared.times, changepoints[: design.hinges.shape[1]])
    course = _course(prepared, columns, fits.smooth, fits.delta)
    constant = values.min(axis=1) == values.max(axis=1)
    return ProphetFits(
        prepared=prepared,
        changepoint_count=len(changepoints),
        course=np.where(constant[:, np.newaxis], values[:, :1], course * scale),
        betas=np.where(constant[:, np.newaxis], 0.0, fits.smooth[:, 2:] * scale),
        noise_deviation=np.where(constant, _NOISE_OF_CONSTANT, fits.sigma_obs) * scale[:, 0],
        slope_change=_slope_changes(fits.delta, constant | ~changepoints.any()) * scale[:, 0],
        kkt_residual=np.where(constant, 0.0, fits.kkt_residual),
        is_solved=constant | fits.is_solved,
    )


def _course(prepared: PreparedProphet, columns: Floats, smooth: Floats, delta: Floats) -> Floats:
    """Row by row, so that a series gives the same bits alone and in any batch."""
    times = prepared.times
    return np.stack(
        [
            weights[0] * times
            + weights[1]
            + np.einsum("ti,i->t", prepared.features, weights[2:])
            + np.einsum("ti,i->t", columns, changes)
            for weights, changes in zip(smooth, delta, strict=True)
        ]
    )


def _slope_changes(delta: Floats, without: npt.NDArray[np.bool_]) -> Floats:
    if delta.shape[1] == 0:
        return np.zeros(len(delta))
    changes = np.where(without[:, np.newaxis], 0.0, np.abs(delta))
    return np.asarray(changes.mean(axis=1) + 1e-8)
