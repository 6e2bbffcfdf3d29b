"""Uploading in a real browser: from an empty workspace to published data, with rejected rows."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import (
    PHONE,
    PUBLISHED_MS,
    Serve,
    assert_fits,
    open_screen,
    settled,
    title_of,
)

Row = dict[str, str]


@pytest.fixture(scope="module")
def empty_address(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over a workspace of its own, which has nothing yet."""
    with serve(tmp_path_factory.mktemp("empty") / "workspace") as url:
        yield url


@pytest.fixture
def usage(
    tmp_path: Path, row: Callable[..., Row], to_csv: Callable[[list[Row]], str]
) -> Callable[..., Path]:
    def write(name: str, day: str, *used: str) -> Path:
        rows = [
            row("usage", start=f"{day} {hour:02d}:00", used_card_hours=cards)
            for hour, cards in enumerate(used)
        ]
        path = tmp_path / name
        path.write_text(to_csv(rows))
        return path

    return write


def choose(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    expect(page.get_by_role("button", name="Load and publish")).to_be_visible()


def load(page: Page, what: str) -> None:
    page.get_by_role("button", name="Load and publish").click()
    finding = page.get_by_role("heading", name=re.compile(f"Loaded and published: {what}"))
    expect(finding).to_be_visible(timeout=PUBLISHED_MS)
    settled(page)  # what takes the next file is another one


def test_an_empty_workspace_leads_to_the_upload_and_takes_files_with_rejects(
    page: Page, empty_address: str, usage: Callable[..., Path]
) -> None:
    open_screen(page, empty_address)
    page.get_by_role("link", name="Load your own first file").click()
    expect(title_of(page)).to_have_text("Load data")
    settled(page)
    choose(page, usage("march.csv", "2026-03-02", "12", "-3", "many", "15"))
    expect(page.get_by_role("heading", name="2 of 4 rows can be loaded")).to_be_visible()
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []
    page.get_by_text("Forecast anew as well").click()
    load(page, "2 of 4 rows, 2 rejected")
    # A second file, while this session keeps the first snapshot open.
    choose(page, usage("next.csv", "2026-03-03", "12", "13"))
    load(page, "2 of 2 rows, 0 rejected")
    page.get_by_role("link", name=re.compile("^Data health")).last.click()
    expect(page.get_by_text(re.compile("number of at least 0")).first).to_be_attached()


def test_the_upload_fits_on_a_phone(
    context: BrowserContext, empty_address: str, usage: Callable[..., Path]
) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)
    open_screen(page, f"{empty_address}/load-data")
    choose(page, usage("phone.csv", "2026-03-05", "12", "-3"))
    assert_fits(page)
