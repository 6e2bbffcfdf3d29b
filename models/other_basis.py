"""Settings on the other tax basis: the amounts of the workspace's own files, converted.

Rows of tables say themselves whether tax is in their amount, and at which rate. Amounts in
allocation.toml, supply.toml and buying.toml stand on the setting `tax_basis` and name no rate, so
they are taken for services (6 %), but for electricity, which is a good (13 %).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from pydantic import BaseModel

from data.allocation import Allocation
from data.buying import Buying
from data.settings import Settings
from data.supply import Supply
from models.billing.conversion import TaxBasis, Terms, in_cny
from models.billing.money import to_cents, to_rate
from models.billing.printed import EQUIPMENT_TAX_RATE, SERVICE_TAX_RATE

Part = TypeVar("Part", bound=BaseModel)


def settings_on(settings: Settings, tax_basis: TaxBasis) -> Settings:
    """The same settings with every amount on a basis; themselves where they stand on it."""
    if settings.tax_basis == tax_basis:
        return settings
    to = _Conversion(settings.tax_basis == "included", tax_basis)
    return settings.model_copy(
        update={
            "tax_basis": tax_basis,
            "allocation": _allocation(settings.allocation, to),
            "supply": _supply(settings.supply, to),
            "buying": _buying(settings.buying, to),
        }
    )


@dataclass(frozen=True)
class _Conversion:
    tax_included: bool
    tax_basis: TaxBasis

    def amount(self, part: Part, *names: str) -> Part:
        """A part of a file, the amounts named converted to the cent."""
        return self._converted(part, names, to_cents, SERVICE_TAX_RATE)

    def price(self, part: Part, *names: str, tax_rate: Decimal = SERVICE_TAX_RATE) -> Part:
        """A part of a file, the prices named converted to a millionth of a yuan."""
        return self._converted(part, names, to_rate, tax_rate)

    def _converted(
        self,
        part: Part,
        names: tuple[str, ...],
        rounded: Callable[[Fraction], Decimal],
        tax_rate: Decimal,
    ) -> Part:
        terms = Terms(Decimal(1), self.tax_included, tax_rate, self.tax_basis)
        given = {name: getattr(part, name) for name in names}
        return part.model_copy(
            update={
                name: rounded(in_cny(value, terms))
                for name, value in given.items()
                if value is not None
            }
        )


def _allocation(rules: Allocation, to: _Conversion) -> Allocation:
    costs = tuple(to.amount(one, "amount_cny_per_month") for one in rules.cost)
    return rules.model_copy(update={"cost": costs})


def _supply(supply: Supply, to: _Conversion) -> Supply:
    return to.price(supply, "goodwill_cny_per_card_hour").model_copy(
        update={
            "price": tuple(to.price(one, "price_cny_per_card_hour") for one in supply.price),
            "package": tuple(to.price(one, "fee_cny_per_unit_month") for one in supply.package),
            "owned": tuple(to.amount(one, "cost_cny_per_month") for one in supply.owned),
        }
    )


def _buying(buying: Buying, to: _Conversion) -> Buying:
    running = (to.amount(one, "hosting_cny_per_server_month") for one in buying.purchase)
    return buying.model_copy(
        update={
            "on_demand": to.price(buying.on_demand, "shortage_cny_per_card_hour"),
            "budget": tuple(to.amount(one, "amount_cny_per_month") for one in buying.budget),
            "substitution": tuple(
                to.amount(one, "migration_cny_per_server") for one in buying.substitution
            ),
            "purchase": tuple(
                to.price(one, "electricity_cny_per_kwh", tax_rate=EQUIPMENT_TAX_RATE)
                for one in running
            ),
        }
    )
