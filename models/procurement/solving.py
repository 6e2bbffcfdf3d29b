"""Solve a problem: what to buy when, what it costs, what limits are worth, or what must give."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.errors import UsageError
from models.procurement.assembly import Assembly, Infeasible, Solved
from models.procurement.hourly import add_hourly
from models.procurement.later import add_as_needed, add_decided, add_extensions
from models.procurement.limit_rows import add_limits, shut_beyond_budgets
from models.procurement.problem import Problem
from models.procurement.programme import Programme, add_plans, add_pools
from models.procurement.steps import add_steps

Numbers = NDArray[np.float64]
SMALLEST = 1e-6
_MORE = 1e-6  # of a limit
_TOLD_GAP = 1e-3  # how far from the least it may be that must give
_DEAR = 100.0  # all of a limit costs so much more than everything by the hour: none gives in vain


@dataclass(frozen=True)
class ShadowPrice:
    """What a unit (server, yuan, demand-hour) more of a limit saves; month -1: over all."""

    name: str
    month: int
    cny_per_unit: float


@dataclass(frozen=True)
class Gap:
    """By how much a limit must give; month -1: over all months."""

    name: str
    month: int
    by: float


@dataclass(frozen=True)
class Answer:
    """The cheapest plan. Present values in yuan on the day of the decision.

    `bought`: units by plan and month of purchase; `packs` likewise. `served`: months x blocks of
    units that contracts serve, by pool. `unserved_hours`: expected hours left to pay-as-you-go (or
    packs and spot), by pool, by month. `without_cny`: cost if nothing is bought. `as_needed`: units
    left to single months, months x blocks, by pool. `is_cut_short`: the search for whole numbers
    ended at its limit, `proved_gap` at most above the least cost, as a share of it.
    """

    cost_cny: float
    without_cny: float
    fees_cny: float
    bought: Mapping[tuple[str, int], float]
    packs: Mapping[tuple[str, int], float]
    served: Mapping[str, Numbers]
    unserved_hours: Mapping[str, Numbers]
    shadow_prices: tuple[ShadowPrice, ...]
    proved_gap: float
    is_cut_short: bool
    as_needed: Mapping[str, Numbers]

    def now(self) -> dict[str, float]:
        """Units to buy this month, by plan."""
        return {plan_id: units for (plan_id, month), units in self.bought.items() if month == 0}


class CannotBeMetError(UsageError):
    """The limits contradict each other; `gaps` says which must give, and by how much."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        self.gaps = gaps
        told = "; ".join(
            f"{gap.name}{f' in month {gap.month}' if gap.month >= 0 else ''} by {gap.by:,.2f}"
            for gap in gaps
        )
        super().__init__(
            "The limits cannot be met together",
            where="Problem.limits",
            remedy=f"Least change that suffices: {told}.",
        )


def lay_out(problem: Problem) -> Programme:
    """The programme of a problem."""
    programme = Programme(problem)
    add_pools(programme)
    add_plans(programme)
    add_steps(programme)
    add_hourly(programme)
    add_as_needed(programme)
    add_extensions(programme)
    add_decided(programme)
    add_limits(programme)
    return programme


def solve(problem: Problem, *, tell: bool = True) -> Answer:
    """The plan that costs least.

    Raises:
        CannotBeMetError: the limits contradict each other; without `tell` not which must give.
    """
    programme = lay_out(problem)
    shut_beyond_budgets(programme)
    try:
        solved = programme.assembly.solve(problem.mip_gap, search=problem.search)
    except Infeasible:
        raise CannotBeMetError(what_must_give(problem) if tell else ()) from None
    return _answer(programme, solved)


def what_must_give(problem: Problem) -> tuple[Gap, ...]:
    """The least change of limits that lets a plan exist, each relative to what its row holds.

    That is what contracts in hand leave of a cap, the hours a service level wants, and of a budget
    what it leaves, or lacks, above all need by the hour. A millionth of a limit more, so that a
    plan is found when just that is given.
    """
    programme = lay_out(problem)
    largest = _largest(programme.assembly)
    slacks = _loosened(programme, {limit.name for limit in problem.limits})
    values = programme.assembly.solve(_TOLD_GAP).values
    return tuple(
        Gap(
            one.name, one.month, float(values[one.column]) + _MORE * max(one.size, largest[one.row])
        )
        for one in slacks
        if values[one.column] > SMALLEST
    )


