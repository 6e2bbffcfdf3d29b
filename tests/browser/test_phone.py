"""What executives open on the way, in every language: the page never scrolls sideways.

All screens in English, whose words are the longest: test_accessibility.py.
"""

import pytest
from playwright.sync_api import Page

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS, Screen
from tests.browser.paths import path_of
from tests.browser.steps import PHONE, assert_fits, open_screen

ON_THE_WAY = [screen for screen in SCREENS if screen.name in ("overview", "decisions")]


@pytest.mark.parametrize("screen", ON_THE_WAY, ids=lambda screen: screen.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_out_of_the_page(
    page: Page, address: str, screen: Screen, language: Language
) -> None:
    page.set_viewport_size(PHONE)
    open_screen(page, f"{address}/{path_of(screen)}?lang={language}")
    page.wait_for_load_state("networkidle")
    assert_fits(page)
