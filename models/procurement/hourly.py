"""What is bought by the hour below the pay-as-you-go price: prepaid packs and spot.

Both serve parts of blocks that no contract serves: a block's width bounds all that serve it.
"""

import numpy as np
from numpy.typing import NDArray

from models.procurement.plans import HourPack, Spot
from models.procurement.problem import Pool
from models.procurement.programme import Programme

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]


def add_hourly(programme: Programme) -> None:
    """Columns of spot and packs, and for their pools the rows that bound a block's width."""
    pools = {pool.pool_id: pool for pool in programme.problem.pools}
    for spot in programme.problem.spots:
        _spot(programme, spot, pools)
    for pack in programme.problem.packs:
        _pack(programme, pack, pools)
    for pool_id, ways in programme.by_hour.items():
        _within_widths(programme, pools[pool_id], [columns for columns, _ in ways])


def _spot(programme: Programme, spot: Spot, pools: dict[str, Pool]) -> None:
    assembly, horizon = programme.assembly, programme.problem.horizon
    rows = assembly.add_rows(-np.inf, spot.most_units, ["spot"], horizon)
    for pool_id in spot.pools:
        paid = pools[pool_id].curve.hours * spot.cny_per_effective_hour
        columns = _ways(programme, pools[pool_id], paid)
        assembly.add_entries(rows[:, None], columns, 1.0)


def _ways(programme: Programme, pool: Pool, paid: Numbers) -> Index:
    """Another way to serve a pool's blocks, paid by what it serves."""
    discount = programme.problem.discount()[1:, None]
    saved = (pool.curve.values_cny - paid) * discount
    columns = programme.assembly.add_columns(-saved).reshape(saved.shape)
    programme.by_hour.setdefault(pool.pool_id, []).append((columns, paid))
    return columns


def _pack(programme: Programme, pack: HourPack, pools: dict[str, Pool]) -> None:
    """Packs bought in each month, whole where purchases must be; hours drawn until they expire."""
    assembly, problem = programme.assembly, programme.problem
    months = np.arange(problem.horizon)
    inside = np.minimum(pack.term_months, problem.horizon - months) / pack.term_months
    price = pack.price_cny * problem.discount()[:-1]
    if problem.terminal == "pro_rata":
        price = price * inside
    first = problem.horizon if problem.whole_months is None else problem.whole_months
    bought = np.append(
        assembly.add_columns(price[:first], whole=True), assembly.add_columns(price[first:])
    )
    programme.packs[pack.pack_id] = bought
    balances = assembly.add_rows(-np.inf, 0.0, ["pack"], problem.horizon)
    if problem.terminal == "pro_rata":
        assembly.add_entries(balances, bought, -pack.hours * inside)
    else:
        assembly.add_entries(balances, bought, -pack.hours)
    needed = assembly.add_rows(-np.inf, 0.0, ["pack"], problem.horizon)
    for pool_id in pack.pools:
        hours = pools[pool_id].curve.hours
        columns = _ways(programme, pools[pool_id], np.zeros_like(hours))
        assembly.add_entries(needed[:, None], columns, hours)
    for month in months.tolist():
        draws = assembly.add_columns(np.zeros(min(pack.term_months, problem.horizon - month)))
        assembly.add_entries(balances[month], draws, 1.0)
        assembly.add_entries(needed[month : month + len(draws)], draws, -1.0)


def _within_widths(programme: Programme, pool: Pool, ways: list[Index]) -> None:
    served = programme.served[pool.pool_id]
    widths = np.broadcast_to(pool.curve.widths, served.shape).ravel()
    rows = programme.assembly.add_rows(-np.inf, widths, ["width"], served.size)
    for columns in (served, *ways):
        programme.assembly.add_entries(rows, columns.ravel(), 1.0)
