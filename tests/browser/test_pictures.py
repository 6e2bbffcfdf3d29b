"""The pictures in README.md, taken anew with `make screenshots` (pytest --screenshots)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PICTURES = Path(__file__).parent / "screenshots"
MIN_BYTES = 40_000  # an empty page of this size has less


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("overview", "/"),
        ("commitments", "/commitments"),
        ("compare", "/compare"),
        ("overview_zh_CN", "/?lang=zh_CN"),
    ],
)
def test_a_picture_of_the_screen(
    page: Page, address: str, name: str, path: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    page.goto(address + path)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").first).to_be_visible(
        timeout=30_000
    )
    page.wait_for_load_state("networkidle")
    folder = PICTURES if pytestconfig.getoption("--screenshots") else tmp_path
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > MIN_BYTES
