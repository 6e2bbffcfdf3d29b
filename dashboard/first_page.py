"""The HTML page that the browser asks for first: told where its server is, and what it is called.

Left alone, Streamlit's page opened at /forecast looks for its server below /forecast first, fails,
and tries again above it: two errors in the browser's console and two round trips for every deep
link. Its front end reads `window.__streamlit` before it looks. It also fetches a font ahead that
our look never uses: 170 kB, before anything can be read.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"
_TOLD = (
    b"<head><script>window.__streamlit = Object.assign(window.__streamlit || {},"
    b' {BACKEND_BASE_URL: window.location.origin + "/"})</script>'
    # What is drawn before the theme has come, in the font that is fetched otherwise.
    b'<style>a[data-testid="stSkipToContent"] { font-family: sans-serif }</style>'
)
_FONT_AHEAD = re.compile(rb'<link\s+rel="preload"[^>]*\bas="font"[^>]*>')
_TITLE, _OUR_TITLE = b"<title>Streamlit</title>", b"<title>Suanli</title>"


class FirstPage:
    """ASGI middleware that edits HTML answers and leaves everything else alone."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handle one connection."""
        if scope["type"] != "http" or b"text/html" not in _header(scope["headers"], b"accept"):
            await self._app(scope, receive, send)
            return
        # The page is small: sent plain, so that it can be edited.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, _Editor(send).send)


class _Editor:
    """Holds an HTML answer back until it is whole, edits it, and sends it on."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            if b"text/html" in _header(message["headers"], b"content-type"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_edited(self._start)
            return
        await self._send(message)

    async def _send_edited(self, start: "Message") -> None:
        body = self._body.replace(_HEAD, _TOLD, 1).replace(_TITLE, _OUR_TITLE, 1)
        body = _FONT_AHEAD.sub(b"", body)
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    return next((value for key, value in headers if key.lower() == name), b"")
