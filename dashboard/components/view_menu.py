"""Saving what a screen shows under a name, for everybody of the workspace."""

import os
from functools import partial

import streamlit as st

from dashboard.components.cards import note, sentences
from dashboard.components.markdown import plain
from dashboard.i18n import QUERY_PARAMETER, t
from dashboard.saved_views import (
    MOST_LETTERS,
    SavedView,
    query_of,
    remove_view,
    save_view,
    saved_views,
)
from data.errors import SuanliError
from data.workspace import find_workspace

_KNOWN_WHO = "_who"  # as a person called themselves on other screens
_NAME, _WHO, _OLD, _SAID = "view_name", "view_who", "view_old", "_view_said"


def save_view_menu(screen: str) -> None:
    """A popover that saves the present address under a name, and removes views of this screen."""
    workspace = find_workspace()
    if not os.access(workspace.home, os.W_OK):
        return
    with st.popover(t("views.menu"), key="views", icon=":material/bookmark:", type="tertiary"):
        st.text_input(t("views.name"), key=_NAME, max_chars=MOST_LETTERS)
        st.session_state.setdefault(_WHO, st.session_state.get(_KNOWN_WHO, ""))
        who = st.text_input(t("views.who"), key=_WHO, max_chars=100)
        can_save = bool(who.strip() and st.session_state[_NAME].strip())
        st.button(
            t("views.save"),
            key="save_view",
            type="primary",
            disabled=not can_save,
            on_click=partial(_save, screen),
        )
        note(t("views.note"))
        own = [view.name for view in saved_views(workspace) if view.screen == screen]
        if own:
            label = t("views.old", count=len(own))
            st.selectbox(label, own, index=None, key=_OLD, placeholder=t("views.which"))
            st.button(
                t("views.remove"),
                key="remove_view",
                disabled=not (who.strip() and st.session_state[_OLD]),
                on_click=_remove,
            )
    if said := st.session_state.pop(_SAID, None):
        sentences([said])


def _save(screen: str) -> None:
    name = " ".join(st.session_state[_NAME].split())
    parameters = {
        key: st.query_params.get_all(key) for key in st.query_params if key != QUERY_PARAMETER
    }
    view = SavedView(name, screen, query_of(parameters))
    try:
        save_view(find_workspace(), view, st.session_state[_WHO])
    except SuanliError as refused:
        st.session_state[_SAID] = (t("views.refused", why=plain(str(refused))), True)
    else:
        st.session_state[_SAID] = (t("views.saved", name=plain(name)), False)
        st.session_state[_NAME] = ""


def _remove() -> None:
    try:
        remove_view(find_workspace(), st.session_state[_OLD], st.session_state[_WHO])
    except SuanliError as refused:
        st.session_state[_SAID] = (t("views.refused", why=plain(str(refused))), True)
