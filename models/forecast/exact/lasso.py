"""Batched minimum of `d'Sd/2 - c'd + w|d|` by an active set: exact after finitely many steps.

A step moves to the minimum over the active coordinates with their signs held, or as far as the
first coordinate that would change its sign, which then becomes inactive. At the minimum the
inactive coordinate whose gradient exceeds its weight most becomes active. Each step lowers the
objective, so none comes back. Rows never influence each other, so a series gives the same bits in
any batch.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import Floats

MAX_STEPS_PER_COORDINATE = 12
_RELATIVE_SLACK = 1e-9  # of the weight
_ROUNDING = 1e-13  # of the largest product


@dataclass(frozen=True)
class LassoProblem:
    """One row a series: `matrix` (rows, n, n), `linear` (rows, n), `weight` (rows,)."""

    matrix: Floats
    linear: Floats
    weight: Floats

    def rows(self, chosen: npt.NDArray[np.intp]) -> "LassoProblem":
        """Some of the rows; all of them are not copied."""
        if len(chosen) == len(self.weight):
            return self
        return LassoProblem(self.matrix[chosen], self.linear[chosen], self.weight[chosen])

    def gradient(self, point: Floats) -> Floats:
        """Downhill direction of the smooth part, shape (rows, n)."""
        products = np.matmul(self.matrix, point[..., np.newaxis])[..., 0]
        return np.asarray(self.linear - products)

    def solve_active(self, active: npt.NDArray[np.bool_], right: Floats) -> Floats:
        """Solution over each row's active coordinates, zero elsewhere."""
        both = active[:, :, np.newaxis] & active[:, np.newaxis, :]
        matrix = np.where(both, self.matrix, np.eye(active.shape[1]))
        right = np.where(active, right, 0.0)
        return np.asarray(np.linalg.solve(matrix, right[..., np.newaxis])[..., 0])


def solve_lasso(
    problem: LassoProblem, start: Floats, signs: Floats
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Minimum, signs of its active coordinates, and whether it was reached, by row.

    `start` and `signs`, shape (rows, n), are a point to go on from; both may be zero.

    Raises:
        numpy.linalg.LinAlgError: active columns of a row depend on each other.
    """
    point, signs = start.copy(), signs.copy()
    done = np.zeros(len(point), np.bool_)
    if point.shape[1] == 0:
        return point, signs, ~done
    for _ in range(MAX_STEPS_PER_COORDINATE * point.shape[1]):
        rows = np.flatnonzero(~done)
        if not len(rows):
            break
        point[rows], signs[rows], done[rows] = _step(problem.rows(rows), point[rows], signs[rows])
    return point, signs, done


def _step(
    problem: LassoProblem, point: Floats, signs: Floats
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    active = signs != 0
    weight = problem.weight[:, np.newaxis]
    target = problem.solve_active(active, problem.linear - weight * signs)
    crossing = active & (target * signs < 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(crossing, point / (point - target), np.inf)
    first = share.argmin(axis=1)
    row = np.arange(len(point))
    blocked = crossing.any(axis=1)
    length = np.where(blocked, share[row, first], 1.0)[:, np.newaxis]
    moved = np.where(length < 1, point + length * (target - point), target)
    moved[row[blocked], first[blocked]] = 0.0
    signs = signs.copy()
    signs[row[blocked], first[blocked]] = 0.0
    joined = _join_worst(problem, moved, signs, row[~blocked])
    done = ~blocked
    done[joined] = False
    return moved, signs, done


def _join_worst(
    problem: LassoProblem, point: Floats, signs: Floats, rows: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Let the worst inactive coordinate of each of `rows` in, in place; the rows that had one."""
    part = problem.rows(rows)
    gradient = part.gradient(point[rows])
    slack = _RELATIVE_SLACK * part.weight + _ROUNDING * np.abs(part.linear).max(axis=1)
    excess = np.abs(gradient) - (part.weight + slack)[:, np.newaxis]
    excess[signs[rows] != 0] = -np.inf
    worst = excess.argmax(axis=1)
    row = np.arange(len(rows))
    joins = excess[row, worst] > 0
    signs[rows[joins], worst[joins]] = np.sign(gradient[row, worst])[joins]
    return np.asarray(rows[joins])
