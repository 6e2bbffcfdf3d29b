"""Savings plans in hand: due until their last day, and what they cover is not bought by the hour.

Pools of one card at 10 a card-hour, 24 a day, cut off on 2026-03-29. A plan counts use 20 % lower,
so 8 an hour are what one card counts.
"""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from data.settings import Settings
from models.billing.savings_cover import HourlyPlan, count_by_hour
from models.forecast import build_forecast
from models.forecast.choosing import Candidates
from models.forecast.pool import DrawnPool
from models.forecast.stage import TABLES
from tests.unit.forecast.scenario_rows import FIRST_DAY, HIGH, LOW, POOL

SECOND, ABROAD = "a/r/q/c", "b/r/q/c"
CUT_OFF = date(2026, 3, 29)
FIRST_AHEAD = date(2026, 3, 30)


def add(warehouse: Any, *pools: str, days: int = 40, price_cny: float = 10) -> None:
    for pool_id in pools:
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * days)
        warehouse.add_costs(pool_id, FIRST_DAY, [24 * price_cny] * days, price_cny)


def of_day(
    forecast: pl.DataFrame, series: str = POOL, day: date = FIRST_AHEAD
) -> tuple[float, float]:
    """Cost of a day in the lower and in the upper half of the paths."""
    found = forecast.filter(series=series, target="cost", grain="day", period_start=day)
    row = found.row(0, named=True)
    return row["p10"], row["p90"]


@pytest.mark.parametrize(
    ("cny_per_hour", "low", "high"),
    [
        # One card counts 8: all of it used, 24 x 8 = 192; of two cards the second is bought, 240.
        ("8", 192, 432),
        # Half of it is used by one card, and due: 24 x 16 = 384; all of it by two.
        ("16", 384, 384),
        # Half a card counts 4: 24 x 4 = 96, and 12 or 36 card-hours bought at 10.
        ("4", 216, 456),
    ],
)
def test_what_is_due_is_paid_and_only_the_rest_is_bought(
    cny_per_hour: str, low: float, high: float, priced: Any, half_low_half_high: Any
) -> None:
    priced.add_plan(cny_per_hour)
    assert of_day(priced.forecast(half_low_half_high(LOW, HIGH))) == pytest.approx((low, high))


