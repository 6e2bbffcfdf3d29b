"""A search box in every head: screens, pools, projects and contracts by a part of their name."""

import streamlit as st

from dashboard import formats
from dashboard.components.links import page_of
from dashboard.i18n import QUERY_PARAMETER, t
from dashboard.reading import current, read

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
    return screens + ([] if current() is None else read("search").rows())


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
    st.switch_page(page_of(_GOES_TO[kind]), query_params=parameters | {"pool": address})
