"""Amounts of the workspace's own files on the other tax basis: services 6 %, electricity 13 %."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from data.allocation import Allocation
from data.buying import Buying
from data.settings import Settings
from data.supply import Supply
from models.other_basis import settings_on

SETTINGS = Settings(
    allocation=Allocation.model_validate(
        {
            "cost": [
                {
                    "kind": "platform",
                    "name": "portal",
                    "amount_cny_per_month": Decimal(1000),
                    "from_month": date(2026, 1, 1),
                }
            ]
        }
    ),
    supply=Supply.model_validate(
        {
            "goodwill_cny_per_card_hour": Decimal("0.53"),
            "price": [{"price_cny_per_card_hour": Decimal("10.60")}, {"chip": "H20", "plan": "p"}],
            "package": [{"name": "eight", "cards": 8, "fee_cny_per_unit_month": Decimal(53000)}],
            "owned": [
                {
                    "pool": "a",
                    "cards": 8,
                    "cost_cny_per_month": Decimal(100),
                    "from_month": date(2026, 1, 1),
                }
            ],
        }
    ),
    buying=Buying.model_validate(
        {
            "on_demand": {"availability": 0.9, "shortage_cny_per_card_hour": Decimal("21.20")},
            "budget": [{"amount_cny_per_month": Decimal(1_060_000)}],
            "substitution": [
                {"chip": "H20", "pool": "a", "migration_cny_per_server": Decimal(2120)}
            ],
            "purchase": [
                {
                    "hosting_cny_per_server_month": Decimal(5300),
                    "power_kw": Decimal(6),
                    "electricity_cny_per_kwh": Decimal("0.565"),
                }
            ],
        }
    ),
)


def amounts(part: BaseModel) -> dict[str, Any]:
    """Every amount of a file by its place."""
    found = {}
    for name, value in part:
        held = value if isinstance(value, tuple) else (value,)
        for one in held:
            if isinstance(one, BaseModel):
                found |= {f"{name}.{inner}": amount for inner, amount in amounts(one).items()}
            elif "_cny" in name:
                found[name] = one
    return found


def test_amounts_without_tax_are_those_with_it_divided_by_one_and_their_rate() -> None:
    other = settings_on(SETTINGS, "excluded")
    assert other.tax_basis == "excluded"
    # 1000 / 1.06 = 943.396... to the cent
    assert amounts(other.allocation) == {"cost.amount_cny_per_month": Decimal("943.40")}
    assert amounts(other.supply) == {
        "goodwill_cny_per_card_hour": Decimal("0.50"),
        "price.price_cny_per_card_hour": None,  # of the second one, which names a plan
        "package.fee_cny_per_unit_month": Decimal(50000),
        "owned.cost_cny_per_month": Decimal("94.34"),
    }
    assert other.supply.price[0].price_cny_per_card_hour == Decimal(10)
    assert amounts(other.buying) == {
        "on_demand.shortage_cny_per_card_hour": Decimal(20),
        "budget.amount_cny_per_month": Decimal(1_000_000),
        "substitution.migration_cny_per_server": Decimal(2000),
        "purchase.hosting_cny_per_server_month": Decimal(5000),
        "purchase.electricity_cny_per_kwh": Decimal("0.5"),  # 0.565 / 1.13: a good
    }


def test_no_amount_of_the_files_is_forgotten() -> None:
    other = settings_on(SETTINGS, "excluded")
    for file in ("allocation", "supply", "buying"):
        before, after = amounts(getattr(SETTINGS, file)), amounts(getattr(other, file))
        same = [name for name, amount in before.items() if amount and after[name] == amount]
        assert (file, same) == (file, [])


def test_on_its_own_basis_nothing_changes() -> None:
    assert settings_on(SETTINGS, "included") is SETTINGS
    without = SETTINGS.model_copy(update={"tax_basis": "excluded"})
    back = settings_on(without, "included")
    # 943.40 is not what stands in the file here: it is 1000, without tax, so 1060 with it
    assert amounts(back.allocation)["cost.amount_cny_per_month"] == Decimal(1060)
    assert settings_on(without, "excluded") is without
