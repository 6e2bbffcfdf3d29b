"""Levels and targets of the forecast screen beside a pool's cost: each with its heading."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.forecast_company import (
    COMPANY,
    MONTH_AHEAD,
    USAGE_AHEAD,
    PublishRows,
    ahead,
    past,
    screen,
)
from tests.screens.forecast_rows import CUT_OFF, POOL_ID, capacity
from tests.screens.opening import everything

Row = dict[str, Any]
PROVIDER = {"series": "Cloud A", "level": "provider"}
PROJECT = {"series": f"{POOL_ID}/search", "level": "project", "method": "share_of_pool"}
LEVELS = {"provider": "provider:Cloud A", "project": f"project:{POOL_ID}/search"}
CAPACITY = [capacity(n, 0.2) for n in range(1, 31)]  # all of November


def use_of_project(*days: tuple[int, float]) -> list[Row]:
    place = dict(zip(("provider", "region", "pool", "chip"), POOL_ID.split("/"), strict=True))
    hours = {"useful_card_hours": None, "queued_card_hours": None, "project": "search"}
    hours["workload_class"] = "inference"
    return [
        {"local_date": date(2026, 10, day), "pool_id": POOL_ID, "used_card_hours": used}
        | place
        | hours
        for day, used in days
    ]


def peaks() -> list[Row]:
    return [
        MONTH_AHEAD
        | {"target": f"peak_demand_{name}", "unit": "card", "observed_part": None}
        | {"p10": value - 10, "p50": value, "p90": value + 20}
        for name, value in (("p50", 60.0), ("p95", 110.0), ("p99", 140.0))
    ]


def hour_ahead(hour: int, p50: float) -> Row:
    return {
        "series": POOL_ID,
        "target": "demand",
        "local_date": date(2026, 11, 1),
        "hour": hour,
        "horizon_hours": hour + 1,
        "p10": p50 - 5,
        "p50": p50,
        "p90": p50 + 5,
        "mean": p50,
        "unit": "card_hour",
        "method": "ensemble",
        "method_note": None,
        "cut_off": CUT_OFF,
        "seed": 7,
        "path_count": 1000,
        "model_version": "forecast-1",
        "snapshot_id": "s",
    }


def budget_risk(month: date, year_over_ratio: float, **other: Any) -> Row:
    return {
        "scope": "company",
        "level": "company",
        "month": month,
        "budget_cny": Decimal(80_000),
        "over_ratio": 0.25,
        "counted_from": date(2026, 8, 1),
        "year_budget_cny": Decimal(320_000),
        "year_p10_cny": 290_000.0,
        "year_p50_cny": 300_000.0,
        "year_p90_cny": 330_000.0,
        "year_over_ratio": year_over_ratio,
        "is_partial": False,
        "cut_off": CUT_OFF,
        "seed": 7,
        "path_count": 1000,
        "model_version": "forecast-1",
        "snapshot_id": "s",
    } | other


def tokens(day: date) -> Row:
    return {
        "local_date": day,
        "provider": "models",
        "model": "chat",
        "project": "assistant",
        "input_tokens": 900,
        "cached_input_tokens": 0,
        "output_tokens": 100,
        "source_time_zone": "UTC",
        "load_id": "load",
        "first_line_number": 2,
        "source_row_count": 1,
    }


def test_a_provider_is_the_sum_of_its_pools_past_and_ahead(publish_rows: PublishRows) -> None:
    other = {"pool_id": "Cloud B/South/train/H100", "provider": "Cloud B"}
    rows = [row | other for row in past()]
    publish_rows(
        {
            "out_cost_daily": past() + rows,
            "out_forecast": [
                *ahead(),
                MONTH_AHEAD | {"series": other["pool_id"]},
                MONTH_AHEAD | PROVIDER | {"p10": 75_000.0, "p50": 79_200.0, "p90": 85_000.0},
            ],
        }
    )
    app = screen(pool=LEVELS["provider"])
    # October: 31 days of 2,400; a November of 72,000 would be level: 79,200 is 10 % more.
    assert "Cost will rise: ¥79.2K in Nov 2026, daily average +10.0%" in everything(app)
    assert "Cloud A" in app.caption[0].value
    assert app.query_params["pool"] == "provider:Cloud A"


def test_a_project_knows_only_card_hours_and_days_without_use_are_zero(
    publish_rows: PublishRows,
) -> None:
    november = USAGE_AHEAD | PROJECT | {"p10": 1_900.0, "p50": 2_000.0, "p90": 2_100.0}
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_usage_daily": use_of_project((1, 310.0), (2, 310.0), (31, 930.0)),
            "out_forecast": [*ahead(), MONTH_AHEAD | november],
        }
    )
    app = screen(pool=LEVELS["project"])
    # October: 310 + 310 + 930 = 1,550 in 31 days, 50 a day; 2,000 in 30 days are a third more.
    assert "Usage will rise: 2,000 card-hours in Nov 2026, daily average +33.3%" in everything(app)
    (target,) = [box for box in app.selectbox if box.key == "target"]
    assert len(target.options) == 1
    assert "the pool's own backtest" in everything(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_peaks_stand_beside_the_cards_in_hand(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead() + peaks(),
            "out_capacity_risk": CAPACITY,
        }
    )
    app = screen(language, pool=POOL_ID, target="peak_demand")
    shown = everything(app)
    # 100 cards are in hand: enough for half of the hours, too few for 95 % of them.
    assert "| 60 | :orange[▲ 110] | :orange[▲ 140] | 100 |" in shown
    said = {"en": "110 cards against 100, Nov 2026", "zh_CN": "110卡", "ja": "110枚"}
    assert said[language] in shown


def test_peaks_come_by_the_week_too(publish_rows: PublishRows) -> None:
    week = {"grain": "week", "period_start": date(2026, 11, 2), "horizon_days": 8}
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead() + peaks() + [row | week for row in peaks()],
            "out_capacity_risk": CAPACITY,
        }
    )
    shown = everything(screen(pool=POOL_ID, target="peak_demand", grain="week"))
    assert "110 cards against 100, week of 11-02" in shown


def test_peaks_without_counted_cards_are_shown_without_a_verdict(
    publish_rows: PublishRows,
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead() + peaks()})
    shown = everything(screen(pool=POOL_ID, target="peak_demand"))
    assert "| 60 | 110 | 140 | – |" in shown
    assert "in hand:" not in shown


def test_demand_is_drawn_against_the_card_hours_of_the_cards_in_hand(
    publish_rows: PublishRows,
) -> None:
    queued = [row | {"queued_card_hours": 24.0} for row in past()]
    demand = USAGE_AHEAD | {"target": "demand", "p10": 7_000.0, "p50": 7_920.0, "p90": 9_000.0}
    publish_rows(
        {
            "out_cost_daily": queued,
            "out_forecast": [*ahead(), MONTH_AHEAD | demand],
            "out_capacity_risk": CAPACITY,
        }
    )
    app = screen(pool=POOL_ID, target="demand")
    # October: 31 x (240 + 24); 30 x 264 = 7,920 is level. 100 cards x 24 h x 30 d = 72,000.
    assert "No clear change: 7,920 card-hours in Nov 2026, daily average +0.0%" in everything(app)
    assert "72000" in app.get("plotly_chart")[0].proto.spec


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pool_has_its_next_two_weeks_by_the_hour(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(),
            "out_capacity_risk": CAPACITY,
            "out_forecast_hourly": [hour_ahead(hour, 40.0 + hour % 15) for hour in range(24)],
        }
    )
    app = screen(language, pool=POOL_ID)
    shown = everything(app)
    assert "14:00" in shown  # 40 + 14 is the most
    assert "54" in shown
    assert len(app.get("plotly_chart")) == 2
    assert "14:00" not in everything(screen(language))  # the company has no hours of its own


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0.1, "From Aug 2026 to Nov 2026 cost keeps within the budget (10% probability"),
        (0.6, "From Aug 2026 to Nov 2026 the budget will be passed, with 60% probability"),
    ],
)
def test_the_years_budget_is_judged_by_its_last_month(
    ratio: float, said: str, publish_rows: PublishRows
) -> None:
    risks = [
        budget_risk(date(2026, 11, 1), ratio),
        budget_risk(date(2027, 1, 1), 0.99, counted_from=date(2027, 1, 1)),
    ]
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead(), "out_budget_risk": risks})
    shown = everything(screen())
    assert said in shown
    assert "| ¥80.0K | 25% | ¥320K | ¥290K – ¥330K |" in shown
    assert "From Aug" not in everything(screen(target="usage"))  # a budget is of cost
    assert "From Aug" not in everything(screen(pool=POOL_ID))  # and of its scope


def test_tokens_have_their_past_and_their_unit(publish_rows: PublishRows) -> None:
    days = [CUT_OFF - timedelta(days=n) for n in range(60)]
    ahead_of_tokens = {"target": "tokens", "unit": "token", "p10": 32_000.0, "p50": 33_000.0}
    publish_rows(
        {
            "out_cost_daily": past(),
            "core_token_usage_daily": [tokens(day) for day in days],
            "out_forecast": [*ahead(), MONTH_AHEAD | COMPANY | ahead_of_tokens | {"p90": 34_000.0}],
        }
    )
    shown = everything(screen(target="tokens"))
    # October: 31 days of 1,000; 33,000 in 30 days are 1,100 a day.
    assert "Token use will rise: 33.0K tokens in Nov 2026, daily average +10.0%" in shown
    assert "short of cards" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("target", ["tokens", "storage", "requests", "demand", "peak_used"])
def test_a_target_without_any_past_is_shown_alone(
    target: str, language: Language, publish_rows: PublishRows
) -> None:
    units = {"tokens": "token", "storage": "GB_day", "requests": "request", "peak_used": "card"}
    stored = f"{target}_p95" if target == "peak_used" else target
    series = {} if target == "peak_used" else COMPANY
    row = MONTH_AHEAD | series | {"target": stored, "unit": units.get(target, "card_hour")}
    publish_rows({"out_cost_daily": past()[-1:], "out_forecast": [row]})
    app = screen(language, target=target, **({} if series else {"pool": POOL_ID}))
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pool", [*LEVELS.values(), POOL_ID])
def test_a_link_into_an_empty_snapshot_says_that_nothing_has_been_forecast(
    pool: str, language: Language, publish_rows: PublishRows
) -> None:
    publish_rows({})
    assert "suanli run" in everything(screen(language, pool=pool))


@pytest.mark.parametrize("pool", ["provider:nobody", LEVELS["project"], "pool:x", "nothing"])
def test_a_link_to_a_series_that_is_not_there_shows_the_company(
    pool: str, publish_rows: PublishRows
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead()})
    app = screen(pool=pool)
    assert "1 pool " in app.caption[0].value
    assert "pool" not in app.query_params
