"""A bill by the day: what each line is for, spread over its days, whole to the cent.

A fee is spread evenly over the days it pays for, use over the days it was used on. Of every line
each day gets what is charged after it less what was charged before it, in whole cents: the days of
a line sum to the line, and no day of a month is more than a cent from its share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.billing.bill import Bill, Line
from models.billing.clock import Clock

Days = npt.NDArray[np.int64]

_MICRO = 1_000_000
_MICRO_PER_CENT = 10_000


@dataclass(frozen=True)
class DayAxis:
    """The local days of a clock: which of them every hour lies in, the first one being 0."""

    day_of_hour: Days
    days: int

    @classmethod
    def of(cls, clock: Clock) -> "DayAxis":
        """The days of a clock."""
        starts = np.zeros(clock.hours, dtype=np.int64)
        starts[clock.day_starts] = 1
        numbers = np.cumsum(starts) - 1
        return cls(numbers, int(numbers[-1]) + 1)

    def sums(self, by_hour: npt.NDArray[np.int64], first: int = 0) -> Days:
        """Sums by day of whole numbers by hour, from hour `first` on."""
        found = np.zeros(self.days, dtype=np.int64)
        np.add.at(found, self.day_of_hour[first : first + len(by_hour)], by_hour)
        return found


def cents_by_day(bill: Bill, lines: Iterable[Line], clock: Clock, axis: DayAxis) -> Days:
    """Cents of some lines by day of the axis; they sum to the lines' amounts, each to the cent.

    Of a fee for days before or after the axis only what falls to the axis' own days is there.
    """
    total = np.zeros(axis.days, dtype=np.int64)
    for line in lines:
        if line.amount:
            first, weights = _weights(bill, line, clock, axis)
            cents = spread_cents(int(line.amount * _MICRO), weights)[
                max(-first, 0) : axis.days - first
            ]
            total[max(first, 0) : max(first, 0) + len(cents)] += cents
    return total


def days_of(line: Line, clock: Clock) -> tuple[int, int]:
    """Numbers of the first day that a line is for and of the day after its last."""
    begin, end = clock.index(line.start), clock.index(line.end)
    zero = clock.local_day(0)
    return (clock.local_day(begin) - zero).days, (clock.local_day(end - 1) - zero).days + 1


def _weights(bill: Bill, line: Line, clock: Clock, axis: DayAxis) -> tuple[int, list[int]]:
    first, last = days_of(line, clock)
    if line.origin is None or not line.origin.shares:
        return first, [1] * (last - first)
    by_hour = bill.block(line).sum(axis=0)
    return first, axis.sums(by_hour, line.origin.first)[first:last].tolist()


def spread_cents(micro: int, weights: Sequence[int]) -> list[int]:
    """An amount in millionths by weight, in whole cents: they sum to it, rounded once."""
    whole, sign = sum(weights), 1 if micro >= 0 else -1
    divisor = 2 * whole * _MICRO_PER_CENT
    cents, before, running = [], 0, 0
    for weight in weights:
        running += weight
        after = (2 * abs(micro) * running + divisor // 2) // divisor  # half away from zero
        cents.append(sign * (after - before))
        before = after
    return cents
