"""What is not forecast, and why: rows of out_forecast_gap."""

from collections.abc import Iterator
from typing import Any

from models.forecast.choosing import MIN_NAIVE_DAYS, is_long_enough
from models.forecast.drawers import demand_histories, why_no_demand
from models.forecast.history import PoolHistories
from models.forecast.metered_days import Meter


def pool_gaps(pools: PoolHistories) -> Iterator[dict[str, Any]]:
    """Pools without any forecast, and those without one of demand."""
    demand = demand_histories(pools)
    for used in pools.usage:
        same = {"level": "pool", "series": used.series, "cut_off": used.cut_off}
        if not is_long_enough(used):
            reason = f"measured on {used.measured_days} days, {MIN_NAIVE_DAYS} are needed"
            yield same | {"target": "usage", "reason": reason}
        elif used.series not in demand:
            yield same | {"target": "demand", "reason": why_no_demand(used, pools)}


def series_gaps(meter: Meter) -> Iterator[dict[str, Any]]:
    """Series of a meter without a forecast."""
    for series, reason in meter.left_out.items():
        yield {
            "level": meter.level,
            "series": series,
            "target": meter.total or meter.targets[0],
            "reason": reason,
            "cut_off": meter.cut_off,
        }
