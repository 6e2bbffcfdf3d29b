"""What-ifs on a pool of 24 or 48 card-hours a day, half of the paths each, cut off on 2026-03-29.

Forty days ahead, 30 March to 8 May: April is whole. By the hour a card-hour costs 10.
"""

from datetime import date
from typing import Any

import pytest

from tests.unit.forecast.scenario_rows import (
    APRIL,
    COST,
    DEMAND,
    FIRST_DAY,
    HIGH,
    LOW,
    OTHER,
    POOL,
    USAGE,
    add_price,
    add_project,
    measure_queue,
    pick,
    plan,
    plan_campaign,
    scenario_rows,
)


def test_growth_is_more_card_hours_in_every_path_at_the_same_terms(
    priced: Any, half_low_half_high: Any
) -> None:
    plan(priced, "more", "growth", "0.1", start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, HIGH))
    # April: 30 days x 24 x 1.1 = 792 or 30 x 48 x 1.1 = 1,584 card-hours; 72 or 144 more.
    usage = pick(rows, "more", **USAGE)
    assert (usage["p10"], usage["p90"]) == pytest.approx((792, 1584))
    assert (usage["difference_p10"], usage["difference_p90"]) == pytest.approx((72, 144))
    # At 10 a card-hour 7,920 or 15,840, 720 or 1,440 more.
    cost = pick(rows, "more", **COST)
    assert (cost["p10"], cost["p90"], cost["mean"]) == pytest.approx((7920, 15840, 11880))
    assert (cost["difference_p10"], cost["difference_p90"]) == pytest.approx((720, 1440))
    assert (cost["is_complete"], cost["unit"], cost["cut_off"]) == (True, "CNY", date(2026, 3, 29))


def test_growth_under_a_contract_costs_what_exceeds_its_cards(
    priced: Any, half_low_half_high: Any
) -> None:
    # One card for 3,000 in April, 100 a day; hours are one card, or two.
    priced.add_contract(POOL, 1, 3000, date(2026, 4, 1), date(2026, 12, 31))
    plan(priced, "more", "growth", "0.1", start_date=date(2026, 4, 1))
    cost = pick(scenario_rows(priced, half_low_half_high(LOW, HIGH)), "more", **COST)
    # 1.1 cards: 3,000 + 30 x 24 x 0.1 x 10 = 3,720. 2.2 cards: 3,000 + 30 x 24 x 1.2 x 10 = 11,640.
    assert (cost["p10"], cost["p90"]) == pytest.approx((3720, 11640))
    # Base: 3,000 and 3,000 + 30 x 24 x 10 = 10,200.
    assert (cost["difference_p10"], cost["difference_p90"]) == pytest.approx((720, 1440))


def test_a_ramp_comes_in_equal_steps(priced: Any, half_low_half_high: Any) -> None:
    plan(priced, "slow", "growth", "0.1", start_date=date(2026, 4, 1), ramp_days=9)
    usage = pick(scenario_rows(priced, half_low_half_high(LOW, LOW)), "slow", **USAGE)
    # 1 to 10 April 1 to 10 %, 5.5 times 10 % together; then 20 days at 10 %: 25.5 x 2.4 = 61.2.
    assert usage["difference_p50"] == pytest.approx(61.2)


def test_a_price_step_in_the_middle_of_a_month_is_right_to_the_cent(
    priced: Any, half_low_half_high: Any
) -> None:
    priced.add_contract(POOL, 1, 3000, date(2026, 4, 1), date(2026, 12, 31))
    plan(priced, "dearer", "price_step", "0.2", start_date=date(2026, 4, 16))
    rows = scenario_rows(priced, half_low_half_high(LOW, HIGH))
    # The contract's card stays at 3,000. The second card: 15 days x 24 x 10 and 15 x 24 x 12,
    # 3,600 + 4,320 = 7,920, 720 more than before.
    cost = pick(rows, "dearer", **COST)
    assert (round(cost["p10"], 2), round(cost["p90"], 2)) == (3000.00, 10920.00)
    assert (round(cost["difference_p10"], 2), round(cost["difference_p90"], 2)) == (0.0, 720.00)
    assert rows.filter(scenario="dearer", target="usage").is_empty()


def test_price_steps_multiply_and_a_v_comes_back(priced: Any, half_low_half_high: Any) -> None:
    plan(priced, "v", "price_step", "-0.2", change="down", start_date=date(2026, 4, 1))
    plan(priced, "v", "price_step", "0.25", change="up", start_date=date(2026, 4, 21))
    cost = pick(scenario_rows(priced, half_low_half_high(LOW, LOW)), "v", **COST)
    # 20 days x 24 x 8 = 3,840; 10 x 24 x (8 x 1.25 = 10) = 2,400.
    assert cost["p50"] == pytest.approx(6240)


def test_an_exchange_rate_moves_only_what_is_in_that_currency(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id, currency in ((POOL, "USD"), (OTHER, "CNY")):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 40)
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 40, price_cny=10)
        add_price(warehouse, pool_id, currency)
    warehouse.add_contract(POOL, 1, 300, date(2026, 3, 1), date(2026, 12, 31))
    warehouse.connection.execute("UPDATE core_commitment SET currency = 'USD'")
    warehouse.add_rate(date(2026, 2, 27), "7")
    plan(warehouse, "weak yuan", "fx_move", "0.1", currency="USD")
    rows = scenario_rows(warehouse, half_low_half_high(HIGH, HIGH))
    # April's 300 dollars at 7.7 instead of 7: 2,310 instead of 2,100. The second card at 11
    # instead of 10: 30 x 24 x 11 = 7,920 instead of 7,200.
    cost = pick(rows, "weak yuan", **COST)
    assert cost["p50"] == pytest.approx(2310 + 7920)
    assert cost["difference_p50"] == pytest.approx(210 + 720)
    # March began at 7: only its last two days' hours move, 2 x 24 x 1.
    march = COST | {"period_start": date(2026, 3, 1)}
    assert pick(rows, "weak yuan", **march)["difference_p50"] == pytest.approx(48)
    assert rows.filter(scenario="weak yuan", series=OTHER).is_empty()
    [company] = rows.filter(scenario="weak yuan", level="company", **APRIL).to_dicts()
    assert company["difference_p50"] == pytest.approx(930)


