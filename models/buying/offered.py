"""One offer to a pool, as a plan of the programme; and one that no ladder can hold."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from models.buying.money_terms import MoneyTerms
from models.buying.payments import Payments
from models.buying.purchases import Owning
from models.offers.sale import Sale
from models.procurement.plans import HourPack, Plan, Tiers


@dataclass(frozen=True)
class Offered:
    """One offer, for one pool. `worth`: reference units of the pool that one unit of it is worth.

    `sold_per_unit`: what is signed for per unit of the programme: 1, or money by the hour. `chip`
    is the one it is sold with; `moving_cny` is paid once per unit that serves another's pool.
    `owning`: of servers bought outright, what payments follow from. `pack_hours` of a reference
    unit: of a pack, which is worth no unit. `money`: of a commitment in money; `is_shared` where
    several pools draw from it, or from one of a year. `extends`: the contract that goes on by it.
    """

    pool_id: str
    sale: Sale
    payments: Payments
    worth: float
    provider: str
    chip: str
    lead_months: int = 0
    package_units: int = 1
    minimum_units: int = 0
    tiers: Tiers | None = None
    sold_per_unit: float = 1.0
    moving_cny: Fraction = Fraction(0)
    owning: Owning | None = None
    pack_hours: float = 0.0
    money: MoneyTerms | None = None
    is_shared: bool = False
    extends: str | None = None

    @property
    def is_units(self) -> bool:
        """Whether it is so many units, in every hour of its term."""
        return not self.is_pack and not self.is_shared

    @property
    def is_pack(self) -> bool:
        """Whether it sells hours, and no units."""
        return self.pack_hours > 0

    @property
    def offer_id(self) -> str:
        """The offer's name in its price book or file."""
        return self.sale.plan.plan_id

    @property
    def name(self) -> str:
        """Its name in the programme: one offer may be bought for several pools."""
        extension = f"|{self.extends}|{self.term_months}" if self.extends else ""
        return f"{self.pool_id}|{self.offer_id}{extension}"

    @property
    def term_months(self) -> int:
        """Months signed for."""
        return self.sale.term_months

    @cached_property
    def fee(self) -> Fraction:
        """Yuan per unit and month: all that is paid, for moving too, evenly over the term."""
        return (sum(self.payments, Fraction(0)) + self.moving_cny) / self.term_months

    @property
    def fee_per_worth(self) -> float:
        """Yuan per reference unit and month."""
        return float(self.fee) / self.worth

    @property
    def is_single(self) -> bool:
        """Whether it is sold unit by unit, at one price."""
        return self.is_single_from_least and self.minimum_units <= 1

    @property
    def is_single_from_least(self) -> bool:
        """The same, but for a least number."""
        return self.package_units <= 1 and self.tiers is None

    @property
    def least_worth(self) -> float:
        """Reference units of the least that is sold; none where any number is."""
        return self.minimum_units * self.worth if self.minimum_units > 1 else 0.0

    @property
    def price_from(self) -> date:
        """Day from which the price holds."""
        return self.sale.plan.valid_from

    def with_owning(self, owning: Owning) -> "Offered":
        """The same at other numbers of what it takes to own it."""
        return replace(self, owning=owning, payments=owning.payments())

    @property
    def flows_cny(self) -> tuple[float, ...]:
        """What a unit is paid by month from the purchase, moving with the first payment.

        Rent from the day on which it begins; servers bought outright have their own dates.
        """
        flows = [float(amount) for amount in self.payments]
        flows[0] += float(self.moving_cny)
        waits = 0 if self.owning else self.lead_months
        return (*[0.0] * waits, *flows)

    def hour_pack(self) -> HourPack:
        """A pack as the programme knows it."""
        price = sum(self.flows_cny)
        return HourPack(self.name, self.pack_hours, price, self.term_months, (self.pool_id,))

    def plan(self) -> Plan:
        """As the programme knows it."""
        return Plan(
            self.name,
            self.term_months,
            self.flows_cny,
            {self.pool_id: self.worth},
            lead_months=self.lead_months,
            package_units=self.package_units if self.package_units > 1 else 0,
            minimum_units=self.minimum_units,
            tiers=self.tiers,
        )


@dataclass(frozen=True)
class Refused:
    """An offer that no ladder can hold: `reason` as in the table, `detail` a code or words."""

    offer_id: str
    reason: str
    detail: str
    source: str
