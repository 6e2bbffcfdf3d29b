"""Hour packs through the stage: servers of one card, 730 hours a month, 150 an hour without."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.billing_plans import plan
from tests.ladder_company import APRIL, NEAR, PAYG, busy, cost, due, offer, plan_runs, silent

HALF_OF_APRIL = (APRIL, date(2024, 4, 15), 1)  # 365 hours: 54,750 by the hour


def pack(price: int, **terms: Any) -> Any:
    """365 card-hours, until the end of the third month unless said otherwise."""
    keys = {"quantity": 365, "price": price, "term_months": 3, "draws": [{"units": 1}]}
    return plan("pack", plan_id="pack", **(keys | terms))


@pytest.fixture
def half_a_month(company: Any) -> Any:
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, HALF_OF_APRIL)
    return company


def test_a_pack_that_costs_less_than_its_hours_is_bought(half_a_month: Any, ladder: Any) -> None:
    # 365 hours at 40,000 in place of 54,750.
    ladder(pack(40_000))
    assert due(half_a_month) == [("buy", "pack", 1.0)]
    assert cost(half_a_month) == pytest.approx(Decimal(40_000), abs=NEAR)
    row = half_a_month.row("SELECT * FROM out_ladder WHERE is_due")
    assert (row["unit"], row["billing_mode"], row["term_months"]) == ("pack", "pack", 3)
    assert row["commitment_cny"] == pytest.approx(Decimal(40_000), abs=Decimal("0.01"))
    assert row["saving_cny"] == pytest.approx(Decimal(14_750), abs=NEAR)
    months = half_a_month.row(
        "SELECT SUM(in_hand_fee_cny + bought_fee_cny + on_demand_cost_cny) AS cost_cny,"
        " SUM(covered_card_hours) AS covered FROM out_ladder_month"
    )
    assert months["cost_cny"] == cost(half_a_month)
    assert months["covered"] == pytest.approx(365, abs=0.1)


def test_a_pack_that_costs_more_than_its_hours_says_by_how_much(
    half_a_month: Any, ladder: Any
) -> None:
    # 56,000 against 54,750: 1,250 more; it would pay below 54,750 / 3 a month.
    ladder(pack(56_000))
    assert due(half_a_month) == []
    assert cost(half_a_month) == pytest.approx(Decimal(54_750), abs=NEAR)
    row = half_a_month.row("SELECT * FROM out_ladder_rejected WHERE offer_id = 'pack'")
    assert row["reason"] == "dearer"
    assert row["dearer_by_cny"] == pytest.approx(Decimal(1_250), abs=NEAR)
    assert row["would_pay_below_cny"] == pytest.approx(Decimal(18_250), abs=NEAR)


def test_hours_of_a_pack_that_expire_are_stranded(half_a_month: Any, ladder: Any) -> None:
    # 730 hours at 50,000: half of them serve 54,750 by the hour, half expire: 25,000.
    ladder(pack(50_000, quantity=730))
    assert due(half_a_month) == [("buy", "pack", 1.0)]
    row = half_a_month.row(
        "SELECT stranded_cny FROM out_ladder_choice WHERE choice = 'ladder' AND scope <> 'company'"
    )
    assert row["stranded_cny"] == pytest.approx(Decimal(25_000), abs=NEAR)


def test_a_chip_that_draws_two_units_an_hour_uses_a_pack_up_twice_as_fast(
    half_a_month: Any, ladder: Any
) -> None:
    # 365 units are 182.5 hours, 27,375 by the hour: two packs at 20,000 serve all 365.
    ladder(pack(20_000, draws=[{"units": 2}]))
    assert due(half_a_month) == [("buy", "pack", 2.0)]
    assert cost(half_a_month) == pytest.approx(Decimal(40_000), abs=NEAR)


def test_a_budget_counts_what_a_pack_costs_in_its_month(half_a_month: Any, ladder: Any) -> None:
    # 45,000 a month: April by the hour is 54,750, by the month 60,000, by the pack 40,000.
    ladder(pack(40_000), budget=[{"amount_cny_per_month": 45_000}])
    assert due(half_a_month) == [("buy", "pack", 1.0)]
    # 730 hours for April and May at 70,000, more than 60,000 in April: 54,750 by the hour in each.
    plan_runs(half_a_month, (date(2024, 5, 1), date(2024, 5, 15), 1))
    ladder(pack(70_000, quantity=730))
    assert due(half_a_month) == [("buy", "pack", 1.0)]
    ladder(pack(70_000, quantity=730), budget=[{"amount_cny_per_month": 60_000}])
    assert due(half_a_month) == []


def test_a_cap_on_servers_does_not_count_packs(half_a_month: Any, ladder: Any) -> None:
    ladder(pack(40_000), cap=[{"name": "none", "units": 0}])
    assert due(half_a_month) == [("buy", "pack", 1.0)]


@pytest.mark.parametrize(("price", "bought"), [(29_999, ("pack", 2.0)), (30_001, ("month", 1.0))])
def test_packs_and_terms_are_weighed_against_each_other(
    company: Any, ladder: Any, price: int, bought: tuple[str, float]
) -> None:
    # All of April, 730 hours: two packs, or the month at 60,000.
    silent(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    plan_runs(company, (APRIL, date(2024, 4, 30), 1))
    ladder(pack(price))
    assert due(company) == [("buy", *bought)]
    assert cost(company) == pytest.approx(Decimal(min(2 * price, 60_000)), abs=NEAR)


def test_a_pack_for_sale_makes_no_ladder_dearer(company: Any, ladder: Any) -> None:
    # 145 an hour is little less than 150: single months, taken as they are needed, cost less.
    busy(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    ladder()
    without = cost(company)
    ladder(pack(14_500, quantity=100))
    assert cost(company) == without
    row = company.row("SELECT * FROM out_ladder_rejected WHERE offer_id = 'pack'")
    assert (row["reason"], row["detail"]) == ("dearer", "single_months_cost_less")