def test_it_is_due_where_nobody_uses_anything(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("8")
    assert of_day(priced.forecast(half_low_half_high(0.0, LOW))) == pytest.approx((192, 192))


def test_after_its_last_day_use_is_paid_by_the_hour(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("8", end_date=date(2026, 4, 1))
    forecast = priced.forecast(half_low_half_high(LOW, LOW))
    assert of_day(forecast, day=date(2026, 4, 1)) == pytest.approx((192, 192))
    assert of_day(forecast, day=date(2026, 4, 2)) == pytest.approx((240, 240))


def test_one_that_begins_later_is_due_from_then_on(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("8", start_date=date(2026, 4, 2))
    forecast = priced.forecast(half_low_half_high(LOW, LOW))
    assert of_day(forecast, day=date(2026, 4, 1)) == pytest.approx((240, 240))
    assert of_day(forecast, day=date(2026, 4, 2)) == pytest.approx((192, 192))


def test_cards_under_contract_serve_before_it(priced: Any, half_low_half_high: Any) -> None:
    priced.add_contract(POOL, 1, 3100, FIRST_DAY, date(2026, 12, 31))
    priced.add_plan("4")
    # 3,100 / 31 = 100 for the card. Half of the second, which counts 8, is covered: 96, and 120.
    assert of_day(priced.forecast(half_low_half_high(LOW, HIGH))) == pytest.approx((196, 316))


@pytest.mark.parametrize("other", [{"provider": "b"}, {"region": "s"}, {"chip": "d"}])
def test_plans_that_serve_no_pool_change_no_bit(
    other: dict[str, str], priced: Any, half_low_half_high: Any
) -> None:
    def tables() -> list[pl.DataFrame]:
        priced.forecast(half_low_half_high(LOW, HIGH))
        return [priced.connection.sql(f"FROM {name}").pl() for name in TABLES]

    before = tables()
    priced.add_plan("8", **other)
    assert all(one.equals(other) for one, other in zip(before, tables(), strict=True))


def test_two_pools_share_it_by_what_they_use(warehouse: Any, half_low_half_high: Any) -> None:
    add(warehouse, POOL)
    add(warehouse, SECOND, price_cny=20)
    warehouse.add_plan("12")
    forecast = warehouse.forecast(half_low_half_high(LOW, LOW))
    # An hour counts 8 and 16, the plan covers half of each: 24 x 4 = 96 due and 12 x 10 bought;
    # 24 x 8 = 192 due and 12 x 20 bought.
    assert of_day(forecast) == pytest.approx((216, 216))
    assert of_day(forecast, SECOND) == pytest.approx((432, 432))
    assert of_day(forecast, "company") == pytest.approx((648, 648))


def test_what_nobody_uses_is_theirs_who_use_the_rest(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse, POOL)
    add(warehouse, SECOND, price_cny=20)
    warehouse.add_plan("48")
    forecast = warehouse.forecast(half_low_half_high(0.0, LOW))
    # 24 x 48 = 1,152 are due. Used are 8 and 16 an hour: 384 and 768. Without any use: alike.
    assert of_day(forecast) == pytest.approx((384, 576))
    assert of_day(forecast, SECOND) == pytest.approx((576, 768))
    assert of_day(forecast, "company") == pytest.approx((1152, 1152))


def test_the_best_discount_counts_first(warehouse: Any, half_low_half_high: Any) -> None:
    add(warehouse, POOL, SECOND)
    warehouse.add_plan("8")
    warehouse.add_plan("5", commitment_id="half", discount_ratio=0.5, chip="c")
    forecast = warehouse.forecast(half_low_half_high(LOW, LOW))
    # At half the price an hour's two cards count 10: 5 cover half. The other half counts 8 at 20 %
    # less, all of which is covered. 24 x (5 + 8) = 312 for both, nothing is bought.
    assert of_day(forecast) == of_day(forecast, SECOND) == pytest.approx((156, 156))


def test_a_pool_of_another_provider_has_nothing_of_it(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse, POOL, ABROAD)
    warehouse.add_plan("8")
    forecast = warehouse.forecast(half_low_half_high(LOW, LOW))
    assert of_day(forecast) == pytest.approx((192, 192))
    assert of_day(forecast, ABROAD) == pytest.approx((240, 240))


def test_foreign_money_is_due_at_the_last_rate_known(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("1", currency="USD")
    priced.add_rate(date(2026, 3, 2), "8")
    priced.add_rate(date(2026, 3, 31), "9")  # after the cut-off: not known yet
    forecast = priced.forecast(half_low_half_high(LOW, LOW))
    assert of_day(forecast, day=date(2026, 4, 2)) == pytest.approx((192, 192))


def test_without_a_rate_cost_is_not_known(priced: Any, half_low_half_high: Any) -> None:
    priced.add_plan("1", currency="USD", end_date=FIRST_AHEAD)
    costs = priced.forecast(half_low_half_high(LOW, LOW)).filter(
        series=POOL, target="cost", grain="day"
    )
    assert costs["period_start"].min() == date(2026, 3, 31)


def test_a_pool_whose_data_end_earlier_has_its_part_once_no_other_is_measured(
    warehouse: Any, half_low_half_high: Any
) -> None:
    add(warehouse, POOL)
    add(warehouse, SECOND, days=39)
    warehouse.add_plan("8")
    forecast = warehouse.forecast(half_low_half_high(LOW, LOW))
    # On 29 March the plan is in the costs of POOL. Then both use 8 of 16: 96 due, 120 bought.
    assert of_day(forecast, SECOND, CUT_OFF) == pytest.approx((240, 240))
    assert of_day(forecast, SECOND) == of_day(forecast) == pytest.approx((216, 216))


@pytest.mark.parametrize(("amount", "over"), [("7400", 0), ("7343", 1)])
def test_a_budget_is_held_against_what_is_due(
    amount: str, over: float, priced: Any, half_low_half_high: Any
) -> None:
    # March: 29 x 240 observed and 2 x 192 due are 7,344; bought by the hour it would be 7,440.
    priced.add_plan("8")
    priced.add_budget(date(2026, 3, 1), amount, "p")
    priced.forecast(half_low_half_high(LOW, LOW))
    risk = priced.connection.sql("SELECT over_ratio FROM out_budget_risk").fetchall()
    assert risk == [(over,)]


def test_parts_add_up_to_what_all_pools_pay_together_in_every_path(
    warehouse: Any, half_low_half_high: Any
) -> None:
    generator = np.random.default_rng(7)
    prices = {POOL: 10.0, SECOND: 20.0, "a/r/z/c": 5.0}
    for pool_id, price in prices.items():
        warehouse.add_usage(pool_id, FIRST_DAY, generator.uniform(0, 3, (40, 24)).tolist())
        warehouse.add_costs(pool_id, FIRST_DAY, [240.0] * 40, price)
    warehouse.add_plan("30")
    warehouse.add_plan("5", commitment_id="half", discount_ratio=0.5)
    drawn: list[DrawnPool] = []
    settings = Settings(forecast_paths=100, forecast_horizon_days=7)
    candidates = Candidates(*[half_low_half_high(30.0, 60.0)] * 2)
    build_forecast(
        warehouse.connection, settings, "test", candidates=candidates, observers=[drawn.append]
    )
    hours = np.stack([one.paths.hours.used[:, -7:].reshape(100, -1) for one in drawn], axis=1)
    price = np.array([[prices[one.inputs.history.series]] for one in drawn])
    plans = [HourlyPlan(5.0, 0.5, (0, 1, 2)), HourlyPlan(30.0, 0.2, (0, 1, 2))]
    bought = hours - sum(one.card_hours for one in count_by_hour(hours, price, plans))
    together = (bought * price).reshape(100, 3, 7, 24).sum(axis=(1, 3)) + 24 * 35
    parts = sum(one.paths.cost.paths[:, -7:] for one in drawn)
    assert parts == pytest.approx(together, rel=1e-6)
    assert 0 < (bought == 0).mean() < 1
