"""Ladders of many pools and months: CPU seconds to compress scenarios and to solve."""

import numpy as np

from models.procurement.curves import HourPrices, block_edges, curve_of_hours
from models.procurement.limits import Budget, Cap
from models.procurement.plans import Plan, monthly_plan
from models.procurement.problem import Pool, Problem
from models.procurement.solving import solve
from tests.benchmarks.measure import Measure, cpu_seconds

HOURS = 730
SCENARIOS = 100
TERMS = ((1, 60e3), (3, 56e3), (6, 52e3), (12, 48e3), (24, 43e3))


def size_measures() -> list[Measure]:
    pools, compress_s = _pools(20, 12)
    solve_s, answer = cpu_seconds(lambda: solve(_problem(pools)))
    now_s, _ = cpu_seconds(lambda: solve(_problem(pools, whole_months=1, mip_gap=1e-4)))
    return [
        Measure("procurement_compress_cpu_s", compress_s, "CPU s", None, "100 x 12 x 20"),
        Measure(
            "procurement_solve_whole_cpu_s",
            solve_s,
            "CPU s",
            1.0,
            f"8 plans, cap, budget; all whole, proved within {answer.proved_gap:.1e}",
        ),
        Measure(
            "procurement_solve_first_month_cpu_s", now_s, "CPU s", 1.0, "whole now, within 1e-4"
        ),
    ]


def first_month_seconds(count: int, months: int) -> float:
    """CPU seconds to solve a ladder of so many pools and months, this month's units whole."""
    pools, _ = _pools(count, months)
    seconds, _ = cpu_seconds(lambda: solve(_problem(pools, whole_months=1, mip_gap=1e-4)))
    return seconds


def _pools(count: int, months: int) -> tuple[tuple[Pool, ...], float]:
    draw = np.random.default_rng(1)
    starts = [HOURS * month for month in range(months + 1)]
    seconds = 0.0
    pools = []
    for number in range(count):
        steps = np.cumsum(draw.normal(0, 0.1, (SCENARIOS, months)), axis=1)
        levels = draw.uniform(5, 60) * np.exp(steps)
        day = 1 + 0.3 * np.sin(2 * np.pi * np.arange(HOURS) / 24)
        shape = np.clip(day + draw.normal(0, 0.15, (months, HOURS)), 0, None)
        demand = (levels[:, :, None] * shape).reshape(SCENARIOS, -1)
        prices = HourPrices(150 * draw.uniform(0.8, 1.2))
        edges = block_edges(float(demand.max()), 20)
        spent, curve = cpu_seconds(
            lambda d=demand, p=prices, e=edges: curve_of_hours(d, starts, p, e)  # type: ignore[misc]
        )
        seconds += spent
        pools.append(Pool(f"pool-{number}", curve, (3.0,) * 4))
    return tuple(pools), seconds


def _problem(pools: tuple[Pool, ...], **settings: float) -> Problem:
    plans = [plan for pool in pools for plan in _plans(pool.pool_id)]
    imported = frozenset(p.plan_id for p in plans if not p.plan_id.endswith("domestic"))
    spent = sum(pool.curve.paid_cny @ pool.curve.widths for pool in pools)
    months = len(pools[0].curve.values_cny)
    cap = Cap("imported", imported, (22.0 * len(pools),) * months)
    budget = Budget("budget", tuple(np.asarray(spent) * 0.9))
    return Problem(pools, tuple(plans), (cap, budget), **settings)  # type: ignore[arg-type]


def _plans(pool_id: str) -> list[Plan]:
    """Eight: five terms, purchase with a lead time, a domestic chip, packages of four."""
    terms = [monthly_plan(f"{pool_id}-{m}", m, fee, pool_id) for m, fee in TERMS]
    owned = Plan(f"{pool_id}-owned", 36, (1.4e6, *([18e3] * 36)), {pool_id: 1.0}, lead_months=2)
    worth = 0.45 * 0.80 / 0.90  # throughput ratio x goodput, against the imported chip's goodput
    domestic = Plan(f"{pool_id}-domestic", 12, (0.0, *([24e3] * 12)), {pool_id: worth})
    four = Plan(f"{pool_id}-four", 12, (0.0, *([46e3] * 12)), {pool_id: 1.0}, package_units=4)
    return [*terms, owned, domestic, four]
