"""Addresses of no screen: they lead to the first screen, which names them.

Left alone, Streamlit answers with its own page and an English dialog over it.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PAGE = "page"  # the key in the address that names what was asked for
_OF_STREAMLIT = {"_stcore", "app", "auth", "component", "media", "oauth2callback", "static"}


class UnknownPages:
    """ASGI middleware for pages that a browser opens; assets and other requests are left alone."""

    def __init__(self, app: "ASGIApp", known: Collection[str]) -> None:
        self._app = app
        self._known = {"", "health", *known}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handle one connection."""
        path = scope.get("path", "").strip("/")
        is_there = path in self._known or path.partition("/")[0] in _OF_STREAMLIT
        if is_there or "." in path or not _is_page_opened(scope):
            await self._app(scope, receive, send)
            return
        from starlette.responses import RedirectResponse

        asked = "&".join(filter(None, (scope["query_string"].decode(), urlencode({PAGE: path}))))
        await RedirectResponse(f"{scope.get('root_path', '')}/?{asked}")(scope, receive, send)


def _is_page_opened(scope: "Scope") -> bool:
    accepted = dict(scope.get("headers", ())).get(b"accept", b"")
    return scope["type"] == "http" and scope["method"] == "GET" and b"text/html" in accepted
