"""What-ifs add up over pools, start from the forecast itself, and come out the same each time."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.unit.forecast.scenario_rows import (
    APRIL,
    COST,
    FIRST_DAY,
    HIGH,
    LOW,
    OTHER,
    POOL,
    add_price,
    add_project,
    measure_queue,
    pick,
    plan,
    plan_campaign,
    scenario_rows,
)


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
