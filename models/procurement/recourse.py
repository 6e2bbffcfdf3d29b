"""What a unit held for long is worth, where a month at a time can be had instead.

A long contract replaces, month by month, the cheaper of the hourly price and a single month's fee;
which of them depends on the scenario. So in every scenario and month after the first a unit avoids
min(hours x price, monthly fee), and the mean of these never rises from unit to unit: the
programme stays linear. Without a plan for single months, only the hourly price is replaced.
"""

import numpy as np
from numpy.typing import NDArray

from models.procurement.curves import hours_of_levels
from models.procurement.ladder import Ladder
from models.procurement.replay import View
from models.procurement.scenarios.ensemble import Scenarios

Numbers = NDArray[np.float64]

_SHAPE_MONTHS = 12
_HEADROOM = 1.6
_CLOSING_HOURS = 14 * 24
_MOST_BLOCKS = 150


def unit_values(scenarios: Scenarios, shape: Numbers, units: int, ladder: Ladder) -> Numbers:
    """Yuan that each unit avoids, months x units; the first month against the hour alone.

    `shape`: hours relative to their month's mean.
    """
    hours = hours_of_levels(scenarios.levels, shape, np.arange(units + 1.0))
    by_hour = hours * ladder.month_cny
    avoided = by_hour
    if ladder.terms[0].months == 1:
        avoided = np.minimum(by_hour, ladder.terms[0].fee_cny_per_month)
        avoided[:, 0] = by_hour[:, 0]
    values: Numbers = np.tensordot(scenarios.weights, avoided, axes=(0, 0))
    return values


def unit_use(scenarios: Scenarios, shape: Numbers, units: int) -> Numbers:
    """Expected share of the hours in which each unit works, months x units."""
    hours = hours_of_levels(scenarios.levels, shape, np.arange(units + 1.0))
    use: Numbers = np.tensordot(scenarios.weights, hours, axes=(0, 0))
    return use


def levels_of(past: Numbers) -> tuple[Numbers, Numbers]:
    """Mean level of every month, and that of its last two weeks."""
    return past.mean(axis=1), past[:, -_CLOSING_HOURS:].mean(axis=1)


def shape_of(past: Numbers) -> Numbers:
    """Hours of the last year relative to their month's mean; months without need say nothing."""
    recent = past[-_SHAPE_MONTHS:]
    mean = recent.mean(axis=1)
    shape: Numbers = (recent[mean > 0] / mean[mean > 0, None]).ravel()
    return shape if shape.size else np.ones(1)


def in_blocks(view: View) -> tuple[View, int]:
    """The same history in blocks of so many units that its peak has at most 150; and how many."""
    width = int(np.ceil(float(view.past.max()) / _MOST_BLOCKS))
    if width <= 1:
        return view, 1
    return View(view.past / width, view.in_hand / width, view.ladder), width


def units_considered(view: View) -> int:
    """Units that may be needed: the peak of two years and 60 % more, and all in hand."""
    peak = float(view.past[-2 * _SHAPE_MONTHS :].max()) * _HEADROOM
    return int(np.ceil(max(peak, view.in_hand[0] + 1))) + 1
