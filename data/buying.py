"""How the company buys: limits, lead times and the one knob, of `buying.toml` in the workspace.

Amounts are yuan on the setting `tax_basis`. What the file does not say is no limit.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.naming import repeated
from data.pool_id import PARTS, parts_of

FILE_NAME = "buying.toml"

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Money = Annotated[Decimal, Field(ge=0, le=10**12, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1)]


def pool_name(pool_id: str) -> str:
    """The pool's own name within provider/region/pool/chip."""
    return parts_of(pool_id).pool if pool_id.count("/") >= PARTS - 1 else pool_id


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Months(_Part):
    """From and until which month something holds; without either, always."""

    from_month: date | None = None
    to_month: date | None = None

    @model_validator(mode="after")
    def _firsts_in_order(self) -> "_Months":
        if any(day is not None and day.day != 1 for day in (self.from_month, self.to_month)):
            msg = "from_month and to_month are firsts of a month, such as 2026-01-01"
            raise ValueError(msg)
        if self.from_month and self.to_month and self.to_month < self.from_month:
            msg = "to_month lies before from_month: swap or correct them"
            raise ValueError(msg)
        return self

    def holds(self, month: date) -> bool:
        """Whether it holds in the month that begins on this day."""
        begun = self.from_month is None or self.from_month <= month
        return begun and (self.to_month is None or month <= self.to_month)


class _Scope(_Part):
    """Which offers something is about: those that are as every name given says."""

    provider: Name | None = None
    chip: Name | None = None
    pool: Name | None = None
    offer: Name | None = None

    def concerns(self, offer: str, provider: str, pool_id: str, chip: str) -> bool:
        """Whether an offer of a provider's chip, bought for a pool, is meant."""
        return (
            self.provider in (None, provider)
            and self.chip in (None, chip)
            and self.pool in (None, pool_id, pool_name(pool_id))
            and self.offer in (None, offer)
        )


class OnDemand(_Part):
    """Pay-as-you-go as it can be had: in which share of the hours, and what an hour without costs.

    `shortage_cny_per_card_hour`: what a needed hour that nobody sells costs the company.
    """

    availability: Share = 1.0
    shortage_cny_per_card_hour: Money = Decimal(0)

    @model_validator(mode="after")
    def _says_what_lacking_costs(self) -> "OnDemand":
        if self.availability < 1 and not self.shortage_cny_per_card_hour:
            msg = "availability below 1 needs shortage_cny_per_card_hour: what a lost hour costs"
            raise ValueError(msg)
        return self


class LeadTime(_Scope):
    """Whole months from signing to the first hour."""

    months: int = Field(ge=0, le=60)


class Tier(_Part):
    """From how many units on which share of the fee is due."""

    from_units: int = Field(ge=0)
    fee_ratio: float = Field(gt=0, le=10, allow_inf_nan=False)


class Package(_Scope):
    """In how many units an offer is sold: whole packages, at least so many, cheaper in steps.

    `tiers`: graduated, each unit at its own step's share of the fee; all_units, all at the step
    that is reached.
    """

    offer: Name
    units: int = Field(default=1, ge=1, le=100_000)
    minimum_units: int = Field(default=0, ge=0, le=100_000)
    tiers: Literal["graduated", "all_units"] = "graduated"
    tier: tuple[Tier, ...] = ()

    @model_validator(mode="after")
    def _tiers_rise_from_nothing(self) -> "Package":
        starts = [one.from_units for one in self.tier]
        if starts and (starts[0] != 0 or starts != sorted(set(starts))):
            msg = "tier: from_units begins at 0 and rises"
            raise ValueError(msg)
        return self


class Cap(_Scope, _Months):
    """At most so many units of the offers meant in a month: running, or bought then.

    Contracts in hand count among those that run.
    """

    name: Name
    units: float = Field(ge=0, allow_inf_nan=False)
    counts: Literal["running", "bought"] = "running"


class Budget(_Months):
    """Yuan a month for what is bought from now on and expected pay-as-you-go.

    Contracts in hand are not counted.
    """

    name: Name = "budget"
    amount_cny_per_month: Money


class ServiceLevel(_Part):
    """Share of the expected need that contracts must cover; of one pool, or of all together."""

    name: Name = "service_level"
    share: Share
    pool: Name | None = None


class Substitution(_Part):
    """A chip that may serve a pool of another chip.

    `efficiency`: of the work that the ratio of the chips' dense throughput promises, the share that
    comes; `throughput_ratio` in place of the catalogue's. Moving costs, once, per server bought.
    """

    chip: Name
    pool: Name
    efficiency: float = Field(default=1.0, gt=0, le=1, allow_inf_nan=False)
    throughput_ratio: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    migration_cny_per_server: Money = Decimal(0)


