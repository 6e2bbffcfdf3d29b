"""Every screen, opened once: axe-core finds nothing grave in light and dark; it fits on a phone.

Of axe's rules only those of colour can tell the themes apart, so the dark one is asked these.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboard.screens import SCREENS, Screen
from tests.browser.paths import path_of
from tests.browser.steps import open_screen, settled, turn_into_phone

GRAVE = {"serious", "critical"}
COLOURS = ["color-contrast", "link-in-text-block"]
BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_keeps_a_reader_out(page: Page, address: str, screen: Screen) -> None:
    page.emulate_media(color_scheme="light")
    open_screen(page, f"{address}/{path_of(screen)}")
    assert _grave(page) == []
    light = _background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {BACKGROUND} !== '{light}'")
    assert _grave(page, COLOURS) == []
    turn_into_phone(page)


def _background(page: Page) -> str:
    colour: str = page.evaluate(f"() => {BACKGROUND}")
    return colour


def _grave(page: Page, rules: list[str] | None = None) -> list[str]:
    """Serious and critical violations of the page once it is quiet."""
    page.wait_for_load_state("networkidle")
    settled(page)
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [_told(one) for one in found if one["impact"] in GRAVE]


def _told(violation: dict[str, object]) -> str:
    """Rule, meaning, and the places that break it."""
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return f"{violation['id']}: {violation['help']}: {[node['html'][:200] for node in nodes]}"
