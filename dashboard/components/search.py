"""A search box in every head: screens, views, terms, and all that data has a name for."""

from functools import cache, lru_cache, partial

import streamlit as st

from dashboard import formats
from dashboard.components.links import is_page, page_of
from dashboard.components.view_menu import open_view
from dashboard.i18n import QUERY_PARAMETER, Language, current_language, t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import current, read
from dashboard.saved_views import SavedView, saved_views
from data.workspace import find_workspace

# Where a thing of the data is looked at, and the key of the address that chooses it there.
_GOES_TO = {
    "pool": ("forecast", "pool"),
    "project": ("forecast", "pool"),
    "contract": ("commitments", "pool"),
    "campaign": ("forecast", "pool"),
    "team": ("explorer", "team"),
    "provider": ("explorer", "provider"),
    "region": ("explorer", "region"),
    "chip": ("explorer", "chip"),
}
_LATER = {"search_campaigns": "core_campaign"}  # statements on tables that came later
_KEY = "search"
Found = tuple[str, str, str]  # kind, name, address


def search_box() -> None:
    """Choosing leads to the thing's screen, with the filter in the address."""
    with st.container(width=140):
        chosen: Found | None = st.selectbox(
            t("common.search.label"),
            _everything(),
            index=None,
            key=_KEY,
            placeholder=t("common.search.label"),
            label_visibility="collapsed",
            format_func=partial(_words, language=current_language()),
        )
    if chosen:
        _go(chosen)


def _everything() -> list[Found]:
    from dashboard.screens import SCREENS  # the screens import the components

    screens = [("screen", t(screen.title_key), screen.name) for screen in SCREENS]
    views = [("view", view.name, f"{view.screen}?{view.query}") for view in _views()]
    terms = [("term", t(key), "glossary") for key in _terms()]
    view = current()
    return screens + views + ([] if view is None else _things(view.key)) + terms


@st.cache_resource(max_entries=2, show_spinner=False)
def _things(key: str) -> list[Found]:  # noqa: ARG001 - once for all sessions
    present = set(read("tables_present")["table_name"])
    later = [name for name, table in _LATER.items() if table in present]
    found: list[Found] = [row for name in ("search", *later) for row in read(name).rows()]
    return found


@cache
def _terms() -> list[str]:
    """Keys of the names of the glossary's terms."""
    return [
        key for key in load_catalogue() if key.startswith("glossary.") and key.endswith(".name")
    ]


def _views() -> list[SavedView]:
    """Views of screens that there still are."""
    return [view for view in saved_views(find_workspace()) if is_page(view.screen)]


@lru_cache(maxsize=1 << 14)
def _words(found: Found, language: Language) -> str:  # noqa: ARG001  what it is kept by
    """How it is listed. Streamlit keeps the list for each page a session has seen: one copy."""
    kind, name, _ = found
    shown = formats.short_pool(name) if kind == "pool" else name
    return shown if kind == "screen" else f"{shown} · {t(f'common.search.{kind}')}"


def _go(found: Found) -> None:
    kind, name, address = found
    del st.session_state[_KEY]  # or the next screen would lead on at once
    language = st.query_params.get(QUERY_PARAMETER)
    parameters = {QUERY_PARAMETER: language} if language else {}
    if kind == "screen":
        st.switch_page(page_of(address), query_params=parameters)
    if kind == "view":
        screen, _, query = address.partition("?")
        open_view(screen, query)
    if kind == "term":
        st.session_state["glossary_search"] = name
        st.switch_page(page_of(address), query_params=parameters)
    screen, key = _GOES_TO[kind]
    st.switch_page(page_of(screen), query_params=parameters | {key: address})
