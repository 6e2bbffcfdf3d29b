"""A plan file with a mistake gets an error that names the file, the key and the remedy."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from data.errors import InputError
from data.plan_files import read_plan_document
from models.billing.modes import all_modes
from models.billing.plans import parse_plans
from models.plan_library import read_plans

GOOD = """
[[plan]]
plan_id = "cloud-a"
mode = "pay_as_you_go"
valid_from = 2026-01-01
currency = "CNY"
tax_included = true
tax_rate = 0.06
source = "a test"
prices = [{ chip = "H100", price = 35.10 }]
"""


def refused(folder: Path, text: str) -> str:
    (folder / "cloud.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        read_plans(folder)
    assert "cloud.toml" in str(error.value)
    return str(error.value)


def test_a_good_file_is_read_with_its_decimals(tmp_path: Path) -> None:
    (tmp_path / "cloud.toml").write_text(GOOD, "utf-8")
    (plan,) = read_plans(tmp_path)["cloud-a"]
    assert plan.model_dump()["prices"][0]["price"] == Decimal("35.10")


@pytest.mark.parametrize(
    ("wrong", "key", "remedy"),
    [
        (GOOD.replace("tax_rate = 0.06\n", ""), "tax_rate: missing", "Add tax_rate."),
        (GOOD.replace('source = "a test"\n', ""), "source: missing", "Add source."),
        (GOOD.replace("currency", "curency"), "curency: unknown key", "known: application_order"),
        (GOOD.replace("price = 35.10", "price = -1"), "prices.0.price", "Correct prices.0.price."),
        (GOOD.replace("price = 35.10", "prise = 1"), "prices.0.prise: unknown key", "Remove or"),
        (GOOD.replace("pay_as_you_go", "payg"), "mode: unknown", "pay_as_you_go, "),
        (GOOD.replace('"CNY"', '"yuan"'), "currency", "Correct currency."),
        (GOOD.replace("0.06", "6"), "tax_rate", "Correct tax_rate."),
        (GOOD.replace("2026-01-01", '"January"'), "valid_from", "Correct valid_from."),
        (GOOD + 'time_zone = "Peking"', "time_zone: write an IANA time zone", "Correct time_zone."),
        (GOOD + "valid_to = 2025-01-01", "valid_to lies before valid_from", "Correct the plan."),
        (GOOD + "rounding = { mode = 'bankers' }", "rounding.mode", "Correct rounding.mode."),
    ],
)
def test_a_fault_names_file_plan_key_and_remedy(
    wrong: str, key: str, remedy: str, tmp_path: Path
) -> None:
    message = refused(tmp_path, wrong)
    assert key in message
    assert remedy in message


def test_all_faults_of_a_plan_are_named_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, GOOD.replace("tax_rate = 0.06\n", "").replace('"CNY"', '"yuan"'))
    assert "2 fault(s)" in message
    assert "cloud-a" in message


def test_what_is_no_toml_says_line_and_column(tmp_path: Path) -> None:
    assert "line 3" in refused(tmp_path, "[[plan]]\nplan_id = 'a'\nmode = \n")
    (tmp_path / "cloud.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not valid TOML"):
        read_plan_document(tmp_path / "cloud.toml")
    with pytest.raises(InputError, match="cannot be read"):
        read_plan_document(tmp_path / "absent.toml")


def test_a_file_without_plan_tables_is_refused(tmp_path: Path) -> None:
    assert "Begin each plan with [[plan]]" in refused(tmp_path, GOOD.replace("[[plan]]", "[plan]"))


def test_two_versions_from_one_day_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cloud.toml").write_text(GOOD + GOOD, "utf-8")
    with pytest.raises(InputError, match="valid from one day"):
        read_plans(tmp_path)


@pytest.mark.parametrize(
    ("price", "why"),
    [
        ({}, "either price or tiers"),
        ({"price": 1, "bands": [{"name": "a", "start": "00:00", "end": "08:00"}]}, "pay_ratio"),
        (
            {"price": 1, "bands": [
                {"name": "a", "start": "00:00", "end": "08:00", "price": 1},
                {"name": "b", "start": "07:00", "end": "09:00", "price": 1},
            ]},
            "share a minute",
        ),
        (
            {"price": 1, "bands": [{"name": "a", "start": "00:00:30", "end": "1:00", "price": 1}]},
            "valid time|whole local minutes",
        ),
        ({"tiers": {"kind": "graduated", "steps": [{"from_quantity": 1, "price": 1}]}}, "ascend"),
    ],
)  # fmt: skip
def test_prices_that_contradict_themselves_are_refused(price: dict[str, Any], why: str) -> None:
    table = {
        "plan_id": "a", "mode": "pay_as_you_go", "valid_from": "2026-01-01", "currency": "CNY",
        "tax_included": True, "tax_rate": 0, "source": "a test", "prices": [price],
    }  # fmt: skip
    with pytest.raises(InputError, match=why):
        parse_plans({"plan": [table]}, "a test")


def test_modes_are_found_by_themselves_in_the_order_of_application() -> None:
    modes = list(all_modes())
    ours = ["subscription", "reserved", "savings_plan", "committed_spend", "pack", "pay_as_you_go"]
    assert [mode for mode in modes if mode in ours] == ours
