"""The search box: a part of a name leads to the thing's own screen, with its filter."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.search import Found
from dashboard.i18n import LANGUAGES, Language
from tests.screens.factories import pool_id
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
