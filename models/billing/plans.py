"""Plans as data: the part that all modes share, and how a plan file becomes plans.

A document is what a TOML file holds: a list `plan` of tables. Numbers with a decimal point are read
as Decimal, so that a price is what is printed. Unknown keys are refused, never ignored.
"""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, Union

from pydantic import (
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from data.currencies import CURRENCIES
from data.errors import InputError, UsageError
from data.zones import is_time_zone
from models.billing.clock import ONE_DAY, Clock, add_months
from models.billing.conversion import TaxBasis
from models.billing.drafts import Applied, Demand
from models.billing.money import Rounding
from models.billing.parts import Part, Purchase, Ratio
from models.billing.plan_faults import PlanFault, explain_all


class Plan(Part):
    """What all modes have. `mode` says which rule holds; prices stand in `currency`."""

    ORDER: ClassVar[int]
    VERSIONED: ClassVar[bool] = False
    """Whether plans with one plan_id are versions: of what is paid by use, never of purchases."""
    PAYS_CHARGES: ClassVar[bool] = False
    """Whether it pays what others charge, so that it must know all that they charged before."""

    plan_id: str = Field(min_length=1)
    mode: str
    name: str = ""
    provider: str = ""
    valid_from: date
    valid_to: date | None = None
    currency: str
    tax_included: bool
    tax_rate: Ratio
    time_zone: str = "Asia/Shanghai"
    source: str = Field(min_length=1)
    grade: Literal["A", "B", "C", "D"] | None = None
    note: str = ""
    power_included: bool | None = Field(
        default=None, description="electricity in the price; a rent that does not say is no rival"
    )
    rounding: Rounding = Rounding()
    application_order: int | None = None

    @property
    def tax_basis(self) -> TaxBasis:
        """Whether the plan's prices include tax."""
        return "included" if self.tax_included else "excluded"

    @property
    def order(self) -> int:
        """Lower is applied earlier."""
        return self.ORDER if self.application_order is None else self.application_order

    @property
    def precedence(self) -> tuple[int, date]:
        """What sorts plans for application; equal ones apply as given."""
        return self.order, date.min

    def validity(self, clock: Clock) -> tuple[int, int]:
        """Hours from which to before which the plan is valid; may lie outside the clock."""
        last = clock.hours if self.valid_to is None else clock.index_of_day(self.valid_to + ONE_DAY)
        return clock.index_of_day(self.valid_from), last

    def purchased(self, purchase: Purchase) -> Self:
        """The same plan, with so much of it bought.

        Raises:
            UsageError: nothing is bought of such a plan: it is paid by use.
        """
        if "purchase" not in type(self).model_fields:
            raise UsageError(
                f"Nothing is bought of a {self.mode} plan",
                where=self.plan_id,
                remedy="Leave the purchase out: it is paid by use.",
            )
        return self.model_copy(update={"purchase": purchase})

    def bought(self, purchase: Purchase | None) -> Purchase:
        """The purchase, made while the plan was valid.

        Raises:
            UsageError: there is none, or the plan was not for sale then.
        """
        if purchase is None:
            raise UsageError(
                "How much of the plan was bought, and when, is not said",
                where=self.plan_id,
                remedy="Add purchase = { units = 1, starts_on = 2026-01-01 }.",
            )
        last = self.valid_to or purchase.starts_on
        if not self.valid_from <= purchase.starts_on <= last:
            raise UsageError(
                f"The plan was not for sale on {purchase.starts_on}",
                where=self.plan_id,
                remedy=f"It is valid from {self.valid_from} to {self.valid_to or 'now'}:"
                " take the version of that day.",
            )
        return purchase

    def first_hour(self, clock: Clock, purchase: Purchase) -> int:
        """Hour in which a purchase begins; may lie outside the clock."""
        if purchase.starts_at == time():
            return clock.index_of_day(purchase.starts_on)
        return clock.index_of(datetime.combine(purchase.starts_on, purchase.starts_at))

    def last_hour(self, clock: Clock, purchase: Purchase, term_months: int) -> int:
        """Hour before which it ends: at midnight after the term's last day, or after `ends_on`."""
        end = add_months(purchase.starts_on, term_months)
        if purchase.starts_at != time():
            end += ONE_DAY
        if purchase.ends_on is not None:
            end = min(end, purchase.ends_on + ONE_DAY)
        return clock.index_of_day(end)

    def bought_hours(
        self, clock: Clock, purchase: Purchase | None, term_months: int
    ) -> tuple[Purchase, int, int]:
        """The purchase, the hour in which it begins, and the one before which it ends.

        Raises:
            UsageError: see `bought`.
        """
        bought = self.bought(purchase)
        return bought, self.first_hour(clock, bought), self.last_hour(clock, bought, term_months)

    def recurs(self, rule: str) -> bool:  # noqa: ARG002  a mode may ask which fee it is
        """Whether a fee of this rule is one of several that come in turn, or paid once."""
        return True

    @abstractmethod
    def apply(self, demand: Demand) -> Applied:
        """Lines of this plan over `demand`, and what it took of it."""

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, value: str) -> str:
        if value not in CURRENCIES:
            msg = "write an ISO code, for example CNY or USD"
            raise ValueError(msg)
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if not is_time_zone(value):
            msg = "write an IANA time zone, for example Asia/Shanghai"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Plan":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            msg = "valid_to lies before valid_from: swap or correct them"
            raise ValueError(msg)
        return self


@cache
def _adapter() -> TypeAdapter[Plan]:
    from models.billing.modes import all_modes

    tagged = [Annotated[kind, Tag(mode)] for mode, kind in all_modes().items()]
    union: Any = Union[tuple(tagged)]  # noqa: UP007  the members are not known here
    return TypeAdapter(Annotated[union, Discriminator(_mode_of)])


def _mode_of(table: Any) -> str | None:
    """Which mode's keys a table is to be held against."""
    mode = table.get("mode") if isinstance(table, dict) else getattr(table, "mode", None)
    return mode if isinstance(mode, str) else None


def parse_plans(document: Mapping[str, Any], where: str) -> tuple[Plan, ...]:
    """The plans of one document (`{"plan": [...]}`), in its order; `where` names the file.

    Raises:
        InputError: a key is unknown, missing or has an impossible value; every fault is named with
            the file, the plan and the key, and says what may stand there.
    """
    tables = document.get("plan")
    if not isinstance(tables, list) or not tables or set(document) != {"plan"}:
        raise InputError(
            "A plan file consists of [[plan]] tables and nothing else",
            where=where,
            remedy=f"Begin each plan with [[plan]]; there is: {', '.join(document) or 'nothing'}.",
        )
    return tuple(_parse(table, number, where) for number, table in enumerate(tables, start=1))


def _parse(table: Any, number: int, where: str) -> Plan:
    if not isinstance(table, dict):
        raise InputError(
            f"Plan {number} is no table",
            where=where,
            remedy='Write [[plan]], and under it lines such as plan_id = "cloud-a-on-demand".',
        )
    name = table.get("plan_id", f"plan {number}")
    found = read_plan(table)
    if isinstance(found, Plan):
        return found
    raise InputError(
        f"{len(found)} fault(s) in a plan: " + "; ".join(fault.what for fault in found),
        where=f"{where}, {name}",
        remedy=" ".join(dict.fromkeys(fault.remedy for fault in found)),
    )


def read_plan(table: Mapping[str, Any]) -> Plan | tuple[PlanFault, ...]:
    """The plan of one table, or all that is wrong with it."""
    try:
        return _adapter().validate_python(table)
    except ValidationError as invalid:
        return explain_all(invalid.errors())
