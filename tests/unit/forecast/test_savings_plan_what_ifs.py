"""What-ifs on a pool with a savings plan of 8 an hour, of which a card of 10 counts 8.

Cut off on 2026-03-29; April is whole. One card a path, 24 card-hours a day: 24 x 8 = 192 are due.
"""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.billing.savings_cover import HourlyPlan, count_by_hour
from tests.unit.forecast.scenario_rows import (
    APRIL,
    COST,
    FIRST_DAY,
    HIGH,
    LOW,
    POOL,
    pick,
    plan,
    scenario_rows,
)

SECOND, THIRD = "a/r/q/c", "a/r/z/c"
COMPANY = APRIL | {"level": "company", "series": "company", "target": "cost"}
FIRST_OF_APRIL = {"start_date": date(2026, 4, 1)}


@pytest.mark.parametrize(
    ("kind", "ratio", "more"),
    [
        # At 20 a card counts 16: half of it is covered, and 12 card-hours are bought: 240 a day.
        ("price_step", "1", 30 * 240),
        # At 5 it counts 4: the plan is due all the same.
        ("price_step", "-0.5", 0),
        # A second card is bought by the hour: 240 a day.
        ("growth", "1", 30 * 240),
        ("growth", "-0.5", 0),
    ],
)
def test_what_use_counts_follows_prices_and_use_and_what_is_due_does_not(
    kind: str, ratio: str, more: float, priced: Any, half_low_half_high: Any
) -> None:
    priced.add_plan("8")
    plan(priced, "what if", kind, ratio, **FIRST_OF_APRIL)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    cost = pick(rows, "what if", **COST)
    assert (cost["base_p50"], cost["difference_p50"]) == pytest.approx((30 * 192, more))
    assert ("usage" in set(rows["target"])) == (kind == "growth")


