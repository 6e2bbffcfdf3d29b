from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.candidate import Floats
from models.forecast.exact.lasso import LassoProblem, solve_lasso


def problem(seed: int, rows: int, size: int, weight: float) -> LassoProblem:
    generator = np.random.default_rng(seed)
    columns = generator.normal(size=(rows, 3 * size, size)).cumsum(axis=1)  # correlated, as hinges
    matrix = np.matmul(columns.transpose(0, 2, 1), columns)
    linear = generator.normal(size=(rows, size)) * np.sqrt(np.abs(matrix).max())
    return LassoProblem(matrix, linear, np.full(rows, weight))


def minimum_by_trying_all_signs(matrix: Floats, linear: Floats, weight: float) -> float:
    """The slow obvious way: the best of the minima for every pattern of signs that keeps to it."""
    best = 0.0
    for signs in product((-1.0, 0.0, 1.0), repeat=len(linear)):
        active = np.flatnonzero(signs)
        if not len(active):
            continue
        sign = np.array(signs)[active]
        part = matrix[np.ix_(active, active)]
        point = np.linalg.solve(part, linear[active] - weight * sign)
        if (point * sign >= 0).all():
            value = point @ part @ point / 2 - linear[active] @ point + weight * np.abs(point).sum()
            best = min(best, float(value))
    return best


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 1.0, 10.0, 100.0]))
def test_no_pattern_of_signs_gives_a_lower_minimum(seed: int, weight: float) -> None:
    task = problem(seed, 2, 4, weight)
    point, signs, reached = solve_lasso(task, np.zeros((2, 4)), np.zeros((2, 4)))
    assert reached.all()
    assert (np.sign(point) == signs).all()
    for row in range(2):
        found = (
            point[row] @ task.matrix[row] @ point[row] / 2
            - task.linear[row] @ point[row]
            + weight * np.abs(point[row]).sum()
        )
        expected = minimum_by_trying_all_signs(task.matrix[row], task.linear[row], weight)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_one_coordinate_is_pulled_in_by_its_weight() -> None:
    # Minimum of 4 d^2 / 2 - 10 d + 2 |d|: 4 d = 10 - 2, so d = 2. With a weight of 12, d = 0.
    task = LassoProblem(np.full((2, 1, 1), 4.0), np.full((2, 1), 10.0), np.array([2.0, 12.0]))
    point, _, reached = solve_lasso(task, np.zeros((2, 1)), np.zeros((2, 1)))
    assert point.tolist() == [[2.0], [0.0]]
    assert reached.all()


def test_going_on_from_a_wrong_point_ends_at_the_same_minimum() -> None:
    task = problem(3, 5, 6, 1.0)
    zeros = np.zeros((5, 6))
    point, _, _ = solve_lasso(task, zeros, zeros)
    wrong = np.tile([1.0, -1.0], (5, 3))
    again, _, reached = solve_lasso(task, wrong, np.sign(wrong))
    assert reached.all()
    assert again == pytest.approx(point, rel=1e-9, abs=1e-12)
