"""An open page notices by itself that new figures were published."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.screens import SCREENS
from dashboard.view import current

Publish = Callable[[dict[str, Any]], Any]


def _page(asks: bool) -> None:
    import streamlit as st

    from dashboard.components.news import watch_for_news
    from dashboard.reading import current, pin

    if "drawn" in st.session_state:
        pin()
    st.session_state["drawn"] = True
    watch_for_news(asks=asks)
    view = current()
    st.text(view.snapshot_id if view else "nothing")


def _opened(publish_rows: Publish, *, asks: bool, news: bool) -> tuple[AppTest, str]:
    """A page that was drawn, after which perhaps something was published; what it had shown."""
    publish_rows({})
    app = AppTest.from_function(_page, args=(asks,), default_timeout=60)
    seen = current()
    assert seen is not None
    app.session_state["_pinned_view"] = seen
    if news:
        publish_rows({})
    app.run()
    assert not app.exception
    return app, seen.snapshot_id


def test_new_figures_are_shown_without_a_press(publish_rows: Publish) -> None:
    app, seen = _opened(publish_rows, asks=False, news=True)
    published = current()
    assert published is not None
    assert app.text[0].value == published.snapshot_id != seen
    assert not app.button


def test_where_something_may_be_typed_they_wait_for_a_press(publish_rows: Publish) -> None:
    app, seen = _opened(publish_rows, asks=True, news=True)
    assert app.text[0].value == seen
    app.button(key="show_news").click().run()
    assert app.text[0].value != seen
    assert not app.button


@pytest.mark.parametrize("asks", [True, False])
def test_without_news_nothing_is_drawn(publish_rows: Publish, asks: bool) -> None:
    app, seen = _opened(publish_rows, asks=asks, news=False)
    assert app.text[0].value == seen
    assert not app.button


def test_screens_that_keep_what_was_typed_only_once_it_is_sent_are_marked() -> None:
    assert {screen.name for screen in SCREENS if screen.has_forms} == {
        "decisions",
        "upload",
        "entries",
    }
