"""A browser's side of Streamlit's websocket, without the browser: for measuring servers.

Sends what the frontend sends for a rerun, and reads messages until the script has finished. Kept
messages (Streamlit's cache of large ones in the browser) are declared as a browser declares them.
"""

import asyncio
import re
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_RUN_LIMIT_S = 60.0
_SNAPSHOT_ID = re.compile(rb"\d{8}T\d{12}Z-[0-9a-f]{6}(?:~\d+)?")
_HEAD_BYTES = 4_000  # no message of a page's head is larger


@dataclass
class Run:
    """What one run of the script sent back.

    seconds: from the click to the last message. fragments: ids of the fragments drawn.
    errors: what a reader would see as a fault. snapshots: ids of those that the page names.
    """

    seconds: float = 0.0
    received_bytes: int = 0
    messages: int = 0
    fragments: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    snapshots: set[str] = field(default_factory=set)


class Session:
    """One open page. `async with Session(port) as session: await session.show("forecast")`."""

    def __init__(self, port: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._kept: set[str] = set()
        self._page_hash = ""
        self._asked = BackMsg()
        self._connection: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self._connection = await connect(
            self._url, subprotocols=["streamlit"], max_size=None, compression=None
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self._socket.close()

    @property
    def _socket(self) -> ClientConnection:
        assert self._connection is not None
        return self._connection

    async def show(self, page: str, **url: str) -> Run:
        """Go to a page by its address, as following a link does."""
        self._asked = BackMsg()
        state = self._asked.rerun_script
        state.page_name = page
        state.query_string = urlencode({"lang": "en"} | url)
        state.context_info.timezone = "Asia/Shanghai"
        state.context_info.locale = "en-GB"
        state.context_info.color_scheme = "light"
        return await self._run()

    async def again(self, fragment: str = "") -> Run:
        """Run the same page again, or one of its fragments."""
        state = self._asked.rerun_script
        state.fragment_id = fragment
        if self._page_hash:
            state.page_script_hash, state.page_name = self._page_hash, ""
        return await self._run()

    async def _run(self) -> Run:
        state = self._asked.rerun_script
        del state.cached_message_hashes[:]
        state.cached_message_hashes.extend(sorted(self._kept))
        run, started = Run(), perf_counter()
        await self._socket.send(self._asked.SerializeToString())
        async with asyncio.timeout(_RUN_LIMIT_S):
            while not self._take(await self._socket.recv(), run):
                pass
        run.seconds = perf_counter() - started
        return run

    def _take(self, payload: bytes | str, run: Run) -> bool:
        """Note a message; whether it was the last of the run."""
        assert isinstance(payload, bytes)
        message = ForwardMsg()
        message.ParseFromString(payload)
        run.received_bytes += len(payload)
        run.messages += 1
        if len(payload) < _HEAD_BYTES:
            run.snapshots.update(found.decode() for found in _SNAPSHOT_ID.findall(payload))
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "delta":
            self._look(message, run)
        elif kind == "session_event" and message.session_event.HasField(
            "script_compilation_exception"
        ):
            run.errors.append("script does not compile")
        return kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        )

    def _look(self, message: ForwardMsg, run: Run) -> None:
        delta = message.delta
        if delta.fragment_id and delta.fragment_id not in run.fragments:
            run.fragments.append(delta.fragment_id)
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            run.errors.append(element.exception.message)
        elif element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
            run.errors.append(element.alert.body)
