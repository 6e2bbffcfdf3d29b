"""What-ifs on the forecast screen: which moves most, beside the base, and what changes nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language
from dashboard.i18n.catalogue import load_catalogue
from data.reference import read_built_in_scenarios
from data.tables.scenarios import SCENARIO_KINDS, SCENARIO_NOTES
from tests.screens.forecast_company import COMPANY, MONTH_AHEAD
from tests.screens.forecast_rows import POOL_ID

Row = dict[str, Any]
PublishRows = Callable[[dict[str, list[Row]]], object]
FORECAST = MONTH_AHEAD | COMPANY
CHANGE = {
    "scenario": "price_steps_down",
    "change": "a cut",
    "is_built_in": True,
    "kind": "price_step",
    "scope": "*/*/*/*",
    "start_date": date(2026, 11, 1),
    "ramp_days": 0,
    "change_ratio": Decimal("-0.44"),
    "pools_changed": 1,
    "grade": "D",
    "source": "a page",
    "snapshot_id": "s",
}
IDLE = CHANGE | {
    "scenario": "usd_up",
    "kind": "fx_move",
    "currency": "USD",
    "pools_changed": 0,
    "note": "not_in_this_currency",
}
MONTH = {
    "scenario": "price_steps_down",
    "level": "company",
    "series": "company",
    "target": "cost",
    "grain": "month",
    "period_start": date(2026, 11, 1),
    "p10": 40_000.0,
    "p50": 42_000.0,
    "p90": 47_000.0,
    "mean": 43_000.0,
    "base_p50": 72_000.0,
    "difference_p10": -32_000.0,
    "difference_p50": -30_000.0,
    "difference_p90": -28_000.0,
    "difference_mean": -30_000.0,
    "is_complete": True,
    "unit": "CNY",
    "cut_off": date(2026, 10, 31),
    "seed": 1,
    "path_count": 1000,
    "model_version": "test",
    "snapshot_id": "s",
}
GROWTH = MONTH | {"scenario": "own plan", "difference_p50": 12_345.0, "p50": 84_345.0}


def publish(publish_rows: PublishRows, *months: Row) -> None:
    publish_rows(
        {
            "out_forecast": [FORECAST],
            "out_scenario": [CHANGE, IDLE],
            "out_scenario_forecast": [*months],
        }
    )


def open_forecast(language: Language = "en", **query: str) -> AppTest:
    script = (
        "from dashboard.i18n import using_language\n"
        "from dashboard.screens.forecast_scenarios import scenarios_card\n"
        f"with using_language({language!r}):\n"
        f"    scenarios_card({query.get('series', 'company')!r}, {query.get('target', 'cost')!r})\n"
    )
    app = AppTest.from_string(script, default_timeout=60).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join([one.value for one in app.markdown] + [one.value for one in app.caption])


def test_the_what_if_that_moves_the_month_most_is_the_title(publish_rows: PublishRows) -> None:
    publish(publish_rows, GROWTH, MONTH)
    app = open_forecast()
    assert "**prices fall at once** changes Nov 2026 most, −\u2060¥30.0K" in words(app)
    assert "80% of paths: −\u2060¥32.0K to −\u2060¥28.0K" in words(app)
    shown = app.dataframe[0].value
    assert list(shown["scenario"]) == ["prices fall at once", "own plan"]
    assert list(shown["base_p50"]) == [72_000.0, 72_000.0]


def test_a_rise_has_its_sign(publish_rows: PublishRows) -> None:
    publish(publish_rows, GROWTH)
    assert "**own plan** changes Nov 2026 most, +\u2060¥12.3K" in words(open_forecast())


def test_every_change_is_listed_with_its_source_and_why_it_changes_nothing(
    publish_rows: PublishRows,
) -> None:
    publish(publish_rows, MONTH)
    listed = open_forecast().dataframe[1].value
    assert list(listed["kind"]) == ["price step", "exchange rate"]
    assert list(listed["note"])[1] == "nothing is priced in this currency"
    assert set(listed["source"]) == {"a page"}


def test_a_series_that_nothing_changes_says_so(publish_rows: PublishRows) -> None:
    publish(publish_rows, MONTH)
    app = open_forecast(series=POOL_ID)
    assert "No what-if changes this series" in words(app)
    assert len(app.dataframe) == 1


def test_the_last_whole_month_is_shown(publish_rows: PublishRows) -> None:
    later = MONTH | {"period_start": date(2026, 12, 1), "difference_p50": -1_000.0}
    cut = MONTH | {"period_start": date(2027, 1, 1), "is_complete": False}
    publish(publish_rows, MONTH, later, cut)
    assert "changes Dec 2026 most, −\u2060¥1,000" in words(open_forecast())


def test_without_what_ifs_there_is_no_card(publish_rows: PublishRows) -> None:
    publish_rows({"out_forecast": [FORECAST]})
    assert words(open_forecast()) == ""


def test_every_kind_note_and_built_in_has_words() -> None:
    names = read_built_in_scenarios()["scenario"].unique()
    for column, codes in (("kind", SCENARIO_KINDS), ("note", SCENARIO_NOTES), ("scenario", names)):
        assert [code for code in codes if f"words.{column}.{code}" not in load_catalogue()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: Language, publish_rows: PublishRows) -> None:
    publish(publish_rows, MONTH)
    said = words(open_forecast(language))
    assert {"en": "What if", "zh_CN": "价格骤降", "ja": "シナリオ分析"}[language] in said
