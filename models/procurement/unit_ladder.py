"""The programme for one pool and one ladder: what replay and policy solve many thousand times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.procurement.assembly import Assembly
from models.procurement.ladder import Ladder

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class BuyAtMost:
    """Terms of at least so many months: at most `units` bought, in each of the first `months`.

    With `running`, contracts in hand and bought before count until they end.
    """

    least_term_months: int
    units: float
    months: int = 1
    running: bool = False


@dataclass(frozen=True)
class UnitLadder:
    """Units bought, terms x months, and yuan saved against paying by the hour."""

    bought: Numbers
    saved_cny: float


def solve_units(
    values: Numbers,
    ladder: Ladder,
    in_hand: Sequence[float] | Numbers = (),
    limits: Sequence[BuyAtMost] = (),
) -> UnitLadder:
    """Buy so that served units save most: `values` (months x units) is what each saves.

    Values may not rise from unit to unit. `in_hand`: units that serve already, from the first month
    on. Fees count within the horizon only.
    """
    months, _ = values.shape
    held = np.zeros(months)
    known = np.asarray(in_hand, dtype=np.float64)[:months]
    held[: len(known)] = known
    problem = Assembly()
    served = problem.add_columns(-values, 1.0).reshape(values.shape)
    rows = problem.add_rows(-np.inf, held, ["served"], months)
    problem.add_entries(rows[:, None], served, 1.0)
    bought = []
    for term in ladder.terms:
        lasts = np.minimum(term.months, months - np.arange(months))
        columns = problem.add_columns(term.fee_cny_per_month * lasts)
        _supply(problem, rows, columns, lasts, -1.0)
        bought.append(columns)
    for limit in limits:
        _limit(problem, limit, ladder, bought, held)
    solved = problem.solve()
    return UnitLadder(np.array([solved.values[columns] for columns in bought]), -solved.objective)


def _supply(
    problem: Assembly,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    lasts: NDArray[np.int64],
    worth: float,
) -> None:
    """A purchase of month t counts in the rows t, t + 1, ... as long as it lasts."""
    runs = np.concatenate([np.arange(t, t + n) for t, n in enumerate(lasts.tolist())])
    problem.add_entries(rows[runs], np.repeat(columns, lasts), worth)


def _limit(
    problem: Assembly,
    limit: BuyAtMost,
    ladder: Ladder,
    bought: list[NDArray[np.int64]],
    held: Numbers,
) -> None:
    months = min(limit.months, len(held))
    allowed = np.full(months, limit.units)
    if limit.running:
        allowed = np.maximum(allowed - held[:months], 0.0)
    rows = problem.add_rows(-np.inf, allowed, ["limit"], months)
    for term, columns in zip(ladder.terms, bought, strict=True):
        if term.months < limit.least_term_months:
            continue
        most = term.months if limit.running else 1
        lasts = np.minimum(most, months - np.arange(months))
        _supply(problem, rows, columns[:months], lasts, 1.0)
