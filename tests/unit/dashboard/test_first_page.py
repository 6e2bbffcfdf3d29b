"""The HTML page that comes first, as the installed Streamlit has it and as it is sent."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

from dashboard.first_page import FirstPage

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


def sent(accept: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Headers and body of an answer in two parts, as whoever accepts such a type gets it."""
    answers: list[Message] = []

    async def streamlit_itself(_: "Scope", __: "Receive", send: "Send") -> None:
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:500], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[500:]})

    async def receive() -> "Message":
        return {"type": "http.request"}

    async def send(message: "Message") -> None:
        answers.append(message)

    scope = {"type": "http", "headers": [(b"accept", accept)]}
    asyncio.run(FirstPage(streamlit_itself)(scope, receive, send))
    return dict(answers[0]["headers"]), b"".join(one["body"] for one in answers[1:])


def test_the_page_knows_its_server_and_its_name_and_fetches_no_font_ahead() -> None:
    headers, body = sent(b"text/html,*/*")
    assert b'as="font"' in PAGE  # or what takes it out is no longer needed
    assert b'as="font"' not in body
    assert body.index(b"BACKEND_BASE_URL") < body.index(b"<script type=")
    assert b"<title>Suanli</title>" in body
    assert headers[b"content-length"] == str(len(body)).encode()


def test_what_is_no_page_is_left_alone() -> None:
    assert sent(b"application/json")[1] == PAGE
