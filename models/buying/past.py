"""A pool's own past: what it needed in the hours of its complete months, in a row."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.billing.clock import Period, add_months
from models.billing.usage import HOUR
from models.procurement.replay import Billed

Numbers = NDArray[np.float64]

MOST_MISSING = 0.1  # of a month's hours: with more, nobody knows what the month needed
_LONGEST_MONTH_HOURS = 31 * 24 + 1  # one more where clocks go back


@dataclass(frozen=True)
class Past:
    """Needs in cards, months x hours, of months that follow each other.

    `first_days` of the months, local. `seen`: every month as so many hours as a month of rent
    has, at even steps through it, as policies see it. `billed`: its own hours, nothing past its
    end. `filled_hours` were not measured: each stands at the mean of the month's hours at the same
    time of day.
    """

    first_days: list[date]
    seen: Numbers
    billed: Billed
    filled_hours: int

    def since(self, known_months: int) -> Billed:
        """The months that are replayed where the first are only known."""
        return Billed(self.billed.needs[known_months:], self.billed.hours[known_months:])


def past_of_pool(hours: pl.DataFrame, time_zone: str, hours_per_month: int) -> Past | None:
    """The longest stretch of complete months, the later of two; None without any.

    `hours`: hour_utc (without holes, ascending) and needed_cards (null: not measured). A month is
    complete if all of its hours lie between the first and the last and at most a tenth is unknown.
    """
    if hours.is_empty():
        return None
    start: datetime = hours["hour_utc"][0]
    last: datetime = hours["hour_utc"][-1]
    needs = hours["needed_cards"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    stretches: list[list[tuple[date, Numbers]]] = [[]]
    day = add_months(start.date().replace(day=1), -1)
    while day <= last.date():
        period = Period.of_month(day, time_zone)
        begin, end = ((at - start) // HOUR for at in (period.start, period.end))
        whole = begin >= 0 and end <= len(needs)
        if whole and np.isnan(needs[begin:end]).mean() <= MOST_MISSING:
            stretches[-1].append((day, needs[begin:end]))
        else:
            stretches.append([])
        day = add_months(day, 1)
    longest = max(reversed(stretches), key=len)
    return _past(longest, hours_per_month) if longest else None


def _past(months: list[tuple[date, Numbers]], hours_per_month: int) -> Past:
    seen = np.empty((len(months), hours_per_month))
    billed = np.zeros((len(months), _LONGEST_MONTH_HOURS))
    counts = np.empty(len(months))
    filled = 0
    for number, (_, needs) in enumerate(months):
        whole = _filled(needs)
        filled += int(np.isnan(needs).sum())
        steps = np.arange(hours_per_month) * len(whole) // hours_per_month
        seen[number] = whole[steps]
        billed[number, : len(whole)] = whole
        counts[number] = len(whole)
    return Past([day for day, _ in months], seen, Billed(billed, counts), filled)


def _filled(needs: Numbers) -> Numbers:
    unknown = np.flatnonzero(np.isnan(needs))
    if not unknown.size:
        return needs
    filled = needs.copy()
    for hour in unknown:
        alike = needs[hour % 24 :: 24]
        known = alike[~np.isnan(alike)]
        filled[hour] = known.mean() if known.size else np.nanmean(needs)
    return filled
