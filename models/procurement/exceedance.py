"""How many hours need the l-th unit: the load-duration curve of a month, in blocks of one unit."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def unit_hours(demand: Numbers, units: int | None = None) -> Numbers:
    """Hours in which each unit works, months x units; a unit half needed works half the hour.

    `demand`: months x hours. Row sums are the month's unit-hours where `units` reaches the peak
    (the default). It falls from unit to unit.
    """
    peak = max(int(np.ceil(demand.max(initial=0.0))), 1) if units is None else units
    months = np.arange(len(demand))[:, None]
    whole = np.minimum(np.floor(demand), peak)
    part = np.where(whole < peak, demand - whole, 0.0)
    full = np.zeros((len(demand), peak + 2))
    np.add.at(full, (np.broadcast_to(months, demand.shape), whole.astype(np.int64)), 1.0)
    at_least = full[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1 : peak + 1]
    parts = np.zeros((len(demand), peak + 1))
    np.add.at(parts, (np.broadcast_to(months, demand.shape), whole.astype(np.int64)), part)
    hours: Numbers = at_least + parts[:, :peak]
    return hours
