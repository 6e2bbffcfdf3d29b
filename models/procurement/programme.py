"""The programme of a problem: columns and rows, and where in it each thing stands.

Minimise  sum of present values of purchases + expected pay-as-you-go of what is not served
over      units bought by plan and month, units served by pool, month and block
such that served <= in hand + active, and every limit holds.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.procurement.assembly import Assembly
from models.procurement.fees import cost_of_purchase
from models.procurement.plans import Plan
from models.procurement.problem import Problem

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]


_TIE = 1e-9  # of a cost: of what costs the same, the hour costs least, then the later and shorter


@dataclass
class Bought:
    """Columns of one plan: `columns[i]` is bought in month `months[i]`, `unit` units to one of it.

    `costs` per unit of the column: present value within the horizon.
    """

    plan: Plan
    months: Index
    columns: Index
    unit: float
    costs: Numbers

    def active(self, month: int) -> Index:
        """Which purchases run in a month."""
        begins = self.months + self.plan.lead_months
        return np.flatnonzero((begins <= month) & (month < begins + self.plan.term_months))


@dataclass
class Programme:
    """A problem laid out. `served[pool]`: columns, months x blocks; `rows[pool]`: its supply rows.

    `by_hour[pool]`: further columns that serve blocks hour by hour (packs, spot), with what an
    hour of them is paid. `as_needed[pool]`: columns of single months, and in which months and
    blocks they stand. `limit_rows`: name, month and row, for shadow prices.
    """

    problem: Problem
    assembly: Assembly = field(default_factory=Assembly)
    served: dict[str, Index] = field(default_factory=dict)
    rows: dict[str, Index] = field(default_factory=dict)
    bought: dict[str, Bought] = field(default_factory=dict)
    by_hour: dict[str, list[tuple[Index, Numbers]]] = field(default_factory=dict)
    packs: dict[str, Index] = field(default_factory=dict)
    as_needed: dict[str, tuple[Index, Index, Index]] = field(default_factory=dict)
    limit_rows: list[tuple[str, int, int]] = field(default_factory=list)


def add_pools(programme: Programme) -> None:
    """Served units by block, and the rows that say what serves them."""
    problem, assembly = programme.problem, programme.assembly
    discount = problem.discount()[1:]
    for pool in problem.pools:
        curve = pool.curve
        value = curve.values_cny * discount[:, None]
        assembly.constant += float((value @ curve.widths).sum())
        columns = assembly.add_columns(-value, np.broadcast_to(curve.widths, value.shape))
        programme.served[pool.pool_id] = columns.reshape(value.shape)
        rows = assembly.add_rows(-np.inf, pool.in_hand(), ["served"], problem.horizon)
        assembly.add_entries(rows[:, None], programme.served[pool.pool_id], 1.0)
        programme.rows[pool.pool_id] = rows


def add_plans(programme: Programme) -> None:
    """Purchases, and what they add to the supply of their pools."""
    for plan in programme.problem.plans:
        programme.bought[plan.plan_id] = _purchases(programme, plan)
    classes: dict[tuple[tuple[str, float], ...], list[Bought]] = {}
    for bought in programme.bought.values():
        classes.setdefault(tuple(sorted(bought.plan.serves.items())), []).append(bought)
    for serves, members in classes.items():
        if len(serves) == 1:
            pool_id, worth = serves[0]
            for bought in members:
                _supply(programme, bought, programme.rows[pool_id], -worth)
        else:
            _shared(programme, dict(serves), members)


def _purchases(programme: Programme, plan: Plan) -> Bought:
    problem = programme.problem
    last = problem.horizon - plan.lead_months
    if problem.terminal == "must_end":
        last -= plan.term_months - 1
    if plan.plan_id in problem.only_now:
        last = min(last, 1)
    months = np.arange(max(last, 0))
    for one in problem.extensions:
        if plan.plan_id in one.plan_ids:
            months = months[months == one.month]
    unit = plan.package_units or 1.0
    whole = problem.must_be_whole or plan.package_units > 0
    costs = np.array([cost_of_purchase(plan, int(month), problem) for month in months]) * unit
    most = min(plan.most_units, peak_units(programme, plan)) / unit
    ties = 1 + _TIE * (1 + (plan.term_months - months) / problem.horizon)
    due = np.zeros(len(months)) if plan.tiers else costs * ties
    first = len(months)
    if problem.whole_months is not None:
        first = int(np.count_nonzero(months < problem.whole_months))
    uppers = np.full(len(months), np.ceil(most) if whole else most)
    columns = np.append(
        programme.assembly.add_columns(due[:first], uppers[:first], whole=whole),
        programme.assembly.add_columns(due[first:], uppers[first:]),
    )
    return Bought(plan, months, columns, unit, costs)


def peak_units(programme: Programme, plan: Plan) -> float:
    """More units than this serve nothing: the peaks of all pools that the plan serves."""
    peaks = {p.pool_id: float(p.curve.widths.sum()) for p in programme.problem.pools}
    needed = sum(peaks[pool_id] / worth for pool_id, worth in plan.serves.items())
    steps = [step.from_units for step in plan.tiers.steps] if plan.tiers else []
    return float(max(np.ceil(needed), plan.minimum_units, *steps, plan.package_units))


def _supply(programme: Programme, bought: Bought, rows: Index, worth: float) -> None:
    """Each purchase adds `worth` to the rows of the months in which it runs."""
    horizon = programme.problem.horizon
    for month, column in zip(bought.months.tolist(), bought.columns.tolist(), strict=True):
        begin = month + bought.plan.lead_months
        running = rows[begin : min(begin + bought.plan.term_months, horizon)]
        programme.assembly.add_entries(running, column, worth * bought.unit)


def _shared(programme: Programme, serves: dict[str, float], members: list[Bought]) -> None:
    """Units of one chip are split between pools anew every month."""
    assembly, horizon = programme.assembly, programme.problem.horizon
    rows = assembly.add_rows(-np.inf, 0.0, ["split"], horizon)
    for pool_id, worth in serves.items():
        used = assembly.add_columns(np.zeros(horizon))
        assembly.add_entries(rows, used, 1.0)
        assembly.add_entries(programme.rows[pool_id], used, -worth)
    for bought in members:
        _supply(programme, bought, rows, -1.0)
