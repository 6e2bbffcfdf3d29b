"""Spot where buying.toml says how much of a pool may run on it, and what interruptions lose.

Such hours serve what lies above contracts, at the price of the last day: no path of it is known
ahead. Where they do, later single months are not counted with: `PoolCase.monthly` is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.buying import Buying, SpotUse, pool_name
from models.billing.case import Case
from models.billing.modes.spot import Spot as SpotPlan
from models.offers.sale import Sale
from models.procurement.plans import Spot


@dataclass(frozen=True)
class SpotOffer:
    """`price` is yuan per effective hour of a reference unit, `units` how many at once."""

    pool_id: str
    sale: Sale
    price: Fraction
    units: float

    @property
    def offer_id(self) -> str:
        """Its name in the price book or file."""
        return self.sale.plan.plan_id

    def way(self) -> Spot:
        """As the programme knows it."""
        name = f"{self.pool_id}|{self.offer_id}"
        return Spot(name, float(self.price), self.units, (self.pool_id,))


def cheapest_spot(
    pool_id: str, sales: Sequence[Sale], case: Case, buying: Buying, cards: int
) -> SpotOffer | None:
    """The cheapest that is for sale on the last day; None without a rule for the pool."""
    rules = [r for r in buying.spot if r.pool in (pool_id, pool_name(pool_id)) and r.most_cards]
    if not rules:
        return None
    found = [_offer(pool_id, sale, case, rules[0], cards) for sale in sales]
    return min((one for one in found if one), key=lambda one: one.price, default=None)


def _offer(pool_id: str, sale: Sale, case: Case, rule: SpotUse, cards: int) -> SpotOffer | None:
    plan = sale.plan
    if not isinstance(plan, SpotPlan) or plan.path[-1].price is None:
        return None
    by_hour = case.worth(plan) * Fraction(plan.path[-1].price) / plan.per
    effective = by_hour / (1 - Fraction(rule.lost_work_ratio))
    return SpotOffer(pool_id, sale, effective * cards, rule.most_cards / cards)
