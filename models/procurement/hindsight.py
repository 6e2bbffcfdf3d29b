"""The cheapest ladder when every hour is known beforehand: what policies are measured against."""

import numpy as np
from numpy.typing import NDArray

from models.procurement.exceedance import unit_hours
from models.procurement.ladder import Ladder
from models.procurement.unit_ladder import solve_units

Numbers = NDArray[np.float64]


def hindsight_cost(demand: Numbers, ladder: Ladder) -> float:
    """Yuan of the cheapest ladder over `demand` (months x hours); fees pro rata at the end.

    Units are continuous, so no policy costs less.
    """
    values = unit_hours(demand) * ladder.pay_as_you_go_cny_per_hour
    return float(values.sum()) - solve_units(values, ladder).saved_cny
