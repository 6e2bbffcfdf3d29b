"""axe-core on every screen, light and dark: nothing serious, nothing critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.screens import SCREENS, Screen
from tests.browser.paths import path_of

GRAVE = {"serious", "critical"}
BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_keeps_a_reader_out(page: Page, address: str, screen: Screen) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{path_of(screen)}")
    expect(page.locator("h1").first).to_be_visible()
    assert _grave(page) == []
    light = _background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {BACKGROUND} !== '{light}'")
    assert _grave(page) == []


def _background(page: Page) -> str:
    colour: str = page.evaluate(f"() => {BACKGROUND}")
    return colour


def _grave(page: Page) -> list[str]:
    """Serious and critical violations of the page once it is quiet."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    return [_told(one) for one in found if one["impact"] in GRAVE]


def _told(violation: dict[str, object]) -> str:
    """Rule, meaning, and the places that break it."""
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return f"{violation['id']}: {violation['help']}: {[node['html'][:200] for node in nodes]}"
