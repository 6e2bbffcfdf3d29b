"""A search box in every head: screens, views, pools, projects and contracts by their name."""

from urllib.parse import parse_qs

import streamlit as st

from dashboard import formats
from dashboard.components.filters import forget_kept
from dashboard.components.links import is_page, page_of
from dashboard.i18n import QUERY_PARAMETER, t
from dashboard.reading import current, read
from dashboard.saved_views import SavedView, saved_views
from data.workspace import find_workspace

_GOES_TO = {"pool": "forecast", "project": "forecast", "contract": "commitments"}
_KEY = "search"
Found = tuple[str, str, str]  # kind, name, address


def search_box() -> None:
    """Choosing leads to the thing's screen, with the filter in the address."""
    with st.container(width=170):
        chosen: Found | None = st.selectbox(
            t("common.search.label"),
            _everything(),
            index=None,
            key=_KEY,
            placeholder=t("common.search.label"),
            label_visibility="collapsed",
            format_func=_words,
        )
    if chosen:
        _go(chosen)


def _everything() -> list[Found]:
    from dashboard.screens import SCREENS  # the screens import the components

    screens = [("screen", t(screen.title_key), screen.name) for screen in SCREENS]
    views = [("view", view.name, f"{view.screen}?{view.query}") for view in _views()]
    return screens + views + ([] if current() is None else read("search").rows())


def _views() -> list[SavedView]:
    """Views of screens that there still are."""
    return [view for view in saved_views(find_workspace()) if is_page(view.screen)]


def _words(found: Found) -> str:
    kind, name, _ = found
    shown = formats.short_pool(name) if kind == "pool" else name
    return shown if kind == "screen" else f"{shown} · {t(f'common.search.{kind}')}"


def _go(found: Found) -> None:
    kind, _, address = found
    del st.session_state[_KEY]  # or the next screen would lead on at once
    language = st.query_params.get(QUERY_PARAMETER)
    parameters = {QUERY_PARAMETER: language} if language else {}
    if kind == "screen":
        st.switch_page(page_of(address), query_params=parameters)
    if kind == "view":
        screen, _, query = address.partition("?")
        forget_kept()
        st.switch_page(page_of(screen), query_params={**parameters, **parse_qs(query)})
    st.switch_page(page_of(_GOES_TO[kind]), query_params=parameters | {"pool": address})
