"""Every screen on a telephone: the page itself never scrolls sideways.

In English, whose words are the longest; what executives open on the way, in every language.
"""

import pytest
from playwright.sync_api import Page, expect

from dashboard.i18n import LANGUAGES, Language
from dashboard.screens import SCREENS, Screen
from tests.browser.paths import path_of

PHONE = {"width": 390, "height": 844}
ON_THE_WAY = ("overview", "decisions")
CASES = [
    (screen, language)
    for screen in SCREENS
    for language in LANGUAGES
    if language == "en" or screen.name in ON_THE_WAY
]


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize(
    ("screen", "language"), CASES, ids=lambda value: getattr(value, "name", value)
)
def test_nothing_stands_out_of_the_page(
    phone: Page, address: str, screen: Screen, language: Language
) -> None:
    phone.goto(f"{address}/{path_of(screen)}?lang={language}")
    expect(phone.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(phone.locator("h1").first).to_be_visible()
    phone.wait_for_load_state("networkidle")
    # The style sheet may come a moment after the page.
    phone.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth; }",
        timeout=10_000,
    )
