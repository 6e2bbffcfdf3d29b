"""A pool as its seller sees it: customers by the hour, cards in hand, what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from data.supply import Owned
from models.billing.clock import ONE_DAY, Period, add_months, utc_midnight
from models.billing.money import to_cents
from models.billing.usage import HOUR, TICKS_PER_UNIT, Item, Ticks, Usage
from models.supply.customers import Customer, used_cards
from models.supply.year import Capacity

NO_PRICE = "no_upstream_price"
NO_FEE = "no_fee"


@dataclass(frozen=True)
class Window:
    """Whole local months, at most a year, in which everything was read."""

    months: tuple[date, ...]
    time_zone: str

    @property
    def last(self) -> date:
        """The last local day."""
        return add_months(self.months[-1], 1) - ONE_DAY

    @property
    def period(self) -> Period:
        """All of it, in UTC."""
        return Period.of_days(self.months[0], self.last, self.time_zone)

    def period_of(self, month: date) -> Period:
        """One of the months."""
        return Period.of_month(month, self.time_zone)

    @cached_property
    def day_of_hour(self) -> npt.NDArray[np.int64]:
        """Number of the local day of every hour."""
        days = [self.months[0] + n * ONE_DAY for n in range((self.last - self.months[0]).days + 1)]
        starts = [utc_midnight(day, self.time_zone) for day in days] + [self.period.end]
        hours = np.diff([(at - self.period.start) // HOUR for at in starts])
        return np.repeat(np.arange(len(days)), hours)


@dataclass(frozen=True)
class PoolSide:
    """One pool over the window: customers with all its hours, and by local day what there was.

    `cards` are those in hand; `fees` the contracts' (None: not known), `prices` what a card-hour
    costs upstream by the hour (None: no price).
    """

    item: Item
    window: Window
    customers: tuple[Customer, ...]
    cards: npt.NDArray[np.int64]
    fees: tuple[Decimal | None, ...]
    prices: tuple[Decimal | None, ...]
    owned: tuple[Owned, ...]
    hours_unmeasured: tuple[int, ...]
    buys_beyond: bool

    def hours_of(self, month: date) -> tuple[int, int]:
        """First and before-last hour of a month on the window's axis."""
        period, start = self.window.period_of(month), self.window.period.start
        return (period.start - start) // HOUR, (period.end - start) // HOUR

    def days_of(self, month: date) -> range:
        """Numbers of a month's days."""
        first = (month - self.window.months[0]).days
        return range(first, (add_months(month, 1) - self.window.months[0]).days)

    def customers_in(self, month: date) -> list[Customer]:
        """The customers with a month's hours only."""
        first, last = self.hours_of(month)
        start = self.window.period_of(month).start
        return [
            replace(one, usage=Usage(start, one.usage.items, one.usage.ticks[:, first:last]))
            for one in self.customers
        ]

    def held_ticks(self, month: date) -> Ticks:
        """Card-ticks in hand in every hour of a month."""
        first, last = self.hours_of(month)
        owned = sum(one.cards for one in self.owned if _runs(one, month))
        cards = self.cards[self.window.day_of_hour[first:last]] + owned
        return np.asarray(cards * TICKS_PER_UNIT, dtype=np.int64)

    def beyond(self, month: date, customers: Sequence[Customer]) -> Ticks:
        """Ticks bought upstream by the hour in every hour of a month; none where it refuses."""
        held = self.held_ticks(month)
        more = np.maximum(used_cards(customers) - held, 0)
        return more if self.buys_beyond else np.zeros_like(held)

    def fixed_cost(self, month: date) -> Decimal | None:
        """Contracts' fees and what owned cards cost; None where a fee is not known."""
        fees = [self.fees[day] for day in self.days_of(month)]
        if None in fees:
            return None
        owned = [one.cost_cny_per_month for one in self.owned if _runs(one, month)]
        return sum((fee for fee in [*fees, *owned] if fee is not None), Decimal(0))

    def gap_of(self, month: date, customers: Sequence[Customer]) -> str | None:
        """Why a month's cost is not known."""
        if self.fixed_cost(month) is None:
            return NO_FEE
        more = self._by_day(month, self.beyond(month, customers))
        unpriced = (ticks and self.prices[day] is None for day, ticks in more.items())
        return NO_PRICE if any(unpriced) else None

    def capacity(self, month: date, customers: Sequence[Customer]) -> Capacity:
        """What there is for such customers, and what it costs; what is not known counts as 0."""
        beyond = self.beyond(month, customers)
        hourly = sum(
            (
                Fraction(ticks, TICKS_PER_UNIT) * Fraction(self.prices[day] or 0)
                for day, ticks in self._by_day(month, beyond).items()
            ),
            Fraction(0),
        )
        fixed = self.fixed_cost(month) or Decimal(0)
        return Capacity(self.held_ticks(month) + beyond, fixed + to_cents(hourly))

    def _by_day(self, month: date, ticks: Ticks) -> dict[int, int]:
        """Ticks by number of the local day."""
        first, last = self.hours_of(month)
        found = np.zeros(len(self.prices), dtype=np.int64)
        np.add.at(found, self.window.day_of_hour[first:last], ticks)
        return {day: int(found[day]) for day in self.days_of(month)}


def _runs(owned: Owned, month: date) -> bool:
    return owned.from_month <= month <= (owned.to_month or month)
