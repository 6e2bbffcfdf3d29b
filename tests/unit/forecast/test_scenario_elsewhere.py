"""A new project like one of another pool: its weekdays, this pool's card-hours, or a reason.

The pools are those of test_scenarios: 24 card-hours a day, cut off on Sunday 2026-03-29.
"""

from datetime import date
from typing import Any

import pytest

from tests.unit.forecast.scenario_rows import (
    APRIL,
    COST,
    DEMAND,
    FIRST_DAY,
    LOW,
    OTHER,
    POOL,
    USAGE,
    add,
    add_project,
    measure_queue,
    pick,
    plan,
    scenario_rows,
)

SEARCH = f"{OTHER}/search"  # of pool b/r/q/c, whose chip is c as well
FOREIGN = "b/r/q/d"  # a pool of another chip


def add_pool(warehouse: Any, pool_id: str, card_hours: float) -> None:
    warehouse.add_usage(pool_id, FIRST_DAY, [card_hours] * 40)
    warehouse.add_costs(pool_id, FIRST_DAY, [card_hours * 10] * 40, price_cny=10)


def add_chip(warehouse: Any, chip: str, tflops: float | None) -> None:
    row = {"chip": chip, "vendor": "made up", "origin": "imported", "released_on": "2024",
           "fp16_dense_tflops": tflops, "source": "test"}  # fmt: skip
    add(warehouse.connection, "core_chip", row)


def test_it_uses_what_the_old_one_did_on_that_weekday_whatever_its_own_pool_does(
    priced: Any, half_low_half_high: Any
) -> None:
    add_pool(priced, OTHER, 48.0)
    # Sundays 2 card-hours, other days 8: 18 February was a Wednesday, Sundays are days 4, 11, ...
    for number in range(40):
        day = date.fromordinal(FIRST_DAY.toordinal() + number)
        add_project(priced, OTHER, "search", day, 1, 2.0 if day.weekday() == 6 else 8.0)
    plan(priced, "new", "new_project", "0.5", pool="p", like=SEARCH, start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # April 2026 has 4 Sundays: 4 x 2 + 26 x 8 = 216 card-hours, half of them 108, at 10 each.
    assert pick(rows, "new", **USAGE)["difference_p50"] == pytest.approx(108)
    assert pick(rows, "new", **COST)["difference_p50"] == pytest.approx(1080)
    assert rows.filter(scenario="new", series=OTHER, level="pool").is_empty()
    [company] = rows.filter(scenario="new", level="company", target="usage", **APRIL).to_dicts()
    assert company["difference_p50"] == pytest.approx(108)


def test_a_project_that_ended_counts_as_it_was_while_it_ran(
    priced: Any, half_low_half_high: Any
) -> None:
    add_pool(priced, OTHER, 48.0)
    add_project(priced, OTHER, "search", FIRST_DAY, 10, 6.0)  # the first 10 of 40 days
    plan(priced, "new", "new_project", "1", pool="p", like=SEARCH, start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert pick(rows, "new", **USAGE)["difference_p50"] == pytest.approx(30 * 6)


def test_card_hours_of_another_chip_are_converted_by_its_throughput(
    priced: Any, half_low_half_high: Any
) -> None:
    add_pool(priced, FOREIGN, 48.0)
    add_project(priced, FOREIGN, "search", FIRST_DAY, 40, 6.0)
    add_chip(priced, "c", 400.0)
    add_chip(priced, "d", 100.0)
    plan(priced, "new", "new_project", "1", pool="p", like=f"{FOREIGN}/search",
         start_date=date(2026, 4, 1))  # fmt: skip
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # 6 card-hours of d are 6 x 100 / 400 = 1.5 of c, over 30 days 45.
    assert pick(rows, "new", **USAGE)["difference_p50"] == pytest.approx(45)


@pytest.mark.parametrize("tflops", [None, 100.0])
def test_chips_that_nobody_can_compare_are_refused_with_that_reason(
    priced: Any, half_low_half_high: Any, tflops: float | None
) -> None:
    add_pool(priced, FOREIGN, 48.0)
    add_project(priced, FOREIGN, "search", FIRST_DAY, 40, 6.0)
    add_chip(priced, "d", tflops)  # c is in no catalogue
    plan(priced, "new", "new_project", "1", pool="p", like=f"{FOREIGN}/search")
    plan(priced, "nobody", "new_project", "1", pool="p", like=f"{FOREIGN}/gone")
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    assert rows.filter(scenario="new").is_empty()
    listed = priced.connection.execute(
        "SELECT scenario, pools_changed, note FROM out_scenario WHERE NOT is_built_in ORDER BY 1"
    ).fetchall()
    assert listed == [("new", 0, "chips_not_comparable"), ("nobody", 0, "no_such_project")]


def test_a_full_pool_lets_it_wait(priced: Any, half_low_half_high: Any) -> None:
    measure_queue(priced, POOL)
    add_pool(priced, OTHER, 48.0)
    add_project(priced, OTHER, "search", FIRST_DAY, 40, 24.0)
    plan(priced, "new", "new_project", "1", pool="p", like=SEARCH, start_date=date(2026, 4, 1))
    demand = pick(scenario_rows(priced, half_low_half_high(LOW, LOW)), "new", **DEMAND)
    assert demand["difference_p50"] == pytest.approx(30 * 24)


def test_a_project_of_the_pool_itself_may_be_named_with_it(
    priced: Any, half_low_half_high: Any
) -> None:
    add_project(priced, POOL, "search", FIRST_DAY, 40, 12.0)
    add_project(priced, POOL, "rest", FIRST_DAY, 40, 12.0)
    for name, like in (("short", "search"), ("long", f"{POOL}/search")):
        plan(priced, name, "new_project", "1", like=like, start_date=date(2026, 4, 1))
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    short, long = (pick(rows, name, **USAGE)["difference_p50"] for name in ("short", "long"))
    assert short == long == pytest.approx(30 * 12)
