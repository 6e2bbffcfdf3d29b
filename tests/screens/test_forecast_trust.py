"""Whether to believe the forecast: said on the screen, also where the answer is no."""

from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from models.forecast.notes import note
from tests.screens.forecast_company import (
    MONTH_AHEAD,
    PublishRows,
    ahead,
    past,
    said_of,
    screen,
)
from tests.screens.forecast_rows import CUT_OFF, POOL_ID, capacity, kept, score
from tests.screens.opening import everything

Row = dict[str, Any]


def trusted(*scores: Row, **others: list[Row]) -> dict[str, list[Row]]:
    return {
        "out_cost_daily": past(),
        "out_forecast": ahead(method="ensemble"),
        "out_forecast_score": [*scores],
        **others,
    }


def members(*weights: tuple[str, float], step: int = 1) -> list[Row]:
    coverage = {"coverage_before_ratio": None, "coverage_after_ratio": None}
    return [
        score(name, from_step=step, weight=weight, backtest_error=100.0, **coverage)
        for name, weight in weights
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It misses 20% less than last week's mean"),
        ("zh_CN", "的误差比上周均值少20%"),
        ("ja", "誤差は先週平均より20%小さい"),
    ],
)
def test_how_much_better_than_last_weeks_mean(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(trusted(score(), *members(("prophet", 1.0))))
    assert said in everything(screen(language, pool=POOL_ID))


def test_every_rival_and_the_coverage_stand_side_by_side(publish_rows: PublishRows) -> None:
    publish_rows(trusted(score(), *members(("prophet", 1.0))))
    # 0.8, 0.9 and 0.5 of the others' errors; the band held 70 % before and 81 % after.
    assert "| −20% | −10% | −50% | 70% → **81%** |" in everything(screen(pool=POOL_ID))


def test_the_company_is_its_pools_weighed_by_their_misses(publish_rows: PublishRows) -> None:
    other = {"series": "Cloud A/North/train/H100", "backtest_error": 20.0}
    publish_rows(
        trusted(
            score(),
            score(**other, error_to_week_mean=0.4),
            *members(("prophet", 0.5), ("theta", 0.5)),
            *[row | other for row in members(("theta", 1.0))],
        )
    )
    shown = everything(screen())
    # (80 + 20) / (80 / 0.8 + 20 / 0.4) = 100 / 150: a third less.
    assert "It misses 33% less than last week's mean" in shown
    # Prophet's weight: (0.5 x 80 + 0 x 20) / 100 = 0.4.
    assert "Prophet has 40% of the weight" in shown


@pytest.mark.parametrize("rival", ["error_to_week_mean", "error_to_seasonal_naive"])
def test_a_naive_forecast_that_is_better_is_said_to_be(
    rival: str, publish_rows: PublishRows
) -> None:
    publish_rows(trusted(score(**{rival: 1.25}), *members(("prophet", 1.0))))
    shown = everything(screen(pool=POOL_ID))
    assert "The naive forecast is better here, at every horizon" in shown
    assert ":orange[▲ +25%]" in shown
    assert "the naive forecast is better here" in shown
    assert "by 25%" in shown


def test_weeks_drawn_again_are_no_better_and_no_worse_and_have_one_coverage(
    publish_rows: PublishRows,
) -> None:
    even = score(error_to_week_mean=1.0, error_to_seasonal_naive=1.0, coverage_before_ratio=None)
    publish_rows(trusted(even, *members(("past_weeks", 1.0))))
    shown = everything(screen(pool=POOL_ID))
    assert "It misses as much as last week's mean" in shown
    assert "naive forecast is better" not in shown
    assert "| +0% | +0% | −50% | **81%** |" in shown
    assert "before calibration" not in shown


def test_better_soon_and_worse_later_is_told_apart(publish_rows: PublishRows) -> None:
    later = score(from_step=8, to_step=28, error_to_week_mean=1.1)
    weights = [*members(("prophet", 1.0)), *members(("prophet", 1.0), step=8)]
    publish_rows(trusted(score(), later, *weights))
    shown = everything(screen(pool=POOL_ID))
    assert "It misses 20% less" in shown
    assert "the naive forecast is better here (last week's mean), by 10%" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Prophet's weight is under 0.1 everywhere"),
        ("zh_CN", "Prophet权重均低于0.1"),
        ("ja", "Prophetの重みはすべて0.1未満"),
    ],
)
def test_a_small_weight_of_prophet_is_said(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    weights = members(("prophet", 0.04), ("prophet_log", 0.05), ("theta", 0.91))
    publish_rows(trusted(score(), *weights))
    assert said in everything(screen(language, pool=POOL_ID))


def test_where_prophet_has_a_tenth_it_is_not_called_small(publish_rows: PublishRows) -> None:
    publish_rows(trusted(score(), *members(("prophet", 0.1), ("theta", 0.9))))
    assert "under 0.1" not in everything(screen(pool=POOL_ID))


def test_a_band_that_is_far_off_is_a_warning(publish_rows: PublishRows) -> None:
    publish_rows(trusted(score(coverage_after_ratio=0.58), *members(("theta", 1.0))))
    shown = everything(screen(pool=POOL_ID))
    assert ":orange[▲]&ensp;An 80% band held 58% of the days (70% before calibration)" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_history_is_refused_with_its_reason(
    language: Language, publish_rows: PublishRows
) -> None:
    naive = {"method": "naive_last_week_mean", "history_days": 12}
    publish_rows(
        {
            "out_cost_daily": past(),
            "out_forecast": ahead(**naive),
            "out_forecast_note": said_of(note("too_short", count=12, needed=28)),
        }
    )
    shown = everything(screen(language, pool=POOL_ID))
    refused = {
        "en": "No backtest: nothing here has been proven",
        "zh_CN": "没有回测",
        "ja": "バックテストなし",
    }
    assert refused[language] in shown
    assert shown.count("12") >= 2  # in the refusal and under the method


def test_targets_of_other_kinds_are_left_out(publish_rows: PublishRows) -> None:
    hourly = score(target="usage_by_hour", error_to_week_mean=0.1)
    publish_rows(trusted(score(), hourly, *members(("theta", 1.0))))
    assert "It misses 20% less" in everything(screen(pool=POOL_ID))


def test_what_happened_is_held_against_what_was_forecast(publish_rows: PublishRows) -> None:
    history = [
        kept(CUT_OFF, 28, 2_500.0),
        kept(CUT_OFF - timedelta(days=1), 28, 3_500.0),
        kept(CUT_OFF - timedelta(days=2), 28, 2_900.0),
        kept(CUT_OFF, 1, 9_000.0),
    ]
    publish_rows(trusted(out_forecast_history=history))
    app = screen(pool=POOL_ID)
    # Of those made four weeks before, 2,500 and 2,900 lay within 2,000 to 3,000.
    assert "2 of 3 forecasts made a month before held" in everything(app)
    (kept_table,) = [table for table in app.dataframe if "is_hit" in table.value]
    assert sorted(kept_table.value["is_hit"]) == [False, False, True, True]  # all are kept


def test_before_anything_has_come_it_says_when_it_will(publish_rows: PublishRows) -> None:
    publish_rows(trusted(out_forecast_history=[kept(date(2026, 11, 1), 1, None)]))
    shown = everything(screen(pool=POOL_ID))
    assert "No forecast is old enough yet" in shown
    assert "made on 31 Oct 2026 is kept. It is compared day by day from 1 Nov 2026" in shown


def test_where_cost_is_not_known_card_hours_are_compared(publish_rows: PublishRows) -> None:
    usage = {"target": "usage", "unit": "card_hour"}
    history = [kept(CUT_OFF, 7, None), kept(CUT_OFF, 7, 2_500.0, **usage)]
    publish_rows(trusted(out_forecast_history=history))
    shown = everything(screen(pool=POOL_ID))
    assert "1 of 1 past forecasts held" in shown
    assert "what cost came to is not wholly known" in shown


def test_cards_that_run_short_are_said_with_their_date(publish_rows: PublishRows) -> None:
    risks = [capacity(1, 0.02), capacity(7, 0.1), capacity(30, 0.6), capacity(90, 1.0)]
    publish_rows(trusted(out_capacity_risk=risks))
    shown = everything(screen(pool=POOL_ID))
    # The first day ahead is 1 November: 30 days are over on the 30th.
    assert "serve/H20 is short of cards with 60% probability by 30 Nov 2026" in shown
    assert "| serve/H20 :gray[(100)] | 10% | :orange[▲ 60%] | :orange[▲ >99%] |" in shown


def test_without_counted_cards_there_is_no_section(publish_rows: PublishRows) -> None:
    publish_rows(trusted())
    assert "short of cards" not in everything(screen())


def peak_scores(error: float | None = 0.7, basis: str = "used") -> list[Row]:
    none = dict.fromkeys(
        ("error_to_seasonal_naive", "error_to_prophet", "coverage_before_ratio"), None
    )
    return [
        score(
            target=f"peak_{basis}_{name}",
            from_step=first,
            to_step=last,
            error_to_week_mean=None if error is None else error + more,
            coverage_after_ratio=held,
            calibration_cut_offs=6,
            **none,
        )
        for name, more in (("p50", 0.0), ("p95", 0.1), ("p99", 0.4))
        for first, last, held in ((1, 7, 0.83), (8, 28, 1.0))
    ]


def with_peaks(target: str, *scores: Row) -> dict[str, list[Row]]:
    month = {"unit": "card", "observed_part": None, "p10": 50.0, "p50": 60.0, "p90": 70.0}
    rows = [MONTH_AHEAD | {"target": f"{target}_{name}"} | month for name in ("p50", "p95", "p99")]
    ahead_rows = [*ahead(method="ensemble"), *rows]
    return {"out_cost_daily": past(), "out_forecast": ahead_rows, "out_forecast_score": [*scores]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The peak (95% of the hours) missed 20% less than last week's peak"),
        ("zh_CN", "的峰值（95%的小时）误差比上周峰值少20%"),
        ("ja", "のピーク（95%の時間）の誤差は先週のピークより20%小さい"),
    ],
)
def test_peaks_are_judged_against_last_week_s_peak(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(with_peaks("peak_used", *peak_scores()))
    shown = everything(screen(language, pool=POOL_ID, target="peak_used"))
    assert said in shown
    # 0.7, 0.8 and 1.1 of last week's peak's error: the last misses more.
    assert "| −30% | 83% | −20% | 83% | :orange[▲ +10%] | 83% |" in shown
    assert "| −30% | 100% | −20% | 100% | :orange[▲ +10%] | 100% |" in shown


def test_peaks_of_demand_are_judged_by_themselves(publish_rows: PublishRows) -> None:
    both = (*peak_scores(), *peak_scores(error=0.4, basis="demand"))
    publish_rows(with_peaks("peak_demand", *both))
    shown = everything(screen(pool=POOL_ID, target="peak_demand"))
    assert "missed 50% less than last week's peak" in shown  # 0.4 + 0.1, where use has 0.8
    assert "Shown for cards in use" not in shown


def test_where_nothing_waited_peaks_of_demand_are_judged_by_those_of_use(
    publish_rows: PublishRows,
) -> None:
    publish_rows(with_peaks("peak_demand", *peak_scores(error=None)))
    shown = everything(screen(pool=POOL_ID, target="peak_demand"))
    assert "The 80% band of the peak held 83% of the time" in shown
    assert "Shown for cards in use" in shown


def test_peaks_without_a_backtest_say_what_one_needs(publish_rows: PublishRows) -> None:
    publish_rows(with_peaks("peak_used"))
    shown = everything(screen(pool=POOL_ID, target="peak_used"))
    assert "A backtest needs 28 complete days" in shown
