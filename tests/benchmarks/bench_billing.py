"""A year of hourly usage of 200 pools under 10 plans, against one plain multiplication each.

Baseline: hours x price as floating point, summed by pool: no months, no cover, no lines, not exact.
"""

from datetime import datetime
from typing import Any

import numpy as np

from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan, parse_plans
from models.billing.usage import TICKS_PER_MICRO_UNIT, Item, Usage
from tests.benchmarks.measure import Measure, cpu_seconds

POOLS = 200
HOURS = 8760
FIRST = datetime(2024, 12, 31, 16)  # noqa: DTZ001  naive UTC: 2025 begins in Shanghai

_TERMS: dict[str, Any] = {
    "valid_from": "2024-01-01",
    "currency": "CNY",
    "tax_included": True,
    "tax_rate": "0.06",
    "source": "made up for a benchmark",
}
_BOUGHT = {"units": 1, "starts_on": "2025-01-01"}
_FLAT = [{"price": "35.125"}]


def run(*, quick: bool) -> list[Measure]:
    pools = POOLS // 4 if quick else POOLS
    usage = _usage(pools)
    period = Period(usage.first_hour, usage.end)
    portfolios = _portfolios(pools)
    price(usage, portfolios[0], period)  # imports and caches are no part of it
    bare_s, _ = cpu_seconds(lambda: [_bare(usage) for _ in portfolios])
    engine_s, bills = cpu_seconds(lambda: [price(usage, one, period) for one in portfolios])
    alone_s, _ = cpu_seconds(lambda: _one_by_one(usage, period, portfolios))
    return [
        Measure("billing_pool_hours_x_plans", usage.ticks.size * len(portfolios), "rows"),
        Measure("billing_lines", sum(len(bill.lines) for bill in bills), "lines"),
        Measure("billing_bare_product_cpu_s", bare_s, "CPU s", note="baseline: float, no lines"),
        Measure(
            "billing_price_cpu_s",
            engine_s,
            "CPU s",
            target=None if quick else 2.0,
            note="one bill for all pools per plan",
        ),
        Measure("billing_price_by_pool_cpu_s", alone_s, "CPU s", note="one bill per pool and plan"),
    ]


def _usage(pools: int) -> Usage:
    draw = np.random.default_rng(7)
    daily = 40 + 30 * np.sin(np.arange(HOURS) * 2 * np.pi / 24)
    cards = np.clip(daily + draw.normal(0, 20, (pools, HOURS)), 0, None)
    items = tuple(
        Item(f"pool-{n}", pool_id=f"pool-{n}", chip="H100", region="north") for n in range(pools)
    )
    micro = np.rint(cards * 1_000_000).astype(np.int64)
    return Usage(FIRST, items, micro * TICKS_PER_MICRO_UNIT)


def _bare(usage: Usage) -> object:
    return (usage.ticks.astype(np.float64) * 35.125).sum(axis=1)


def _one_by_one(usage: Usage, period: Period, portfolios: list[tuple[Plan, ...]]) -> list[Bill]:
    pools = [usage.of_pool(item.pool_id) for item in usage.items]
    return [price(pool, portfolio, period) for pool in pools for portfolio in portfolios]


def _portfolios(pools: int) -> list[tuple[Plan, ...]]:
    """Ten plans: on demand in three forms, and seven commitments with on demand behind them."""
    on_demand = _plan("pay_as_you_go", prices=_FLAT)
    bands = [{"name": "night", "start": "00:00", "end": "08:00", "pay_ratio": "0.5"}]
    steps = [
        {"from_quantity": 0, "price": "35"},
        {"from_quantity": 1_000_000, "price": "30"},
        {"from_quantity": 4_000_000, "price": "25"},
    ]
    tiers = {"kind": "graduated", "steps": steps}
    bought = _BOUGHT | {"units": 20 * pools}
    alone = [
        on_demand,
        _plan("pay_as_you_go", prices=[{"price": "35.125", "bands": bands}]),
        _plan("pay_as_you_go", prices=[{"tiers": tiers}]),
    ]
    year = {"term_months": 12, "purchase": bought}
    saving = year | {"prices": [{"price": "24.5"}], "purchase": _BOUGHT}
    spend = saving | {"commitment": 5_000_000 * pools}
    commitments = [
        _plan("subscription", fee=9000, **year),
        _plan("subscription", fee=9000, pay="monthly", **year),
        _plan("reserved", recurring="12.5", **year),
        _plan("reserved", upfront=90_000, **year),
        _plan("savings_plan", commitment=1000 * pools, **saving),
        _plan("committed_spend", **spend),
        _plan("pack", quantity=2500 * pools, price=60_000, draws=[{"units": 1}], **year),
    ]
    return [(plan,) for plan in alone] + [(plan, on_demand) for plan in commitments]


def _plan(mode: str, **terms: Any) -> Plan:
    table = _TERMS | {"plan_id": mode, "mode": mode} | terms
    return parse_plans({"plan": [table]}, "benchmark")[0]
