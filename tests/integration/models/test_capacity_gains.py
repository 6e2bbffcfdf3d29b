"""What idle cards cost and what each lever would free, from core rows, by hand.

The company is that of tests.capacity_company.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.capacity_company import FEE, POOL_ID, SOUTH, START, compute, month_of_june


def test_idle_cards_cost_their_part_of_the_fee(company: Any) -> None:
    month_of_june(company)
    compute(company)
    row = company.row("FROM out_capacity_use")
    # a day: 12 x 80 + 12 x 40 = 1,440 of 1,920 card-hours under contract
    assert row["contract_utilisation_ratio"] == 0.75
    assert row["idle_cny_per_month"] == 150_000  # a quarter of 600,000
    assert row["on_demand_cny_per_month"] == 144_000  # 40 x 12 x 30 x 10
    assert (row["used_p50_cards"], row["used_p99_cards"], row["contract_cards"]) == (80, 120, 80)
    assert row["capacity_card_hours"] is None  # nobody measured it: not zero


def gains(company: Any) -> dict[tuple[str, str], dict[str, Any]]:
    rows = company.connection.sql("FROM out_capacity_gain").pl().to_dicts()
    return {(row["lever"], row["scope"]): row for row in rows}


def test_ten_points_and_waiting_for_the_night_are_valued(company: Any) -> None:
    month_of_june(company)
    compute(company)
    found = gains(company)
    ten_points = found["utilisation", POOL_ID]
    # 10 x 0.75 / 0.85 = 8.8: nine servers do, one of ten goes back when its contract ends
    assert (ten_points["freed_servers"], ten_points["saving_cny_per_month"]) == (1, 60_000)
    assert ten_points["possible_from"] == date(2024, 8, 1)
    off_peak = found["off_peak", POOL_ID]
    # 40 cards x 12 hours x 30 days, all of which find room in the night
    assert (off_peak["card_hours_per_month"], off_peak["saving_cny_per_month"]) == (14_400, 144_000)


def test_what_a_savings_plan_pays_for_is_neither_moved_nor_an_idle_card(company: Any) -> None:
    # 80 yuan an hour at 20 % off 10 pay for 10 of the 40 cards by day, and are lost by night.
    plan = {"commitment_per_hour": Decimal(80), "discount_ratio": 0.2}
    company.add("core_savings_plan", plan)
    month_of_june(company)
    compute(company)
    off_peak = gains(company)["off_peak", POOL_ID]
    assert (off_peak["card_hours_per_month"], off_peak["saving_cny_per_month"]) == (10_800, 108_000)
    assert company.row("FROM out_capacity_use")["idle_cny_per_month"] == 150_000


def test_ten_points_can_replace_what_is_bought_by_the_hour(company: Any) -> None:
    month_of_june(company)
    compute(company)
    fill = gains(company)["fill", POOL_ID]
    # a tenth of 80 x 720 card-hours, of which 14,400 are bought at 10
    assert (fill["card_hours_per_month"], fill["saving_cny_per_month"]) == (5_760, 57_600)


def test_what_could_have_waited_is_told_by_project(company: Any) -> None:
    search = [90.0] * 12 + [40.0] * 12
    company.use(START, search * 30, workload_class="training")
    company.use(START, ([30.0] * 12 + [0.0] * 12) * 30, workload_class="training", project="ads")
    company.add("core_price", {})
    company.add("core_commitment", {"servers": 10} | FEE)
    company.build()
    compute(company)
    rows = company.rows(
        "SELECT project, card_hours_per_month, saving_cny_per_month FROM out_capacity_movable"
        " ORDER BY 2 DESC"
    )
    # 14,400 card-hours: by day 90 of 120 cards are search's, 30 the ads'
    assert rows == [("search", 10_800, 108_000), ("ads", 3_600, 36_000)]
    # of 30 x 12 x 30 card-hours of the ads' training
    [(share,)] = company.rows("SELECT share_ratio FROM out_capacity_movable WHERE project = 'ads'")
    assert share == pytest.approx(3_600 / 10_800)


def test_what_serves_customers_cannot_wait(company: Any) -> None:
    month_of_june(company, workload_class="inference")
    compute(company)
    assert [lever for lever, _ in gains(company)] == ["utilisation", "fill"]
    assert company.rows("FROM out_capacity_movable") == []


def test_pools_of_one_chip_lend_and_share_their_cards(company: Any) -> None:
    company.use(START, ([20.0] * 12 + [0.0] * 12) * 30, workload_class="training")
    company.use(START, ([0.0] * 12 + [16.0] * 12) * 30, workload_class="training", **SOUTH)
    company.add("core_price", {}, {"offer_id": "south", "price": Decimal(6)} | SOUTH)
    company.add("core_commitment", {"servers": 2, "commitment_id": "north"})
    company.add("core_commitment", {"servers": 2, "commitment_id": "south"} | SOUTH)
    company.build()
    compute(company)
    found = gains(company)
    lent = found["idle_elsewhere", "H20"]
    # north lacks 4 cards for 12 hours of 30 days, when 16 of the south stand idle: 1,440 x 10 yuan
    assert (lent["card_hours_per_month"], lent["saving_cny_per_month"]) == (1_440, 14_400)
    pooled = found["pooling", "H20"]
    # alone 20 and 16 cards, together 20: 16 less; 4 servers cost 248,000 a month, a card 7,750
    assert (pooled["freed_cards"], pooled["saving_cny_per_month"]) == (16, 124_000)
    # what was bought in the north at 10 costs 6 in the south
    assert found["cheaper_place", POOL_ID]["saving_cny_per_month"] == 1_440 * 4