def test_what_is_due_in_a_currency_moves_with_it(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("1", currency="USD")
    priced.add_rate(date(2026, 3, 2), "8")
    for currency in ("USD", "EUR"):
        plan(priced, currency, "fx_move", "0.1", currency=currency)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # 8.8 an hour: 211.20 a day, 19.20 more.
    cost = pick(rows, "USD", **COST)
    assert cost["difference_p50"] == pytest.approx(30 * 19.2)
    assert rows.filter(scenario="EUR").is_empty()


def add(warehouse: Any, pool_id: str, price_cny: int = 10, cards: int = 1) -> dict[str, Any]:
    """A pool that always uses so many cards; gives its cost of April."""
    warehouse.add_usage(pool_id, FIRST_DAY, [24.0 * cards] * 40)
    warehouse.add_costs(pool_id, FIRST_DAY, [24.0 * cards * price_cny] * 40, price_cny=price_cny)
    return COST | {"series": pool_id}


@pytest.mark.parametrize(
    ("ratio", "of_p", "of_q", "together"),
    [
        # Both use 8 of the 32 and have 16 each, 384 a day. Three cards count 24 and need nothing
        # but the plan: 24 of 32 are due by p, 8 by q.
        ("2", 24 * (24 - 16), 24 * (8 - 16), 0),
        # Five cards count 40, with q 48, of which the plan covers two thirds: 26 2/3 and 5 1/3 are
        # due, 40 / 24 cards and a third of a card are bought at 10.
        ("4", 24 * (80 / 3 - 16 + 50 / 3), 24 * (16 / 3 - 16 + 10 / 3), 24 * 20),
        # Half a card counts 4: of what is due a third is p's.
        ("-0.5", 24 * (32 / 3 - 16), 24 * (64 / 3 - 16), 0),
    ],
)
def test_what_one_pool_leaves_of_a_plan_serves_another(
    ratio: str,
    of_p: float,
    of_q: float,
    together: float,
    priced: Any,
    half_low_half_high: Any,
) -> None:
    second = add(priced, SECOND)
    priced.add_plan("32")
    plan(priced, "p grows", "growth", ratio, pool="p", **FIRST_OF_APRIL)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert pick(rows, "p grows", **COMPANY)["base_p50"] == pytest.approx(30 * 24 * 32)
    for which, more in ((COST, of_p), (second, of_q), (COMPANY, together)):
        found = pick(rows, "p grows", **which)["difference_p50"]
        assert found == pytest.approx(30 * more, abs=1e-6)
    # Who only has another part of the plan uses what it used.
    assert set(rows.filter(series=SECOND)["target"]) == {"cost"}


def test_where_a_pool_stops_the_others_take_its_part(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse, POOL)
    second = add(warehouse, SECOND)
    warehouse.add_plan("8")
    plan(warehouse, "p stops", "growth", "-0.999999", pool="p", **FIRST_OF_APRIL)
    rows = scenario_rows(warehouse, half_low_half_high(LOW, LOW))
    # Each has 4 of the 8 and buys half a card at 10: 9 an hour. Then q has all and buys nothing: 8.
    assert pick(rows, "p stops", **second)["difference_p50"] == pytest.approx(-30 * 24, rel=1e-4)
    assert pick(rows, "p stops", **COMPANY)["difference_p50"] == pytest.approx(
        30 * 24 * (8 - 18), rel=1e-4
    )


def test_a_plan_that_counts_later_covers_what_the_first_has_no_room_for_any_more(
    warehouse: Any, half_low_half_high: Any
) -> None:
    chip_d = "a/r/z/d"
    for pool_id in (POOL, SECOND, chip_d):
        add(warehouse, pool_id)
    warehouse.add_plan("10", commitment_id="half", discount_ratio=0.5, chip="c")
    warehouse.add_plan("8")
    plan(warehouse, "p grows", "growth", "1", pool="p", **FIRST_OF_APRIL)
    rows = scenario_rows(warehouse, half_low_half_high(LOW, LOW))
    # At half price p and q count 10 and are covered; z alone uses the 8: nothing is bought. With
    # two cards they count 15: a card of p and q is left, which counts 8 like z's: half of both is
    # covered, and a card is bought at 10. Of z: 4 due and 5 bought in place of 8.
    of_z = pick(rows, "p grows", **(COST | {"series": chip_d}))
    assert of_z["difference_p50"] == pytest.approx(30 * 24 * 1)
    company = pick(rows, "p grows", **COMPANY)
    assert (company["base_p50"], company["difference_p50"]) == pytest.approx(
        (30 * 24 * 18, 30 * 24 * 10)
    )


def test_prices_that_move_alike_move_no_parts(priced: Any, half_low_half_high: Any) -> None:
    second = add(priced, SECOND, price_cny=20)
    priced.add_plan("12")
    plan(priced, "dearer", "price_step", "1", **FIRST_OF_APRIL)
    plan(priced, "p dearer", "price_step", "1", pool="p", **FIRST_OF_APRIL)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # 8 and 16 of 12: 4 and 8 are due, and half a card each bought at 10 and 20. At twice that 2 and
    # 4 are due of 16 and 32 still by thirds: a quarter is covered, 15 and 30 are bought.
    dearer = [pick(rows, "dearer", **which)["difference_p50"] for which in (COST, second)]
    assert dearer == pytest.approx([30 * 24 * (15 - 5), 30 * 24 * (30 - 10)])
    # Of p alone: both count 16 of 32; 6 are due by each, and 5/8 of a card bought at 20.
    alone = [pick(rows, "p dearer", **which)["difference_p50"] for which in (COST, second)]
    assert alone == pytest.approx([30 * 24 * (18.5 - 9), 30 * 24 * (18.5 - 18)])


def test_prices_that_move_alike_move_parts_of_what_an_earlier_plan_leaves(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse, POOL)
    chip_d = add(warehouse, "a/r/z/d")
    warehouse.add_plan("2.5", commitment_id="half", discount_ratio=0.5, chip="c")
    warehouse.add_plan("4")
    plan(warehouse, "cheaper", "price_step", "-0.5", **FIRST_OF_APRIL)
    rows = scenario_rows(warehouse, half_low_half_high(LOW, LOW))
    # The first covers half of p; of the 4, p's other half counts 4 and z 8: a third of both is
    # covered, and 1/3 and 2/3 of a card are bought at 10. At 5 the first covers all of p, and z has
    # all of the 4, which it counts: nothing is bought.
    expected = ((COST, -14 / 3), (chip_d, -16 / 3), (COMPANY, -10))
    for which, more in expected:
        found = pick(rows, "cheaper", **which)["difference_p50"]
        assert found == pytest.approx(30 * 24 * more)


def test_a_plan_in_a_currency_that_moves_is_shared_at_its_new_worth(
    priced: Any, half_low_half_high: Any
) -> None:
    second = add(priced, SECOND)
    priced.add_plan("1", currency="USD")
    priced.add_rate(date(2026, 3, 2), "8")
    plan(priced, "dollar", "fx_move", "0.5", currency="USD", **FIRST_OF_APRIL)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # 8 cover half of both, who buy half a card each; 12 cover three quarters.
    for which in (COST, second):
        found = pick(rows, "dollar", **which)["difference_p50"]
        assert found == pytest.approx(30 * 24 * (6 + 2.5 - 4 - 5))


def test_what_ifs_that_change_nothing_of_its_pools_have_no_rows(
    priced: Any, half_low_half_high: Any
) -> None:
    add(priced, SECOND)
    priced.add_plan("8")
    later = date(2028, 1, 1)
    plan(priced, "later", "growth", "1", pool="p", start_date=later)
    plan(priced, "before", "growth", "1", pool="p", start_date=FIRST_DAY)
    plan(priced, "nobody", "new_project", "1", pool="p", like="none", **FIRST_OF_APRIL)
    plan(priced, "euro", "fx_move", "0.1", currency="EUR")
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert not {"later", "before", "nobody", "euro", "planned_campaigns"} & set(rows["scenario"])


def test_pools_together_pay_what_the_engine_says_of_their_changed_hours(
    warehouse: Any, half_low_half_high: Any
) -> None:
    """Half of the paths use a card, half two; p grows by half, q falls to a tenth."""
    prices = {POOL: 10, SECOND: 20, THIRD: 5}
    for pool_id, price in prices.items():
        add(warehouse, pool_id, price)
    warehouse.add_plan("22")
    warehouse.add_plan("5", commitment_id="half", discount_ratio=0.5)
    plan(warehouse, "both", "growth", "0.5", change="p", pool="p", **FIRST_OF_APRIL)
    plan(warehouse, "both", "growth", "-0.9", change="q", pool="q", **FIRST_OF_APRIL)
    rows = scenario_rows(warehouse, half_low_half_high(LOW, HIGH))
    by_hour = np.array([[10.0], [20.0], [5.0]])
    plans = [HourlyPlan(np.array(5.0), 0.5, (0, 1, 2)), HourlyPlan(np.array(22.0), 0.2, (0, 1, 2))]
    hours = np.array([1.5, 0.1, 1.0])[:, np.newaxis] * np.array([[[1.0]], [[2.0]]])
    bought = hours - sum(one.card_hours for one in count_by_hour(hours, by_hour, plans))
    low, high = (30 * 24 * (27 + (bought * by_hour).sum(axis=(1, 2)))).tolist()
    found = pick(rows, "both", **COMPANY)
    assert (found["p10"], found["p90"]) == pytest.approx((low, high))
    pools = rows.filter(pl.col("level") == "pool", scenario="both", target="cost", **APRIL)
    assert pools["mean"].sum() == pytest.approx(found["mean"])
