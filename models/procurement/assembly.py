"""A linear programme put together in blocks of columns, rows and entries, and solved with HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.errors import CheckFailedError
from models.procurement.diving import dive

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]
_WHOLE = 1e-9  # what a whole number may be off by
# Of a search: the best by then is the answer, with its gap. Steps (programmes solved, cuts) are
# counted, and not seconds, so that no busy machine changes it: the larger, the fewer.
_MOST_NODES, _MOST_STEPS_X_ENTRIES = 1000, 40_000_000
# Where limits meet in a point, a sum of millions of hours may miss its bound by a thousandth of
# one: it is held as if in units of a thousand; then by the primal simplex method (4).
_OTHER_WAYS = (("user_bound_scale", -10), ("simplex_strategy", 4), ("presolve", "off"))


@dataclass(frozen=True)
class Solved:
    """An optimum: value of every column, yuan in all, and what a unit more of a row is worth.

    `row_duals` are those of the linear programme, without whole numbers where there are any: a unit
    more of a limit rarely changes a whole answer, and ten units do. `is_cut_short`: whether the
    search for whole numbers ended before the gap was what was asked for.
    """

    values: Numbers
    objective: float
    row_duals: Numbers
    proved_gap: float
    is_cut_short: bool = False


class Infeasible(Exception):  # noqa: N818  no error to a user: the caller asks what gives
    """No values keep all rows and bounds."""


@dataclass
class Assembly:
    """Columns and rows of a programme that is minimised."""

    costs: list[Numbers] = field(default_factory=list)
    uppers: list[Numbers] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    row_lowers: list[float] = field(default_factory=list)
    row_uppers: list[float] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    entries: list[tuple[Index, Index, Numbers]] = field(default_factory=list)
    constant: float = 0.0
    column_count: int = 0

    def add_columns(
        self, costs: ArrayLike, uppers: ArrayLike = np.inf, *, whole: bool = False
    ) -> Index:
        """Add columns from 0 to `uppers`; their numbers."""
        cost = np.atleast_1d(np.asarray(costs, dtype=np.float64)).ravel()
        first = self.column_count
        self.column_count += len(cost)
        self.costs.append(cost)
        upper = np.broadcast_to(np.asarray(uppers, dtype=np.float64).ravel(), cost.shape)
        self.uppers.append(upper.astype(np.float64))
        self.whole.append(np.full(len(cost), whole))
        return np.arange(first, self.column_count)

    def shut(self, columns: Sequence[int]) -> None:
        """Hold columns at 0."""
        uppers = np.concatenate(self.uppers)
        uppers[columns] = 0.0
        self.uppers = [uppers]

    def add_rows(
        self, lowers: ArrayLike, uppers: ArrayLike, names: Sequence[str], count: int
    ) -> Index:
        """Add `count` rows within their bounds; their numbers. One name, or one for each."""
        first = len(self.row_lowers)
        self.row_lowers += np.broadcast_to(np.asarray(lowers, np.float64), (count,)).tolist()
        self.row_uppers += np.broadcast_to(np.asarray(uppers, np.float64), (count,)).tolist()
        self.row_names += list(names) if len(names) == count else list(names) * count
        return np.arange(first, first + count)

    def add_entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Put `values` at rows x columns, broadcast against each other; equal places add up."""
        parts = np.broadcast_arrays(np.asarray(rows), np.asarray(columns), np.asarray(values))
        row, column, value = (part.ravel() for part in parts)
        self.entries.append(
            (row.astype(np.int64), column.astype(np.int64), value.astype(np.float64))
        )

    def matrix(self) -> tuple[Index, Index, Numbers]:
        """Starts of columns, rows and values, column by column."""
        if not self.entries:
            return np.zeros(self.column_count + 1, np.int64), np.zeros(0, np.int64), np.zeros(0)
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        order = np.lexsort((row, column))
        row, column, value = row[order], column[order], value[order]
        first = np.r_[True, (np.diff(row) != 0) | (np.diff(column) != 0)]
        at = np.flatnonzero(first)
        sums = np.add.reduceat(value, at)
        row, column = row[at], column[at]
        kept = sums != 0
        starts = np.zeros(self.column_count + 1, np.int64)
        np.cumsum(np.bincount(column[kept], minlength=self.column_count), out=starts[1:])
        return starts, row[kept], sums[kept]

    def relaxed(self) -> Solved:
        """The optimum without whole numbers.

        Raises:
            Infeasible, CheckFailedError: as `solve`.
        """
        whole = np.zeros(self.column_count, dtype=np.bool_)
        solver = _solver(self, whole)
        _run(solver)
        return _solved(solver, np.asarray(solver.getSolution().row_dual), whole)

    def solve(self, mip_gap: float = 0.0, *, search: bool = True) -> Solved:
        """The optimum; without `search` only what rounding finds.

        Raises:
            Infeasible: no values keep all rows and bounds, or none are found.
            CheckFailedError: the solver gave up, or the programme has no bottom.
        """
        whole = np.concatenate(self.whole)
        relaxed = _solver(self, np.zeros_like(whole))
        _run(relaxed)
        duals = np.asarray(relaxed.getSolution().row_dual)
        if _is_whole(np.asarray(relaxed.getSolution().col_value)[whole]):
            return _solved(relaxed, duals, whole)
        least = float(relaxed.getInfo().objective_function_value)
        if mip_gap and dive(relaxed, whole, mip_gap):
            found = float(relaxed.getInfo().objective_function_value)
            return replace(_solved(relaxed, duals, whole), proved_gap=_gap(found, least))
        if not search:
            raise Infeasible
        solver = _solver(self, whole)
        solver.setOptionValue("mip_rel_gap", mip_gap)
        solver.setOptionValue("mip_max_nodes", _MOST_NODES)
        steps = _Steps(_MOST_STEPS_X_ENTRIES // max(solver.getNumNz(), 1))
        solver.cbMipInterrupt += steps.count
        _run(solver)
        return replace(_solved(solver, duals, whole), is_cut_short=_has_ended(solver))


def _solved(solver: Any, duals: Numbers, whole: NDArray[np.bool_]) -> Solved:
    info = solver.getInfo()
    gap = float(info.mip_gap)
    values = np.asarray(solver.getSolution().col_value)
    values[whole] = np.rint(values[whole])  # within the solver's tolerance of whole numbers
    return Solved(
        values, float(info.objective_function_value), duals, gap if np.isfinite(gap) else 0.0
    )


def _gap(found: float, least: float) -> float:
    return max(found - least, 0.0) / max(abs(found), 1.0)


def _is_whole(values: Numbers) -> bool:
    """Whether the linear programme is whole by itself; true of none."""
    return bool((np.abs(values - np.rint(values)) < _WHOLE).all())


def _solver(assembly: Assembly, whole: NDArray[np.bool_]) -> Any:
    import highspy

    starts, rows, values = assembly.matrix()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = assembly.column_count, len(assembly.row_lowers)
    lp.col_cost_ = np.concatenate(assembly.costs)
    lp.col_lower_ = np.zeros(assembly.column_count)
    lp.col_upper_ = np.concatenate(assembly.uppers)
    lp.row_lower_ = np.asarray(assembly.row_lowers)
    lp.row_upper_ = np.asarray(assembly.row_uppers)
    lp.offset_ = assembly.constant
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = starts.astype(np.int32), rows.astype(np.int32)
    lp.a_matrix_.value_ = values
    if whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in whole]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", "simplex")
    solver.passModel(lp)
    return solver


