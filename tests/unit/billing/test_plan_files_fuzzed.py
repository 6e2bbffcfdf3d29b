"""Mistakes in plan files of every mode: named with file, plan, key and remedy; never a traceback.

A plan that is read all the same is priced: what it cannot mean there is an error of ours too.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.errors import InputError, SuanliError
from models.billing.bill import Bill
from models.billing.engine import price
from models.billing.modes import all_modes
from models.billing.plans import Plan
from models.billing.usage import Usage
from models.plan_library import read_plans
from tests.plan_samples import MODES, as_toml, sample
from tests.unit.billing.priced import constant, on_demand, whole

FILE = "cloud-a.toml"
ABSURD = [
    True, False, -1, 0, 1, 10**9, 10**40, Decimal("-0.5"), Decimal("0.5"), Decimal("nan"),
    Decimal("inf"), Decimal("1e40"), "", "text", "2026-02-30", [], [1], {}, {"a": 1}, [{}],
    date(2026, 1, 1), date(1, 1, 1), date(9999, 12, 31), time(8), None,
]  # fmt: skip
CITY = MODES["voucher"]["vouchers"][0]
TWICE = [{"from_quantity": 0, "price": 1}, {"from_quantity": 0, "price": 2}]
Place = tuple[Any, ...]


def places(value: Any, at: Place = ()) -> list[Place]:
    """Where something stands in a table: every key, every element."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[Place] = []
    for key, part in inner:
        found.append((*at, key))
        if isinstance(part, (dict, list)):
            found += places(part, (*at, key))
    return found


def changed(table: dict[str, Any], place: Place, value: Any, misspell: bool) -> dict[str, Any]:
    """A copy with one value replaced, removed (None), or standing under a misspelt key."""
    table = deepcopy(table)
    holder: Any = table
    for key in place[:-1]:
        holder = holder[key]
    key = place[-1]
    if misspell and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(key)
    elif value is None:
        del holder[key]
    else:
        holder[key] = value
    return table


@st.composite
def mistakes(draw: st.DrawFn) -> tuple[dict[str, Any], Place]:
    """A sample plan with one mistake, and where it is."""
    table = sample(draw(st.sampled_from(sorted(MODES))))
    place = draw(st.sampled_from(places(table)))
    return changed(table, place, draw(st.sampled_from(ABSURD)), draw(st.booleans())), place


def names_of(place: Place) -> list[str]:
    return [str(key) for key in place if isinstance(key, str)]


def test_there_is_a_sample_of_every_mode() -> None:
    assert set(MODES) == set(all_modes())


@pytest.mark.parametrize("mode", sorted(MODES))
def test_a_sample_is_read_and_priced(mode: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(as_toml(sample(mode)), "utf-8")
    ((plan,),) = read_plans(tmp_path).values()
    _priced(plan)


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(mistake=mistakes())
@example(mistake=(sample("spot") | {"tax_rate": Decimal("1e-300000")}, ("tax_rate",)))
@example(mistake=(sample("spot") | {"mode": ["spot"]}, ("mode",)))
def test_a_mistake_is_named_or_harmless(
    mistake: tuple[dict[str, Any], Place], tmp_path: Path
) -> None:
    table, place = mistake
    (tmp_path / FILE).write_text(as_toml(table), "utf-8")
    read = _read(tmp_path)
    if isinstance(read, dict):
        for (plan,) in read.values():
            _priced(plan)
        return
    assert FILE in read.where
    named = table.get("plan_id")
    assert not isinstance(named, str) or named in read.where
    assert any(name in read.what for name in names_of(place)), read.what
    assert read.remedy


def _read(folder: Path) -> dict[str, tuple[Plan, ...]] | InputError:
    try:
        return read_plans(folder)
    except InputError as error:
        return error


def _priced(plan: Plan) -> None:
    """Price two days under it; what it cannot mean is an error of ours with a remedy."""
    usage = constant(1, 48, chip="H100", component="output")
    kinds = (usage.items[0], replace(usage.items[0], item_id="stored", unit="tb_hour"))
    usage = replace(usage, items=kinds, ticks=usage.ticks.repeat(2, axis=0))
    rest = on_demand(9, plan_id="rest", application_order=95)
    outcome = _bill(usage, [plan, rest])
    if isinstance(outcome, SuanliError):
        assert outcome.remedy
        return
    charges = [line.amount for line in outcome.lines if line.ledger == "charge"]
    assert outcome.total == sum(charges)


def _bill(usage: Usage, plans: list[Plan]) -> Bill | SuanliError:
    try:
        return price(usage, plans, whole(usage))
    except SuanliError as error:
        return error


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = " + "9" * 5_000, "not valid TOML"),
        ("a = " + "[" * 100_000, "not valid TOML"),
        ("plan = [1]", "is no table"),
        ("plan = 1", "consists of"),
        ("", "consists of"),
        ("[[plan]]", "mode: unknown or missing"),
    ],
)
def test_what_is_no_plan_at_all_names_its_file(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(InputError, match=why) as error:
        read_plans(tmp_path)
    assert FILE in error.value.where
    assert error.value.remedy


@pytest.mark.parametrize(
    ("mode", "change", "what"),
    [
        ("spot", {"valid_to": date(2024, 1, 1)}, "valid_to lies before valid_from"),
        ("pack", {"purchase": {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}},
         "purchase: ends_on lies before starts_on"),
        ("voucher", {"vouchers": [CITY | {"valid_to": date(2025, 1, 1)}]},
         "vouchers.0: valid_to lies before valid_from"),
        ("tokens", {"valid_from": 0}, "valid_from: write a date as 2026-01-31"),
        ("tokens", {"tax_included": 1}, "tax_included: write true or false"),
        ("storage", {"price": True}, "price: true and false are no value"),
        ("storage", {"price": Decimal("1e40")}, "price: write a number of at most"),
        ("storage", {"price": -1}, "price: Input should be greater than or equal to 0"),
        ("storage", {"valid_from": date(1, 1, 1)}, "valid_from: write a year from 1900"),
        ("pay_as_you_go",
         {"prices": [{"tiers": {"kind": "graduated", "steps": TWICE}}]},
         "prices.0.tiers: steps must begin with from_quantity = 0 and ascend"),
        ("pay_as_you_go", {"prices": [{"price": 1, "bands": [
            {"name": "a", "start": time(0), "end": time(8), "price": 1},
            {"name": "b", "start": time(7), "end": time(9), "price": 2}]}]},
         "prices.0: two bands share a minute"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_these_words(
    mode: str, change: dict[str, Any], what: str, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_text(as_toml(sample(mode) | change), "utf-8")
    with pytest.raises(InputError) as error:
        read_plans(tmp_path)
    assert what in error.value.what
    assert error.value.where.endswith(f"{FILE}, sample")
    assert error.value.remedy.startswith("Correct ")
