"""The first load of the Overview in a browser: bytes over the wire, seconds until it can be read.

Bytes as Chromium counts them, compressed (encodedDataLength), with an empty cache; messages of the
websocket come on top. Seconds are wall clock on a server that has served before, the quickest of
three: on an idle machine only are they what a reader waits, so the load stands beside them. Then
the page is left alone and a snapshot is published. Baseline, in the same run: the same page of
Streamlit alone, without our compression.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.dashboard_served import Server, served, served_empty, swing_pointer
from tests.benchmarks.large_workspace import large_home
from tests.benchmarks.measure import Measure

_CHROMIUM = "/usr/bin/chromium"
_TILE, _CHART = "[data-testid='stMetric']", ".js-plotly-plot .plot-container"
_MB = 1e6


def run(*, quick: bool) -> list[Measure]:
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        large_home(quick=quick) as home,
        served_empty(Path(folder)) as empty,
        served(home) as server,
    ):
        executable = _CHROMIUM if Path(_CHROMIUM).exists() else None
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        bare, _ = _bytes(browser, empty, "text=nothing")
        _bytes(browser, server, _CHART)  # whoever comes first that day
        ours, messages = _bytes(browser, server, _CHART)
        openings = _openings(browser, server)
        seen_s, reruns = _left_alone(browser, server, home)
        browser.close()
    quickest = min(openings, key=lambda opening: opening.tiles_s)
    load = f"load {quickest.load:.1f} on {os.cpu_count()} processors"
    return [
        Measure("empty_page_mb", bare / _MB, "MB", note="baseline: Streamlit alone, no chart"),
        Measure("overview_first_load_mb", (ours + messages) / _MB, "MB", target=3.0),
        Measure("overview_messages_kb", messages / 1000, "kB", note="of them over the websocket"),
        Measure("overview_tiles_s", quickest.tiles_s, "s", target=1.5, note=load),
        Measure("overview_last_chart_s", quickest.chart_s, "s", target=3.0, note=load),
        Measure("overview_browser_ms", median(o.browser_ms for o in openings), "CPU ms"),
        Measure("overview_server_ms", median(o.server_ms for o in openings), "CPU ms"),
        Measure("open_page_sees_news_s", seen_s, "s", target=60),
        Measure("open_page_errors", reruns, "", target=0, note="of the browser's console"),
    ]


def _bytes(browser: Browser, server: Server, until: str) -> tuple[int, int]:
    """Bytes of all answers, and of the websocket's messages."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    counted = {"answers": 0, "messages": 0}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def answered(event: dict[str, Any]) -> None:
        counted["answers"] += int(event["encodedDataLength"])

    def told(event: dict[str, Any]) -> None:
        counted["messages"] += len(event["response"]["payloadData"]) * 3 // 4  # of base64

    network.on("Network.loadingFinished", answered)
    network.on("Network.webSocketFrameReceived", told)
    _open(page, server)
    page.wait_for_selector(until, timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.context.close()
    return counted["answers"], counted["messages"]


@dataclass(frozen=True)
class _Opening:
    """One opening with a filled cache: seconds until tiles and chart, and what it cost.

    load: how many processes ran or waited in the minute before. browser_ms: CPU of the page's
    main thread. server_ms: CPU of the serving process.
    """

    tiles_s: float
    chart_s: float
    load: float
    browser_ms: float
    server_ms: float


def _openings(browser: Browser, server: Server) -> list[_Opening]:
    """Three, after one that fills the cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = [_opening(context, server) for _ in range(4)]
    context.close()
    return found[1:]


def _opening(context: BrowserContext, server: Server) -> _Opening:
    page, before_ms = context.new_page(), server.cpu_ms()
    costs = context.new_cdp_session(page)
    costs.send("Performance.enable", {"timeDomain": "threadTicks"})
    started, load = perf_counter(), os.getloadavg()[0]
    _open(page, server)
    page.wait_for_selector(_TILE, timeout=60_000)
    tiles_s = perf_counter() - started
    page.wait_for_selector(_CHART, timeout=60_000)
    chart_s = perf_counter() - started
    spent = {one["name"]: one["value"] for one in costs.send("Performance.getMetrics")["metrics"]}
    page.close()
    browser_ms, server_ms = 1000 * spent["TaskDuration"], server.cpu_ms() - before_ms
    return _Opening(tiles_s, chart_s, load, browser_ms, server_ms)


def _left_alone(browser: Browser, server: Server, home: Path) -> tuple[float, int]:
    """Seconds until an open page that nobody touches names the new snapshot; errors meanwhile."""
    page = browser.new_context().new_page()
    frames: list[bytes] = []
    errors: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", _note(frames)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    _open(page, server)
    page.wait_for_selector(_CHART, timeout=60_000)
    news, started = swing_pointer(home, 1).encode(), perf_counter()
    while not any(news in frame for frame in frames) and perf_counter() - started < 90:
        page.wait_for_timeout(250)
    seen_s = perf_counter() - started
    page.wait_for_timeout(1_000)
    errors += page.locator("[data-testid='stException']").all_inner_texts()
    page.context.close()
    return seen_s, len(errors)


def _note(frames: list[bytes]) -> Any:
    def noted(payload: bytes | str) -> None:
        frames.append(payload if isinstance(payload, bytes) else payload.encode())

    return noted


def _open(page: Page, server: Server) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/?lang=en", timeout=60_000)
