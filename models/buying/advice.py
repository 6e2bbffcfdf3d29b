"""A case with its ladder and scenarios, and what every purchase of it is expected to save."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.buying.case import PoolCase
from models.buying.outcome import Ahead, Outcome, fee_of_units, outcome, running
from models.buying.packs import packs_of
from models.buying.solving import Bought

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Stacked:
    """A purchase and where it stands above what is in hand: `low` and `high` units by month.

    `shares` of each month in which it runs.
    """

    bought: Bought
    low: Numbers
    high: Numbers
    shares: Numbers


@dataclass(frozen=True)
class Advice:
    """What is advised for a pool: the purchases of its ladder, over the scenarios ahead."""

    ahead: Ahead
    bought: tuple[Bought, ...]

    @property
    def case(self) -> PoolCase:
        """The pool's question."""
        return self.ahead.case

    @cached_property
    def outcome(self) -> Outcome:
        """What it comes to."""
        ran = running(self.bought, self.case.horizon)
        return outcome(self.ahead, *ran, packs=self.packs)

    @property
    def packs(self) -> tuple[Bought, ...]:
        """Packs among what is bought, as they expire."""
        return packs_of(self.bought)

    @property
    def shared(self) -> tuple[Bought, ...]:
        """Its parts of money that is committed for several pools, or by the year."""
        return tuple(one for one in self.bought if one.offered.is_shared)

    @cached_property
    def stack(self) -> tuple[Stacked, ...]:
        """Purchases above what is in hand, the longest and earliest below."""
        units = (one for one in self.bought if one.offered.is_units)
        order = sorted(units, key=lambda one: (-one.offered.term_months, one.month))
        return tuple(stacked(order, self.case))

    def savings(self, one: Stacked) -> Numbers:
        """Yuan that a purchase saves against the hour within the horizon, by scenario."""
        case = self.case
        hours = self.ahead.between(one.low, one.high).sum(axis=1) * case.hours_per_month
        fees = one.bought.units * fee_of_units(one.bought) * float(one.shares.sum())
        saved: Numbers = hours * case.worth_cny - fees
        return saved

    def expected(self, by_scenario: Numbers) -> float:
        """Mean over the scenarios."""
        return float(self.case.scenarios.weights @ by_scenario)


def stacked(bought: Sequence[Bought], case: PoolCase) -> list[Stacked]:
    """Each above those before it, the first above what is in hand."""
    found = []
    top = case.held
    for one in bought:
        shares = one.shares(case.horizon)
        low, top = top, top + one.units * one.offered.worth * shares
        found.append(Stacked(one, low, top, shares))
    return found