def room_for(problem: Problem, names: Container[str], share: float) -> tuple[Gap, ...]:
    """What limits of these names must give if nothing need be whole, and a share of each more."""
    programme = lay_out(problem)
    shut_beyond_budgets(programme)
    slacks = _loosened(programme, names)
    values = programme.assembly.relaxed().values
    return tuple(
        Gap(one.name, one.month, float(values[one.column]) + share * one.size) for one in slacks
    )


@dataclass(frozen=True)
class _Slack:
    """What a limit gives in a month, as a column; `size` of the limit."""

    name: str
    month: int
    row: int
    column: int
    size: float


def _loosened(programme: Programme, names: Container[str]) -> list[_Slack]:
    """Let limits give, at a price beyond all costs: much faster than at no cost but that."""
    assembly = programme.assembly
    price = _DEAR * max(abs(assembly.constant), 1.0)
    found = []
    for name, month, row in programme.limit_rows:
        if name not in names:
            continue
        below = np.isfinite(assembly.row_lowers[row])
        bound = assembly.row_lowers[row] if below else assembly.row_uppers[row]
        size = max(abs(bound), 1.0) if np.isfinite(bound) else 1.0
        column = assembly.add_columns(price / size)
        assembly.add_entries(row, column, 1.0 if below else -1.0)
        found.append(_Slack(name, month, row, int(column[0]), size))
    return found


def _largest(assembly: Assembly) -> Numbers:
    """Of every row, its largest entry."""
    largest = np.zeros(len(assembly.row_lowers))
    for rows, _, values in assembly.entries:
        np.maximum.at(largest, rows, np.abs(values))
    return largest


def _answer(programme: Programme, solved: Solved) -> Answer:
    values = solved.values
    bought: dict[tuple[str, int], float] = {}
    for plan_id, purchase in programme.bought.items():
        for month, column in zip(purchase.months, purchase.columns, strict=True):
            if values[column] > SMALLEST:
                bought[plan_id, int(month)] = float(values[column]) * purchase.unit
    packs = {
        (pack_id, month): float(values[column])
        for pack_id, columns in programme.packs.items()
        for month, column in enumerate(columns)
        if values[column] > SMALLEST
    }
    served = {pool_id: values[columns] for pool_id, columns in programme.served.items()}
    unserved = {
        pool.pool_id: (pool.curve.hours * (pool.curve.widths - served[pool.pool_id])).sum(axis=1)
        for pool in programme.problem.pools
    }
    saved = _saved(programme, solved)
    without = programme.assembly.constant
    cost = solved.objective - _by_ties(programme, solved)
    fees = cost - (without - saved)
    shadows = tuple(
        ShadowPrice(name, month, abs(float(solved.row_duals[row])))
        for name, month, row in programme.limit_rows
        if abs(solved.row_duals[row]) > SMALLEST
    )
    return Answer(
        cost,
        without,
        fees,
        bought,
        packs,
        served,
        unserved,
        shadows,
        solved.proved_gap,
        solved.is_cut_short,
        {pool_id: _taken(programme, solved, pool_id) for pool_id in programme.as_needed},
    )


def _by_ties(programme: Programme, solved: Solved) -> float:
    """What the objective counts only to tell purchases apart that cost the same."""
    costs = np.concatenate(programme.assembly.costs)
    bought = (one for one in programme.bought.values() if not one.plan.tiers)
    return sum(
        float((costs[one.columns] - one.costs) @ solved.values[one.columns]) for one in bought
    )


def _taken(programme: Programme, solved: Solved, pool_id: str) -> Numbers:
    columns, months, blocks = programme.as_needed[pool_id]
    taken = np.zeros(programme.served[pool_id].shape)
    taken[months, blocks] = solved.values[columns]
    return taken


def _saved(programme: Programme, solved: Solved) -> float:
    """Present value of pay-as-you-go avoided by all that serves, less what is paid by the hour."""
    costs = np.concatenate(programme.assembly.costs)
    columns = [*programme.served.values()]
    columns += [way for ways in programme.by_hour.values() for way, _ in ways]
    columns += [taken for taken, _, _ in programme.as_needed.values()]
    return -float(sum((costs[way] * solved.values[way]).sum() for way in columns))
