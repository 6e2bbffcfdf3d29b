"""What-ifs on a pool with a savings plan of 8 an hour, of which a card of 10 counts 8.

Cut off on 2026-03-29; April is whole. One card a path, 24 card-hours a day: 24 x 8 = 192 are due.
"""

from datetime import date
from typing import Any

import pytest

from tests.unit.forecast.scenario_rows import (
    APRIL,
    COST,
    FIRST_DAY,
    LOW,
    POOL,
    pick,
    plan,
    scenario_rows,
)

SECOND = "a/r/q/c"
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


def test_what_a_pool_does_not_use_of_its_part_is_not_lent_to_another(
    priced: Any, half_low_half_high: Any
) -> None:
    priced.add_usage(SECOND, FIRST_DAY, [24.0] * 40)
    priced.add_costs(SECOND, FIRST_DAY, [240.0] * 40, price_cny=10)
    priced.add_plan("32")
    plan(priced, "p grows", "growth", "2", pool="p", **FIRST_OF_APRIL)
    rows = scenario_rows(priced, half_low_half_high(LOW, LOW))
    # Both use 8 of the 32 and have 16 each. Three cards count 24: one of them is bought, 240 a day.
    company = APRIL | {"level": "company", "series": "company", "target": "cost"}
    for which in (COST | {"series": POOL}, company):
        assert pick(rows, "p grows", **which)["difference_p50"] == pytest.approx(30 * 240)
    assert pick(rows, "p grows", **company)["base_p50"] == pytest.approx(30 * 24 * 32)
