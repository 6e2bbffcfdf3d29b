"""New figures in an open page: seen by itself, though nobody presses anything."""

from datetime import timedelta

import streamlit as st

from dashboard.i18n import t
from dashboard.reading import current
from data.errors import InputError, SettingsError
from data.snapshot import read_pointer
from data.workspace import find_workspace

LOOK_EVERY = timedelta(seconds=30)


@st.fragment(run_every=LOOK_EVERY)
def watch_for_news(*, asks: bool) -> None:
    """Redraw the page once another snapshot is published; with `asks` only when told to.

    A look reads one small file. What is typed into a form is the browser's alone until it is sent,
    and may not be lost to figures that nobody asked for.
    """
    try:
        shown = current()
    except SettingsError:  # the screen says so
        return
    if _published() == (shown.snapshot_id if shown else None):
        return
    if not asks:
        st.rerun()
    with st.container(key="news", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(t("common.news.there"), width="content")
        if st.button(t("common.news.show"), key="show_news", type="primary"):
            st.rerun()


def _published() -> str | None:
    try:
        pointer = read_pointer(find_workspace())
    except InputError:  # damaged: the next interaction says so
        return None
    return pointer["snapshot_id"] if pointer else None
