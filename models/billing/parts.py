"""The tables that plan files are made of: selectors, prices, purchases."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from data.errors import UsageError
from models.billing.plan_types import LARGEST, Kinds, kinds_of, refuse_other_type
from models.billing.usage import Item

FIRST_YEAR, LAST_YEAR = 1900, 2999
MOST_UNITS = 1_000_000

P = TypeVar("P", bound="Selector")


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_several), Field(min_length=1)]
Amount = Annotated[Decimal, Field(ge=0, le=LARGEST, allow_inf_nan=False)]
Ratio = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=MOST_UNITS)]
Months = Annotated[int, Field(ge=1, le=1_200)]


class Part(BaseModel):
    """A table of a plan file: frozen, without unknown keys, and without guesses about types.

    A number is no date, true is no number, and 1 is not true: TOML says which is which.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_own_type(cls, value: object, info: ValidationInfo) -> object:
        refuse_other_type(value, _kinds(cls, str(info.field_name)))
        return value

    @field_validator("*", mode="after")
    @classmethod
    def _in_a_year_that_can_be(cls, value: object) -> object:
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            msg = f"write a year from {FIRST_YEAR} to {LAST_YEAR}"
            raise ValueError(msg)
        return value


@cache
def _kinds(part: type[Part], name: str) -> Kinds:
    """Looked up once for every key: plans are made by the thousand."""
    return kinds_of(part.model_fields[name].annotation)


class Selector(Part):
    """Which items: every key given must hold; a list means any of them."""

    item_id: Texts | None = None
    pool_id: Texts | None = None
    provider: Texts | None = None
    region: Texts | None = None
    zone: Texts | None = None
    chip: Texts | None = None
    sku: Texts | None = None
    family: Texts | None = None
    queue: Texts | None = None
    component: Texts | None = None
    workload_class: Texts | None = None
    unit: Texts | None = None

    def selects(self, item: Item) -> bool:
        """Whether an item has all that is asked for."""
        given = self.model_fields_set & Selector.model_fields.keys()
        asked = ((name, getattr(self, name)) for name in given)
        return all(wanted is None or getattr(item, name) in wanted for name, wanted in asked)


class Price(Selector):
    """What one unit of the selected items costs, in the plan's currency.

    `per` is how many of the item's units one price buys: 8 for an 8-card server's price over
    card-hours.
    """

    price: Amount
    per: Count = 1

    @property
    def rate(self) -> Fraction:
        """Price per unit, exact."""
        return Fraction(self.price) / self.per


class Purchase(Part):
    """What was bought of a commitment, and when (the seller's local days)."""

    units: Count = 1
    starts_on: date
    starts_at: time = Field(default=time(), description="within the hour that has begun then")
    ends_on: date | None = Field(
        default=None, description="last day, where it was ended or not renewed"
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Purchase":
        if self.ends_on is not None and self.ends_on < self.starts_on:
            msg = "ends_on lies before starts_on: swap or correct them"
            raise ValueError(msg)
        return self


def only_one(prices: Sequence[P], item: Item, where: str) -> P | None:
    """The one price that selects an item; None where none does.

    Raises:
        UsageError: several do: which one holds would be a guess.
    """
    found = [price for price in prices if price.selects(item)]
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} prices select {item.item_id}",
            where=where,
            remedy="Make their selectors exclude each other, for example by region or queue.",
        )
    return found[0] if found else None
