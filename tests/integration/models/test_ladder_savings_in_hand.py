"""Savings plans in hand: what they serve is not bought again, and is paid all the same.

At 20 % off 150 an hour counts 120 yuan: 240 an hour pay for two cards. 240 x 730 = 175,200 a month.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import NEAR, PAYG, POOL_ID, cost, flat, offer, plan_runs, silent

YEAR = offer("year", 12, 48_000)
TWO_CARDS, MONTH = {"commitment_per_hour": Decimal(240), "discount_ratio": 0.2}, 175_200
OTHER = {"pool": "train"}
DUE = "SELECT pool_id, offer_id, units FROM out_ladder WHERE action = 'buy' AND is_due ORDER BY ALL"
HELD = (
    "SELECT action, offer_id, unit, round(sum(units), 6), max(unit_fee_cny_per_month), max(ends_on)"
    " FROM out_ladder WHERE action IN ('keep', 'let_run_out') GROUP BY ALL"
)


def ask(company: Any, ladder: Any, *plans: dict[str, Any], cards: int = 4) -> None:
    """Some cards for two years, which are sold by the year."""
    silent(company)
    company.add("core_price", PAYG, YEAR)
    company.add("core_savings_plan", *(TWO_CARDS | plan for plan in plans))
    plan_runs(company, *flat([cards] * 24))
    ladder()


def test_two_of_four_cards_are_served_and_two_are_bought(company: Any, ladder: Any) -> None:
    ask(company, ladder, {})
    assert company.rows(DUE) == [(POOL_ID, "year", 2)]
    assert cost(company) == pytest.approx(Decimal(24 * (MONTH + 2 * 48_000)), abs=24 * NEAR)
    kept = ("keep", "plan", "currency_per_hour", 240, Decimal(730), date(2026, 12, 31))
    assert company.rows(HELD) == [kept]
    ((cards,),) = company.rows("SELECT DISTINCT in_hand_cards FROM out_ladder_month")
    assert cards == pytest.approx(2)


def test_a_card_that_a_plan_serves_in_part_is_not_put_off(company: Any, ladder: Any) -> None:
    # 180 an hour serve one and a half of four: half a card by the hour costs 54,750 a month, and
    # 48,000 bought. A part of one a month later would do, but none is sold.
    ask(company, ladder, {"commitment_per_hour": Decimal(180)})
    assert company.rows(DUE) == [(POOL_ID, "year", 3)]


def test_when_it_ends_what_it_served_is_bought(company: Any, ladder: Any) -> None:
    # Two years of two cards, and a year of the two others.
    ask(company, ladder, {"end_date": date(2025, 3, 31)})
    assert company.rows(DUE) == [(POOL_ID, "year", 2)]
    paid = 12 * MONTH + 24 * 2 * 48_000 + 12 * 2 * 48_000
    assert cost(company) == pytest.approx(Decimal(paid), abs=24 * NEAR)
    ((later,),) = company.rows(
        "SELECT sum(units) FROM out_ladder WHERE action = 'buy' AND starts_on = DATE '2025-04-01'"
    )
    assert later == 4


def test_what_nobody_uses_is_paid_all_the_same(company: Any, ladder: Any) -> None:
    # One card is needed: the plan serves it, and the money of another is lost.
    ask(company, ladder, {}, cards=1)
    assert company.rows(DUE) == []
    assert cost(company) == pytest.approx(Decimal(24 * MONTH), abs=24 * NEAR)
    ((lost,),) = company.rows(
        "SELECT stranded_cny FROM out_ladder_choice WHERE choice = 'ladder' AND scope = 'company'"
    )
    assert lost == pytest.approx(Decimal(24 * MONTH // 2), abs=24 * NEAR)


@pytest.mark.parametrize("other", [{"provider": "Cloud B"}, {"region": "South"}, {"chip": "H100"}])
def test_a_plan_for_others_changes_nothing(other: Any, company: Any, ladder: Any) -> None:
    ask(company, ladder, other)
    assert company.rows(DUE) == [(POOL_ID, "year", 4)]
    assert company.rows(HELD) == []


def test_pools_share_a_plan_where_it_is_used_most(company: Any, ladder: Any) -> None:
    # One card always, and three of another pool in one month of four: the plan serves first what
    # is needed always, and then one of the three. The two others are paid by the hour, six times.
    silent(company)
    silent(company, **OTHER)
    company.add("core_price", PAYG, YEAR)
    company.add("core_savings_plan", TWO_CARDS)
    plan_runs(company, *flat([1] * 24))
    plan_runs(company, *flat([3, 0, 0, 0] * 6), **OTHER)
    ladder()
    parts = company.rows("SELECT pool_id, units FROM out_ladder WHERE offer_id = 'plan' ORDER BY 1")
    assert parts == [(POOL_ID, 120), (POOL_ID.replace("serve", "train"), 120)]
    assert company.rows(DUE) == []
    total = "SELECT cost_cny FROM out_ladder_choice WHERE choice = 'ladder' AND scope = 'company'"
    ((paid,),) = company.rows(total)
    assert paid == pytest.approx(Decimal(24 * MONTH + 6 * 2 * 109_500), abs=48 * NEAR)


def test_dollars_are_told_in_dollars(company: Any, ladder: Any) -> None:
    # 40 dollars at 6 yuan are 240.
    rate = {"rate_date": date(2024, 3, 29), "rate": Decimal(6)}
    company.add("core_fx_rate", rate)
    ask(company, ladder, {"currency": "USD", "commitment_per_hour": Decimal(40)})
    assert company.rows(DUE) == [(POOL_ID, "year", 2)]
    assert [row[3:5] for row in company.rows(HELD)] == [(40, Decimal(4_380))]


def test_without_a_rate_nothing_is_advised(company: Any, ladder: Any) -> None:
    ask(company, ladder, {"currency": "USD"})
    assert company.rows(DUE) == []
    found = company.rows("SELECT detail->>'missing' FROM out_finding WHERE kind = 'no_advice'")
    assert found == [("fee_not_known",)]
