"""Minimum purchases and tiers: where what is paid does not simply follow the amount."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.procurement.plans import Tiers
from models.procurement.programme import Bought, Programme, peak_units

Index = NDArray[np.int64]


def add_steps(programme: Programme) -> None:
    """Binaries of all plans that have a minimum or tiers."""
    for bought in programme.bought.values():
        if bought.plan.minimum_units > 0:
            _minimum(programme, bought)
        if bought.plan.tiers:
            _tiers(programme, bought, bought.plan.tiers)


def _minimum(programme: Programme, bought: Bought) -> None:
    assembly, count = programme.assembly, len(bought.months)
    bought_at_all = _whether(programme, count, later=len(programme.problem.pools) == 1)
    most = np.ceil(peak_units(programme, bought.plan) / bought.unit)
    rows = assembly.add_rows(0.0, np.inf, ["minimum"], count)
    assembly.add_entries(rows, bought.columns, bought.unit)
    assembly.add_entries(rows, bought_at_all, -bought.plan.minimum_units)
    rows = assembly.add_rows(-np.inf, 0.0, ["minimum"], count)
    assembly.add_entries(rows, bought.columns, 1.0)
    assembly.add_entries(rows, bought_at_all, -most)


def _whether(programme: Programme, count: int, *, later: bool = False) -> Index:
    """A binary for each of so many months; only those that must be whole are more than a bound.

    `later`: those of later months, too. A minimum needs them, or next month a part of it seems to
    be for sale and is waited for; programmes of several pools would take too long with them.
    """
    whole = programme.problem.whole_months
    first = count if whole is None or later else min(whole, count)
    add = programme.assembly.add_columns
    return np.append(add(np.zeros(first), 1.0, whole=True), add(np.zeros(count - first), 1.0))


def _tiers(programme: Programme, bought: Bought, tiers: Tiers) -> None:
    """Parts of the purchase, one per step, each at its step's ratio; they add up to it."""
    assembly, count = programme.assembly, len(bought.months)
    starts = [step.from_units for step in tiers.steps]
    ends = [*starts[1:], max(peak_units(programme, bought.plan), starts[-1] + 1)]
    whole = assembly.add_rows(0.0, 0.0, ["tiers"], count)
    assembly.add_entries(whole, bought.columns, -bought.unit)
    reached = []
    parts = []
    for ratios in _ratios(programme, bought, tiers):
        part = assembly.add_columns(bought.costs / bought.unit * ratios)
        assembly.add_entries(whole, part, 1.0)
        parts.append(part)
        reached.append(_whether(programme, count))
    one = assembly.add_rows(-np.inf, 1.0, ["tiers"], count if tiers.kind == "all_units" else 0)
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if tiers.kind == "all_units":
            assembly.add_entries(one, reached[n], 1.0)
            _between(programme, parts[n], (start, reached[n]), (end, reached[n]))
        else:
            full = reached[n + 1] if n + 1 < len(starts) else None
            low = (0.0, reached[n]) if full is None else (end - start, full)
            _between(programme, parts[n], low, (end - start, reached[n]))


def _ratios(programme: Programme, bought: Bought, tiers: Tiers) -> Iterator[NDArray[np.float64]]:
    """Each step's share of the payments, by month of purchase.

    Later months need not reach a step as a whole. None of theirs is cheaper than the steps before:
    else next month would have the low price without the amount that it is for, and always wait.
    """
    whole = programme.problem.whole_months
    decided = np.ones(len(bought.months), bool) if whole is None else bought.months < whole
    dearest = 0.0
    for step in tiers.steps:
        dearest = max(dearest, step.fee_ratio)
        yield np.where(decided, step.fee_ratio, dearest)


def _between(
    programme: Programme, part: Index, low: tuple[float, Index], high: tuple[float, Index]
) -> None:
    """Hold a part from `low` to `high`, each an amount times a binary."""
    for (amount, binary), bounds in ((low, (0.0, np.inf)), (high, (-np.inf, 0.0))):
        if amount > 0:
            rows = programme.assembly.add_rows(*bounds, ["tiers"], len(part))
            programme.assembly.add_entries(rows, part, 1.0)
            programme.assembly.add_entries(rows, binary, -amount)
