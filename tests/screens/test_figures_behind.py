"""Every chart has its figures as a table: made when somebody opens them, not before."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS
from tests.screens.compare_rows import HOURLY_PRICE, MONTHLY, Publish, publish, use
from tests.screens.factories import forecast
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import APP, at_address, go_to

__all__ = ["publish"]

MONTHS = (date(2026, 12, 1), date(2027, 1, 1))
BEHIND = [
    ("overview", "overview", {"overview_weeks", "overview_ahead"}),
    ("forecast", "forecast_past", {"forecast_past"}),
    ("compare", "compare_units", {"compare_units"}),
    ("commitments", "ladder_bars", {"ladder_bars"}),
    ("capacity", "capacity_weeks", {"capacity_weeks"}),
    ("compare", "compare_break_even", {"compare_break_even"}),
    ("compare", "compare_load", {"compare_load"}),
    ("chips", "chips_crossing", {"chips_crossing"}),
    ("market", "market_check", {"market_check"}),
    ("training", "training_levers", {"training_levers"}),
]


def opened(screen: str, table: str, language: Language, **url: str) -> AppTest:
    """The screen with a table opened, as if its reader had pressed."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update({"lang": language} | url)
    app.session_state[f"behind_{table}"] = True
    address = next(one for one in SCREENS if one.name == screen).url_path
    return go_to(app, "" if screen == "overview" else address)


def tables_of(app: AppTest) -> set[str]:
    assert not app.exception, app.exception[0].stack_trace
    keys = [str(button.key) for button in app.get("download_button")]
    return {key.removeprefix("download_").removesuffix("_csv") for key in keys if "_csv" in key}


@pytest.mark.parametrize(
    ("screen", "table", "made", "language"),
    [(*one, LANGUAGES[number % 3]) for number, one in enumerate(BEHIND)],
    ids=[one[1] for one in BEHIND],
)
def test_the_figures_behind_a_chart_are_a_table(
    screen: str,
    table: str,
    made: set[str],
    language: Language,
    publish_rows: PublishRows,
    one_row: Any,
) -> None:
    publish_rows(one_row | {"out_forecast": [forecast(day) for day in MONTHS]})
    assert made <= tables_of(opened(screen, table, language))


def test_a_plans_sensitivity_and_a_programmes_years_have_theirs(
    publish: Publish,
) -> None:
    publish(core_usage_hourly=use([40.0] * 24), core_price=[HOURLY_PRICE, MONTHLY])
    app = opened("compare", "compare_sensitivity", "ja")
    assert "compare_sensitivity" in tables_of(app)
    found = opened("training", "training_programme", "zh_CN", preset="general-model")
    assert "training_programme" in tables_of(found)


def test_without_any_data_they_are_a_table_without_downloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    app = opened("market", "market_check", "en", quoted_on="2026-09-14")
    # 60,000 / 8 / 720 = 10.42
    shown = [one.value for one in app.dataframe if "quote_count" in one.value.columns]
    assert [round(float(one["rent_cny_per_card_hour"][0]), 2) for one in shown] == [10.42]
    assert tables_of(app) == set()


def test_they_are_not_made_before_somebody_opens_them(
    publish_rows: PublishRows, one_row: Any
) -> None:
    publish_rows(one_row)
    app = AppTest.from_file(str(APP), default_timeout=60)
    assert "capacity_weeks" not in tables_of(go_to(app, "capacity"))


def test_a_link_to_the_source_fills_in_what_is_traced(
    publish_rows: PublishRows, one_row: Any
) -> None:
    publish_rows(one_row)
    where = ["provider=yunlan", "chip=H100", "no_such_column=1"]
    app = at_address("data-health", trace="core_commitment", where=where)
    filled = {box.key: box.value for box in app.text_input if "trace_core" in str(box.key)}
    assert filled == {
        "trace_core_commitment_provider": "yunlan",
        "trace_core_commitment_chip": "H100",
    }
    app.text_input(key="trace_core_commitment_chip").set_value("H20").run()
    assert app.text_input(key="trace_core_commitment_chip").value == "H20"  # filled in once


def test_a_screen_of_a_pool_links_to_the_rows_of_that_pool(
    publish_rows: PublishRows, one_row: Any
) -> None:
    publish_rows(one_row)
    app = opened("capacity", "capacity_weeks", "en")
    (link,) = [one for one in app.get("page_link") if "trace=" in one.proto.query_string]
    assert "trace=core_usage_hourly" in link.proto.query_string
    assert "where=provider%3D" in link.proto.query_string
