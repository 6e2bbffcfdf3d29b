"""What a seller sells, to whom, from what: `supply.toml` in the workspace, checked when read.

Prices without a plan stand in yuan, on the setting `tax_basis`.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.naming import repeated

FILE_NAME = "supply.toml"

Price = Annotated[Decimal, Field(gt=0, le=10**9, allow_inf_nan=False)]
Cost = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=2, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HourPrice(_Table):
    """What a card-hour without a package costs customers: a price, or a plan.

    `plan` is a plan of a file in plans/ or an offer of the price book. Without `chip` it holds for
    every chip that has no price of its own.
    """

    chip: Name | None = None
    price_cny_per_card_hour: Price | None = None
    plan: Name | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "HourPrice":
        if (self.price_cny_per_card_hour is None) == (self.plan is None):
            msg = "give either price_cny_per_card_hour or plan"
            raise ValueError(msg)
        return self


class Package(_Table):
    """A package for sale: `cards` for a fee per unit and month, or a plan as in HourPrice."""

    name: Name
    chip: Name | None = None
    cards: int | None = Field(default=None, ge=1, le=10**6)
    fee_cny_per_unit_month: Price | None = None
    term_months: int = Field(default=1, ge=1, le=120)
    plan: Name | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Package":
        fee = (self.cards is not None, self.fee_cny_per_unit_month is not None)
        if fee != ((self.plan is None),) * 2:
            msg = "give either cards and fee_cny_per_unit_month, or plan"
            raise ValueError(msg)
        return self


class Bought(_Table):
    """What a customer has bought; `pool` where the customer uses several that it may be for."""

    package: Name
    units: int = Field(ge=1, le=10**6)
    starts_on: date
    ends_on: date | None = None
    pool: Name | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Bought":
        if self.ends_on is not None and self.ends_on < self.starts_on:
            msg = "ends_on lies before starts_on: swap or correct them"
            raise ValueError(msg)
        return self


class SoldTo(_Table):
    """A customer: its projects in the usage (its own name where none is given), what it bought."""

    name: Name
    profile: str = "-"
    projects: tuple[Name, ...] = ()
    bought: tuple[Bought, ...] = ()

    @property
    def usage_of(self) -> tuple[str, ...]:
        """Projects whose use is this customer's."""
        return self.projects or (self.name,)


class Owned(_Table):
    """Cards of one's own in a pool, and all that they cost a month."""

    pool: Name
    cards: int = Field(ge=1, le=10**6)
    cost_cny_per_month: Cost
    from_month: date
    to_month: date | None = None

    @model_validator(mode="after")
    def _whole_months(self) -> "Owned":
        if any(day is not None and day.day != 1 for day in (self.from_month, self.to_month)):
            msg = "from_month and to_month are firsts of a month, such as 2026-01-01"
            raise ValueError(msg)
        return self


class Supply(_Table):
    """The whole file. Without customers nothing is sold, and nothing is computed.

    Projects that are no customer's are the company's own use. beyond_capacity: what customers use
    beyond the cards in hand is `bought` upstream by the hour, or `refused`.
    """

    beyond_capacity: Literal["bought", "refused"] = "bought"
    goodwill_cny_per_card_hour: Decimal = Field(default=Decimal(0), ge=0, allow_inf_nan=False)
    price: tuple[HourPrice, ...] = ()
    package: tuple[Package, ...] = ()
    customer: tuple[SoldTo, ...] = ()
    owned: tuple[Owned, ...] = ()

    @model_validator(mode="after")
    def _names_are_clear(self) -> "Supply":
        _once("price: chip", [one.chip or "every chip" for one in self.price])
        _once("package", [one.name for one in self.package])
        _once("customer", [one.name for one in self.customer])
        _once("project", [project for one in self.customer for project in one.usage_of])
        sold = {bought.package for one in self.customer for bought in one.bought}
        unknown = sorted(sold - {one.name for one in self.package})
        if unknown:
            msg = f"customers bought packages that no [[package]] describes: {', '.join(unknown)}"
            raise ValueError(msg)
        return self

    def hour_price_of(self, chip: str) -> HourPrice | None:
        """The price by the hour of a chip: its own, else that of every chip."""
        own = [one for one in self.price if one.chip == chip]
        return next(iter([*own, *(one for one in self.price if one.chip is None)]), None)


def _once(what: str, names: list[str]) -> None:
    twice = repeated(names)
    if twice:
        msg = f"{what}: {', '.join(twice)} stands there twice"
        raise ValueError(msg)
