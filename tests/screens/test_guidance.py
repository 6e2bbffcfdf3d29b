"""Every screen says how to read it, in four short lines, in every language."""

import pytest

from dashboard.components.guidance import PARTS, guidance
from dashboard.i18n import LANGUAGES, Language, using_language
from dashboard.i18n.catalogue import load_catalogue
from dashboard.screens import SCREENS, Screen

LONGEST = {"en": 260, "zh_CN": 110, "ja": 150}  # letters of one line: it stays a glance
everywhere = pytest.mark.parametrize("language", LANGUAGES)
all_screens = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


@everywhere
@all_screens
def test_four_short_lines_say_how_to_read_a_screen(screen: Screen, language: Language) -> None:
    texts = load_catalogue()
    own = {part: texts[f"{screen.name}.how.{part}"][language] for part in PARTS}
    with using_language(language):
        shown = guidance(screen.name)
    assert shown.count("**") == 2 * len(PARTS)
    for part, line in own.items():
        assert line in shown
        assert 0 < len(line) <= LONGEST[language], part
