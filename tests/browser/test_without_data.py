"""A newcomer without any data asks two questions; a page outlives a restart of its server."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import Serve, finding_of, open_screen, settled

RECONNECTED_MS = 180_000  # a page knocks at longer and longer intervals
LOST = re.compile("ERR_CONNECTION|WebSocket|_stcore|not responding")


@pytest.fixture(scope="module")
def empty_address(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over a workspace that has nothing."""
    with serve(tmp_path_factory.mktemp("nothing") / "workspace") as url:
        yield url


def write_into(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True).first
    field.fill(value)
    field.press("Enter")


def test_a_quote_is_judged_before_anything_was_loaded(page: Page, empty_address: str) -> None:
    open_screen(page, f"{empty_address}/market?lang=en")
    judged = page.get_by_role("heading", name=re.compile("per card-hour"))
    expect(judged.first).to_contain_text("¥10.42")  # 60,000 / (8 x 720)
    write_into(page, "Price", "120000")
    expect(judged.first).to_contain_text("¥20.83")
    expect(judged.first).not_to_contain_text("Cheap")
    expect(page).to_have_url(re.compile("120000"))


def test_whether_to_rent_a_server_is_answered_before_anything_was_loaded(
    page: Page, empty_address: str
) -> None:
    open_screen(page, f"{empty_address}/own?lang=en")
    expect(finding_of(page)).to_contain_text("Buy")
    write_into(page, "Rent, CNY per server and month", "20000")
    expect(finding_of(page)).to_contain_text("Rent")
    link = page.url
    page.goto("about:blank")
    open_screen(page, link)
    expect(finding_of(page)).to_contain_text("Rent")


def test_a_page_goes_on_after_its_server_was_restarted(
    context: BrowserContext, serve: Serve, tmp_path: Path
) -> None:
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    home = tmp_path / "workspace"
    with serve(home) as url:
        with page.expect_response(f"{url}/health"):  # the page learns which server this is
            open_screen(page, f"{url}/compare?rent=61000&payg=35&cards=8&lang=en")
        expect(page.get_by_text(re.compile(r"30\.3\s?%")).first).to_be_visible()
        expect(page.get_by_role("slider").first).to_be_visible()
        page.wait_for_load_state("networkidle")  # what is drawn with has arrived
    expect(page.get_by_role("dialog")).to_contain_text("Connection error")
    page.evaluate("window.isOld = true")
    with serve(home, urlparse(url).port):
        page.wait_for_function("() => !window.isOld", timeout=RECONNECTED_MS)  # loaded anew
        settled(page)
        slider = page.get_by_role("slider").first
        slider.press("ArrowRight")
        slider.press("ArrowRight")
        # 62,000 / (8 x 35 x 720) = 30.75 %
        expect(page.get_by_text(re.compile(r"30\.8\s?%")).first).to_be_visible()
        expect(page).to_have_url(re.compile("rent=62000"))
    assert [text for text in complaints if not LOST.search(text)] == []
