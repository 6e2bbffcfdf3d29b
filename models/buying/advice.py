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
    """A purchase and where it stands above what is in hand: `low` and `high` units by month."""

    bought: Bought
    low: Numbers
    high: Numbers

    @property
    def runs(self) -> NDArray[np.bool_]:
        """Months of the horizon in which it runs."""
        months = np.arange(len(self.low))
        inside: NDArray[np.bool_] = (self.bought.begins <= months) & (months < self.bought.ends)
        return inside


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
        ran = running(self.bought, self.case.horizon.months)
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
        return tuple(stacked(order, self.case.held))

    def savings(self, one: Stacked) -> Numbers:
        """Yuan that a purchase saves against the hour within the horizon, by scenario."""
        case, runs = self.case, one.runs
        hours = self.ahead.between(one.low, one.high)[:, runs].sum(axis=1) * case.hours_per_month
        fees = one.bought.units * fee_of_units(one.bought) * int(runs.sum())
        saved: Numbers = hours * case.worth_cny - fees
        return saved

    def expected(self, by_scenario: Numbers) -> float:
        """Mean over the scenarios."""
        return float(self.case.scenarios.weights @ by_scenario)


def stacked(bought: Sequence[Bought], held: Numbers) -> list[Stacked]:
    """Each above those before it."""
    found = []
    top = held.copy()
    for one in bought:
        low = top.copy()
        top[one.begins : one.ends] += one.units * one.offered.worth
        found.append(Stacked(one, low, top.copy()))
    return found
