"""Tier prices over usage: lines by item, tier and month (or day)."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from data.errors import UsageError
from models.billing.clock import Indices
from models.billing.cover import draw_down
from models.billing.drafts import Demand, Draft, Origin
from models.billing.tiers import Tiers
from models.billing.usage import TICKS_PER_UNIT

Window = tuple[int, int]


def tier_lines(
    demand: Demand, tiers: Tiers, items: list[int], window: Window, per: int, plan_id: str
) -> list[Draft]:
    """Lines over the hours of `window`; `per` is how many units one of the tiers' units is.

    Raises:
        InputError: usage begins within a month (or day), and how far its tiers were used by then
            is not given.
        UsageError: all-units tiers over a period that cuts a month (or day): their price is known
            at its end only.
    """
    starts = demand.clock.month_starts if tiers.counted == "month" else demand.clock.day_starts
    groups = [items] if tiers.together else [[item] for item in items]
    lines: list[Draft] = []
    for counted, begun in _windows(starts, demand.clock.hours, window):
        before = [
            _counted_before(demand, tiers, group, (begun, counted[0]), per, plan_id)
            for group in groups
        ]
        if tiers.kind == "all_units":
            _require_whole(demand, tiers, starts, counted, begun)
        one = _all_units if tiers.kind == "all_units" else _graduated
        for group, ticks in zip(groups, before, strict=True):
            lines += one(demand, tiers, group, counted, per, ticks)
    return lines


def _windows(starts: Indices, hours: int, window: Window) -> list[tuple[Window, int]]:
    """Hours of the window by month (or day), each with the hour from which its tiers count."""
    edges = [*starts.tolist(), hours]
    cut = [((max(a, window[0]), min(b, window[1])), a) for a, b in pairwise(edges)]
    return [((first, last), begun) for (first, last), begun in cut if first < last]


def _counted_before(
    demand: Demand, tiers: Tiers, items: list[int], hours: Window, per: int, plan_id: str
) -> int:
    """Ticks that count in the same month (or day) before the window.

    What earlier versions of the price took, and, where the usage begins within the month (or day),
    what was used before it.
    """
    begun, first = hours
    before = 0
    if demand.earlier is not None and begun < first:
        before = int(demand.earlier[items, begun:first].sum())
    if begun == 0:
        day = demand.clock.local_day(0)
        day = day.replace(day=1) if tiers.counted == "month" else day
        since = demand.clock.index_of_day(day)
        units = demand.counted_before(
            since, plan_id, "units of the tiers", items, together=tiers.together
        )
        before += int(units * per * TICKS_PER_UNIT)
    return before


def _require_whole(
    demand: Demand, tiers: Tiers, starts: Indices, counted: Window, begun: int
) -> None:
    first, last = counted
    day_before, day = demand.clock.local_day(last - 1), demand.clock.local_day(last)
    ended = last in starts or (day != day_before and (tiers.counted == "day" or day.day == 1))
    continues = demand.earlier is not None and begun < first
    if first < demand.first < last or not ended or continues:
        raise UsageError(
            "All-units tiers have a price when their month has ended, and the period or a new"
            " version of the price cuts it",
            where=f"{demand.clock.local_day(first)} to {demand.clock.local_day(last - 1)}",
            remedy="Price whole calendar months of the seller's time zone; let versions begin on"
            " the first of a month.",
        )


def _graduated(
    demand: Demand, tiers: Tiers, items: list[int], counted: Window, per: int, before: int
) -> list[Draft]:
    rest = demand.block(items, *counted)  # of these hours alone: a copy per tier is small
    order, hours = [(row, 1) for row in range(len(items))], counted[1] - counted[0]
    drafts: list[Draft] = []
    starts = [int(Fraction(step.from_quantity) * per * TICKS_PER_UNIT) for step in tiers.steps]
    whole = before + int(rest.sum())
    for number, step in enumerate(tiers.steps):
        low, high = max(starts[number], before), min([whole, *starts[number + 1 : number + 2]])
        if low >= high:
            continue
        drawn = draw_down(rest, order, high - low, 0, hours)
        rest = rest - drawn.taken
        rate = Fraction(step.price) / per
        # Rows are counted from the window's first hour on, not from the month's.
        between = (low - before, high - before)
        for begin, end in demand.clock.segments(*counted, demand.first):
            sums = drawn.taken[:, begin - counted[0] : end - counted[0]].sum(axis=1)
            for item, total in zip(items, sums.tolist(), strict=True):
                if total:
                    origin = Origin(begin, end, (item,), None, between, counted[0], tuple(items))
                    drafts.append(
                        _line(demand, item, total, rate, f"tier {number + 1}, graduated", origin)
                    )
    return drafts


def _all_units(
    demand: Demand, tiers: Tiers, items: list[int], counted: Window, per: int, before: int
) -> list[Draft]:
    sums = np.asarray(demand.block(items, *counted).sum(axis=1)).tolist()
    reached = tiers.reached(Fraction(before + sum(sums), TICKS_PER_UNIT * per))
    rate = Fraction(tiers.steps[reached].price) / per
    return [
        _line(
            demand, item, total, rate, f"tier {reached + 1}, all units", Origin(*counted, (item,))
        )
        for item, total in zip(items, sums, strict=True)
        if total
    ]


def _line(
    demand: Demand, number: int, ticks: int, rate: Fraction, rule: str, origin: Origin
) -> Draft:
    item = demand.items[number]
    return Draft(
        kind="usage",
        rule=rule,
        start=demand.clock.at(origin.first),
        end=demand.clock.at(origin.last),
        quantity=Fraction(ticks, TICKS_PER_UNIT),
        unit=item.unit,
        rate=rate,
        item=item,
        origin=origin,
    )