class SpotUse(_Part):
    """How much of a pool's need may run on spot, and which share of its work interruptions lose."""

    pool: Name
    most_cards: int = Field(ge=0)
    lost_work_ratio: float = Field(ge=0, lt=1, allow_inf_nan=False)


class Purchase(_Scope):
    """What a price book does not say of servers that it sells: for how long, and what they need.

    `power_kw`: what a server draws, in every hour of a month. Electricity: a price, or the name of
    a tariff (data/reference). `residual`: the curve of what it is sold for in the end.
    """

    months_of_use: int = Field(default=36, ge=1, le=72)
    hosting_cny_per_server_month: Money
    power_kw: Annotated[Decimal, Field(ge=0, le=10_000, allow_inf_nan=False)]
    pue: Annotated[Decimal, Field(ge=1, le=10, allow_inf_nan=False)] = Decimal("1.3")
    electricity_cny_per_kwh: Annotated[
        Decimal | None, Field(ge=0, le=1_000, allow_inf_nan=False)
    ] = None
    electricity_tariff: Name | None = None
    residual: Literal["low", "book", "high"] = "low"
    maintenance_share_per_year: Share = 0.0

    @model_validator(mode="after")
    def _one_price_of_power(self) -> "Purchase":
        given = (self.electricity_cny_per_kwh, self.electricity_tariff)
        if self.power_kw and given.count(None) != 1:
            msg = "purchase: write electricity_cny_per_kwh, or electricity_tariff, and not both"
            raise ValueError(msg)
        return self


class Buying(_Part):
    """The whole file. Without one: the policy's own knob, no discounting, no limit.

    `evidence_share` None: as the policy has it that the replay proves (models/procurement).
    """

    evidence_share: Share | None = None
    discount_rate_per_year: float = Field(default=0.0, ge=0, le=1, allow_inf_nan=False)
    imported_share: Share | None = None
    on_demand: OnDemand = OnDemand()
    lead_time: tuple[LeadTime, ...] = ()
    package: tuple[Package, ...] = ()
    cap: tuple[Cap, ...] = ()
    budget: tuple[Budget, ...] = ()
    service_level: tuple[ServiceLevel, ...] = ()
    substitution: tuple[Substitution, ...] = ()
    spot: tuple[SpotUse, ...] = ()
    purchase: tuple[Purchase, ...] = ()

    @model_validator(mode="after")
    def _names_once(self) -> "Buying":
        limits: tuple[Cap | Budget | ServiceLevel, ...]
        limits = (*self.cap, *self.budget, *self.service_level)
        twice = repeated(one.name for one in limits)
        if twice:
            msg = f"limits need names of their own: {', '.join(twice)} stands twice"
            raise ValueError(msg)
        pools = [one.pool for one in self.spot]
        if len(set(pools)) < len(pools):
            msg = "spot: a pool has two"
            raise ValueError(msg)
        packages = [one.offer for one in self.package]
        if len(set(packages)) < len(packages):
            msg = "package: an offer has two"
            raise ValueError(msg)
        return self

    def names(self) -> Iterator[tuple[str, str]]:
        """What rules are about: provider, chip, pool or offer, and its name."""
        rules = (
            *self.lead_time,
            *self.package,
            *self.cap,
            *self.service_level,
            *self.substitution,
            *self.spot,
            *self.purchase,
        )
        for rule in rules:
            for kind in ("provider", "chip", "pool", "offer"):
                name = getattr(rule, kind, None)
                if name is not None:
                    yield kind, name

    @property
    def has_limits(self) -> bool:
        """Whether anything binds pools together, or forces what would not pay."""
        return bool(
            self.cap or self.budget or self.service_level or self.imported_share is not None
        )

    def lead_months(self, offer: str, provider: str, pool_id: str, chip: str) -> int:
        """Of the lead times that concern an offer, the longest."""
        asked = (offer, provider, pool_id, chip)
        found = [one.months for one in self.lead_time if one.concerns(*asked)]
        return max(found, default=0)

    def package_of(self, offer: str) -> Package:
        """In what an offer is sold; single units where the file says nothing."""
        found = (one for one in self.package if one.offer == offer)
        return next(found, Package(offer=offer))

    def purchase_of(self, offer: str, provider: str, pool_id: str, chip: str) -> Purchase | None:
        """What the file says of servers bought outright: the first rule that concerns them."""
        asked = (offer, provider, pool_id, chip)
        return next((one for one in self.purchase if one.concerns(*asked)), None)
