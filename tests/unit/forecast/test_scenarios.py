"""What-ifs on a pool of 24 or 48 card-hours a day, half of the paths each, cut off on 2026-03-29.

Forty days ahead, 30 March to 8 May: April is whole. By the hour a card-hour costs 10.
"""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.unit.forecast.scenario_rows import (
    add_price,
    add_project,
    pick,
    plan,
    plan_campaign,
    scenario_rows,
)

POOL, OTHER = "a/r/p/c", "b/r/q/c"
FIRST_DAY = date(2026, 2, 18)
APRIL = {"grain": "month", "period_start": date(2026, 4, 1)}
USAGE = {"level": "pool", "series": POOL, "target": "usage"} | APRIL
COST = USAGE | {"target": "cost"}
DEMAND = USAGE | {"target": "demand"}
LOW, HIGH = 24.0, 48.0


@pytest.fixture
def priced(warehouse: Any) -> Any:
    """40 days of one card, at 10 a card-hour."""
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.add_costs(POOL, FIRST_DAY, [240.0] * 40, price_cny=10)
    return warehouse


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


def measure_queue(warehouse: Any, pool_id: str) -> None:
    """Nothing waits, and that is known."""
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET queued_card_hours = 0 WHERE pool_id = $1", [pool_id]
    )


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


def test_pools_add_up_to_providers_and_the_company_path_by_path(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id in (POOL, OTHER):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * 40)
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 40, price_cny=10)
    plan(warehouse, "a grows", "growth", "0.1", provider="a", start_date=date(2026, 4, 1))
    rows = scenario_rows(warehouse, half_low_half_high(LOW, HIGH)).filter(scenario="a grows")
    assert set(rows["series"]) == {POOL, "a", "company"}
    own, provider = (
        pick(rows, "a grows", **COST | {"level": level, "series": series})
        for level, series in (("pool", POOL), ("provider", "a"))
    )
    figures = [name for name in own if name.startswith(("p", "mean", "difference"))]
    shared = [name for name in figures if name != "period_start"]
    assert [own[name] for name in shared] == pytest.approx([provider[name] for name in shared])
    company = pick(rows, "a grows", **COST | {"level": "company", "series": "company"})
    # Low: 7,920 + 7,200; high: 15,840 + 14,400. The difference is the pool's.
    assert (company["p10"], company["p90"]) == pytest.approx((15120, 30240))
    assert company["difference_p90"] == pytest.approx(1440)
    [base] = (
        warehouse.connection.sql("FROM out_forecast")
        .pl()
        .filter(level="company", target="cost", **APRIL)
        .to_dicts()
    )
    assert company["base_p50"] == pytest.approx(base["p50"])


def test_the_base_of_every_row_is_the_forecasts_own(warehouse: Any) -> None:
    # Only one pool's queue is measured; the second pool of a ends 2 days earlier; b has none.
    generator = np.random.default_rng(1)
    for pool_id, days in ((POOL, 40), ("a/r/noq/c", 38), (OTHER, 40)):
        used = generator.normal(48, 8, days).tolist()
        warehouse.add_usage(pool_id, FIRST_DAY, used)
        warehouse.add_costs(pool_id, FIRST_DAY, [480.0] * days, price_cny=10)
    measure_queue(warehouse, POOL)
    plan(warehouse, "more", "growth", "0.1")
    rows = scenario_rows(warehouse)
    keys = ["level", "series", "target", "grain", "period_start"]
    base = warehouse.connection.sql("FROM out_forecast").pl()
    both = rows.join(base, on=keys, how="left", suffix="_base")
    assert both["p50_base"].null_count() == 0
    assert both["base_p50"].to_list() == pytest.approx(both["p50_base"].to_list(), rel=1e-12)
    # And all that is forecast of months and quarters changes with growth of everything.
    grown = base.filter(
        pl.col("grain").is_in(["month", "quarter"]),
        pl.col("level") != "project",
        pl.col("target").is_in(["usage", "demand", "cost"]),
    )
    assert grown.join(rows.filter(scenario="more"), on=keys, how="anti").is_empty()
    with_demand = set(rows.filter(target="demand")["series"])
    assert with_demand == {POOL, "a", "company"}


def test_pools_whose_data_end_on_different_days_add_up(
    warehouse: Any, half_low_half_high: Any
) -> None:
    for pool_id, days in ((POOL, 40), (OTHER, 37)):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * days)
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * days, price_cny=10)
    plan(warehouse, "more", "growth", "0.1", start_date=date(2026, 3, 31))
    rows = scenario_rows(warehouse, half_low_half_high(LOW, LOW))
    # OTHER's data end on 26 March and POOL's on the 29th: of March the last day grows.
    march = COST | {"period_start": date(2026, 3, 1)}
    company = {"level": "company", "series": "company"}
    found = [pick(rows, "more", **march | where) for where in ({}, {"series": OTHER}, company)]
    assert [row["difference_p50"] for row in found] == pytest.approx([24, 24, 48])
    assert found[-1]["base_p50"] == pytest.approx(2 * 31 * 240)
    # The company is looked ahead to as far as its earliest pool: 5 May, 5 days of both.
    may = COST | {"period_start": date(2026, 5, 1)}
    last = pick(rows, "more", **may | company)
    assert (last["base_p50"], last["difference_p50"]) == pytest.approx((2 * 5 * 240, 2 * 5 * 24))
    assert not last["is_complete"]


