"""Minimum purchases and tiers: where what is paid does not simply follow the amount."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.procurement.plans import Tiers
from models.procurement.programme import Bought, Programme, peak_units

Index = NDArray[np.int64]


def add_steps(programme: Programme) -> None:
    """Binaries of all plans that have a minimum or tiers."""
    for bought in programme.bought.values():
        if bought.plan.minimum_units > bought.plan.package_units:
            _minimum(programme, bought)
        if bought.plan.tiers:
            _tiers(programme, bought, bought.plan.tiers)


def _minimum(programme: Programme, bought: Bought) -> None:
    assembly, count = programme.assembly, len(bought.months)
    bought_at_all = assembly.add_columns(np.zeros(count), 1.0, whole=True)
    most = np.ceil(peak_units(programme, bought.plan) / bought.unit)
    rows = assembly.add_rows(0.0, np.inf, ["minimum"], count)
    assembly.add_entries(rows, bought.columns, bought.unit)
    assembly.add_entries(rows, bought_at_all, -bought.plan.minimum_units)
    rows = assembly.add_rows(-np.inf, 0.0, ["minimum"], count)
    assembly.add_entries(rows, bought.columns, 1.0)
    assembly.add_entries(rows, bought_at_all, -most)


def _tiers(programme: Programme, bought: Bought, tiers: Tiers) -> None:
    """Parts of the purchase, one per step, each at its step's ratio; they add up to it."""
    assembly, count = programme.assembly, len(bought.months)
    starts = [step.from_units for step in tiers.steps]
    ends = [*starts[1:], max(peak_units(programme, bought.plan), starts[-1] + 1)]
    sums = assembly.add_rows(0.0, 0.0, ["tiers"], count)
    assembly.add_entries(sums, bought.columns, -bought.unit)
    months = programme.problem.tier_months
    reached = bought.months < (count if months is None else months)
    parts = []
    for (start, end), ratios in zip(
        pairwise([*starts, ends[-1]]), _ratios(tiers, reached), strict=True
    ):
        most = np.where(reached, np.inf, end - start)
        part = assembly.add_columns(bought.costs / bought.unit * ratios, most)
        assembly.add_entries(sums, part, 1.0)
        parts.append(part[reached])
    _reach(programme, tiers.kind, parts, starts, ends)


def _reach(
    programme: Programme, kind: str, parts: list[Index], starts: list[float], ends: list[float]
) -> None:
    """Which steps are reached, month by month, and the part that each holds."""
    count = len(parts[0])
    assembly = programme.assembly
    reached = [assembly.add_columns(np.zeros(count), 1.0, whole=True) for _ in parts]
    one = assembly.add_rows(-np.inf, 1.0, ["tiers"], count if kind == "all_units" else 0)
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if kind == "all_units":
            assembly.add_entries(one, reached[n], 1.0)
            _between(programme, parts[n], (start, reached[n]), (end, reached[n]))
        else:
            full = reached[n + 1] if n + 1 < len(starts) else None
            low = (0.0, reached[n]) if full is None else (end - start, full)
            _between(programme, parts[n], low, (end - start, reached[n]))


def _ratios(tiers: Tiers, reached: NDArray[np.bool_]) -> Iterator[NDArray[np.float64]]:
    """Each step's share of the payments, by month of purchase.

    Where steps need not be reached as a whole, none is cheaper than those before: else next month
    would have the low price without the amount that it is for, and always wait.
    """
    dearest = 0.0
    for step in tiers.steps:
        dearest = max(dearest, step.fee_ratio)
        yield np.where(reached, step.fee_ratio, dearest)


def _between(
    programme: Programme, part: Index, low: tuple[float, Index], high: tuple[float, Index]
) -> None:
    """Hold a part from `low` to `high`, each an amount times a binary."""
    for (amount, binary), bounds in ((low, (0.0, np.inf)), (high, (-np.inf, 0.0))):
        if amount > 0:
            rows = programme.assembly.add_rows(*bounds, ["tiers"], len(part))
            programme.assembly.add_entries(rows, part, 1.0)
            programme.assembly.add_entries(rows, binary, -amount)
