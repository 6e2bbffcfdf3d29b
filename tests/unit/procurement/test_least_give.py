"""What must give under several limits is the least in all, relative to what their rows hold."""

from itertools import product

import numpy as np
import pytest

from models.procurement.curves import Curve
from models.procurement.limits import Budget, Cap, ServiceLevel
from models.procurement.plans import monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import what_must_give

MONTH_FEE, LONG_FEE, PRICE, HOURS, MOST = 60_000.0, 45_000.0, 150.0, 720.0, 4


@pytest.mark.parametrize("seed", range(20))
def test_no_other_plan_needs_less_to_give(seed: int) -> None:
    # Single months and terms of two months, against a cap, a budget and a service level.
    rng = np.random.default_rng(seed)
    need = rng.integers(1, MOST + 1, 2).astype(float)
    cap, budget = float(rng.integers(1, 4)), float(rng.integers(1, 6)) * 45_000
    covered = float(rng.uniform(0.5, 1.0)) * need.sum() * HOURS
    # A budget's row holds what it leaves, or lacks, above all need by the hour.
    leaves = np.maximum(np.abs(budget - need * PRICE * HOURS), 1.0)
    sizes = {("budget", month): leaves[month] for month in (0, 1)}
    sizes |= {("cap", 0): cap, ("cap", 1): cap, ("level", -1): covered}
    told = what_must_give(_problem(need, cap, budget, covered / (need.sum() * HOURS)))
    total = sum(gap.by / sizes[gap.name, gap.month] for gap in told)
    assert total == pytest.approx(_by_brute_force(need, cap, budget, covered, leaves), abs=1e-4)


def _problem(need: np.ndarray, cap: float, budget: float, share: float) -> Problem:
    hours = np.stack([np.arange(MOST) < units for units in need]) * HOURS
    pool = Pool("pool", Curve(np.ones(MOST), hours * PRICE, hours, hours * PRICE))
    plans = (monthly_plan("month", 1, MONTH_FEE, "pool"), monthly_plan("long", 2, LONG_FEE, "pool"))
    limits = (
        Cap("cap", frozenset({"month", "long"}), (cap, cap)),
        Budget("budget", (budget, budget)),
        ServiceLevel("level", share),
    )
    return Problem((pool,), plans, limits, whole=True)


def _by_brute_force(
    need: np.ndarray, cap: float, budget: float, covered: float, leaves: np.ndarray
) -> float:
    """Of all purchases in whole numbers, the least that limits are missed by, in all."""
    least = np.inf
    for first, second, long, later in product(range(MOST + 1), repeat=4):
        units = np.array([first + long, second + long + later], float)
        served = np.minimum(units, need)
        fees = np.array([first, second]) * MONTH_FEE + np.array([long, long + later]) * LONG_FEE
        paid = fees + (need - served) * PRICE * HOURS
        missed = max(covered - float(served.sum()) * HOURS, 0.0) / covered
        missed += float(np.maximum(units - cap, 0.0).sum()) / cap
        missed += float((np.maximum(paid - budget, 0.0) / leaves).sum())
        least = min(least, missed)
    return least
