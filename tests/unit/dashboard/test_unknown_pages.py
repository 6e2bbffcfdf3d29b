"""An address of no screen leads to the first one; everything else passes."""

import asyncio
from typing import Any

import pytest

from dashboard.unknown_pages import UnknownPages

PAGES = [(b"accept", b"text/html,application/xhtml+xml")]


def answer(path: str, query: str = "", **other: Any) -> tuple[int, str]:
    """Status and where it leads; 200 is the application itself."""
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    middleware = UnknownPages(application, known={"forecast", "data-health"})
    asyncio.run(middleware(scope | {"headers": PAGES} | other, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    ("path", "query", "leads_to"),
    [
        ("/nowhere", "", "/?page=nowhere"),
        ("/nowhere/at/all/", "lang=ja&pool=a", "/?lang=ja&pool=a&page=nowhere%2Fat%2Fall"),
        ("/Forecast&x=1", "", "/?page=Forecast%26x%3D1"),
    ],
)
def test_an_unknown_page_leads_to_the_first_screen(path: str, query: str, leads_to: str) -> None:
    assert answer(path, query) == (307, leads_to)


@pytest.mark.parametrize(
    "path",
    ["/", "/forecast", "/data-health/", "/health", "/_stcore/host-config", "/media/abc", "/no.js"],
)
def test_screens_assets_and_streamlits_own_pass(path: str) -> None:
    assert answer(path) == (200, "")


def test_what_is_no_page_opened_by_a_browser_passes() -> None:
    assert answer("/nowhere", headers=[(b"accept", b"*/*")]) == (200, "")
    assert answer("/nowhere", method="POST") == (200, "")
    assert answer("/nowhere", type="websocket") == (200, "")
