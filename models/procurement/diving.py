"""Whole numbers near a linear optimum: fix one fraction after the other, and solve again.

Each step starts from the last optimum and takes hundredths of a second, where branch and bound
takes seconds. What comes out is near the optimum, or is not used.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_WHOLE = 1e-9  # what a whole number may be off by
_MOST_STEPS = 100
_MOST_TROUBLES = 1  # steps of which nothing is known
_MOST_ITERATIONS = 1000  # of a step: where limits meet in a point, single ones took a minute


def dive(solver: Any, whole: NDArray[np.bool_], gap: float) -> bool:
    """Whether whole numbers within `gap` of the linear optimum were found; `solver` holds them.

    `solver`: solved without whole numbers. Whether something is bought at all is decided first, for
    what is nearest to it; then the fraction that is nearest to a whole number is rounded.
    """
    least = float(solver.getInfo().objective_function_value)
    most = least + gap * max(abs(least), 1.0)
    columns = np.flatnonzero(whole)
    binary = np.asarray(solver.getLp().col_upper_)[columns] == 1.0
    steps = _Steps(solver)
    for _ in range(_MOST_STEPS):
        values = np.asarray(solver.getSolution().col_value)[columns]
        off = np.abs(values - np.rint(values))
        fraction = off >= _WHOLE
        if not fraction.any():
            return True
        asked = fraction & binary
        if asked.any():
            at = int(np.argmax(np.where(asked, values, -1.0)))
        else:
            at = int(np.argmin(np.where(fraction, off, np.inf)))
        cost = steps.best(int(columns[at]), (np.floor(values[at]), np.ceil(values[at])))
        if cost > most or steps.troubles > _MOST_TROUBLES:
            return False
    return False


class _Steps:
    """Columns fixed one after the other; `troubles` counts optima that were not found."""

    def __init__(self, solver: Any) -> None:
        self.solver = solver
        self.troubles = 0
        solver.setOptionValue("simplex_iteration_limit", _MOST_ITERATIONS)

    def best(self, column: int, ways: Iterable[float]) -> float:
        """Fix a column at the value that costs least; what it costs then, or infinity."""
        costs = {value: self._fixed(column, value) for value in ways}
        least = min(costs, key=lambda value: costs[value])
        return self._fixed(column, least) if np.isfinite(costs[least]) else costs[least]

    def _fixed(self, column: int, value: float) -> float:
        """The optimum with a column at a value; infinite where there is none."""
        import highspy

        self.solver.changeColBounds(column, value, value)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self.solver.getInfo().objective_function_value)
        self.troubles += status != highspy.HighsModelStatus.kInfeasible
        return float("inf")
