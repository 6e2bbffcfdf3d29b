"""axe-core on every screen, light and dark: nothing serious, nothing critical."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.screens import SCREENS, Screen

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_nothing_keeps_a_reader_out(
    page: Page, address: str, screen: Screen, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{screen.url_path}")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    assert [_told(one) for one in found if one["impact"] in GRAVE] == []


def _told(violation: dict[str, object]) -> str:
    """Rule, meaning, and the places that break it."""
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return f"{violation['id']}: {violation['help']}: {[node['html'][:200] for node in nodes]}"
