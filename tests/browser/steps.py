"""What journeys have in common: a screen is opened, and is done."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal

from playwright.sync_api import Locator, Page, ViewportSize, expect

Serve = Callable[..., AbstractContextManager[str]]  # a folder, and a port -> the address
PHONE: ViewportSize = {"width": 390, "height": 844}
# Nothing runs, is of the run before, stands in for a part that is still being fetched, or moves.
QUIET = """() => document.querySelector('[data-test-script-state=notRunning]')
  && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
  && document.getAnimations().every(one => one.playState !== 'running'
    || one.effect.getTiming().iterations === Infinity)"""
# Plotly hears no press on a bar that is about to be drawn anew: it stands where it stood before.
STANDS = """() => {
  const bar = document.querySelector('[data-testid=stPlotlyChart] .bars .point');
  const { x, y, width, height } = bar?.getBoundingClientRect() ?? {};
  const before = window.barStood;
  window.barStood = [x, y, width, height].join();
  return width > 0 && window.barStood === before;
}"""
PATIENCE_MS = 90_000  # a busy machine is slow, not broken
PUBLISHED_MS = 600_000  # the marts, the plans and the ladder are computed anew


def title_of(page: Page) -> Locator:
    """The screen's name."""
    return page.locator("h1").first


def finding_of(page: Page) -> Locator:
    """The first sentence below it."""
    return page.get_by_test_id("stMain").locator("h2").first


def settled(page: Page) -> None:
    """Nothing is being computed any more, and what was faded meanwhile is back."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(title_of(page)).to_be_visible()
    page.wait_for_function(QUIET, polling=100)  # asked at each frame, it would call for frames


def open_screen(page: Page, url: str) -> None:
    """Go there, and wait for the screen."""
    page.goto(url)
    settled(page)


def with_motion(page: Page) -> None:
    """As readers see it who have not asked for less; all others of these tests have (conftest)."""
    page.emulate_media(reduced_motion="no-preference")


def go_by_menu(page: Page, menu: str, screen: str) -> None:
    """Another screen in the same session."""
    page.get_by_role("button", name=menu).click()
    page.get_by_role("menuitem", name=screen, exact=True).click()
    expect(title_of(page)).to_have_text(screen)
    settled(page)


def press_first_bar(page: Page) -> None:
    """The first bar of the first chart, once it stays where it is."""
    page.wait_for_function(STANDS, polling=500)
    page.get_by_test_id("stPlotlyChart").locator(".bars .point").first.click(force=True)


def turn_into_phone(page: Page) -> None:
    """The same page on a phone: it never scrolls sideways."""
    page.set_viewport_size(PHONE)
    assert_fits(page)


def assert_fits(page: Page, side: Literal["Width", "Height"] = "Width") -> None:
    """The style sheet may come a moment after the page, and charts are drawn anew."""
    page.wait_for_function(
        "side => { const m = document.querySelector('[data-testid=stMain]');"
        " return m[`scroll${side}`] <= m[`client${side}`]; }",
        arg=side,
    )
