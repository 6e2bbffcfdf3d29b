"""Every screen in every language: on a sample, on nothing, on one row of each table."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.guidance import guidance
from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.measures import MEASURES, NOT_EVERYWHERE, definition
from dashboard.screens import SCREENS, Screen
from tests.screens.opening import at_address

everywhere = pytest.mark.parametrize("language", LANGUAGES)
all_screens = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


def open_screen(screen: Screen, language: Language, **parameters: str) -> AppTest:
    return at_address(screen.url_path, lang=language, **parameters)


def texts(app: AppTest) -> str:
    """Everything a reader reads: headings, sentences, captions, tiles."""
    parts = [*app.title, *app.markdown, *app.caption]
    metrics = [f"{metric.label} {metric.value} {metric.delta}" for metric in app.metric]
    return "\n".join([element.value for element in parts] + metrics)


def assert_well(app: AppTest) -> None:
    assert not app.exception, app.exception[0].stack_trace
    assert not app.error


def assert_explained(app: AppTest) -> None:
    """Every tile says its source, every heading of a known measure what that is."""
    source = t("measures.source", columns="`")[:-1]
    assert [metric.label for metric in app.metric if source not in metric.help] == []
    for frame in app.dataframe:
        for name, shown in json.loads(frame.proto.columns).items():
            if name in MEASURES and name not in NOT_EVERYWHERE:
                assert definition(name) in shown["help"]


@everywhere
@all_screens
def test_a_screen_shows_the_sample(sample: Any, screen: Screen, language: Language) -> None:
    app = open_screen(screen, language)
    assert_well(app)
    with using_language(language):
        assert app.title[0].value == t(screen.title_key)
        assert t("common.header.data_until", day=_last_day(language)) in texts(app)
        assert_explained(app)


@everywhere
@all_screens
def test_a_screen_without_data_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: Screen, language: Language
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(tmp_path))
    app = open_screen(screen, language)
    assert_well(app)
    with using_language(language):
        assert guidance(screen.name) in texts(app)
        assert app.get("popover")[0].proto.popover.label == t("common.how.button")
    if screen.needs_data:
        with using_language(language):
            assert t("common.empty.title") in texts(app)
            links = [link.proto.label for link in app.get("page_link")]
            for answering in ("market", "compare", "own"):  # these need no data
                assert f":primary[{t(f'common.empty.ask.{answering}')}]" in links
        assert "suanli demo" in app.code[0].value
    elif screen.name == "upload":  # where to begin
        assert app.button(key="load_sample")
        assert app.file_uploader
    elif screen.name == "compare":  # it answers anyone: 60,000 / (8 x 35 x 720) = 29.76 %
        assert "29.8" in texts(app)


@everywhere
@all_screens
def test_a_screen_shows_tables_without_rows(
    no_rows_home: Path, monkeypatch: pytest.MonkeyPatch, screen: Screen, language: Language
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(no_rows_home))
    assert_well(open_screen(screen, language))


@everywhere
@all_screens
def test_a_screen_shows_one_row_of_each_table(
    one_row_home: Path, monkeypatch: pytest.MonkeyPatch, screen: Screen, language: Language
) -> None:
    monkeypatch.setenv("SUANLI_HOME", str(one_row_home))
    assert_well(open_screen(screen, language))


def _last_day(language: Language) -> str:
    return "18 Nov 2026" if language == "en" else "2026年11月18日"
