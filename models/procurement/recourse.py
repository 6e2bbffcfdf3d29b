"""What a unit held for long is worth, where a month at a time can be had instead.

A long contract replaces, month by month, the cheaper of the hourly price and what a contract would
cost that is decided on later; which of them depends on the scenario. So in every scenario and
month after the first a unit avoids min(hours x price, fee), and the mean of these never rises from
unit to unit: the programme stays linear. The fee of a month ahead is the lowest of the terms that
are no longer than twice as far: a unit that is still needed in half a year has been needed for half
a year by then, is as likely as not to be needed as long again, and can be had at a year's fee.
Before any term could be had so, only the hourly price is replaced.
"""

from collections.abc import Sequence

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
_WEEK_HOURS = 7 * 24
_MOST_BLOCKS = 150


def unit_values(hours: Numbers, weights: Numbers, ladder: Ladder) -> Numbers:
    """Yuan that each unit avoids, months x units; the first month against the hour alone.

    `hours`: as `unit_hours_ahead` has them; `weights` of the scenarios.
    """
    fees = [(term.months, term.fee_cny_per_month) for term in ladder.terms]
    avoided = np.minimum(hours * ladder.month_cny, later_fees(fees, hours.shape[1])[:, None])
    values: Numbers = np.tensordot(weights, avoided, axes=(0, 0))
    return values


def later_fees(fees: Sequence[tuple[int, float]], months: int) -> Numbers:
    """The fee at which a unit of each month ahead could still be had by then; none in the first.

    `fees`: months of a term, and yuan a month; a term counts from half its length ahead.
    """
    least = np.full(months, np.inf)
    for term_months, fee in fees:
        had = (term_months + 1) // 2
        least[had:] = np.minimum(least[had:], fee)
    return least


def unit_hours_ahead(scenarios: Scenarios, shape: Numbers, units: int, planned: Numbers) -> Numbers:
    """Share of a month's hours in which each unit works, scenarios x months x units.

    As `block_hours_ahead` has it.
    """
    return block_hours_ahead(scenarios, shape, np.arange(units + 1.0), planned)


def block_hours_ahead(
    scenarios: Scenarios, shape: Numbers, edges: Numbers, planned: Numbers
) -> Numbers:
    """Unit-hours of each block as a share of a month's hours, scenarios x months x blocks.

    `shape`: hours relative to their month's mean. `edges`: units at which blocks begin and end.
    `planned` (months x hours): units that planned runs need beside: where they need c for a share
    of the hours, the scenario's need lies c higher.
    """
    hours = hours_of_levels(scenarios.levels, shape, edges)
    for month, row in enumerate(planned[: hours.shape[1]]):
        if not row.any():
            continue
        needs, counts = np.unique(row, return_counts=True)
        levels = scenarios.levels[:, [month]]
        hours[:, month] = sum(
            count / row.size * hours_of_levels(levels, shape, edges - need)[:, 0]
            for need, count in zip(needs, counts, strict=True)
        )
    return hours


def without_planned(view: View) -> Numbers:
    """The past without what was planned of it; of nothing known, one month without need."""
    past = view.past if view.past.size else np.zeros((1, view.ladder.hours_per_month))
    if not view.past_planned.size:
        return past
    rest: Numbers = np.maximum(past - view.past_planned, 0.0)
    return rest


def levels_of(past: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Mean level of every month, that of its last two weeks, and that of its lowest week."""
    weeks = past.shape[1] // _WEEK_HOURS
    mean = past.mean(axis=1)
    whole = past[:, past.shape[1] - weeks * _WEEK_HOURS :]
    by_week = whole.reshape(len(past), weeks, _WEEK_HOURS).mean(axis=2)
    lowest = by_week.min(axis=1) if weeks else mean
    return mean, past[:, -_CLOSING_HOURS:].mean(axis=1), lowest


def shape_of(past: Numbers) -> Numbers:
    """Hours of the last year relative to their month's mean; months without need say nothing."""
    recent = past[-_SHAPE_MONTHS:]
    mean = recent.mean(axis=1)
    shape: Numbers = (recent[mean > 0] / mean[mean > 0, None]).ravel()
    return shape if shape.size else np.ones(1)


def known_need(view: View) -> bool:
    """Whether anything was needed, or will be."""
    return float(view.past.max(initial=0.0)) > 0 or float(view.planned.max(initial=0.0)) > 0


def in_blocks(view: View) -> tuple[View, float]:
    """The same history in blocks of so many units that its peak has at most 150; and how many.

    They need not be whole units: where whole ones overlap the peak, the last is too wide to pay.
    """
    peak = float(view.past.max(initial=0.0)) + float(view.planned.max(initial=0.0))
    width = peak / _MOST_BLOCKS
    if width <= 1:
        return view, 1.0
    smaller = View(
        view.past / width,
        view.in_hand / width,
        view.ladder,
        view.planned / width,
        view.past_planned / width,
    )
    return smaller, width


def units_considered(view: View) -> int:
    """Units that may be needed: the peak of two years and 60 % more, planned runs, all in hand."""
    peak = float(view.past[-2 * _SHAPE_MONTHS :].max(initial=0.0)) * _HEADROOM
    peak += float(view.planned.max(initial=0.0))
    return int(np.ceil(max(peak, view.in_hand[0] + 1))) + 1
