"""What people do with the dashboard, in a real browser; see conftest for what fails every test."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

POOL = "East cloud B/East China/serve-h20/H20 96G"


def title_of(page: Page) -> Locator:
    return page.locator("h1").first


def open_screen(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(title_of(page)).to_be_visible()


def heading_sizes(page: Page) -> dict[str, int]:
    sizes: dict[str, int] = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return {scroll: m.scrollHeight, seen: m.clientHeight,"
        " wide: m.scrollWidth, seenWide: m.clientWidth}; }"
    )
    return sizes


def test_an_executive_reads_the_answer_on_the_first_screen_without_scrolling(
    page: Page, address: str
) -> None:
    open_screen(page, address)
    expect(title_of(page)).to_have_text("Overview")
    expect(page.get_by_text("Synthetic sample").first).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(5)
    finding = page.get_by_text(re.compile(r"Cost will (pass|stay)"))
    expect(finding).to_be_in_viewport()
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_in_viewport()
    sizes = heading_sizes(page)
    assert sizes["scroll"] <= sizes["seen"]


def test_moving_the_rent_changes_the_answer_and_the_address(page: Page, address: str) -> None:
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
    assert answer.inner_text() != before
    assert parse_qs(urlparse(page.url).query)["rent"] == ["62000"]


def test_a_rental_that_never_pays_says_so(page: Page, address: str) -> None:
    open_screen(page, f"{address}/compare?rent=60000&payg=7.8&cards=8")
    expect(page.get_by_text(re.compile("never pay")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"133\.5\s?%")).first).to_be_visible()


def test_a_deep_link_opens_the_same_question(page: Page, address: str) -> None:
    open_screen(page, f"{address}/forecast?pool={POOL.replace(' ', '+')}&lang=en")
    expect(title_of(page)).to_have_text("Forecast")
    expect(page.get_by_text("serve-h20").first).to_be_visible()
    page.get_by_role("button", name="Procurement").click()
    page.get_by_role("menuitem", name="Pay-as-you-go against packages").click()
    expect(title_of(page)).to_have_text("Pay-as-you-go against packages")
    expect(page.get_by_text("serve-h20").first).to_be_visible()  # the filter went along


@pytest.mark.parametrize(
    ("choice", "code", "title"), [("简体中文", "zh_CN", "总览"), ("日本語", "ja", "概要")]
)
def test_the_language_can_be_changed_by_hand_and_stays(
    page: Page, address: str, choice: str, code: str, title: str
) -> None:
    open_screen(page, address)
    page.get_by_role("button", name="English").click()
    page.get_by_text(choice, exact=True).click()
    expect(title_of(page)).to_have_text(title)
    assert parse_qs(urlparse(page.url).query)["lang"] == [code]
    page.reload()
    expect(title_of(page)).to_have_text(title)


def test_the_browsers_language_is_followed(context: BrowserContext, address: str) -> None:
    browser = context.browser
    assert browser is not None
    chinese = browser.new_context(locale="zh-CN")
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


def test_rejected_rows_stand_on_data_health_with_their_reasons(page: Page, address: str) -> None:
    open_screen(page, f"{address}/data-health")
    expect(page.get_by_text(re.compile("rejected", re.IGNORECASE)).first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


@pytest.mark.parametrize("screen", ["", "forecast", "anomalies", "compare", "data-health"])
def test_nothing_is_wider_than_a_phone(context: BrowserContext, address: str, screen: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    open_screen(page, f"{address}/{screen}")
    if screen:  # downloads stand below the tables: then all of the page is there
        expect(page.get_by_test_id("stDownloadButton").last).to_be_attached()
    # While a page is being built its tables are there before its style is.
    page.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]');"
        " return m.scrollWidth <= m.clientWidth; }",
        timeout=10_000,
    )
