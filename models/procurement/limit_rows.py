"""Rows of limits: caps, shares, budgets, service levels. Each is named, by month."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.procurement.fees import payments
from models.procurement.limits import Budget, Cap, ServiceLevel, ShareCap
from models.procurement.programme import Bought, Programme

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]
NO_MONTH = -1
_ROUNDING = 1e-9  # all of millions of hours, summed in another order, are not quite all


def add_limits(programme: Programme) -> None:
    """A row for every limit and month."""
    for limit in programme.problem.limits:
        if isinstance(limit, Cap):
            _cap(programme, limit)
        elif isinstance(limit, ShareCap):
            _share(programme, limit)
        elif isinstance(limit, Budget):
            _budget(programme, limit)
        else:
            _service(programme, limit)


def _by_month(given: tuple[float, ...], horizon: int, beyond: float) -> Numbers:
    padded = np.full(horizon, beyond)
    padded[: len(given)] = given[:horizon]
    return padded


def _name(programme: Programme, name: str, rows: Index) -> None:
    programme.limit_rows += [(name, month, int(row)) for month, row in enumerate(rows.tolist())]


def _running(programme: Programme, bought: Bought, rows: Index, factor: float) -> None:
    for month in range(programme.problem.horizon):
        active = bought.active(month)
        programme.assembly.add_entries(rows[month], bought.columns[active], bought.unit * factor)


def _taken(programme: Programme, rows: Index, factors: Mapping[str, float]) -> None:
    """Single months as they are needed, in the number that is expected; by their plan."""
    for one in programme.problem.as_needed:
        if one.plan_id in factors:
            columns, months, blocks = programme.as_needed[one.pool_id]
            units = one.units[months, blocks] * factors[one.plan_id]
            programme.assembly.add_entries(rows[months], columns, units)


def _cap(programme: Programme, cap: Cap) -> None:
    horizon = programme.problem.horizon
    left = _by_month(cap.units, horizon, np.inf) - _by_month(cap.in_hand_units, horizon, 0.0)
    rows = programme.assembly.add_rows(-np.inf, left, [cap.name], horizon)
    _name(programme, cap.name, rows)
    _taken(programme, rows, dict.fromkeys(cap.plan_ids, 1.0))
    for plan_id in sorted(cap.plan_ids):
        bought = programme.bought[plan_id]
        if cap.counts == "active":
            _running(programme, bought, rows, 1.0)
        else:
            programme.assembly.add_entries(rows[bought.months], bought.columns, bought.unit)


def _share(programme: Programme, cap: ShareCap) -> None:
    """Units of the plans named - share x units of all plans <= the same of contracts in hand."""
    horizon = programme.problem.horizon
    named = _by_month(cap.in_hand_units, horizon, 0.0)
    everything = _by_month(cap.all_in_hand_units, horizon, 0.0)
    rows = programme.assembly.add_rows(-np.inf, cap.share * everything - named, [cap.name], horizon)
    _name(programme, cap.name, rows)
    factors = {name: (name in cap.plan_ids) - cap.share for name in programme.bought}
    _taken(programme, rows, factors)
    for plan_id, bought in programme.bought.items():
        _running(programme, bought, rows, factors[plan_id])


def _budget(programme: Programme, budget: Budget) -> None:
    """Payments of the month + pay-as-you-go of what is not served <= the budget."""
    problem, assembly = programme.problem, programme.assembly
    spent = sum(
        (pool.curve.paid_cny @ pool.curve.widths for pool in problem.pools),
        np.zeros(problem.horizon),
    )
    left = _by_month(budget.cny, problem.horizon, np.inf) - spent
    rows = assembly.add_rows(-np.inf, left, [budget.name], problem.horizon)
    _name(programme, budget.name, rows)
    for pool in problem.pools:
        assembly.add_entries(rows[:, None], programme.served[pool.pool_id], -pool.curve.paid_cny)
        for columns, paid in programme.by_hour.get(pool.pool_id, []):
            assembly.add_entries(rows[:, None], columns, paid - pool.curve.paid_cny)
    curves = {pool.pool_id: pool.curve for pool in problem.pools}
    for one in problem.as_needed:
        columns, months, blocks = programme.as_needed[one.pool_id]
        gap = (one.paid_cny - curves[one.pool_id].paid_cny)[months, blocks]
        assembly.add_entries(rows[months], columns, gap)
    for bought in programme.bought.values():
        for month, column in zip(bought.months.tolist(), bought.columns.tolist(), strict=True):
            paid = payments(bought.plan, month, problem.horizon) * bought.unit
            due = np.flatnonzero(paid)
            assembly.add_entries(rows[due], column, paid[due])
    for pack in problem.packs:
        assembly.add_entries(rows, programme.packs[pack.pack_id], pack.price_cny)


def shut_beyond_budgets(programme: Programme) -> None:
    """Nothing is bought of which one unit is due more in a month than a budget has.

    Parts of it are not for sale. Months in which something may be received do not count.
    """
    problem = programme.problem
    budgets = [limit for limit in problem.limits if isinstance(limit, Budget)]
    if not budgets or not problem.must_be_whole:
        return
    least = np.min([_by_month(one.cny, problem.horizon, np.inf) for one in budgets], axis=0)
    due = {
        column: payments(bought.plan, month, problem.horizon) * bought.unit
        for bought in programme.bought.values()
        for month, column in zip(bought.months.tolist(), bought.columns.tolist(), strict=True)
    }
    if due:
        received = (np.stack([*due.values()]) < 0).any(axis=0)
        most = np.where(received, np.inf, least * (1 + _ROUNDING))
        programme.assembly.shut([column for column, paid in due.items() if (paid > most).any()])


def _service(programme: Programme, level: ServiceLevel) -> None:
    """Expected hours served by contracts >= share of those needed, over the horizon."""
    pools = [
        pool
        for pool in programme.problem.pools
        if level.pool_id is None or pool.pool_id == level.pool_id
    ]
    needed = sum(float((pool.curve.hours @ pool.curve.widths).sum()) for pool in pools)
    least = level.share * needed * (1 - _ROUNDING) - level.given_hours
    rows = programme.assembly.add_rows(least, np.inf, [level.name], 1)
    programme.limit_rows.append((level.name, NO_MONTH, int(rows[0])))
    for pool in pools:
        programme.assembly.add_entries(rows[0], programme.served[pool.pool_id], pool.curve.hours)
    for one in programme.problem.as_needed:
        if level.pool_id in (None, one.pool_id):
            columns, months, blocks = programme.as_needed[one.pool_id]
            programme.assembly.add_entries(rows[0], columns, one.hours[months, blocks])
