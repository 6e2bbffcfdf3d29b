"""Pools whose need is flat within each month, as worked examples have it."""

from collections.abc import Sequence

import numpy as np

from models.procurement.curves import Curve
from models.procurement.plans import Plan
from models.procurement.problem import Pool

HOURS = 730
FULL_MONTH_CNY = 109_500.0  # 150 yuan x 730 h


def flat_pool(
    levels: Sequence[int],
    month_cny: float = FULL_MONTH_CNY,
    pool_id: str = "a",
    in_hand: tuple[float, ...] = (),
) -> Pool:
    """Each month needs so many servers in all of its hours."""
    units = np.arange(max(levels))
    needed = (units < np.array(levels)[:, None]).astype(float)
    cost = needed * month_cny
    return Pool(pool_id, Curve(np.ones(len(units)), cost, needed * HOURS, cost), in_hand)


def paid_at_once(plan_id: str, months: int, price_cny: float, **more: object) -> Plan:
    """A plan whose whole price is due when it is bought."""
    return Plan(plan_id, months, (price_cny,), {"a": 1.0}, **more)  # type: ignore[arg-type]
