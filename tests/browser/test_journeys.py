"""What people do with the dashboard, in a real browser; see conftest for what fails every test."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.steps import (
    PATIENCE_MS,
    assert_fits,
    finding_of,
    go_by_menu,
    open_screen,
    press_first_bar,
    settled,
    title_of,
    with_motion,
)

POOL = "East cloud B/East China/serve-h20/H20 96G"


def address_of(page: Page, key: str) -> list[str]:
    """The values of a key in the page's address."""
    return parse_qs(urlparse(page.url).query).get(key, [])


def test_an_executive_reads_the_answer_on_the_first_screen_without_scrolling(
    page: Page, address: str
) -> None:
    open_screen(page, address)
    expect(title_of(page)).to_have_text("Overview")
    expect(page.get_by_text("Synthetic sample").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(5)
    expect(page.get_by_text(re.compile(r"Cost will (pass|stay)"))).to_be_in_viewport()
    for language in ("en", "zh_CN", "ja"):
        open_screen(page, f"{address}/?lang={language}")
        expect(page.get_by_test_id("stPlotlyChart").first).to_be_in_viewport()
        assert_fits(page, "Height")


def test_moving_the_rent_changes_the_answer_and_the_address(page: Page, address: str) -> None:
    with_motion(page)
    open_screen(page, f"{address}/compare?rent=60000&payg=35&cards=8")
    answer = page.get_by_role("heading", name=re.compile("a month 8-card servers")).first
    expect(page.get_by_text(re.compile(r"29\.8\s?%")).first).to_be_visible()
    before = answer.inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")  # 500 yuan a step
    # 62,000 / (8 x 35 x 720) = 30.75 %
    expect(page.get_by_text(re.compile(r"30\.8\s?%")).first).to_be_visible()
    expect(answer).not_to_have_text(before)
    expect(page).to_have_url(re.compile("rent=62000"))


def test_a_rental_that_never_pays_says_so(page: Page, address: str) -> None:
    open_screen(page, f"{address}/compare?rent=60000&payg=7.8&cards=8")
    expect(page.get_by_text(re.compile("never pay")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"133\.5\s?%")).first).to_be_visible()


def test_a_deep_link_opens_the_same_question(page: Page, address: str) -> None:
    open_screen(page, f"{address}/forecast?pool={POOL.replace(' ', '+')}&lang=en")
    expect(title_of(page)).to_have_text("Forecast")
    expect(page.get_by_text("serve-h20").first).to_be_visible()
    go_by_menu(page, "Procurement", "Pay-as-you-go against packages")
    expect(page.get_by_text("serve-h20").first).to_be_visible()  # the filter went along
    page.go_back()  # one step, whatever was written into the address on the way
    expect(title_of(page)).to_have_text("Forecast")
    assert address_of(page, "pool") == [POOL]
    page.go_forward()
    expect(title_of(page)).to_have_text("Pay-as-you-go against packages")
    settled(page)
    link = page.url
    page.goto("about:blank")
    open_screen(page, link)
    expect(title_of(page)).to_have_text("Pay-as-you-go against packages")
    assert address_of(page, "pool") == [POOL]
    expect(page.get_by_text("serve-h20").first).to_be_visible()


@pytest.mark.parametrize(
    ("choice", "code", "title"), [("简体中文", "zh_CN", "分析"), ("日本語", "ja", "探索")]
)
def test_the_language_can_be_changed_by_hand_and_leaves_the_filters(
    page: Page, address: str, choice: str, code: str, title: str
) -> None:
    open_screen(page, f"{address}/explorer?provider=East+cloud+B&rows=pool")
    expect(finding_of(page)).to_contain_text("serve-h20")
    page.get_by_role("button", name="English").click()
    page.get_by_text(choice, exact=True).click()
    expect(title_of(page)).not_to_have_text("Explorer")
    settled(page)
    page.reload()
    settled(page)
    assert address_of(page, "lang") == [code]
    assert address_of(page, "provider") == ["East cloud B"]
    expect(title_of(page)).not_to_have_text("Explorer")
    expect(finding_of(page)).to_contain_text("serve-h20")


def test_the_browsers_language_is_followed(browser: Browser, address: str) -> None:
    chinese = browser.new_context(locale="zh-CN")
    chinese.set_default_timeout(PATIENCE_MS)
    try:
        page = chinese.new_page()
        open_screen(page, address)
        expect(title_of(page)).to_have_text("总览")
    finally:
        chinese.close()


def test_a_table_is_downloaded_with_its_filters_and_provenance(page: Page, address: str) -> None:
    open_screen(page, f"{address}/forecast?pool={POOL.replace(' ', '+')}")
    button = page.locator(".st-key-download_forecast_parquet button")  # of several tables, this one
    with page.expect_download() as started:
        button.click()
    content = Path(started.value.path()).read_bytes()
    assert pl.read_parquet(BytesIO(content)).height > 0
    metadata = pl.read_parquet_metadata(BytesIO(content))
    assert POOL in metadata["suanli.filters"]
    assert re.match(r"\d{8}T\d+Z-", metadata["suanli.snapshot_id"])


