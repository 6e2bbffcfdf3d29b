"""Opening a screen: its render() alone, or the whole dashboard at its address."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from data.snapshot import find_current
from data.workspace import Workspace

APP = Path(dashboard.__file__).with_name("app.py")


def rendered(
    name: str, /, language: str = "en", *, pages: Sequence[str] = (), **url: Any
) -> AppTest:
    """A screen's render() on its own; `pages` are the screens that its links lead to."""
    app = AppTest.from_function(_script, args=(name, tuple(pages)), default_timeout=60)
    for key, value in ({"lang": language} | url).items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception[0].stack_trace
    return app


def _script(name: str, pages: tuple[str, ...]) -> None:  # run apart: it has its own imports only
    from importlib import import_module

    import streamlit as st

    from dashboard.components.links import remember_pages
    from dashboard.reading import pin

    pin()
    remember_pages({page: st.Page(lambda: None, title=page, url_path=page) for page in pages})
    import_module(f"dashboard.screens.{name}").render()


def at_address(address: str, /, **url: Any) -> AppTest:
    """The whole dashboard at an address."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(url)
    go_to(app, address)
    assert not app.exception, app.exception[0].stack_trace
    return app


def go_to(app: AppTest, address: str) -> AppTest:
    """Another screen of the same session: AppTest can only switch to pages that are files."""
    app._page_hash = calc_hash(address)
    return app.run()


def without_tables(home: Path, *names: str) -> None:
    """Take tables out of what is published, as if an older version had published it."""
    snapshot = find_current(Workspace(home))
    assert snapshot is not None
    with duckdb.connect(str(snapshot.path)) as connection:
        for name in names:
            connection.execute(f'DROP TABLE "{name}"')


def headline(app: AppTest) -> str:
    """The first heading below the screen's name."""
    return next(text.value for text in app.markdown if text.value.startswith("## "))[3:]


def everything(app: AppTest) -> str:
    """All sentences and captions."""
    assert not app.exception, app.exception[0].stack_trace
    return "\n".join(str(part.value) for part in (*app.markdown, *app.caption))
