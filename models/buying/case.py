"""One pool's question: what is known of it, and what units are worth to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.buying.extending import extensions_of
from models.buying.offered import Offered
from models.buying.pool_facts import PoolFacts
from models.procurement.curves import Curve, HourPrices
from models.procurement.evidence import LONG_TERM_MONTHS, evidence_cny, units_with_evidence
from models.procurement.ladder import Ladder, Term
from models.procurement.plans import AsNeeded
from models.procurement.recourse import later_fees

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PoolCase(PoolFacts):
    """What is known of a pool, and what follows: what is for sale, and what each block avoids."""

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
        found = replace(
            self,
            past=self.past * demand,
            scenarios=replace(self.scenarios, levels=self.scenarios.levels * demand),
            price_cny=self.price_cny * price,
            prices=prices,
        )
        return found.knowing(self) if demand == 1 else found
