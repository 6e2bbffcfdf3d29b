"""What is known of one pool: what it needed, what is for sale to it, what it has, what may come."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.billing.usage import Item
from models.buying.blocks import cumulated, edges_of
from models.buying.horizon import Horizon
from models.buying.in_hand import Contract, fees_by_month, units_by_month, whole_units_by_month
from models.buying.money_terms import Spend
from models.buying.need import Need
from models.buying.offered import Offered, Refused
from models.buying.room import Room, large_property
from models.buying.spot_use import SpotOffer
from models.procurement.curves import HourPrices
from models.procurement.recourse import block_hours_ahead, shape_of
from models.procurement.scenarios.ensemble import Scenarios

Numbers = NDArray[np.float64]

_OF_NEED = ("edges", "needed", "hours_beyond")
_LARGE_OF_NEED = ("shares", "served_below")
_CERTAIN = 1e-3  # of the need: scenarios that stray by less are one


@dataclass(frozen=True)
class PoolFacts:
    """A pool in reference units of `cards` cards; months are those of the horizon.

    `past` and `planned`: units needed, months x hours; `planned` those of runs ahead, beside all
    else. `price_cny`: of a card-hour. `monthly`: the offer by which single months can be had later,
    None where later months are paid by the hour or by what is bought in advance. `singles`: units
    of each block (months x blocks) for which limits leave single months, in those scenarios in
    which the block is worth one; None: wherever it is. `covers_all`: blocks reach to the highest
    need of any scenario, of which a service level may ask a share. `spend`: what money committed by
    the hour or the year serves of it. `left_ratio`: of what each block saves by the hour
    (months x blocks), the part that money leaves to units. `by_plans`: units (scenarios x months)
    that savings plans in hand cover beyond their parts among the contracts. `room`: where pools of
    one question keep what is large of theirs.
    """

    need: Need
    item: Item
    cards: int
    horizon: Horizon
    hours_per_month: int
    price_cny: float
    prices: HourPrices
    past: Numbers
    planned: Numbers
    scenarios: Scenarios
    contracts: tuple[Contract, ...]
    offers: tuple[Offered, ...]
    refused: tuple[Refused, ...]
    monthly: Offered | None
    spot: SpotOffer | None = None
    packs: tuple[Offered, ...] = ()
    agreements: tuple[Offered, ...] = ()
    spend: Spend | None = None
    singles: Numbers | None = None
    covers_all: bool = False
    left_ratio: Numbers | None = None
    by_plans: Numbers | None = None
    room: Room = field(default_factory=Room, repr=False, compare=False)

    def knowing(self, other: "PoolFacts") -> Self:
        """This pool, with what `other` knows of the same need: that is not drawn anew."""
        known = vars(other)
        vars(self).update({name: known[name] for name in _OF_NEED if name in known})
        for name in _LARGE_OF_NEED:
            if name in known:
                self.room.keep(self, name, known[name])
        return self

    @property
    def pool_id(self) -> str:
        """The pool."""
        return self.need.pool_id

    @property
    def worth_cny(self) -> float:
        """What an hour of a unit costs by the hour, or worse where there is none to be had."""
        return float(np.asarray(self.prices.worth()))

    @property
    def paid_cny(self) -> float:
        """Yuan paid for an hour of a unit that nothing else serves, as often as it is to be had."""
        return float(np.asarray(self.prices.paid()))

    @property
    def most_cny(self) -> float:
        """More than a pool may cost by the hour, and its contracts in hand, over the horizon."""
        by_hour = (
            float(self.edges[-1]) * self.horizon.months * self.worth_cny * self.hours_per_month
        )
        return by_hour + float(self.held_fees.sum())

    @cached_property
    def held(self) -> Numbers:
        """Units of contracts in hand, by month."""
        return units_by_month(self.contracts, self.cards, self.horizon)

    @cached_property
    def held_whole(self) -> Numbers:
        """The same in whole contracts: with parts of months no purchase would be whole."""
        return whole_units_by_month(self.contracts, self.cards, self.horizon)

    def singles_above(self, units: Numbers) -> Numbers:
        """Units by month, of so many bought, above which single months are taken."""
        base = self.spend.base_units if self.spend else None
        return self.held + units + (0.0 if base is None else base)

    @cached_property
    def held_fees(self) -> Numbers:
        """Yuan of contracts in hand, by month."""
        return fees_by_month(self.contracts, self.horizon)

    @cached_property
    def edges(self) -> Numbers:
        """Units at which blocks begin and end; to the need of all scenarios where it counts."""
        shape = float(self._shape.max()) if self.covers_all else 0.0
        highest = float(self.scenarios.levels.max(initial=0.0)) * shape
        return edges_of(self.past, self.planned, self.held, highest)

    @property
    def widths(self) -> Numbers:
        """Units of each block."""
        return np.diff(self.edges)

    @property
    def _shape(self) -> Numbers:
        return shape_of(self.past) if self.past.size else np.ones(1)

    @large_property
    def shares(self) -> Numbers:
        """Share of a month's hours in which each block works, scenarios x months x blocks."""
        hours = block_hours_ahead(self.scenarios, self._shape, self.edges, self.planned)
        return hours / self.widths

    @large_property
    def served_below(self) -> Numbers:
        """Share-hours that the units up to every edge serve, scenarios x months x edges."""
        return cumulated(self.shares * self.widths)

    @cached_property
    def needed(self) -> Numbers:
        """Mean units needed, scenarios x months; beyond the last block, too."""
        reached = self.shares @ self.widths
        needed: Numbers = np.maximum(self.scenarios.levels + self.planned.mean(axis=1), reached)
        return needed

    @cached_property
    def hours_beyond(self) -> Numbers:
        """Unit-hours by month that no block reaches, expected."""
        within = self.shares @ self.widths
        beyond: Numbers = self.scenarios.weights @ (self.needed - within) * self.hours_per_month
        return beyond

    @property
    def is_certain(self) -> bool:
        """Whether all scenarios need the same: a pool that is silent but for planned runs."""
        levels = self.scenarios.levels
        strays = float((levels.max(axis=0) - levels.min(axis=0)).sum())
        needed = float((self.scenarios.weights @ levels + self.planned.mean(axis=1)).sum())
        return strays <= _CERTAIN * needed
