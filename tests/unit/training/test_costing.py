"""A run billed under plans: by the hour, in whole terms, in blocks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.closing import Basis
from models.billing.plans import Plan, parse_plans
from models.billing.usage import Item
from models.training.costing import RunCost, cost_by_the_hour, cost_under
from models.training.estimate import estimate
from tests.unit.training.situations import MACHINE, RUN

ITEM = Item("run", chip="X")
IN_YUAN = Basis("CNY", "included")
START = date(2026, 10, 5)
FOUND = estimate(RUN, MACHINE, Decimal(1000))  # 1,000 cards for 200 hours


def plan(**keys: Any) -> Plan:
    table = {
        "plan_id": "p", "valid_from": date(2026, 1, 1), "currency": "CNY", "tax_included": True,
        "tax_rate": Decimal("0.06"), "source": "made up for a test",
    }  # fmt: skip
    [found] = parse_plans({"plan": [table | keys]}, "test.toml")
    return found


def under(*beside: Plan, **keys: Any) -> RunCost:
    return cost_under(FOUND, plan(**keys), ITEM, START, IN_YUAN, beside)


BY_THE_HOUR = {"mode": "pay_as_you_go", "prices": [{"price": 10}]}


def test_by_the_card_hour_only_use_is_paid() -> None:
    found = under(**BY_THE_HOUR)
    assert found.cost == cost_by_the_hour(FOUND, Decimal(10)) == 2_000_000
    assert (found.units, found.bought_card_hours, found.left_card_hours) == (0, None, 0)


def test_a_rent_is_paid_for_whole_terms() -> None:
    # 125 servers of 8 cards, 31 days from 5 October (744 h): 125 x 50,000
    found = under(mode="subscription", cards=8, fee=50_000, term_months=1)
    assert (found.units, found.cost) == (125, 6_250_000)
    assert found.bought_card_hours == 1000 * 744
    assert found.left_card_hours == 1000 * (744 - 200)


def test_a_run_longer_than_a_term_buys_the_next_one() -> None:
    # 1,000 cards for 2,000 h = 83.3 days: three months, the last to 4 January
    long = estimate(RUN.model_copy(update={"tokens": Decimal("6e14")}), MACHINE, Decimal(1000))
    rent = plan(mode="subscription", cards=8, fee=50_000, term_months=1, auto_renew=True)
    found = cost_under(long, rent, ITEM, START, IN_YUAN)
    assert found.cost == 3 * 6_250_000
    assert found.bought_card_hours == 1000 * 24 * 92


def test_a_server_that_is_only_half_needed_is_paid_whole() -> None:
    found = under(mode="subscription", cards=64, fee=400_000, term_months=1)
    assert (found.units, found.cost) == (16, 6_400_000)  # 1,024 cards


def test_a_block_covers_its_days_and_what_is_beyond_is_bought_by_the_hour() -> None:
    # Blocks of 1 day end half an hour early: of 9 of them 200 h need 8 half hours elsewhere.
    found = under(plan(plan_id="q", **BY_THE_HOUR), mode="capacity_block", price=6, days=1, cards=8)
    blocks = 9 * 24 * 1000 * 6
    assert found.cost == blocks + 8 * 500 * 10
    with pytest.raises(MissingPriceError):
        under(mode="capacity_block", price=6, days=1, cards=8)


def test_a_plan_that_is_no_place_to_run_is_refused() -> None:
    pack = {"mode": "pack", "quantity": 10, "price": 1, "term_months": 1, "draws": [{"units": 1}]}
    with pytest.raises(UsageError, match="pack"):
        under(**pack)
