"""The forecast screen: opened on much, little and nothing, and what it says it rests on."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from tests.screens.forecast_company import (
    COMPANY,
    DAY,
    MONTH_AHEAD,
    USAGE_AHEAD,
    PublishRows,
    ahead,
    past,
    screen,
)
from tests.screens.forecast_rows import CUT_OFF, POOL_ID
from tests.screens.opening import everything


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
            "out_forecast": [MONTH_AHEAD | COMPANY],
        }
    )
    app = screen(language)
    assert len(app.get("plotly_chart")) == 1
    assert not app.exception


def test_where_no_price_is_known_card_hours_are_shown_and_it_is_said(
    publish_rows: PublishRows,
) -> None:
    unpriced = [row | {"on_demand_cost_cny": None, "cost_cny": None} for row in past()]
    usage = {"p10": 7_000.0, "p50": 7_200.0, "p90": 7_400.0} | USAGE_AHEAD
    publish_rows({"out_cost_daily": unpriced, "out_forecast": ahead(**usage)})
    shown = everything(screen())
    assert "a price is missing" in shown
    assert "7,200 card-hours in Nov 2026" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_quotes_no_coverage_that_this_forecast_did_not_measure(
    language: Language, publish_rows: PublishRows
) -> None:
    publish_rows({"out_cost_daily": past(), "out_forecast": ahead()})
    with using_language(language):
        said = t("forecast.method.calibration")
    assert said in everything(screen(language))
    assert not any(character.isdigit() for character in said)


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
