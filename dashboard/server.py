"""Serving the dashboard: one ASGI application, bound to the address the settings name."""

import gc
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dashboard.housekeeping import keep_house, limit_heaps
from dashboard.theme import theme_options
from dashboard.view import current
from data.errors import UsageError
from data.settings import Settings
from data.workspace import Workspace

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from streamlit import App

SCRIPT = Path(__file__).with_name("app.py")
SERVER_ID = uuid4().hex  # by which an open page knows a restarted server (page.js)
# What the first session would otherwise wait for, seconds of it.
_WARM_UP = (
    "plotly.graph_objects",
    "polars",
    "duckdb",
    "pyarrow",
    "pandas",
    "orjson",
    "babel.dates",
    "dashboard.components",
    "dashboard.charts.fan",
)


def serve(home: Path, settings: Settings) -> None:
    """Serve the workspace at `home` until interrupted.

    Raises:
        UsageError: the port is taken, or the address is not this machine's.
    """
    _require_free(settings.host, settings.port)
    limit_heaps()
    os.environ["SUANLI_HOME"] = str(Workspace(home).home.absolute())  # where screens look
    print(f"Suanli: http://{settings.host}:{settings.port}", flush=True)  # noqa: T201
    build_app().run(config=server_options(settings))


def build_app() -> "App":
    """The application: Streamlit's, plus /health; says nothing of a fault's inside to readers."""
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.routing import Route
    from streamlit import App

    from dashboard.first_page import FirstPage
    from dashboard.screens import SCREENS
    from dashboard.unknown_pages import UnknownPages

    return App(
        SCRIPT,
        routes=[Route("/health", _health), Route(f"/{SCREENS[0].url_path}", _to_the_root)],
        middleware=[
            Middleware(UnknownPages, known={one.url_path for one in SCREENS}),
            Middleware(FirstPage),  # the page it edits must not be compressed yet
            # Plotly's chunk alone is 4.7 MB, 1.4 MB compressed; level 5 costs a third of level 9.
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        ],
        lifespan=_beside_readers,
        on_script_error=tell_of_fault,
    )


def server_options(settings: Settings) -> dict[str, Any]:
    """Streamlit's options: local, silent to other hosts, without developer's tools, our look."""
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        # A full collection after every run costs more than most runs do; Python's own suffices.
        "runner.postScriptGC": False,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": settings.host,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        # Streamlit's own CSV of a table lacks where its rows come from: components.tables has it.
        "client.disableDataExport": True,
        "logger.hideWelcomeMessage": True,
        # Compare sets a new pool's own price in its widgets, on purpose.
        "global.disableWidgetStateDuplicationWarning": True,
        **theme_options(),
    }


def tell_of_fault(fault: Exception) -> bool:  # noqa: ARG001
    """Tell the reader only that there was a fault of ours; Streamlit logs it with its traceback."""
    import streamlit as st

    from dashboard.i18n import t

    st.error(t("common.error.unexpected"))
    return True


async def _health(request: "Request") -> "Response":  # noqa: ARG001
    from starlette.responses import JSONResponse

    view = current()
    snapshot_id = view.snapshot_id if view else None
    return JSONResponse({"status": "ok", "server": SERVER_ID, "snapshot_id": snapshot_id})


async def _to_the_root(request: "Request") -> "Response":
    """The first screen's own name, typed by hand: Streamlit knows it at the root alone."""
    from starlette.responses import RedirectResponse

    query = request.url.query
    return RedirectResponse(f"./?{query}" if query else "./")


@asynccontextmanager
async def _beside_readers(app: "App") -> AsyncIterator[None]:  # noqa: ARG001
    over = Event()
    Thread(target=_warm_up, daemon=True).start()  # the server already answers meanwhile
    Thread(target=keep_house, args=(over,), daemon=True).start()
    yield
    over.set()


def _warm_up() -> None:
    """Import what screens need, and take it out of what the garbage collector looks at."""
    from dashboard.i18n.catalogue import load_catalogue
    from dashboard.screens import SCREENS

    for name in (*_WARM_UP, *(screen.module for screen in SCREENS)):
        import_module(name)
    load_catalogue()
    gc.collect()
    gc.freeze()  # a million objects of modules that stay for good: 100 ms each time it looked


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does it: a port in TIME_WAIT is free, one that is listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            raise UsageError(
                f"The dashboard cannot listen there: {refused.strerror}",
                where=f"{host}:{port}",
                remedy="Stop what listens on it, or set SUANLI_PORT (or SUANLI_HOST).",
            ) from refused
