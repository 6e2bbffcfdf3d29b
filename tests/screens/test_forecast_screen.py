"""The forecast screen: the finding as a title, what it rests on, and what it leaves out."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language

Row = dict[str, Any]
PublishRows = Callable[[dict[str, list[Row]]], object]

FIRST_DAY = date(2026, 8, 1)
CUT_OFF = date(2026, 10, 31)
POOL_ID = "Cloud A/North/serve/H20"
DAY = {
    "pool_id": POOL_ID,
    "provider": "Cloud A",
    "region": "North",
    "pool": "serve",
    "chip": "H20",
    "hours_measured": 24,
    "hours_in_day": 24,
    "used_card_hours": 240.0,
    "useful_card_hours": None,
    "queued_card_hours": None,
    "committed_card_hours": 0.0,
    "covered_card_hours": 0.0,
    "on_demand_card_hours": 240.0,
    "on_demand_price_cny": Decimal(10),
    "commitment_cost_cny": Decimal(0),
    "on_demand_cost_cny": Decimal(2400),
    "cost_cny": Decimal(2400),
    "idle_cost_cny": Decimal(0),
    "price_gap": None,
    "tax_basis": "included",
    "snapshot_id": "s",
}
MONTH_AHEAD = {
    "series": POOL_ID,
    "level": "pool",
    "target": "cost",
    "grain": "month",
    "period_start": date(2026, 11, 1),
    "horizon_days": 30,
    "p10": 70_000.0,
    "p50": 72_000.0,
    "p90": 80_000.0,
    "mean": 73_000.0,
    "observed_part": 0.0,
    "is_complete": True,
    "budget_cny": None,
    "over_budget_ratio": None,
    "unit": "CNY",
    "method": "prophet",
    "method_note": None,
    "history_days": 92,
    "cut_off": CUT_OFF,
    "seed": 7,
    "path_count": 1000,
    "model_version": "forecast-1",
    "snapshot_id": "s",
}
USAGE_AHEAD = {"target": "usage", "unit": "card_hour"}


def past(**changed_days: Row) -> list[Row]:
    """Three months of 240 card-hours and 2,400 yuan a day; changes by ISO day, `_` for `-`."""
    changes = {name.removeprefix("d").replace("_", "-"): row for name, row in changed_days.items()}
    days = [FIRST_DAY + timedelta(days=n) for n in range((CUT_OFF - FIRST_DAY).days + 1)]
    return [DAY | {"local_date": day} | changes.get(day.isoformat(), {}) for day in days]


def ahead(**other: Any) -> list[Row]:
    """November for the pool and for the company that is only this pool."""
    rows = [MONTH_AHEAD | other, MONTH_AHEAD | {"series": "company"} | other]
    if other.get("target", "cost") == "cost":
        rows += [row | USAGE_AHEAD | {"p50": 7_200.0} for row in rows]
    return rows


def screen(language: Language = "en", **url: str) -> AppTest:
    def script() -> None:
        from dashboard.screens.forecast import render

        render()

    app = AppTest.from_function(script, default_timeout=30)
    for name, value in ({"lang": language} | url).items():
        app.query_params[name] = value
    return app.run()


def everything(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_shows_a_chart_a_table_and_the_method(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead()})
    app = screen(language)
    assert "Prophet" in everything(app)
    assert len(app.get("plotly_chart")) == 1
    assert app.dataframe[0].value["p50"][0] == 72_000.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_snapshot_says_that_nothing_has_been_forecast(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows({})
    app = screen(language)
    assert "suanli run" in everything(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_of_each_table_is_enough(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(
        {
            "out_cost_daily": [DAY | {"local_date": CUT_OFF}],
            "out_forecast": [MONTH_AHEAD | {"series": "company"}],
        }
    )
    app = screen(language)
    assert len(app.get("plotly_chart")) == 1
    assert not app.exception


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


def test_where_no_price_is_known_card_hours_are_shown_and_it_is_said(
    publish_rows: PublishRows,
) -> None:
    unpriced = [row | {"on_demand_cost_cny": None, "cost_cny": None} for row in past()]
    usage = {"p10": 7_000.0, "p50": 7_200.0, "p90": 7_400.0} | USAGE_AHEAD
    publish_rows({"out_cost_daily": unpriced, "out_forecast": ahead(**usage)})
    shown = everything(screen())
    assert "a price is missing" in shown
    assert "7,200 card-hours in Nov 2026" in shown


def test_a_naive_fallback_and_its_reason_are_said(publish_rows: PublishRows) -> None:
    naive = {
        "method": "naive_last_week_mean",
        "method_note": "only 12 complete days of history, 28 are needed",
        "history_days": 12,
    }
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(**naive)})
    assert "only 12 complete days of history, 28 are needed" in everything(screen())
    assert "历史仅有12个完整日" in everything(screen("zh_CN"))


def test_a_level_without_a_trend_is_explained_in_the_readers_words(
    publish_rows: PublishRows,
) -> None:
    flat = {
        "method": "prophet_flat",
        "method_note": "no trend: 150 days of history for 90 days ahead, 180 are needed; "
        "level of the last 28",
    }
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(**flat)})
    assert "150 days of history, 180 are needed for 90 days ahead" in everything(screen())
    shown = everything(screen("zh_CN"))
    assert "历史为150天，预测90天需要180天" in shown
    assert "Prophet（无趋势" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "58 % of its 84-day"), ("zh_CN", "84天合计的58%"), ("ja", "84日合計で58%")],
)
def test_what_calibrated_bands_held_is_said(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead()})
    assert said in everything(screen(language))


def test_pools_left_out_of_the_company_are_named(publish_rows: PublishRows) -> None:
    summed = {"method": "sum_of_pools", "method_note": "without old_pool (data end 2017-12-21)"}
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(**summed)})
    assert r"without old\_pool \(data end 2017\-12\-21\)" in everything(screen())


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


def test_budgets_are_drawn_beside_the_past(publish_rows: PublishRows) -> None:
    budget = {
        "month": date(2026, 9, 1),
        "scope": "company",
        "amount": Decimal(100_000),
        "currency": "CNY",
        "tax_included": False,
        "tax_rate": Decimal("0.06"),
        "source": "made up for a test",
        "load_id": "load",
        "line_number": 2,
    }
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(),
            "core_budget": [budget, budget | {"month": date(2026, 10, 1), "line_number": 3}],
        }
    )
    chart = screen().get("plotly_chart")[0].proto.spec
    assert "budget" in chart
    assert "106000" in chart  # 100,000 without tax are 106,000 with its 6 %


def test_a_deep_link_shows_what_it_names(publish_rows: PublishRows) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead()})
    app = screen(pool=POOL_ID, target="usage")
    assert "serve" in app.caption[0].value
    assert app.dataframe[0].value["p50"][0] == 7_200.0
