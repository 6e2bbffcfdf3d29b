"""Writing in a real browser: a verdict, a view for everybody, a campaign that is published."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.planning.store import read_entries
from data.snapshot import require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from tests.browser.steps import (
    PATIENCE_MS,
    PUBLISHED_MS,
    Serve,
    finding_of,
    open_screen,
    settled,
)

CAMPAIGN = (
    "run-9\tDomestic cloud C\tSouthern hub\tserve-910b4\tAscend 910B4"
    "\t2026-12-15\t2027-02-28\t128\tplan of November"
)
POOL = "Domestic cloud C/Southern hub/serve-910b4/Ascend 910B4"
# Titles, sentences and figures, without the head's snapshot; once they have stayed for a while.
TOLD = (
    "[...document.querySelectorAll('[data-testid=stMain] [data-testid=stMarkdownContainer]')]"
    ".map(e => e.innerText).filter(text => !text.includes('snapshot')).join('\\n')"
)
STAYED = f"() => {{ const said = window.said; window.said = {TOLD}; return said === window.said; }}"
PLANS = ("capacity", "commitments")
SEEN_MS = 180_000  # an open page looks for new figures by itself


@pytest.fixture(scope="module")
def workspace(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the sample, to write to."""
    return Workspace(shutil.copytree(sample_home, tmp_path_factory.mktemp("entering") / "home"))


@pytest.fixture(scope="module")
def own(workspace: Workspace, serve: Serve) -> Iterator[str]:
    with serve(workspace.home) as url:
        yield url


def test_an_executive_accepts_an_advice_and_is_asked_for_its_contract(
    page: Page, own: str, workspace: Workspace
) -> None:
    open_screen(page, f"{own}/decisions?lang=en")
    expect(page.get_by_role("heading", name=re.compile("Due for decision"))).to_be_visible()
    page.get_by_role("button", name="Accept").first.click()
    settled(page)
    page.get_by_label("Owner").fill("procurement")
    page.get_by_label("Reason").fill("it pays")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text(re.compile("The decision on .+ is kept"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Decisions kept: 1"))).to_be_visible()
    [entry] = read_entries(workspace)
    assert (entry.who, (entry.values or {})["verdict"]) == ("procurement", "accepted")


def test_a_view_is_saved_for_everybody_and_opens_from_its_link(
    page: Page, own: str, browser: Browser
) -> None:
    open_screen(page, f"{own}/explorer?lang=en&provider=East+cloud+B&rows=pool")
    expect(finding_of(page)).to_contain_text("serve-h20")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill("East by pool")
    page.get_by_label("Your name").fill("analysts")
    page.get_by_label("Your name").press("Enter")
    page.get_by_role("button", name="Save for everybody").click()
    expect(page.get_by_text("Saved: East by pool")).to_be_visible()
    link = page.url
    somebody_else = browser.new_context(locale="zh-CN")
    somebody_else.set_default_timeout(PATIENCE_MS)
    try:
        other = somebody_else.new_page()
        open_screen(other, link.replace("lang=en", "lang=zh_CN"))
        expect(finding_of(other)).to_contain_text("serve-h20")
        other.get_by_role("combobox", name="搜索").fill("East by pool")
        expect(other.get_by_role("option").first).to_contain_text("East by pool")
    finally:
        somebody_else.close()


def test_a_campaign_pasted_from_a_spreadsheet_changes_the_plan_in_open_pages_and_is_undone(
    page: Page, own: str, workspace: Workspace
) -> None:
    screens = [f"{own}/{name}?lang=en&pool={POOL.replace(' ', '+')}" for name in PLANS]
    watching = [page.context.new_page() for _ in PLANS]  # somebody else's, who presses nothing
    for other, url in zip(watching, screens, strict=True):
        open_screen(other, url)
    before = [told(other) for other in watching]
    open_screen(page, f"{own}/planning-data?lang=en&kind=campaign")
    page.get_by_text("Paste from a spreadsheet").click()
    field = page.get_by_role("textbox", name=re.compile("Rows as copied"))
    field.fill(CAMPAIGN)
    field.press("Control+Enter")
    page.get_by_role("button", name="Add these rows").click()
    expect(page.get_by_text("1 row is sound")).to_be_visible()
    who = page.get_by_label("Entered by")
    who.fill("procurement")
    who.press("Enter")
    page.get_by_role("button", name="Save and publish (1 change)").click()
    expect(page.get_by_text(re.compile(r"Saved and published\."))).to_be_visible(
        timeout=PUBLISHED_MS
    )
    expect(page.get_by_text("Who changed what: 1 entry")).to_be_visible()
    assert planned(workspace) == [128]
    for other, text in zip(watching, before, strict=True):
        other.wait_for_function(f"before => {TOLD} !== before", arg=text, timeout=SEEN_MS)
    page.get_by_role("button", name="Undo the last saving").click()
    expect(page.get_by_text("Who changed what: 2 entries")).to_be_visible(timeout=PUBLISHED_MS)
    assert planned(workspace) == []
    for other, text in zip(watching, before, strict=True):  # as if it had never been entered
        other.wait_for_function(f"before => {TOLD} === before", arg=text, timeout=SEEN_MS)


def told(page: Page) -> str:
    page.wait_for_function(STAYED, polling=2_000)
    words: str = page.evaluate("window.said")
    return words


def planned(workspace: Workspace) -> list[int]:
    with open_snapshot(require_current(workspace).path) as connection:
        rows = query(connection, "SELECT cards FROM core_campaign WHERE campaign = 'run-9'")
    return rows["cards"].to_list()