def test_a_contract_in_a_second_foreign_currency_keeps_its_rate(
    priced: Any, half_low_half_high: Any
) -> None:
    for currency in ("USD", "EUR"):
        priced.add_contract(POOL, 1, 300, date(2026, 3, 1), date(2026, 12, 31))
        priced.connection.execute(
            "UPDATE core_commitment SET currency = $1, commitment_id = $1 WHERE currency = 'CNY'",
            [currency],
        )
    for currency, rate in (("USD", "7"), ("EUR", "8")):
        priced.add_rate(date(2026, 3, 27), rate)
        priced.connection.execute(
            "UPDATE core_fx_rate SET base_currency = $1 WHERE rate = $2", [currency, rate]
        )
    plan(priced, "weak yuan", "fx_move", "0.1", currency="USD")
    cost = pick(scenario_rows(priced, half_low_half_high(LOW, LOW)), "weak yuan", **COST)
    # 300 x 7 x 0.1 more; the euro's 2,400 stay.
    assert (cost["base_p50"], cost["difference_p50"]) == pytest.approx((4500, 210))


def test_a_new_project_is_so_many_times_its_model_from_its_first_day_on(
    warehouse: Any,
) -> None:
    # 20 days are too few for more than the naive answer: 24 a day, a quarter of it of `search`.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 20)
    add_project(warehouse, POOL, "search", FIRST_DAY, 20, 6.0)
    add_project(warehouse, POOL, "chat", FIRST_DAY, 20, 18.0)
    plan(
        warehouse,
        "sister",
        "new_project",
        "0.5",
        like="search",
        start_date=date(2026, 4, 11),
    )
    usage = pick(scenario_rows(warehouse, horizon=60), "sister", **USAGE)
    # 11 to 30 April: 20 days x 6 x 0.5.
    assert usage["difference_p50"] == pytest.approx(60)
    assert usage["base_p50"] == pytest.approx(720)


def test_a_utilisation_gain_is_the_same_work_in_fewer_card_hours(
    priced: Any, half_low_half_high: Any
) -> None:
    plan(priced, "tuned", "utilisation_gain", "0.25", start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, HIGH))
    # 30 x 24 / 1.25 = 576, 30 x 48 / 1.25 = 1,152; a fifth of the cost is saved.
    usage = pick(rows, "tuned", **USAGE)
    assert (usage["p10"], usage["p90"]) == pytest.approx((576, 1152))
    cost = pick(rows, "tuned", **COST)
    assert (cost["difference_p10"], cost["difference_p90"]) == pytest.approx((-2880, -1440))


def test_a_campaign_adds_its_cards_all_day(priced: Any, half_low_half_high: Any) -> None:
    measure_queue(priced, POOL)
    plan_campaign(priced, POOL, 64, date(2026, 4, 6), date(2026, 4, 19))
    rows = scenario_rows(priced, half_low_half_high(LOW, HIGH))
    for wanted in (USAGE, DEMAND):
        row = pick(rows, "planned_campaigns", **wanted)
        assert (row["difference_p10"], row["difference_p90"]) == pytest.approx(
            (64 * 24 * 14, 64 * 24 * 14)
        )
    assert pick(rows, "planned_campaigns", **COST)["difference_p50"] == pytest.approx(
        64 * 24 * 14 * 10
    )


def test_of_a_campaign_that_runs_only_what_it_grows_by_is_added(
    priced: Any, half_low_half_high: Any
) -> None:
    plan_campaign(priced, POOL, 1, date(2026, 3, 1), date(2026, 4, 9))
    plan_campaign(priced, POOL, 3, date(2026, 4, 10), date(2026, 4, 19))
    rows = scenario_rows(priced, half_low_half_high(LOW, HIGH))
    # One card ran on the last day known and is in the history: 2 more for 10 days, 2 x 24 x 10.
    assert pick(rows, "planned_campaigns", **USAGE)["difference_p50"] == pytest.approx(480)


def test_several_changes_are_one_scenario(priced: Any, half_low_half_high: Any) -> None:
    start = {"start_date": date(2026, 4, 1)}
    plan(priced, "all", "growth", "0.5", change="growth", **start)
    plan(priced, "all", "utilisation_gain", "0.25", change="gain", **start)
    plan(priced, "all", "price_step", "-0.1", change="price", **start)
    plan(priced, "all", "campaigns", None, change="campaign", like="run")
    plan_campaign(priced, POOL, 2, date(2026, 4, 1), date(2026, 4, 10))
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # 24 x 1.5 / 1.25 = 28.8 for 30 days, and 2 x 24 for 10 days: 864 + 480, at 9 each.
    assert pick(rows, "all", **USAGE)["p50"] == pytest.approx(1344)
    assert pick(rows, "all", **COST)["p50"] == pytest.approx(1344 * 9)
