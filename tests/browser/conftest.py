"""A real Chromium against a really served dashboard on the sample.

Without a browser these tests are skipped with the reason, except with CI=true, where they fail.
Every test fails on an error in the browser's console and on any request to another host.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.steps import PATIENCE_MS, Serve

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_LIMIT_S = 180
LOOPBACK = {"127.0.0.1", "localhost"}


@dataclass
class Watch:
    """What the browser complained of, and whom it called."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def on_request(self, request: Request) -> None:
        address = urlparse(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOOPBACK:
            self.foreign.append(request.url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = shutil.which("chromium")
    if path:
        return path
    reason = "chromium is not installed (Debian: apt install chromium fonts-noto-cjk)"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must run the browser tests")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    # Playwright keeps an event loop running: it must end before other tests begin.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(chromium_path: str) -> Serve:
    """Serve a workspace while a block runs; gives its address. Only this process is ended.

    `port` is that of a server before it, which was ended; None for any that is free.
    """

    @contextmanager
    def serving(home: Path, port: int | None = None) -> Iterator[str]:
        home.mkdir(exist_ok=True)
        port, path = port or _free_port(), home / "serve.log"
        command = [sys.executable, "-m", "dashboard.cli", "serve", "--home", str(home)]
        environment = {**os.environ, "SUANLI_PORT": str(port)}
        log = path.open("wb")
        with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
            try:
                _await_health(server, f"http://127.0.0.1:{port}/health", path)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                server.wait(timeout=120)

    return serving


@pytest.fixture(scope="session")
def address(serve: Serve, sample_home: Path) -> Iterator[str]:
    """Address of a dashboard that serves the sample."""
    with serve(sample_home) as url:
        yield url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who asks for little motion, which costs much where there is no graphics card.

    Journeys that press what moves ask for motion (steps.with_motion).
    """
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-GB",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    watch = Watch()
    page = context.new_page()
    page.on("console", watch.on_console)
    page.on("request", watch.on_request)
    yield page
    assert watch.errors == []
    assert watch.foreign == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_health(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    pause = threading.Event()
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  loopback only
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pause.wait(0.1)  # between two knocks at the door
    pytest.fail(f"the dashboard did not start:\n{log.read_text()}")
