"""The search box: a part of a name leads to the thing's own screen, with its filter."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.search import Found
from dashboard.i18n import LANGUAGES, Language, using_language
from tests.screens.factories import LAST_DAY, POOLS, cost_day, pool_id
from tests.screens.forecast_company import PublishRows
from tests.screens.opening import at_address


def opened(language: Language = "en") -> AppTest:
    return at_address("", lang=language)


def sought(found: Found, language: Language = "en") -> AppTest:
    app = opened(language)
    return app.selectbox("search").set_value(found).run()


def test_a_pool_leads_to_its_forecast(sample: Path) -> None:
    app = sought(("pool", pool_id(), pool_id()))
    assert not app.exception
    assert app.title[0].value == "Forecast"
    assert app.query_params["pool"] == pool_id()
    assert app.selectbox("search").value is None  # or the next screen would lead on at once


def test_a_screen_is_found_by_its_title_and_the_language_stays(sample: Path) -> None:
    app = sought(("screen", "成本变动原因", "changes"), "zh_CN")
    assert app.title[0].value == "成本变动原因"
    assert app.query_params["lang"] == "zh_CN"


@pytest.mark.parametrize("language", LANGUAGES)
def test_things_and_screens_are_offered_in_the_readers_language(
    language: Language, sample: Path
) -> None:
    offered = opened(language).selectbox("search").options
    assert {"en": "Explorer", "zh_CN": "数据探索", "ja": "データ探索"}[language] in offered
    assert any(option.startswith("train-a/H100 · ") for option in offered)


def test_an_empty_workspace_offers_its_screens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    app = opened()
    assert "Glossary" in app.selectbox("search").options
    assert not app.exception


@pytest.mark.parametrize(
    ("kind", "name", "key"), [("provider", "yunlan", "provider"), ("chip", "H100", "chip")]
)
def test_a_provider_and_a_chip_lead_to_what_they_cost(
    kind: str, name: str, key: str, sample: Path
) -> None:
    app = sought((kind, name, name))
    assert app.title[0].value == "Explorer"
    assert app.query_params[key] == name


def test_a_term_leads_to_its_meaning_in_the_readers_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    with using_language("zh_CN"):
        app = sought(("term", "卡时", "glossary"), "zh_CN")
    assert app.title[0].value == "术语表"
    assert app.text_input(key="glossary_search").value == "卡时"
    assert "一张卡使用一小时" in "".join(text.value for text in app.markdown)


def test_a_campaign_leads_to_the_pool_that_it_is_planned_in(publish_rows: PublishRows) -> None:
    provider, region, pool, chip = POOLS[2]
    row = {"campaign": "big run", "provider": provider, "region": region, "pool": pool}
    row |= {"chip": chip, "start_date": LAST_DAY, "end_date": LAST_DAY, "cards": 8}
    row |= {"source": "plan", "load_id": "l", "line_number": 2}
    publish_rows({"core_campaign": [row], "out_cost_daily": [cost_day(pool=POOLS[2])]})
    app = sought(("campaign", "big run", pool_id(POOLS[2])))
    assert app.title[0].value == "Forecast"
    assert app.query_params["pool"] == pool_id(POOLS[2])
