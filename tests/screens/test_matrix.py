"""Every screen on workspaces that differ from the sample in one respect; what a reader then sees.

Readers have no roles here: executives, procurement and analysts are three menus of the same
screens (screens/__init__.py), and every screen shows everybody the same. So screen x menu is the
list of screens. The sample is seen in all languages; elsewhere the languages take turns.
Empty, without a workspace, and one row of each table: test_screens.py.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.i18n import LANGUAGES, Language, t, using_language
from dashboard.screens import SCREENS, Screen
from tests.screens import factories, matrix
from tests.screens.opening import at_address
from tests.screens.seen import faults, protos, texts

Open = Callable[..., AppTest]

CHANGES = (
    matrix.half_null,
    matrix.all_null,
    matrix.credits_above_cost,
    matrix.one_currency_missing,
    matrix.strange_names,
    matrix.enormous,
)
UNPRICED_POOL = "Overseas cloud D/Singapore/mixed-a100/A100 SXM4 80G"
MOST_BYTES = 2_500_000  # of a page, before it is compressed
MOST_ELEMENTS = 700
# No finding: a calendar of forms, a list of terms, a place for files.
WITHOUT_FINDING = {"glossary", "upload", "export", "entries"}

all_screens = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


@pytest.fixture(scope="module")
def home_after(
    sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[matrix.Change], Path]:
    """The workspace of a change, made when it is first asked for."""
    made: dict[matrix.Change, Path] = {}

    def home(change: matrix.Change) -> Path:
        if change not in made:
            made[change] = matrix.derive(
                sample_home, tmp_path_factory.mktemp(change.__name__), factories, change
            )
        return made[change]

    return home


@pytest.fixture
def open_after(
    home_after: Callable[[matrix.Change], Path], monkeypatch: pytest.MonkeyPatch
) -> Open:
    """Open a screen on the workspace of a change."""

    def opened(change: matrix.Change, screen: Screen, language: Language, **url: str) -> AppTest:
        monkeypatch.setenv("SUANLI_HOME", str(home_after(change)))
        return at_address(screen.url_path, lang=language, **url)

    return opened


def turn(screen: Screen, change: matrix.Change) -> Language:
    """The language whose turn it is: each screen is seen in each, on one change or another."""
    return LANGUAGES[(SCREENS.index(screen) + len(change.__name__)) % len(LANGUAGES)]


def assert_readable(app: AppTest, screen: Screen, language: Language) -> None:
    assert not app.exception, app.exception[0].stack_trace
    assert not app.error, app.error[0].value
    assert faults(app) == []
    with using_language(language):
        assert app.title[0].value == t(screen.title_key)
        assert t("common.outdated.title") not in "\n".join(texts(app))
    findings = [part.value for part in app.markdown if part.value.startswith("## ")]
    assert findings or screen.name in WITHOUT_FINDING


@pytest.mark.parametrize("language", LANGUAGES)
@all_screens
def test_the_sample_is_told_to_people(open_after: Open, screen: Screen, language: Language) -> None:
    app = open_after(matrix.unchanged, screen, language)
    assert_readable(app, screen, language)
    day = "18 Nov 2026" if language == "en" else "2026年11月18日"
    with using_language(language):
        assert t("common.header.data_until", day=day) in "\n".join(texts(app))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@all_screens
def test_a_screen_bears(open_after: Open, screen: Screen, change: matrix.Change) -> None:
    if (screen.name, change) == ("health", matrix.enormous):
        change = matrix.ten_million_rows  # it looks at raw rows unasked: at their newest day
    language = turn(screen, change)
    assert_readable(open_after(change, screen, language), screen, language)


@pytest.mark.parametrize(
    "change",
    [matrix.half_null, matrix.credits_above_cost, matrix.one_currency_missing],
    ids=lambda change: change.__name__,
)
@pytest.mark.parametrize(
    "screen", [one for one in SCREENS if one.needs_data], ids=lambda screen: screen.name
)
def test_a_screen_of_one_pool_bears(
    open_after: Open, screen: Screen, change: matrix.Change
) -> None:
    language = turn(screen, change)
    assert_readable(open_after(change, screen, language, pool=UNPRICED_POOL), screen, language)


@all_screens
def test_a_name_never_becomes_formatting(open_after: Open, screen: Screen) -> None:
    app = open_after(matrix.strange_names, screen, turn(screen, matrix.strange_names))
    for proto in protos(app):
        if type(proto).__name__ == "Markdown":
            bare = re.sub(r"\\.", "", proto.body)  # what a backslash makes a plain sign
            assert not any(mark in bare for mark in matrix.FORMATTING), proto.body


@all_screens
def test_three_hundred_pools_are_no_flood(open_after: Open, screen: Screen) -> None:
    app = open_after(matrix.enormous, screen, turn(screen, matrix.enormous))
    sizes = [proto.ByteSize() for proto in protos(app)]
    assert sum(sizes) <= MOST_BYTES
    assert len(sizes) <= MOST_ELEMENTS
