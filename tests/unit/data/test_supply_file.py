"""supply.toml: what it refuses, and that its example is sound."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from data.errors import SettingsError
from data.reference.supply import SUPPLY_EXAMPLE
from data.settings import load_settings
from data.supply import FILE_NAME, Supply

PACKAGE = {"name": "server", "cards": 8, "fee_cny_per_unit_month": 60000}
BOUGHT = {"package": "server", "units": 1, "starts_on": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ({"price": [{"chip": "H100"}]}, "either price_cny_per_card_hour or plan"),
        ({"price": [{"price_cny_per_card_hour": 1, "plan": "x"}]}, "either"),
        ({"price": [{"price_cny_per_card_hour": 1}] * 2}, "every chip stands there twice"),
        ({"package": [{"name": "server", "cards": 8}]}, "either cards and fee"),
        ({"package": [PACKAGE | {"plan": "x"}]}, "either cards and fee"),
        ({"package": [PACKAGE] * 2}, "server stands there twice"),
        ({"customer": [{"name": "a", "bought": [BOUGHT]}]}, "no .*package.* describes: server"),
        ({"customer": [{"name": "a", "projects": ["p"]}, {"name": "p"}]}, "p stands there twice"),
        (
            {
                "package": [PACKAGE],
                "customer": [{"name": "a", "bought": [BOUGHT | {"ends_on": date(2025, 1, 1)}]}],
            },
            "ends_on lies before starts_on",
        ),
        (
            {
                "owned": [
                    {"pool": "p", "cards": 1, "cost_cny_per_month": 1, "from_month": "2026-01-02"}
                ]
            },
            "firsts of a month",
        ),
        ({"customers": []}, "customers"),
    ],
)
def test_what_would_be_a_guess_is_refused(file: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Supply.model_validate(file)


def test_a_chips_own_price_comes_before_that_of_every_chip() -> None:
    found = Supply.model_validate(
        {"price": [{"price_cny_per_card_hour": 5}, {"chip": "H100", "price_cny_per_card_hour": 9}]}
    )
    prices = {chip: found.hour_price_of(chip) for chip in ("H100", "H20")}
    assert {chip: one and one.price_cny_per_card_hour for chip, one in prices.items()} == {
        "H100": Decimal(9),
        "H20": Decimal(5),
    }


def test_the_example_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(SUPPLY_EXAMPLE.read_bytes())
    supply = load_settings(tmp_path).supply
    assert [one.name for one in supply.customer] == [
        "Foundation lab",
        "Weather service",
        "Chat operator",
        "search-ranking",
        "Service desk",
    ]
    assert supply.customer[3].usage_of == ("search-ranking",)
    assert supply.beyond_capacity == "bought"


def test_the_example_with_its_last_table_uncommented_is_sound_too() -> None:
    text = SUPPLY_EXAMPLE.read_text("utf-8")
    before, after = text.split("# [[owned]]")
    owned = "\n".join(line.removeprefix("# ") for line in f"[[owned]]{after}".splitlines())
    found = Supply.model_validate(tomllib.loads(before + owned, parse_float=Decimal))
    assert found.owned[0].cards == 32


def test_a_fault_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("[[price]]\nchip = 'H100'\n", "utf-8")
    with pytest.raises(SettingsError, match="suanli template supply") as refused:
        load_settings(tmp_path)
    assert refused.value.where.endswith(FILE_NAME)
