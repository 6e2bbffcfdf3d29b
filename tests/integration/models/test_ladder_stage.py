"""out_ladder and what stands beside it. Days are UTC, a month has 730 hours, a server one card."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.ladder_company import (
    APRIL,
    MARCH,
    NEAR,
    PAYG,
    POOL_ID,
    busy,
    cost,
    due,
    flat,
    month,
    offer,
    plan_runs,
    silent,
)


def test_months_add_up_to_the_ladder_and_need_to_what_serves_it(company: Any, ladder: Any) -> None:
    busy(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000), offer("year", 12, 48_000))
    company.add("core_commitment", {"servers": 4, "cards_per_server": 1, "end_date": month(3)})
    ladder()
    months = company.row(
        "SELECT SUM(in_hand_fee_cny + bought_fee_cny + on_demand_cost_cny) AS cost_cny,"
        " COUNT(*) AS months FROM out_ladder_month"
    )
    assert (months["cost_cny"], months["months"]) == (cost(company), 24)
    first = company.row("SELECT * FROM out_ladder_month ORDER BY month LIMIT 1")
    assert first["month"] == APRIL
    assert first["in_hand_cards"] == 4
    held = (first["in_hand_cards"] + first["bought_cards"]) * 730
    assert first["covered_card_hours"] + first["idle_card_hours"] == pytest.approx(held)
    assert first["on_demand_cost_cny"] == pytest.approx(
        Decimal(150 * first["on_demand_card_hours"]), abs=1
    )
    # 62,000 a server and month; of July, which the contract sees one day of, a 31st.
    fees = company.rows("SELECT in_hand_fee_cny FROM out_ladder_month ORDER BY month LIMIT 5")
    assert [fee for (fee,) in fees] == [248_000, 248_000, 248_000, 8_000, 0]
    company_wide = "SELECT cost_cny FROM out_ladder_choice WHERE scope = 'company'"
    assert (cost(company),) in company.rows(f"{company_wide} AND choice = 'ladder'")


def test_the_ladder_is_dearer_than_nothing_else_that_could_be_done(
    company: Any, ladder: Any
) -> None:
    busy(company)
    company.add(
        "core_price",
        PAYG,
        offer("month", 1, 60_000),
        offer("quarter", 3, 56_000),
        offer("year", 12, 48_000),
    )
    ladder(evidence_share=0)
    others = company.rows(
        "SELECT choice, offer_id, cost_cny, stranded_cny FROM out_ladder_choice"
        " WHERE scope <> 'company' AND choice NOT IN ('ladder', 'knob')"
    )
    assert {row[0] for row in others} == {"pay_as_you_go", "as_today", "one_offer"}
    assert {row[1] for row in others} == {None, "month", "quarter", "year"}
    assert all(cost(company) <= row[2] + 1 for row in others), others
    knobs = company.rows(
        "SELECT evidence_share, cost_cny FROM out_ladder_choice WHERE choice = 'knob'"
        " AND scope <> 'company' ORDER BY evidence_share"
    )
    assert [share for share, _ in knobs] == [0, 0.25, 0.5, 0.75, 1]
    costs = [yuan for _, yuan in knobs]
    assert costs == sorted(costs)  # more evidence asked for is never cheaper before the fact


def test_a_contract_is_extended_as_far_as_it_is_needed(company: Any, ladder: Any) -> None:
    # 6 servers to the end of April, and from May on 4 are needed for a year and a half.
    silent(company)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    company.add(
        "core_commitment", {"servers": 6, "cards_per_server": 1, "end_date": date(2024, 4, 30)}
    )
    plan_runs(company, *flat([6] + [4] * 18))
    ladder()
    rows = company.rows(
        "SELECT action, units, decide_on, starts_on, ends_on, is_due, unit_fee_cny_per_month,"
        " commitment_cny, source FROM out_ladder WHERE starts_on <= '2024-05-01' ORDER BY action"
    )
    extended, ended = rows
    # It is to be said 60 days before the contract ends, which is over: today.
    assert extended[:5] == ("extend", 4.0, date(2024, 4, 1), date(2024, 5, 1), date(2025, 4, 30))
    assert extended[5]
    assert extended[6:8] == (48_000, 4 * 12 * 48_000)
    assert "core_commitment" in extended[8]
    assert "core_price" in extended[8]
    assert ended[:2] == ("let_run_out", 2.0)
    assert ended[5]
    assert ended[7] == 2 * 62_000  # April is owed


def test_why_every_other_offer_is_not_bought(company: Any, ladder: Any) -> None:
    silent(company)
    company.add(
        "core_price",
        PAYG,
        offer("month", 1, 60_000),
        offer("late", 1, 50_000),
        offer("crate", 1, 40_000),
        offer("year", 12, 5_000, valid_to=date(2024, 3, 30)),
        offer("no power", 1, 1_000, power_included=None),
        {"offer_id": "spot", "billing_mode": "spot", "price": Decimal(20)},
    )
    plan_runs(company, *flat([1]))
    ladder(
        lead_time=[{"offer": "late", "months": 1}],
        package=[{"offer": "crate", "units": 3}],
    )
    assert due(company) == [("buy", "month", 1.0)]
    assert company.rows(
        "SELECT offer_id, reason, detail FROM out_ladder_rejected ORDER BY ALL"
    ) == [
        ("crate", "too_small", "least_units=3"),
        ("late", "too_late", "lead_months=1"),
        ("no power", "not_comparable", "power_not_said"),
        ("spot", "on_assumption", "lost_work_not_counted"),
    ]


def test_a_minimum_too_large_is_held_against_what_all_of_it_serves(
    company: Any, ladder: Any
) -> None:
    # One server needed: 109,500 by the hour. Two at 55,000 are 110,000, 500 more; two at
    # 54,750 would come to the same. `NEAR` is what the silent pool's scenarios need beside it.
    silent(company)
    company.add("core_price", PAYG, offer("pair", 1, 55_000))
    plan_runs(company, *flat([1]))
    ladder(package=[{"offer": "pair", "minimum_units": 2}])
    assert due(company) == []
    [(reason, dearer, below)] = company.rows(
        "SELECT reason, dearer_by_cny, would_pay_below_cny FROM out_ladder_rejected"
    )
    assert reason == "too_small"
    assert abs(dearer - 500) < NEAR
    assert abs(below - 54_750) < NEAR


@pytest.mark.parametrize(("share", "most"), [(1, 10), (0.5, 20)])
def test_a_year_that_the_past_does_not_prove_is_not_bought(
    company: Any, ladder: Any, share: float, most: int
) -> None:
    # Four months of 730 hours are known: 10 cards in three of them, 20 in the last. Their mean
    # counts for the year: 10 cards are proven in full, 20 by a quarter of 109,500 x 12 = 328,500,
    # which is less than 48,000 x 12 = 576,000, and more than half of it.
    start = MARCH + timedelta(days=31, hours=-4 * 730)
    company.use(start, [10.0] * 3 * 730 + [20.0] * 730)
    company.add("core_price", PAYG, offer("year", 12, 48_000))
    ladder(evidence_share=share)
    ((_, name, units),) = due(company)
    assert name == "year"
    assert units == 10 if most == 10 else 10 < units <= 20
    if most == 10:
        (row,) = company.rows(
            "SELECT cost_cny FROM out_ladder_choice WHERE choice = 'knob' AND evidence_share = 0.5"
            " AND scope <> 'company'"
        )
        assert row[0] < cost(company)  # more would pay, if the growth lasts


def test_the_forecast_s_paths_stand_among_the_scenarios(company: Any, ladder: Any) -> None:
    # The past needed 10 cards; the forecast, whatever it knows, says 30 from now on.
    busy(company, cards=(10.0, 10.0))
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    ladder()
    need = "SELECT AVG(need_p90_cards) AS cards FROM out_ladder_month WHERE month < '2024-07-01'"
    before = company.row(need)["cards"]
    for path in range(100):
        for number in range(3):
            first = APRIL + timedelta(days=30 * number)
            company.connection.execute(
                "INSERT INTO out_forecast_path VALUES (?, 'demand', ?, ?, 30, 30, ?, 7, 'v', 's')",
                [POOL_ID, path, first, date(2024, 3, 31)],
            )
    ladder()
    assert before < 20
    assert company.row(need)["cards"] == pytest.approx(30, rel=0.05)


def test_sensitivity_moves_cost_and_advice_the_way_of_the_factor(company: Any, ladder: Any) -> None:
    busy(company)
    company.add("core_price", PAYG, offer("month", 1, 60_000))
    ladder()
    rows = {
        (factor, change): (cost_change, units_change)
        for factor, change, cost_change, units_change in company.rows(
            "SELECT factor, round(change_ratio, 2), cost_change_cny, units_now_change"
            " FROM out_ladder_sensitivity WHERE scope = 'company'"
        )
    }
    assert set(rows) == {
        ("demand", -0.2),
        ("demand", 0.2),
        ("on_demand_price", -0.3),
        ("on_demand_price", 0.3),
        ("goodput", -0.1),
        ("goodput", 0.1),
    }
    assert rows["demand", -0.2][0] < 0 < rows["demand", 0.2][0]
    assert rows["demand", -0.2][1] < 0 < rows["demand", 0.2][1]
    assert rows["goodput", 0.1][0] < 0 < rows["goodput", -0.1][0]
    assert rows["on_demand_price", -0.3][1] <= 0 <= rows["on_demand_price", 0.3][1]
