"""Every unit that a line of a bill, a price or a plan can have is a word in three languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.i18n import LANGUAGES, using_language
from dashboard.i18n.catalogue import load_catalogue
from dashboard.units import unit_in_words, units_bought
from data.tables import fields
from data.tables.hosted import TOKEN_UNITS
from models.billing.modes import all_modes
from models.billing.usage import Item

BILLING = Path(__file__).parents[3] / "models" / "billing"
UNIT_ARGUMENT = 5  # of Draft: kind, rule, start, end, quantity, unit
METERED = (
    "card_hour", "instance_hour", "core_hour", "gb_hour", "tb_hour", "m_tokens", "gb", "mbps_hour"
)  # fmt: skip


def _drafted() -> Iterator[str]:
    """Units written in the code that makes lines; those of the item are METERED."""
    for path in BILLING.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Draft":
                named = [key.value for key in call.keywords if key.arg == "unit"]
                for found in [*call.args[UNIT_ARGUMENT : UNIT_ARGUMENT + 1], *named]:
                    if isinstance(found, ast.Constant):
                        yield str(found.value)


def test_every_unit_of_a_line_has_words() -> None:
    drafted = set(_drafted())
    assert {"unit_hour", "kwh", "pack_unit", "book_value", "tb_day", "period"} <= drafted
    units = drafted | set(METERED) | {"normalised_unit", Item("item").unit}
    units |= set(fields.PLAN_UNITS) | set(fields.PRICE_UNITS)
    missing = sorted(unit for unit in units if f"words.unit.{unit}" not in load_catalogue())
    assert missing == []
    assert "million_tokens" in TOKEN_UNITS
    assert all_modes()  # the modules looked through are those that are used


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_committed_names_its_currency(language: str) -> None:
    with using_language(language):  # type: ignore[arg-type]  # a Literal
        assert "USD" in unit_in_words("USD committed")
        assert unit_in_words("tb_hour") != "tb_hour"


def test_a_unit_of_one_s_own_stays_as_it_is_written() -> None:
    assert unit_in_words("wafer_hour") == "wafer_hour"


def test_whole_numbers_have_no_decimals_and_money_has_two() -> None:
    assert units_bought(1200.0) == "1,200"
    assert units_bought(40.5) == "40.50"
