"""Whole numbers near a linear optimum: fix one fraction after the other, and solve again.

Each step starts from the last optimum and takes hundredths of a second, where branch and bound
takes seconds. What comes out is near the optimum, or is not used.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_WHOLE = 1e-9  # what a whole number may be off by
_FREE = 1e-9  # of the cost: a step that costs no more costs nothing
_MOST_STEPS = 100
_MOST_TROUBLES = 1  # steps of which nothing is known
_MOST_ITERATIONS = 1000  # of a step: where limits meet in a point, single ones took a minute
_MOST_IN_ALL = 8000  # where most come to nothing a search is quicker


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
        nearest = np.rint(values[at])
        cost = steps.best(int(columns[at]), nearest, nearest + np.sign(values[at] - nearest))
        if cost > most or steps.troubles > _MOST_TROUBLES or steps.iterations > _MOST_IN_ALL:
            return False
    return False


class _Steps:
    """Columns fixed one after the other; `troubles` counts optima that were not found."""

    def __init__(self, solver: Any) -> None:
        self.solver = solver
        self.troubles = 0
        self.iterations = 0
        solver.setOptionValue("simplex_iteration_limit", _MOST_ITERATIONS)

    def best(self, column: int, nearest: float, other: float) -> float:
        """Fix a column at the value that costs least; what it costs then, or infinity.

        The nearest is taken without a look at the other where it costs nothing more.
        """
        before = float(self.solver.getInfo().objective_function_value)
        cost = self._fixed(column, nearest)
        if cost <= before + _FREE * max(abs(before), 1.0):
            return cost
        elsewhere = self._fixed(column, other)
        return self._fixed(column, nearest) if cost < elsewhere else elsewhere

    def _fixed(self, column: int, value: float) -> float:
        """The optimum with a column at a value; infinite where there is none."""
        import highspy

        self.solver.changeColBounds(column, value, value)
        self.solver.run()
        self.iterations += int(self.solver.getInfo().simplex_iteration_count)
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self.solver.getInfo().objective_function_value)
        self.troubles += status != highspy.HighsModelStatus.kInfeasible
        return float("inf")
