"""Views for everybody of the workspace: saved under a name, opened, pinned, renamed, removed."""

import os
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from dashboard.components.cards import note, sentences
from dashboard.components.filters import forget_kept
from dashboard.components.links import is_page, page_of
from dashboard.components.markdown import plain
from dashboard.i18n import QUERY_PARAMETER, t
from dashboard.saved_views import (
    MOST_LETTERS,
    SavedView,
    pin_view,
    pinned,
    query_of,
    remove_view,
    rename_view,
    save_view,
    saved_views,
    unpin_view,
)
from data.errors import SuanliError
from data.workspace import Workspace, find_workspace

FIRST_PAGE, MOST_ON_FIRST_PAGE = "overview", 4
MENU_PX = 320  # fits a telephone
_KNOWN_WHO = "_who"  # as a person called themselves on other screens
_NAME, _WHO, _OLD, _NEW_NAME = "view_name", "view_who", "view_old", "view_new_name"
_SAID, _GONE = "_view_said", "_view_gone"


def view_menu(screen: str) -> None:
    """A popover: pinned views, saving the present address, its link, and keeping order.

    The first page shows the first pinned ones beside it, too.
    """
    workspace = find_workspace()
    views = [view for view in saved_views(workspace) if is_page(view.screen)]
    first = pinned(views)
    can_write = os.access(workspace.home, os.W_OK)
    if views or can_write:
        menu = st.popover(t("views.menu"), key="views", icon=":material/bookmark:", type="tertiary")
        with menu, st.container(width=MENU_PX):
            _links(first, "menu")
            if can_write:
                _saving(screen)
                _keeping(views, screen)
            _address()
    if screen == FIRST_PAGE:
        _links(first[:MOST_ON_FIRST_PAGE], "first")
    _say()


def open_view(screen: str, query: str) -> None:
    """Go to what a view shows; what was chosen before does not count there."""
    language = st.query_params.get(QUERY_PARAMETER)
    parameters = {QUERY_PARAMETER: language} if language else {}
    forget_kept()
    st.switch_page(page_of(screen), query_params={**parameters, **parse_qs(query)})


def _links(views: list[SavedView], where: str) -> None:
    for view in views:
        name = plain(view.name)
        key = f"pinned_{where}_{view.place}"
        if st.button(name, key=key, icon=":material/push_pin:", type="tertiary"):
            open_view(view.screen, view.query)


def _saving(screen: str) -> None:
    st.text_input(t("views.name"), key=_NAME, max_chars=MOST_LETTERS)
    st.session_state.setdefault(_WHO, st.session_state.get(_KNOWN_WHO, ""))
    who = st.text_input(t("views.who"), key=_WHO, max_chars=100)
    st.button(
        t("views.save"),
        key="save_view",
        type="primary",
        disabled=not (who.strip() and st.session_state[_NAME].strip()),
        on_click=partial(_save, screen),
    )
    note(t("views.note"))


def _keeping(views: list[SavedView], screen: str) -> None:
    """Pinning, renaming and removing: of any view, those of this screen first."""
    if not views:
        return
    ordered = sorted(views, key=lambda view: view.screen != screen)  # keeps pinned ones first
    label = t("views.old", count=len(ordered))
    names = [view.name for view in ordered]
    chosen = st.selectbox(label, names, index=None, key=_OLD, placeholder=t("views.which"))
    view = next((one for one in views if one.name == chosen), None)
    idle = view is None or not st.session_state[_WHO].strip()
    with st.container(horizontal=True, gap="small"):
        pin = "up" if view and view.place else "pin"
        st.button(t(f"views.{pin}"), key="pin_view", disabled=idle, on_click=_act, args=(pin_view,))
        if view and view.place:
            unpin = t("views.unpin")
            st.button(unpin, key="unpin_view", disabled=idle, on_click=_act, args=(unpin_view,))
        st.button(t("views.remove"), key="remove_view", disabled=idle, on_click=_remove)
    if view:
        st.text_input(t("views.new_name"), key=_NEW_NAME, max_chars=MOST_LETTERS)
        nameless = not st.session_state[_NEW_NAME].strip()
        st.button(t("views.rename"), key="rename_view", disabled=idle or nameless, on_click=_rename)


def _address() -> None:
    """The address to send on: without the language, which is everybody's own."""
    page = urlsplit(str(st.context.url or ""))
    if page.netloc:
        query = query_of(_parameters())
        note(t("views.link"))
        st.code(page._replace(query=query, fragment="").geturl(), language=None, wrap_lines=True)


def _say() -> None:
    """What became of the last change; a removed view can be had back."""
    if said := st.session_state.pop(_SAID, None):
        sentences([said])
    gone: SavedView | None = st.session_state.get(_GONE)
    if gone is not None:
        st.button(
            t("views.undo", name=plain(gone.name)),
            key="undo_view",
            icon=":material/undo:",
            on_click=_bring_back,
            args=(gone,),
        )


def _parameters() -> dict[str, list[str]]:
    keys = [key for key in st.query_params if key != QUERY_PARAMETER]
    return {key: st.query_params.get_all(key) for key in keys}


def _save(screen: str) -> None:
    name = " ".join(st.session_state[_NAME].split())
    view = SavedView(name, screen, query_of(_parameters()))
    if _try(partial(save_view, find_workspace(), view, st.session_state[_WHO])):
        st.session_state[_SAID] = (t("views.saved", name=plain(name)), False)
        st.session_state[_NAME] = ""


def _act(change: Callable[[Workspace, str, str], None]) -> None:
    _try(partial(change, find_workspace(), st.session_state[_OLD], st.session_state[_WHO]))


def _rename() -> None:
    old, new = st.session_state[_OLD], " ".join(st.session_state[_NEW_NAME].split())
    if _try(partial(rename_view, find_workspace(), old, new, st.session_state[_WHO])):
        st.session_state[_OLD], st.session_state[_NEW_NAME] = new, ""


def _remove() -> None:
    workspace, name = find_workspace(), st.session_state[_OLD]
    view = next((one for one in saved_views(workspace) if one.name == name), None)
    if _try(partial(remove_view, workspace, name, st.session_state[_WHO])):
        st.session_state[_GONE] = view


def _bring_back(view: SavedView) -> None:
    if _try(partial(save_view, find_workspace(), view, st.session_state[_WHO])):
        st.session_state[_SAID] = (t("views.saved", name=plain(view.name)), False)


def _try(change: Callable[[], None]) -> bool:
    """Whether a change was made; else it is said why not."""
    st.session_state.pop(_GONE, None)
    try:
        change()
    except SuanliError as refused:
        st.session_state[_SAID] = (t("views.refused", why=plain(str(refused))), True)
        return False
    return True
