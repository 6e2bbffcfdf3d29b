"""A commitment in money for some pools, and what of their need is left to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.buying.money_terms import MoneyTerms
from models.buying.offered import Offered
from models.buying.outcome import Ahead
from models.buying.together import Together
from models.procurement.spend import Rates

Numbers = NDArray[np.float64]


class Window(NamedTuple):
    """Months of the horizon: of a purchase, the first that it serves, the one after the last."""

    bought: int
    first: int
    after: int

    @property
    def months(self) -> range:
        """Those that it serves."""
        return range(self.first, self.after)


class Purchase(NamedTuple):
    """How much is committed: yuan an hour, or agreements."""

    window: Window
    much: float


def money_of(offered: Offered) -> MoneyTerms:
    """Of an offer that commits to money."""
    assert offered.money is not None  # noqa: S101  no other is asked
    return offered.money


@dataclass(frozen=True)
class SharedOffer:
    """One commitment in money, by the pools that it may serve."""

    by_pool: Mapping[str, Offered]

    @property
    def one(self) -> Offered:
        """Its terms, which are alike for all pools but for the rate."""
        return next(iter(self.by_pool.values()))

    @property
    def name(self) -> str:
        """The offer."""
        return self.one.offer_id

    @property
    def terms(self) -> MoneyTerms:
        """Of money committed; the rate is that of one pool."""
        return money_of(self.one)

    @property
    def step(self) -> float:
        """What can be bought more: yuan an hour, to the hundredth of the currency; agreements."""
        if not self.terms.is_hourly:
            return 1.0
        yuan = self.terms.cny_per_unit_hour / self.one.sold_per_unit  # of one of the currency
        return self.one.package_units * yuan if self.one.package_units > 1 else yuan / 100

    @property
    def least(self) -> float:
        """What is bought at least."""
        if self.one.minimum_units <= 1 or not self.terms.is_hourly:
            return float(self.one.minimum_units)
        return self.one.minimum_units * self.terms.cny_per_unit_hour / self.one.sold_per_unit

    @property
    def smallest(self) -> float:
        """The least purchase."""
        return max(self.least, self.step)

    def sold_units(self, much: float) -> float:
        """So much (yuan an hour, or agreements) in the units of the sale."""
        if not self.terms.is_hourly:
            return much
        return much * self.one.sold_per_unit / self.terms.cny_per_unit_hour

    def windows(self, months: int) -> Iterator[Window]:
        """Now, and after each term."""
        term, lead = self.one.term_months, self.one.lead_months
        for month in range(0, months - lead, term):
            yield Window(month, month + lead, min(month + lead + term, months))


@dataclass(frozen=True)
class Left:
    """What is left to the hour above units, spot and single months; by common scenarios.

    `capacity` (own scenarios x months) by pool; `now`: units in hand and bought now.
    """

    together: Together
    offer: SharedOffer
    capacity: tuple[Numbers, ...]
    now: tuple[float, ...]

    @property
    def rates(self) -> Rates:
        """Of a unit-hour: a commitment serves only while the hour is to be had."""
        cases = self.together.cases
        had = [case.prices.availability for case in cases]
        terms = [money_of(self.offer.by_pool[case.pool_id]).cny_per_unit_hour for case in cases]
        listed = [case.paid_cny for case in cases]
        return Rates(np.array(terms) * np.array(had), np.array(listed))

    def need(self, month: int, *, fewer: bool = False) -> Numbers:
        """Pools x scenarios x hours, in units."""
        return self.together.need(month, self.capacity, fewer=fewer)

    @property
    def hours(self) -> int:
        """Of a month."""
        return self.together.cases[0].hours_per_month

    @property
    def months(self) -> int:
        """Of the horizon."""
        return self.together.cases[0].horizon.months


def capacity_of(ahead: Ahead, units: Numbers, base: Numbers) -> Numbers:
    """Units that serve before the hour does, own scenarios x months.

    Contracts, spot, and single months above contracts and `base`.
    """
    case = ahead.case
    held = case.held + units
    return held + case.spot_units + ahead.single_units(held + base)