def test_a_number_leads_to_the_lines_of_its_file(page: Page, address: str) -> None:
    """The company's cost, by pressing bars: one provider's, one pool's; then file and lines."""
    with_motion(page)
    open_screen(page, f"{address}/explorer?lang=en&rows=provider")
    whole = finding_of(page).inner_text()
    press_first_bar(page)
    expect(finding_of(page)).not_to_have_text(whole)
    expect(page).to_have_url(re.compile("rows=pool"))
    assert address_of(page, "provider") == ["Hub region cloud A"]  # the dearest stands on top
    settled(page)
    page.get_by_role("link", name="From a figure to its source rows").click()
    expect(title_of(page)).to_have_text("Data health")
    open_screen(page, f"{address}/data-health?lang=en&trace=core_commitment")
    with page.expect_download() as started:
        page.locator(".st-key-download_lineage_csv button").click()
    traced = pl.read_csv(Path(started.value.path()))
    assert traced["file_name"].unique().to_list() == ["sample_contracts.csv"]
    assert traced["lines"].null_count() == 0


def test_rejected_rows_stand_on_data_health_with_their_reasons(page: Page, address: str) -> None:
    open_screen(page, f"{address}/data-health")
    expect(page.get_by_text(re.compile("rejected", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


def test_the_keyboard_alone_opens_a_screen_and_finds_a_pool(page: Page, address: str) -> None:
    with_motion(page)
    open_screen(page, f"{address}/?lang=en")
    _tab_to(page, "Procurement")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Proof")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title_of(page)).to_have_text("Proof")
    settled(page)
    _tab_to(page, "Search")
    page.keyboard.type("serve-h20")
    expect(page.get_by_role("option").first).to_contain_text("serve-h20")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("serve-h20"))
    settled(page)


def _tab_to(page: Page, name: str) -> None:
    """Tab until what bears the name has the focus; a page has fewer places than this."""
    for _ in range(60):
        page.keyboard.press("Tab")
        words = "(e => e.ariaLabel || e.innerText || '')(document.activeElement)"
        if str(page.evaluate(words)).startswith(name):
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_the_dark_theme_reaches_into_charts(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    open_screen(page, address)
    label = page.get_by_test_id("stPlotlyChart").first.locator(".xtick text").first
    expect(label).to_be_attached()
    shades = "e => [getComputedStyle(e).fill, getComputedStyle(document.body).color].map("
    shades += "c => c.match(/[0-9]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3)"
    assert min(label.evaluate(shades)) > 128  # both light: they stand on dark


class Line:
    """The page's line to its server: while it is cut, every knock is refused."""

    def __init__(self, page: Page) -> None:
        self.is_cut, self.joined = False, list[WebSocketRoute]()
        page.route_web_socket(re.compile("_stcore/stream"), self._join)

    def _join(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self.joined.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        self.joined[-1].close()


def test_a_page_whose_line_is_cut_goes_on_with_its_filters(page: Page, address: str) -> None:
    line = Line(page)
    open_screen(page, f"{address}/explorer?lang=en&provider=East+cloud+B&rows=pool")
    before = finding_of(page).inner_text()
    assert "serve-h20" in before
    page.evaluate("window.isOld = true")
    state = page.get_by_test_id("stApp")
    line.cut()
    expect(state).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    line.is_cut = False
    expect(state).to_have_attribute("data-test-connection-state", "CONNECTED")
    settled(page)
    assert page.evaluate("window.isOld")  # not loaded anew: what was typed is still there
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(finding_of(page)).to_have_text(before)
    assert address_of(page, "provider") == ["East cloud B"]
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page).not_to_have_url(re.compile("provider="))
    expect(finding_of(page)).not_to_have_text(before)


def test_the_overview_is_one_page_of_paper(page: Page, address: str) -> None:
    open_screen(page, f"{address}/?lang=en")
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    counted = re.search(rb"/Count (\d+)", page.pdf(prefer_css_page_size=True))
    assert counted
    assert int(counted[1]) == 1  # no empty one behind it


def test_a_screen_is_printed_whole_and_without_what_is_pressed(page: Page, address: str) -> None:
    open_screen(page, f"{address}/commitments?lang=en")
    expect(page.get_by_test_id("stPlotlyChart").locator(".main-svg").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    paper = page.pdf(prefer_css_page_size=True)
    counted = re.search(rb"/Count (\d+)", paper)
    assert counted
    assert int(counted[1]) > 1  # not only what is in sight
    page.emulate_media(media="print")
    expect(title_of(page)).to_be_visible()
    expect(page.get_by_text("Synthetic sample").first).to_be_visible()
    expect(page.locator("header").first).to_be_hidden()
    for button in page.get_by_test_id("stDownloadButton").all():
        expect(button).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for drawing in page.locator("svg.main-svg[width]").all():
        assert drawing.get_attribute("viewBox")  # so it shrinks with the paper
