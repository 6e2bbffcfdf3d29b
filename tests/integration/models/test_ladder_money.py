"""Money committed for two pools, through the stage: cards of 150 an hour, months of 730 hours."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.billing_plans import plan
from tests.ladder_company import PAYG, flat, month, plan_runs, silent

PRICES = [{"price": 100}]
NEAR = Decimal(50)


@pytest.fixture
def by_turns(company: Any) -> Any:
    """Two pools for two years: 4 cards in the first half of every month, 4 in its second half."""
    company.add("core_price", PAYG)
    firsts = [month(number) for number in range(24)]
    halves = {
        "first": [(day, day.replace(day=15), 4) for day in firsts],
        "second": [
            (day.replace(day=16), day.replace(day=monthrange(day.year, day.month)[1]), 4)
            for day in firsts
        ],
    }
    for pool, runs in halves.items():
        silent(company, pool=pool)
        plan_runs(company, *runs, pool=pool)
    return company


def test_a_savings_plan_is_told_as_a_whole_and_by_its_pools(by_turns: Any, ladder: Any) -> None:
    # 400 an hour serve 4 cards that would cost 600, all the time: 400 x 730 x 12 = 3,504,000 for
    # 5,256,000 a year. Each pool alone would use half of it, less than 100 / 150.
    ladder(plan("savings_plan", plan_id="savings", commitment=1, term_months=12, prices=PRICES))
    now, then = by_turns.connection.sql("FROM out_ladder_shared ORDER BY starts_on").pl().to_dicts()
    assert (now["units"], now["unit"], now["is_due"]) == (400, "currency_per_hour", True)
    assert (then["units"], then["is_due"]) == (400, False)
    assert now["commitment_cny"] == Decimal(3_504_000)
    assert now["saving_cny"] == pytest.approx(Decimal(1_752_000), abs=NEAR)
    assert now["utilisation_ratio"] == pytest.approx(1, abs=1e-4)
    assert now["break_even_utilisation_ratio"] == pytest.approx(100 / 150)
    assert now["ladder_cost_cny"] == pytest.approx(Decimal(7_008_000), abs=NEAR)
    assert now["apart_cost_cny"] == pytest.approx(Decimal(10_512_000), abs=NEAR)
    parts = by_turns.row(
        "SELECT sum(units) AS units, sum(commitment_cny) AS cny, sum(saving_cny) AS saving,"
        " count(*) AS pools FROM out_ladder WHERE is_due AND billing_mode = 'savings_plan'"
    )
    assert (parts["units"], parts["pools"]) == (pytest.approx(400, abs=0.02), 2)
    assert parts["cny"] == pytest.approx(Decimal(3_504_000), abs=NEAR)
    assert parts["saving"] == now["saving_cny"]
    # What is bought now is no server, but money.
    assert by_turns.rows(
        "SELECT units_now, committed_now_cny_per_hour FROM out_ladder_choice"
        " WHERE scope = 'company' AND choice = 'ladder'"
    ) == [(0, pytest.approx(400, abs=0.02))]
    # The ladder's cost is that of its months; every choice but the ladder and its knob is without.
    costs = dict(
        by_turns.rows(
            "SELECT choice, min(cost_cny) FROM out_ladder_choice WHERE scope = 'company'"
            " GROUP BY choice"
        )
    )
    months = by_turns.row(
        "SELECT sum(bought_fee_cny + on_demand_cost_cny) AS cny FROM out_ladder_month"
    )
    assert costs["ladder"] == costs["knob"] == months["cny"]
    assert costs["pay_as_you_go"] == pytest.approx(Decimal(10_512_000), abs=NEAR)


def test_a_contract_of_servers_is_not_extended_by_money(company: Any, ladder: Any) -> None:
    # One card in every month; a server of one runs to the end of June: 100 an hour from July on.
    silent(company)
    company.add("core_price", PAYG)
    plan_runs(company, *flat([1] * 24))
    ends = {"start_date": date(2023, 7, 1), "end_date": date(2024, 6, 30)}
    company.add("core_commitment", ends | {"servers": 1, "cards_per_server": 1})
    ladder(plan("savings_plan", plan_id="savings", commitment=1, term_months=12, prices=PRICES))
    assert company.rows(
        "SELECT action, offer_id, starts_on FROM out_ladder WHERE starts_on < '2025-01-01'"
        " ORDER BY starts_on"
    ) == [
        ("let_run_out", "contract", date(2023, 7, 1)),
        ("buy", "savings", date(2024, 7, 1)),
    ]


def test_an_agreement_that_is_too_large_is_not_bought_and_says_why(
    by_turns: Any, ladder: Any
) -> None:
    # By the hour 5,256,000 a year: 6,000,000 would add 744,000, twice in two years but told once.
    terms = {"commitment": 6_000_000, "term_months": 12, "prices": PRICES}
    ladder(plan("committed_spend", plan_id="agreement", **terms))
    assert by_turns.rows("FROM out_ladder_shared") == []
    rejected = by_turns.rows(
        "SELECT reason, dearer_by_cny FROM out_ladder_rejected WHERE offer_id = 'agreement'"
    )
    assert {reason for reason, _ in rejected} == {"dearer"}
    assert sum(cny for _, cny in rejected) == pytest.approx(Decimal(744_000), abs=NEAR)


def test_a_budget_that_a_savings_plan_keeps_need_not_give(by_turns: Any, ladder: Any) -> None:
    # By the hour 4 x 150 x 730 = 438,000 a month, more than the budget; under the plan 292,000.
    savings = plan("savings_plan", plan_id="savings", commitment=1, term_months=12, prices=PRICES)
    ladder(savings, budget=[{"amount_cny_per_month": 300_000}])
    assert by_turns.rows("SELECT units FROM out_ladder_shared WHERE is_due") == [(400,)]
    assert by_turns.rows("SELECT * FROM out_ladder_limit WHERE must_give > 0") == []
    broken = "SELECT choice, breaks_limits FROM out_ladder_choice WHERE scope = 'company'"
    assert dict(by_turns.rows(f"{broken} AND choice <> 'knob'")) == {
        "ladder": None,
        "pay_as_you_go": "budget",
        "as_today": "budget",
    }


def test_a_plan_that_begins_after_contracts_have_ended_is_proven_by_their_need(
    by_turns: Any, ladder: Any
) -> None:
    ends = {"start_date": date(2023, 7, 1), "end_date": date(2024, 6, 30), "servers": 4}
    for pool in ("first", "second"):
        contract = ends | {"pool": pool, "commitment_id": pool, "cards_per_server": 1}
        by_turns.add("core_commitment", contract)
    savings = plan("savings_plan", plan_id="savings", commitment=1, term_months=12, prices=PRICES)
    ladder(savings, lead_time=[{"offer": "savings", "months": 3}])
    now = "SELECT units, starts_on FROM out_ladder_shared WHERE is_due"
    assert by_turns.rows(now) == [(400, date(2024, 7, 1))]
