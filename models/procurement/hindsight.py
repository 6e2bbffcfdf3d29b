"""The cheapest ladder when every hour is known beforehand: what policies are measured against."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.exceedance import unit_hours
from models.procurement.ladder import Ladder
from models.procurement.unit_ladder import UnitLadder, solve_units

Numbers = NDArray[np.float64]


def hindsight(demand: Numbers, ladder: Ladder) -> UnitLadder:
    """The cheapest purchases over `demand` (months x hours); fees pro rata at the end.

    Units are whole by themselves: what each saves is linear within it. No policy that buys whole
    units costs less.
    """
    return solve_units(unit_hours(demand) * ladder.pay_as_you_go_cny_per_hour, ladder)


def hindsight_cost(demand: Numbers, ladder: Ladder) -> float:
    """Yuan of the cheapest ladder over `demand` (months x hours)."""
    by_the_hour = float(demand.sum()) * ladder.pay_as_you_go_cny_per_hour
    return by_the_hour - hindsight(demand, ladder).saved_cny