def test_the_budget_is_held_against_the_scenario(priced: Any, half_low_half_high: Any) -> None:
    priced.add_budget(date(2026, 4, 1), "7500", scope="p")
    plan(priced, "more", "growth", "0.1", start_date=date(2026, 4, 1))
    cost = pick(scenario_rows(priced, half_low_half_high(LOW, HIGH)), "more", **COST)
    # 7,920 and 15,840 are both above 7,500; the base's 7,200 is not.
    assert (float(cost["budget_cny"]), cost["over_budget_ratio"]) == (7500, 1.0)


def test_built_in_prices_need_no_planning_data(priced: Any, half_low_half_high: Any) -> None:
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert set(rows["scenario"]) == {"price_steps_down", "price_steps_up", "price_v_shape"}
    assert set(rows["target"]) == {"cost"}
    # The cut of 44 % from the first day ahead: April at 5.6.
    assert pick(rows, "price_steps_down", **COST)["p50"] == pytest.approx(720 * 5.6)


def test_a_loaded_scenario_takes_the_place_of_a_built_in(
    priced: Any, half_low_half_high: Any
) -> None:
    plan(priced, "price_steps_down", "price_step", "-0.1", start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert pick(rows, "price_steps_down", **COST)["p50"] == pytest.approx(720 * 9)


def test_the_base_is_the_same_whatever_is_planned(priced: Any, half_low_half_high: Any) -> None:
    before = priced.forecast(half_low_half_high(LOW, HIGH), forecast_horizon_days=40)
    plan(priced, "more", "growth", "0.1")
    plan_campaign(priced, POOL, 64, date(2026, 4, 6), date(2026, 4, 19))
    after = priced.forecast(half_low_half_high(LOW, HIGH), forecast_horizon_days=40)
    assert before.equals(after)


def test_the_same_planning_data_give_the_same_bits_in_any_order_of_pools(warehouse: Any) -> None:
    days = [24.0, 30.0, 18.0, 26.0, 40.0] * 12
    for pool_id in (POOL, OTHER):
        warehouse.add_usage(pool_id, FIRST_DAY, days)
        warehouse.add_costs(pool_id, FIRST_DAY, [day * 10 for day in days], price_cny=10)
    plan(warehouse, "more", "growth", "0.1", provider="a")
    first = scenario_rows(warehouse, horizon=14)
    assert scenario_rows(warehouse, horizon=14).equals(first)
    warehouse.connection.execute("DELETE FROM out_pool_hourly WHERE pool_id = $1", [OTHER])
    alone = scenario_rows(warehouse, horizon=14).filter(level="pool")
    assert alone.equals(first.filter(level="pool", series=POOL))


def listing(warehouse: Any) -> dict[str, tuple[int, str | None]]:
    """Pools changed and note by scenario."""
    rows: pl.DataFrame = warehouse.connection.sql("FROM out_scenario").pl()
    return {row["scenario"]: (row["pools_changed"], row["note"]) for row in rows.to_dicts()}


def test_what_changes_nothing_says_why(warehouse: Any, half_low_half_high: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    add_project(warehouse, POOL, "chat", FIRST_DAY, 40, 24.0)
    plan(warehouse, "nowhere", "growth", "0.1", pool="gone")
    plan(warehouse, "late", "growth", "0.1", start_date=date(2027, 1, 1))
    plan(warehouse, "long ago", "growth", "0.1", start_date=date(2026, 3, 29))
    plan(warehouse, "unpriced", "price_step", "0.1")
    plan(warehouse, "nobody", "new_project", "1", like="search")
    plan(warehouse, "fine", "growth", "0.1", pool="p")
    rows = scenario_rows(warehouse, half_low_half_high(LOW, LOW))
    assert listing(warehouse) == {
        "nowhere": (0, "no_pool_in_scope"),
        "late": (0, "begins_after_horizon"),
        "long ago": (0, "is_in_history"),
        "unpriced": (0, "no_price"),
        "nobody": (0, "no_such_project"),
        "fine": (1, None),
        "planned_campaigns": (0, "no_campaign_ahead"),
        **dict.fromkeys(
            ("price_steps_down", "price_steps_up", "usd_up", "usd_down"), (0, "no_price")
        ),
        "price_v_shape": (0, "begins_after_horizon"),  # its second change, from day 62 on
    }
    assert set(rows["scenario"]) == {"fine"}


def test_a_campaign_in_a_pool_without_a_forecast_is_not_passed_over(
    priced: Any, half_low_half_high: Any
) -> None:
    add_price(priced, POOL, "CNY")
    plan_campaign(priced, POOL, 8, date(2026, 4, 6), date(2026, 4, 19))
    plan_campaign(priced, OTHER, 8, date(2026, 4, 6), date(2026, 4, 19))
    scenario_rows(priced, half_low_half_high(LOW, LOW))
    found = listing(priced)
    assert found["planned_campaigns"] == (1, "pool_not_forecast")
    assert found["usd_up"] == (0, "not_in_this_currency")


def test_without_any_history_there_are_no_rows(warehouse: Any) -> None:
    plan(warehouse, "more", "growth", "0.1")
    assert scenario_rows(warehouse).is_empty()
    assert listing(warehouse) == {}
