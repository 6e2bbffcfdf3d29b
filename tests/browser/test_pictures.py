"""The pictures of docs/screens.md and README.md, taken anew with `make screenshots`.

Without `--screenshots` two of them are taken and thrown away, to know that taking them works.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.paths import path_of
from tests.browser.steps import open_screen
from tests.pictures import FOLDER, Picture, kept_small, pictures

MIN_BYTES, MIN_BYTES_OF_PHONE = 16_000, 10_000  # an empty page of this size has less
FEW = ("overview", "commitments")
WITHOUT_CHARTS = ("decisions", "upload", "entries", "export", "glossary", "health")
DRAWN = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
  .every(chart => chart.querySelector('.main-svg'))"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    everything = metafunc.config.getoption("--screenshots")
    chosen = [one for one in pictures() if everything or one.name in FEW]
    metafunc.parametrize("picture", chosen, ids=lambda one: one.name)


def test_a_picture_of_the_screen(
    page: Page, address: str, picture: Picture, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    width, height = picture.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if picture.dark else "light")
    open_screen(page, f"{address}/{path_of(picture.screen)}?lang={picture.language}")
    if picture.screen.name not in WITHOUT_CHARTS:
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    png = kept_small(page.screenshot(animations="disabled"))
    assert len(png) > (MIN_BYTES if width > height else MIN_BYTES_OF_PHONE)
    folder = FOLDER if pytestconfig.getoption("--screenshots") else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / picture.file_name).write_bytes(png)
