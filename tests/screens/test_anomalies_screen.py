"""The anomalies screen: what stood out, by yuan, in words, and since when a level is new."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from dashboard.formats import short_pool
from dashboard.i18n import LANGUAGES, Language
from tests.screens.forecast_company import PublishRows, past
from tests.screens.forecast_rows import CUT_OFF, POOL_ID, anomaly, expected, shift
from tests.screens.opening import everything, rendered
from tests.unbroken import unbroken

Row = dict[str, Any]
DAYS = [CUT_OFF - timedelta(days=n) for n in range(59, -1, -1)]
COURSE = [expected(day) for day in DAYS]


screen = partial(rendered, "anomalies", pages=("forecast",))


def with_spike(**other: Any) -> dict[str, list[Row]]:
    course = [*COURSE[:-1], expected(CUT_OFF, actual=4_000.0)]
    return {"out_expected_daily": course, "out_anomaly": [anomaly(CUT_OFF, **other)]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "cost ¥1,600 above expected (¥4,000, not ¥2,400); mainly project search"),
        ("zh_CN", "成本比预期高¥1,600（实际¥4,000，预期¥2,400）；主因：项目search"),
        (
            "ja",
            "コストが見込みより1,600元多い（実績4,000元、見込み2,400元）。主因：プロジェクトsearch",
        ),
    ],
)
def test_a_spike_is_a_sentence_with_its_driver(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(with_spike())
    app = screen(language)
    assert unbroken(said) in everything(app)
    assert len(app.get("plotly_chart")) == 1


def test_the_largest_comes_first_whichever_way_it_went(publish_rows: PublishRows) -> None:
    dearer = anomaly(DAYS[-2], deviation_cny=Decimal("-2000.00"), deviation=-2_000.0, actual=400.0)
    publish_rows(
        {"out_expected_daily": COURSE, "out_anomaly": [anomaly(CUT_OFF), dearer]},
    )
    app = screen()
    assert "Days to explain in the last 90: 2, the largest ¥2,000" in everything(app)
    assert list(app.dataframe[0].value["deviation_cny"]) == [Decimal(-2000), Decimal(1600)]


def test_cost_and_card_hours_of_one_day_are_one_line(publish_rows: PublishRows) -> None:
    usage = anomaly(CUT_OFF, target="usage", unit="card_hour", deviation_cny=Decimal("1700.00"))
    publish_rows({"out_expected_daily": COURSE, "out_anomaly": [usage, anomaly(CUT_OFF)]})
    assert list(screen().dataframe[0].value["deviation_cny"]) == [Decimal(1600)]


def test_an_outage_is_missing_and_no_alarm(publish_rows: PublishRows) -> None:
    nothing = dict.fromkeys(("actual", "deviation", "deviation_cny", "driver", "driver_cny"))
    silent = anomaly(
        CUT_OFF, kind="outage", target="usage", is_alarm=False, gap_hours=24, **nothing
    )
    publish_rows({"out_expected_daily": COURSE, "out_anomaly": [silent]})
    shown = everything(screen())
    assert "No single day stands out in 90 days" in shown
    assert "the meter seems to have been silent (hours: 24); missing, not zero" in shown
    assert ":orange[▲]" not in shown


def test_a_planned_campaign_explains_and_does_not_warn(publish_rows: PublishRows) -> None:
    publish_rows(with_spike(kind="planned", is_alarm=False, campaign="weather run 7"))
    shown = everything(screen())
    assert "planned: weather run 7" in shown
    assert ":orange[▲]" not in shown


def test_without_a_price_card_hours_are_said(publish_rows: PublishRows) -> None:
    unpriced = {"target": "usage", "unit": "card_hour", "deviation_cny": None, "driver_cny": None}
    course = [row | {"target": "usage", "unit": "card_hour"} for row in COURSE]
    publish_rows({"out_expected_daily": course, "out_anomaly": [anomaly(CUT_OFF, **unpriced)]})
    assert "the largest 1,600 card-hours" in everything(screen())


def test_a_new_level_says_since_when_and_how_much(publish_rows: PublishRows) -> None:
    start = DAYS[-20]
    publish_rows({"out_expected_daily": COURSE, "out_level_shift": [shift(start)]})
    app = screen()
    shown = everything(app)
    assert "New levels in the last 90 days: 1, the largest ¥800.00 a day" in shown
    # 31 October - 19 days = 12 October, confirmed on the seventh day.
    assert "**Since 12 Oct 2026, serve/H20**: ¥800.00 a day more (¥2,400 → ¥3,200)" in shown
    assert "confirmed 18 Oct 2026; mainly project search" in shown
    assert start.isoformat() in app.get("plotly_chart")[0].proto.spec


def test_days_of_a_confirmed_shift_stand_with_the_shift(publish_rows: PublishRows) -> None:
    # Its cost is outside for another reason of its own: the day is still the shift's.
    rows = with_spike() | {"out_level_shift": [shift(CUT_OFF)]}
    rows["out_anomaly"].append(anomaly(CUT_OFF, target="usage", kind="level_shift"))
    publish_rows(rows)
    assert "No single day stands out" in everything(screen())


def test_what_lies_before_the_span_is_left_out(publish_rows: PublishRows) -> None:
    publish_rows({"out_expected_daily": COURSE, "out_anomaly": [anomaly(DAYS[5])]})
    assert "Days to explain in the last 90: 1" in everything(screen())
    assert "No single day stands out in 28 days" in everything(screen(span="28"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_judged_says_what_it_takes(language: Language, publish_rows: PublishRows) -> None:
    publish_rows({})
    shown = everything(screen(language))
    assert "14" in shown
    assert "suanli load" in shown


def test_a_pool_too_short_to_be_judged_says_so(publish_rows: PublishRows) -> None:
    from tests.screens.forecast_company import DAY

    short = DAY | {"pool_id": "Cloud A/North/new/H20", "pool": "new", "local_date": CUT_OFF}
    publish_rows(with_spike() | {"out_cost_daily": [short]})
    shown = everything(screen(pool=str(short["pool_id"])))
    assert "needs 14 completely measured days" in shown


def test_one_row_is_enough(publish_rows: PublishRows) -> None:
    publish_rows({"out_expected_daily": [expected(CUT_OFF)]})
    app = screen()
    assert "serve/H20: 0 of 1 day lay outside the band" in everything(app)


def test_a_pool_can_be_chosen_by_address(publish_rows: PublishRows) -> None:
    from tests.screens.forecast_company import DAY

    row = DAY | {"local_date": CUT_OFF}
    publish_rows(with_spike() | {"out_cost_daily": [row]})
    assert "serve" in screen(pool=POOL_ID).caption[0].value


def company(**other: Any) -> Row:
    level = {"level": "company", "pool_id": "company", "driver": "pool", "driver_project": None}
    return anomaly(CUT_OFF, **level, driver_pool_id=POOL_ID, **other)


def with_company(**other: Any) -> dict[str, list[Row]]:
    level = {"level": "company", "pool_id": "company"}
    course = [expected(day, **level) for day in DAYS[:-1]]
    course.append(expected(CUT_OFF, actual=4_000.0, **level))
    return {"out_expected_daily": [*COURSE, *course], "out_anomaly": [company(**other)]}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the company**: cost ¥1,600 above expected (¥4,000, not ¥2,400); no pool alone"),
        ("zh_CN", "全公司**：成本比预期高¥1,600（实际¥4,000，预期¥2,400）；没有单个资源池能解释"),
        ("ja", "全社**：コストが見込みより1,600元多い"),
    ],
)
def test_a_day_that_stands_out_in_the_company_alone_is_told_with_its_course(
    language: Language, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(with_company())
    app = screen(language)
    assert unbroken(said) in everything(app)
    assert app.dataframe[0].value["driver_pool_id"].to_list() == [short_pool(POOL_ID)]
    assert len(app.get("plotly_chart")) == 1
    [link] = app.get("page_link")
    assert "pool" not in link.proto.query_string  # the forecast of the company is the first shown


def test_a_day_of_the_company_that_its_pools_explain_is_not_told_again(
    publish_rows: PublishRows,
) -> None:
    rows = with_company(kind="in_pools", is_alarm=False)
    publish_rows(rows | {"out_anomaly": [*rows["out_anomaly"], anomaly(CUT_OFF)]})
    shown = screen()
    assert shown.dataframe[0].value["pool_id"].to_list() == [short_pool(POOL_ID)]
    assert "Days to explain in the last 90: 1, the largest ¥1,600" in everything(shown)


def test_a_chosen_pool_is_shown_without_the_company(publish_rows: PublishRows) -> None:
    publish_rows(with_company() | {"out_cost_daily": past()})
    assert "No single day stands out" in everything(screen(pool=POOL_ID))
