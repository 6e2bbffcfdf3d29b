"""Titles of the forecast screen: the finding, in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.screens.forecast_company import MONTH_AHEAD, PublishRows, ahead, past, screen
from tests.screens.forecast_rows import CUT_OFF, POOL_ID
from tests.screens.opening import everything


def test_a_likely_overrun_is_the_title(publish_rows: PublishRows) -> None:
    risky = {"budget_cny": Decimal(71_000), "over_budget_ratio": 0.62}
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(**risky)})
    assert "Cost will pass the budget in Nov 2026, with 62% probability" in everything(screen())


def test_within_the_budget_the_tightest_month_is_named(publish_rows: PublishRows) -> None:
    safe = {"budget_cny": Decimal(90_000), "over_budget_ratio": 0.04}
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(**safe)})
    assert "tightest is Nov 2026, 4% probability" in everything(screen())


@pytest.mark.parametrize(
    ("p10", "p50", "p90", "said"),
    [
        # October: 31 days of 2,400. November has 30 days: level would be 72,000.
        (70_000.0, 72_000.0, 80_000.0, "No clear change: ¥7"),
        (70_000.0, 73_300.0, 80_000.0, "No clear change: ¥7"),  # 73,300 / 72,000 = +1.8 %
        (  # 92,160 / 72,000 = +28 %
            70_000.0,
            92_160.0,
            99_000.0,
            "daily average +28.0% against Oct 2026, but not certain: the 80% band includes no",
        ),
        (75_000.0, 79_200.0, 85_000.0, "Cost will rise"),  # 79,200 / 72,000 = +10 %
        (50_000.0, 64_800.0, 70_000.0, "Cost will fall"),  # 64,800 / 72,000 = -10 %
    ],
)
def test_without_a_budget_the_change_by_the_day_is_the_title(
    publish_rows: PublishRows, p10: float, p50: float, p90: float, said: str
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(p10=p10, p50=p50, p90=p90)})
    assert said in everything(screen())


def test_days_without_a_measurement_do_not_look_like_a_rise(publish_rows: PublishRows) -> None:
    unknown = {
        "hours_measured": 0,
        "used_card_hours": None,
        "on_demand_cost_cny": None,
        "cost_cny": None,
    }
    publish_rows(
        {
            "out_cost_daily": past(d2026_10_10=unknown, d2026_10_11=unknown),
            "out_forecast": ahead(),
        }
    )
    shown = everything(screen())
    # 29 known days of October cost 69,600; November's 72,000 are still 2,400 a day.
    assert "daily average +0.0% against Oct 2026" in shown
    assert "Not wholly measured or priced: 2 day(s) of this past" in shown


def test_days_are_compared_with_the_last_four_weeks(publish_rows: PublishRows) -> None:
    days = [
        MONTH_AHEAD
        | {"grain": "day", "period_start": CUT_OFF + timedelta(days=n), "p50": 3_000.0}
        | {"p10": 2_000.0, "p90": 4_000.0}
        for n in (1, 2)
    ]
    publish_rows({"out_cost_daily": past(), "out_forecast": days})
    shown = everything(screen(pool=POOL_ID, grain="day"))
    # 3,000 against 2,400 a day
    assert "¥3,000 a day expected over the next 2 days, +25.0% against the last 28 days" in shown


def test_a_month_the_forecast_does_not_reach_the_end_of_is_left_out_of_the_chart(
    publish_rows: PublishRows,
) -> None:
    begun = {"period_start": date(2026, 12, 1), "is_complete": False, "p50": 1.0}
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead() + ahead(**begun)})
    app = screen()
    assert "The forecast ends within Dec 2026" in everything(app)
    assert "No clear change: ¥72.0K in Nov 2026" in everything(app)
    assert list(app.dataframe[0].value["is_complete"]) == [True, False]  # the table has all


def test_the_company_is_the_sum_of_the_pools_that_are_still_measured(
    publish_rows: PublishRows,
) -> None:
    other = {"pool_id": "Cloud A/North/old/H20", "pool": "old"}
    old_days = [row | other for row in past()]
    old_ahead = MONTH_AHEAD | {"series": other["pool_id"], "cut_off": date(2026, 10, 20)}
    publish_rows(
        {"out_cost_daily": past() + old_days, "out_forecast": [*ahead(), old_ahead]},
    )
    # The old pool's data end 11 days before: it is in neither the past nor the outlook.
    assert "daily average +0.0% against Oct 2026" in everything(screen())
    assert "2,400" not in everything(screen())
