"""One pool's question: what it needed, what is for sale to it, what it has, what may come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.billing.usage import Item
from models.buying.blocks import cumulated, edges_of
from models.buying.extending import extensions_of
from models.buying.horizon import Horizon
from models.buying.in_hand import Contract, fees_by_month, units_by_month, whole_units_by_month
from models.buying.money_terms import Spend
from models.buying.need import Need
from models.buying.offered import Offered, Refused
from models.buying.spot_use import SpotOffer
from models.procurement.curves import Curve, HourPrices
from models.procurement.evidence import LONG_TERM_MONTHS, evidence_cny, units_with_evidence
from models.procurement.ladder import Ladder, Term
from models.procurement.plans import AsNeeded
from models.procurement.recourse import block_hours_ahead, later_fees, shape_of
from models.procurement.scenarios.ensemble import Scenarios

Numbers = NDArray[np.float64]

_CERTAIN = 1e-3  # of the need: scenarios that stray by less are one


@dataclass(frozen=True)
class PoolCase:
    """A pool in reference units of `cards` cards; months are those of the horizon.

    `past` and `planned`: units needed, months x hours; `planned` those of runs ahead, beside all
    else. `price_cny`: of a card-hour. `monthly`: the offer by which single months can be had later,
    None where later months are paid by the hour or by what is bought in advance. `singles`: units
    of each block (months x blocks) for which limits leave single months, in those scenarios in
    which the block is worth one; None: wherever it is. `covers_all`: blocks reach to the highest
    need of any scenario, of which a service level may ask a share. `spend`: what money committed by
    the hour or the year serves of it. `left_ratio`: of what each block saves by the hour
    (months x blocks), the part that money leaves to units. `by_plans`: units (scenarios x months)
    that savings plans in hand cover beyond their parts among the contracts.
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
    def extensions(self) -> tuple[Offered, ...]:
        """Offers by which contracts go on that end before a new one could be there."""
        return tuple(extensions_of(self.contracts, self.offers, self.horizon))

    @property
    def for_sale(self) -> tuple[Offered, ...]:
        """All units, new and going on."""
        return (*self.offers, *self.extensions)

    @cached_property
    def counting_all(self) -> "PoolCase":
        """The same where a service level is a share of all need, also far beyond the past's."""
        return replace(self, covers_all=True)

    @property
    def spot_units(self) -> float:
        """Units that may run on spot at once: none where it is no cheaper."""
        return self.spot.units if self.spot and self.spot_saves > 0 else 0.0

    @property
    def spot_saves(self) -> float:
        """Yuan that an hour of a unit costs less on spot."""
        return self.worth_cny - float(self.spot.price) if self.spot else 0.0

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

    @cached_property
    def shares(self) -> Numbers:
        """Share of a month's hours in which each block works, scenarios x months x blocks."""
        hours = block_hours_ahead(self.scenarios, self._shape, self.edges, self.planned)
        return hours / self.widths

    @cached_property
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
    def curve(self) -> Curve:
        """What each block is expected to avoid: the hour, or a single month where that is less."""
        return self._curves[0]

    @property
    def decision_curve(self) -> Curve:
        """The same as the policy decides by: later needs at the fee that could be had by then.

        Half a year from now a need may be met by a contract of a year, decided then. What that
        costs is not known before the need is, so that costs are told by `curve`.
        """
        return self._curves[1]

    @cached_property
    def _curves(self) -> tuple[Curve, Curve]:
        plain = self.by_hour

        def less(taken: AsNeeded | None, otherwise: Curve) -> Curve:
            if taken is None:
                return otherwise
            return replace(plain, values_cny=plain.values_cny - taken.saved_cny)

        curve = less(self.as_needed, plain)
        both = curve, less(self.as_decided, curve)
        if self.left_ratio is None:
            return both
        first, other = (replace(c, values_cny=c.values_cny * self.left_ratio) for c in both)
        return first, other

    @cached_property
    def by_hour(self) -> Curve:
        """What each block would cost by the hour."""
        hours = np.tensordot(self.scenarios.weights, self.shares, axes=(0, 0))
        hours = hours * self.hours_per_month
        paid = hours * self.paid_cny
        return Curve(self.widths, hours * self.worth_cny, hours, paid)

    @cached_property
    def as_needed(self) -> AsNeeded | None:
        """Single months later on, in each scenario where they cost less than the hour."""
        single = self.monthly
        return self._taken_at([(1, single.fee_per_worth)], single) if single else None

    @property
    def is_certain(self) -> bool:
        """Whether all scenarios need the same: a pool that is silent but for planned runs."""
        levels = self.scenarios.levels
        strays = float((levels.max(axis=0) - levels.min(axis=0)).sum())
        needed = float((self.scenarios.weights @ levels + self.planned.mean(axis=1)).sum())
        return strays <= _CERTAIN * needed

    @cached_property
    def as_decided(self) -> AsNeeded | None:
        """The same at the fees that could be had by then; None where these are no others.

        None, too, where spot or packs serve later needs, and where the need is certain: nothing is
        to be learnt, and what follows is planned.
        """
        if self.spot or self.packs or self.is_certain:
            return None
        offers = [
            one
            for one in self.offers
            if one.is_single and not one.lead_months and one.owning is None
        ]
        months = [(1, self.monthly.fee_per_worth)] if self.monthly else []
        terms = [*months, *((one.term_months, one.fee_per_worth) for one in offers)]
        fees, single = (later_fees(known, self.horizon.months) for known in (terms, months))
        if np.array_equal(fees, single):
            return None
        return self._taken_at(terms, self.monthly or min(offers, key=lambda one: one.term_months))

    def _taken_at(self, fees: Sequence[tuple[int, float]], by: Offered) -> AsNeeded:
        least = later_fees(fees, self.horizon.months)[:, None]
        weights, hours = self.scenarios.weights, self.shares * self.hours_per_month
        taken = self.dearer_than(least)
        paid_by_hour = self.paid_cny
        fee = np.where(np.isfinite(least), least, 0.0)

        units: Numbers = np.tensordot(weights, taken.astype(np.float64), axes=(0, 0))
        served: Numbers = np.tensordot(weights, hours * taken, axes=(0, 0))
        return AsNeeded(
            by.name,
            self.pool_id,
            saved_cny=np.maximum(served * self.worth_cny - units * fee, 0.0),
            units=units / by.worth,
            hours=served,
            paid_cny=units * fee + (self.by_hour.hours - served) * paid_by_hour,
        )

    def dearer_than(self, fee: Numbers | float) -> NDArray[np.bool_]:
        """Scenarios, months and blocks in which a month by the hour costs more than a fee."""
        by_hour: Numbers = self.shares * self.hours_per_month * self.worth_cny
        return by_hour > fee

    @cached_property
    def evidence(self) -> Numbers:
        """What each unit would have cost by the hour over the last year."""
        ladder = Ladder(self.price_cny * self.cards, (Term("any", 1, 1.0),), self.hours_per_month)
        return evidence_cny(self.past, ladder, self.planned)

    def proven_units(self, offered: Offered, evidence_share: float) -> float:
        """Reference units that may be bought of an offer, in hand and all: the evidence clamp."""
        if offered.term_months < LONG_TERM_MONTHS or evidence_share <= 0:
            return float("inf")
        term = Term(offered.name, offered.term_months, offered.fee_per_worth)
        return units_with_evidence(self.evidence, term, evidence_share)

    def changed(self, demand: float = 1.0, price: float = 1.0) -> "PoolCase":
        """The same with so much of its need, and of its price by the hour; planned runs stay."""
        prices = HourPrices(
            np.asarray(self.prices.cny_per_hour) * price,
            self.prices.availability,
            self.prices.shortage_cny_per_hour,
        )
        return replace(
            self,
            past=self.past * demand,
            scenarios=replace(self.scenarios, levels=self.scenarios.levels * demand),
            price_cny=self.price_cny * price,
            prices=prices,
        )
