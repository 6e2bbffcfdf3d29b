"""Mode of Prophet's posterior for many series of one calendar, each with a certificate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats
from models.forecast.exact.design import Design
from models.forecast.exact.lasso import LassoProblem, solve_lasso
from models.forecast.exact.noise import SMALLEST_VARIANCE, Bracket, best_variance, variance_slope
from models.forecast.exact.optimality import kkt_residual

MAX_ROUNDS = 60
SETTLED = 1e-11  # relative change of the noise variance
CERTIFIED = 1e-7  # largest KKT residual of a fit that counts as solved
_BATCH = 256


@dataclass(frozen=True)
class ExactFits:
    """One row a series, in scaled units as Prophet's `params`.

    `smooth`, shape (series, 2 + betas), are k, m and the betas; `delta` (series, changepoints);
    `sigma_obs` (series,). `kkt_residual` says how far a fit is from meeting the conditions of a
    maximum, 0 being exact; `is_solved` that it meets them and that there is noise at all.
    """

    smooth: Floats
    delta: Floats
    sigma_obs: Floats
    kkt_residual: Floats
    is_solved: npt.NDArray[np.bool_]


def fit_exactly(design: Design, scaled: Floats) -> ExactFits:
    """Fit series on one calendar; `scaled`, shape (series, times), has |y| <= 1 and no NaN.

    A series gives the same bits alone and in any batch. One that cannot be solved is marked in
    `is_solved`, and its numbers are not to be used.
    """
    parts = [
        _fit_batch(design, scaled[first : first + _BATCH])
        for first in range(0, len(scaled), _BATCH)
    ]
    return ExactFits(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ExactFits.__dataclass_fields__
        )
    )


def _fit_batch(design: Design, scaled: Floats) -> ExactFits:
    search = _Search(design, scaled)
    try:
        search.run()
    except np.linalg.LinAlgError:
        if len(scaled) > 1:  # one series of the batch cannot be solved: find it
            return _joined([_fit_batch(design, row[np.newaxis]) for row in scaled])
    sigma = np.sqrt(search.variance)
    residual = kkt_residual(design, scaled, search.smooth, search.delta, sigma)
    is_solved = search.settled & (residual <= CERTIFIED)
    return ExactFits(search.smooth, search.delta, sigma, residual, is_solved)


def _joined(parts: list[ExactFits]) -> ExactFits:
    names = ExactFits.__dataclass_fields__
    return ExactFits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class _Search:
    """The state of a batch while its noise variances are searched for."""

    def __init__(self, design: Design, scaled: Floats) -> None:
        self.design, self.gram, self.scaled = design, design.gram, scaled
        products = np.stack([np.einsum("ti,t->i", design.smooth, row) for row in scaled])
        self.rotated_linear = np.stack(
            [np.einsum("ij,i->j", self.gram.to_smooth, row) for row in products]
        )
        self.hinge_linear = np.stack([np.einsum("ti,t->i", design.hinges, row) for row in scaled])
        count = len(scaled)
        self.smooth = np.zeros((count, design.smooth.shape[1]))
        self.delta = np.zeros((count, design.hinges.shape[1]))
        self.signs = np.zeros_like(self.delta)
        self.settled = np.zeros(count, np.bool_)
        self.times = scaled.shape[1]
        self.variance = best_variance(np.square(scaled).sum(axis=1), self.times)

    def run(self) -> None:
        bracket = Bracket.around(self.variance)
        rows = np.flatnonzero(self.variance > SMALLEST_VARIANCE)
        for _ in range(MAX_ROUNDS):
            if not len(rows):
                return
            assumed = self.variance[rows]
            found, slope, reached = self._weights(rows, assumed)
            going = reached & (found > SMALLEST_VARIANCE)
            near = np.abs(found - assumed) <= SETTLED * assumed
            self.settled[rows[going & near]] = True
            part = Bracket(bracket.low[rows], bracket.high[rows])
            tried = part.next(assumed, np.maximum(found, SMALLEST_VARIANCE), slope)
            bracket.low[rows], bracket.high[rows] = part.low, part.high
            self.variance[rows] = np.where(going & ~near, tried, found)
            rows = rows[going & ~near]

    def _weights(
        self, rows: npt.NDArray[np.intp], assumed: Floats
    ) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Best weights for the assumed variances; the variance they leave and its slope."""
        gram = self.gram
        inverse = 1 / (gram.eigenvalues + assumed[:, np.newaxis])
        weighted = gram.cross.T * inverse[:, np.newaxis, :]
        linear = self.rotated_linear[rows]
        problem = LassoProblem(
            matrix=gram.hinge_gram - np.matmul(weighted, gram.cross),
            linear=self.hinge_linear[rows] - _times(weighted, linear),
            weight=assumed / self.design.tau,
        )
        delta, signs, reached = solve_lasso(problem, self.delta[rows], self.signs[rows])
        rotated = inverse * (linear - _times(gram.cross, delta))
        smooth = _times(gram.to_smooth, rotated)
        self.delta[rows], self.signs[rows], self.smooth[rows] = delta, signs, smooth
        squares = self._squares(rows)
        # How the weights move with the variance: both blocks' conditions differentiated by it.
        pull = -signs / self.design.tau + _times(weighted, rotated)
        delta_moves = problem.solve_active(signs != 0, pull) if delta.shape[1] else delta
        rotated_moves = -inverse * (rotated + _times(gram.cross, delta_moves))
        growth = (rotated * rotated_moves).sum(axis=1)
        growth += (signs * delta_moves).sum(axis=1) / self.design.tau
        slope = variance_slope(squares, self.times) * (-2 * assumed * growth)
        return best_variance(squares, self.times), slope, reached

    def _squares(self, rows: npt.NDArray[np.intp]) -> Floats:
        return np.array([np.square(self._misses(row)).sum() for row in rows])

    def _misses(self, row: int) -> Floats:
        design = self.design
        fitted = np.einsum("ti,i->t", design.smooth, self.smooth[row])
        fitted += np.einsum("ti,i->t", design.hinges, self.delta[row])
        return np.asarray(self.scaled[row] - fitted)


def _times(matrix: Floats, vectors: Floats) -> Floats:
    """Matrix (or one matrix a row) times each row's vector, row by row."""
    return np.asarray(np.matmul(matrix, vectors[..., np.newaxis])[..., 0])
