"""`suanli own`: the numbers people have in, every way to have the servers out."""

import json
from decimal import Decimal
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import UsageError

PRICED = ("--price", "2400000", "--rent", "60000")


def own(*arguments: str) -> tuple[list[dict[str, Any]], str]:
    """What it prints as JSON and as text."""
    texts = []
    for form in (("--json",), ()):
        result = CliRunner().invoke(app, ["own", *arguments, *form])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        texts.append(result.stdout)
    return json.loads(texts[0])["options"], texts[1]


def test_renting_and_buying_under_three_curves() -> None:
    found, text = own(*PRICED, "--kw", "10", "--pue", "1", "--tariff", "0.5")
    assert [one["way"] for one in found] == ["rent", "buy", "buy", "buy"]
    assert len({one["residual_curve"] for one in found[1:]}) == 3
    power = [flow for flow in found[1]["flows"] if flow["item"] == "electricity"]
    assert {flow["amount_cny"] for flow in power} == {"3600.00"}  # 10 kW x 720 h x 0.5
    assert "rent: 2,160,000" in text


def test_power_is_drawn_at_a_load_and_may_be_in_the_hosting() -> None:
    found, _ = own(*PRICED, "--kw", "10", "--load", "0.8", "--pue", "1", "--tariff", "0.5")
    power = [flow for flow in found[1]["flows"] if flow["item"] == "electricity"]
    assert {flow["amount_cny"] for flow in power} == {"2880.00"}  # 10 kW x .8 x 720 h x 0.5
    hosted, _ = own(*PRICED, "--kw", "0")
    due = [Decimal(f["amount_cny"]) for f in hosted[1]["flows"] if f["item"] == "electricity"]
    assert not any(due)


def test_saving_money_and_losing_value_is_said_aloud() -> None:
    _, text = own(*PRICED, "--hosting", "12000")
    assert "SAVES MONEY BUT LOSES VALUE" in text


def test_all_servers_are_rented_and_bought() -> None:
    one, _ = own(*PRICED)
    four, _ = own(*PRICED, "--servers", "4")
    assert [Decimal(w["total_cny"]) * 4 for w in one] == [Decimal(w["total_cny"]) for w in four]
    assert [w["cny_per_used_card_hour"] for w in one] == [w["cny_per_used_card_hour"] for w in four]


def test_a_lease_that_may_be_taken_over_is_shown_under_each_curve() -> None:
    found, _ = own(*PRICED, "--lease", "50000", "--buyout", "100000", "--lead-months", "2")
    assert [one["way"] for one in found].count("lease") == 3
    alone, _ = own(*PRICED, "--lease", "50000")
    assert [one["way"] for one in alone].count("lease") == 1


def test_a_tariff_that_is_none_names_those_known() -> None:
    with pytest.raises(UsageError, match=r"neither a tariff nor a price.*hub_low"):
        own(*PRICED, "--tariff", "moon")