def _run(solver: Any) -> None:
    import highspy

    statuses = highspy.HighsModelStatus
    none = {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}
    known = {statuses.kOptimal, *none}
    solver.run()
    for option, value in _OTHER_WAYS:
        if solver.getModelStatus() in known or _has_ended(solver):
            break
        solver.clearSolver()
        solver.setOptionValue(option, value)
        solver.run()
    status = solver.getModelStatus()
    ended = _has_ended(solver)
    if status in none or (ended and not _has_found(solver)):
        raise Infeasible
    if status not in known and not ended:
        raise CheckFailedError(
            f"The programme was not solved: {solver.modelStatusToString(status)}",
            where="models/procurement",
            remedy="Check that no plan pays its buyer.",
        )


@dataclass
class _Steps:
    """Ends a search that has taken so many steps."""

    left: int

    def count(self, event: Any) -> None:
        """The solver asks before each whether it is to go on."""
        self.left -= 1
        if self.left < 0:
            event.interrupt()


def _has_ended(solver: Any) -> bool:
    """Whether a search ended early."""
    import highspy

    statuses = highspy.HighsModelStatus
    return solver.getModelStatus() in {statuses.kSolutionLimit, statuses.kInterrupt}


def _has_found(solver: Any) -> bool:
    """Whether a search that ended early has an answer."""
    import highspy

    status = solver.getInfo().primal_solution_status
    return bool(status == int(highspy.SolutionStatus.kSolutionStatusFeasible))
