"""Changing the language by hand; it then lies in the URL as `?lang=`."""

import streamlit as st

from dashboard.i18n import LANGUAGES, QUERY_PARAMETER, Language, current_language

# Each language in its own words, so that a reader finds the way out of a language not understood.
_OWN_NAMES: dict[Language, str] = {"en": "English", "zh_CN": "简体中文", "ja": "日本語"}


def language_menu() -> None:
    """A small menu of the languages."""
    st.menu_button(
        _OWN_NAMES[current_language()],
        LANGUAGES,
        format_func=_OWN_NAMES.__getitem__,
        type="tertiary",
        key="language",
        on_click=_change_language,
    )


def keep_language_in_url() -> None:
    """Going to another screen drops parameters that no widget owns: write the language back."""
    if QUERY_PARAMETER in st.query_params:
        st.session_state["_language"] = st.query_params[QUERY_PARAMETER]
    elif "_language" in st.session_state:
        st.query_params[QUERY_PARAMETER] = st.session_state["_language"]


def _change_language() -> None:
    chosen = st.session_state["language"]
    if chosen:
        st.query_params[QUERY_PARAMETER] = chosen
