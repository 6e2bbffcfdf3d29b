"""How full a pool's cards were and what idle ones cost: rows of out_capacity_use."""

from fractions import Fraction

import numpy as np

from models.billing.money import to_cents
from models.capacity_plan.pool_hours import PoolHours
from models.capacity_plan.reading import Row

_PERCENTS = (50, 95, 99)


def use_row(pool: PoolHours) -> Row:
    """Its sums, and the quantiles of its hours."""
    sums, month = pool.sums, pool.month
    quantiles = np.quantile(pool.hours["used"].to_numpy(), [p / 100 for p in _PERCENTS])
    committed, there = sums["committed_card_hours"], sums["capacity_card_hours"]
    on_demand = sums["on_demand_cost_cny"]
    copied = (
        "pool_id", "window_start", "window_end", "days", "capacity_card_hours", "used_card_hours",
        "committed_card_hours", "covered_card_hours", "commitment_cost_cny", "on_demand_card_hours",
    )  # fmt: skip
    return {name: sums[name] for name in copied} | {
        "contract_cards": pool.cards,
        **{f"used_p{p}_cards": float(q) for p, q in zip(_PERCENTS, quantiles, strict=True)},
        "utilisation_ratio": sums["used_card_hours"] / there if there else None,
        "contract_utilisation_ratio": (
            min(sums["covered_card_hours"] / committed, 1.0) if committed else None
        ),
        "idle_cny_per_month": to_cents(Fraction(sums["idle_cost_cny"]) * month),
        "on_demand_cny_per_month": (
            None if on_demand is None else to_cents(Fraction(on_demand) * month)
        ),
    }
