"""Scenarios side by side: the base is the forecast's own, and what moves most is the title."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from dashboard.i18n import LANGUAGES, Language
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import everything, rendered
from tests.screens.test_forecast_scenarios import CHANGE, FORECAST, MONTH

Row = dict[str, Any]
RISE = {"scenario": "price_steps_up", "p10": 80_000.0, "p50": 90_000.0, "p90": 99_000.0}
RISE |= {"difference_p10": 9_000.0, "difference_p50": 18_000.0, "difference_p90": 20_000.0}
ALL = {
    "out_forecast": [FORECAST],
    "out_scenario": [CHANGE, CHANGE | {"scenario": "price_steps_up"}],
    "out_scenario_forecast": [MONTH, MONTH | RISE],
}


screen = partial(rendered, "scenarios", pages=("forecast",))


def test_the_base_stands_first_and_is_the_forecasts_own(publish_rows: PublishRows) -> None:
    publish_rows(ALL)
    table = screen().dataframe[0].value
    assert next(iter(table["scenario"])) == "base"
    assert next(iter(table["p50"])) == FORECAST["p50"]
    assert len(table) == 3


def test_the_address_says_which_are_compared(publish_rows: PublishRows) -> None:
    publish_rows(ALL)
    app = screen(scenario=["price_steps_up"])
    assert "If prices rise in two steps: Nov 2026 changes by +\u2060¥18.0K" in everything(app)
    assert "prices fall at once" not in {*app.dataframe[0].value["scenario"]}


def test_choosing_writes_the_address(publish_rows: PublishRows) -> None:
    publish_rows(ALL)
    app = screen()
    app.multiselect(key="scenario").set_value(["price_steps_down"]).run()
    assert app.query_params.get("scenario") == "price_steps_down"
    assert "If prices fall at once" in everything(app)


@pytest.mark.parametrize(
    ("language", "scope", "said"),
    [
        ("en", "*/*/*/*", "all pools"),
        ("zh_CN", "*/*/*/*", "全部资源池"),
        ("ja", "*/*/*/*", "すべてのプール"),
        ("en", "Cloud A/*/*/H100", "all pools (Cloud A, H100)"),
        ("zh_CN", "Cloud A/*/*/H100", "全部资源池（Cloud A、H100）"),
        ("ja", "Cloud A/*/train/*", "Cloud A、train"),
        ("en", "Cloud A/North/train/H100", "Cloud A/North/train/H100"),
    ],
)
def test_a_scope_with_stars_is_said_in_words(
    language: Language, scope: str, said: str, publish_rows: PublishRows
) -> None:
    publish_rows(ALL | {"out_scenario": [CHANGE | {"scope": scope}]})
    app = screen(language, scenario=["price_steps_down"])
    (changes,) = [one.value for one in app.dataframe if "scope" in one.value.columns]
    assert list(changes["scope"]) == [said]


def test_a_forecast_that_nothing_changes_says_what_to_run(publish_rows: PublishRows) -> None:
    publish_rows({"out_forecast": [FORECAST]})
    assert "No what-if changes these months" in everything(screen())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: Language, publish_rows: PublishRows) -> None:
    publish_rows(ALL | {"out_forecast": [FORECAST | {"period_start": date(2026, 11, 1)}]})
    app = screen(language)
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
