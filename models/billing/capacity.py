"""So many units for every hour of a contract: what they cover, and what of them lies idle.

Shared by whatever is rented, reserved or owned. What is not used in an hour is lost with it.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.billing.cover import FITS, Order, Wide, cover_each_hour
from models.billing.drafts import Applied, Demand, Draft, Origin
from models.billing.usage import TICKS_PER_UNIT, Ticks

Segments = list[tuple[int, int]]


@dataclass(frozen=True)
class Held:
    """`units` (of the items' unit, per hour) from hour `first` to before `last`."""

    first: int
    last: int
    units: Fraction


def cover(demand: Demand, order: Order, held: list[Held], rule: str, scale: int = 1) -> Applied:
    """Cover use with the capacity held; lines `covered` and `unused`, by item and month.

    Weights are whole numbers, `scale` to one unit held. Where items weigh differently, `unused` is
    in the units held (`normalised_unit`).
    """
    capacity = _capacity(held, scale, demand.ticks.shape[1])
    taken, used = cover_each_hour(demand.ticks, order, capacity)
    first = min((span.first for span in held), default=0)
    last = max((span.last for span in held), default=0)
    cuts = [edge for span in held for edge in (span.first, span.last)]
    segments = demand.clock.segments(first, last, demand.first, *cuts)
    items = [item for item, _ in order]
    unit = demand.items[items[0]].unit if items else "card_hour"
    if any(weight != scale for _, weight in order):
        unit = "normalised_unit"
    drafts = covered_lines(demand, taken, items, segments, rule)
    for begin, end in segments:
        idle = int((capacity[begin:end] - used[begin:end]).sum())
        if idle:
            drafts.append(
                Draft(
                    kind="unused",
                    rule=f"{rule}: not used",
                    start=demand.clock.at(begin),
                    end=demand.clock.at(end),
                    quantity=Fraction(idle, TICKS_PER_UNIT * scale),
                    unit=unit,
                    rate=Fraction(0),
                )
            )
    return Applied(drafts, taken)


def _capacity(held: list[Held], scale: int, hours: int) -> Wide:
    """Weight x ticks by hour; wide enough for the sum of all hours."""
    spans = [(max(h.first, 0), max(h.last, 0), int(h.units * scale * TICKS_PER_UNIT)) for h in held]
    most = float(sum(weight for _, _, weight in spans)) * hours
    capacity: Wide = np.zeros(hours, dtype=np.int64 if most < FITS else object)
    for first, last, weight in spans:
        capacity[first:last] += weight
    return capacity


def covered_lines(
    demand: Demand,
    taken: Ticks,
    items: list[int],
    segments: Segments,
    rule: str,
    rates: dict[int, Fraction] | None = None,
    balance: Fraction | None = None,
) -> list[Draft]:
    """Lines of amount 0 for covered use, with what it would have cost as pay-as-you-go.

    `rates` by item number: what a unit takes of a commitment in money (`value`); `balance`: what
    is left.
    """
    drafts = []
    for begin, end in segments:
        sums = taken[items, begin:end].sum(axis=1)
        start = demand.clock.at(begin)
        for number, total in zip(items, sums.tolist(), strict=True):
            if not total:
                continue
            quantity = Fraction(total, TICKS_PER_UNIT)
            item = demand.items[number]
            drafts.append(
                Draft(
                    kind="covered",
                    rule=rule,
                    start=start,
                    end=demand.clock.at(end),
                    quantity=quantity,
                    unit=item.unit,
                    rate=Fraction(0),
                    item=item,
                    list_rate=demand.list_rate.by_hour(item).mean(taken[number, begin:end], begin),
                    value=quantity * rates[number] if rates else None,
                    balance=balance,
                    origin=Origin(begin, end, (number,)),
                )
            )
    return drafts
