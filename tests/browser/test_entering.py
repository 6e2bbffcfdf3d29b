"""Deciding and entering in a real browser: a verdict is kept, a pasted campaign is published."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.planning.store import read_entries
from data.snapshot import require_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace

CAMPAIGN = (
    "run-9\tHub region cloud A\tNorthern hub\ttrain-h100\tH100 SXM5"
    "\t2027-02-01\t2027-03-31\t128\tplan of November"
)
PUBLISHED_MS = 180_000  # the marts, the plans and the ladder are computed anew


@pytest.fixture(scope="module")
def workspace(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the sample, to write to."""
    return Workspace(shutil.copytree(sample_home, tmp_path_factory.mktemp("entering") / "home"))


@pytest.fixture(scope="module")
def own(
    workspace: Workspace, serve: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[str]:
    with serve(workspace.home) as url:
        yield url


def test_an_executive_accepts_an_advice_and_is_asked_for_its_contract(
    page: Page, own: str, workspace: Workspace
) -> None:
    page.goto(f"{own}/decisions?lang=en")
    expect(page.get_by_role("heading", name=re.compile("Due for decision"))).to_be_visible()
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_label("Owner").fill("procurement")
    page.get_by_label("Reason").fill("it pays")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text(re.compile("The decision on .+ is kept"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Decisions kept: 1"))).to_be_visible()
    [entry] = read_entries(workspace)
    assert (entry.who, (entry.values or {})["verdict"]) == ("procurement", "accepted")


def test_a_campaign_pasted_from_a_spreadsheet_is_published_and_undone(
    page: Page, own: str, workspace: Workspace
) -> None:
    page.goto(f"{own}/planning-data?lang=en&kind=campaign")
    page.get_by_text("Paste from a spreadsheet").click()
    field = page.get_by_role("textbox", name=re.compile("Rows as copied"))
    field.fill(CAMPAIGN)
    field.press("Control+Enter")
    page.get_by_role("button", name="Add these rows").click()
    expect(page.get_by_text("All 1 rows are sound")).to_be_visible()
    who = page.get_by_label("Entered by")
    who.fill("procurement")
    who.press("Enter")
    page.get_by_role("button", name="Save and publish (1 changes)").click()
    expect(page.get_by_text("Saved and published")).to_be_visible(timeout=PUBLISHED_MS)
    expect(page.get_by_text("Who changed what: 1 entries")).to_be_visible()
    assert planned(workspace) == [128]
    page.get_by_role("button", name="Undo the last saving").click()
    expect(page.get_by_text("Who changed what: 2 entries")).to_be_visible(timeout=PUBLISHED_MS)
    assert planned(workspace) == []


def planned(workspace: Workspace) -> list[int]:
    with open_snapshot(require_current(workspace).path) as connection:
        rows = query(connection, "SELECT cards FROM core_campaign WHERE campaign = 'run-9'")
    return rows["cards"].to_list()
