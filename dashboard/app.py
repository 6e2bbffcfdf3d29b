"""The script Streamlit runs for every interaction: choose the screen, guard it, show it.

Start it with `python -m dashboard`; `streamlit run` would put this folder first on `sys.path`.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import streamlit as st

from dashboard.components import card, empty_state, screen_header
from dashboard.components.filter_units import asked_tax_basis
from dashboard.components.language import keep_language_in_url
from dashboard.components.links import remember_pages
from dashboard.components.news import watch_for_news
from dashboard.components.page import tell_browser
from dashboard.components.unknown_values import (
    begin_judging,
    say_unknown,
    tell_unknown,
    unknown_values,
)
from dashboard.i18n import t
from dashboard.outdated import lacking
from dashboard.reading import connection, pin
from dashboard.screens import SCREENS, Screen
from dashboard.showing import YUAN, show_in
from dashboard.unknown_pages import PAGE
from data.errors import SuanliError


def main() -> None:
    """Show the screen that the address names."""
    st.set_page_config(page_title=t("common.app_name"), layout="wide")
    keep_language_in_url()
    st.html(Path(__file__).with_name("look.css"))
    pages = {s.name: _page(s, default=index == 0) for index, s in enumerate(SCREENS)}
    remember_pages(pages)
    st.navigation(_menus(pages), position="top").run()
    tell_browser()  # last: an element without a height still takes a gap


def _menus(pages: Mapping[str, st.Page]) -> dict[str, list[st.Page]]:
    """Pages by the name of their menu; those under no name stand beside the menus."""
    menus: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        menu = t(screen.group_key) if screen.group_key else ""
        menus.setdefault(menu, []).append(pages[screen.name])
    return menus


def _page(screen: Screen, *, default: bool) -> st.Page:
    def show() -> None:
        show_in(YUAN)
        begin_judging()
        tell_unknown(PAGE, unknown_values(PAGE, ()), "", t(screen.title_key))
        st.query_params.pop(PAGE, None)
        guarded()
        say_unknown()
        watch_for_news(asks=screen.has_forms)

    def guarded() -> None:
        try:
            if pin(asked_tax_basis()) is None and screen.needs_data:
                screen_header(screen.title_key)
                empty_state()
                return
            screen.load()()
        except SuanliError as error:
            # These say what happened, where, and how to mend it; anything else is a fault of ours
            # and goes to the server's log (server.tell_of_fault).
            st.error(str(error))
        except (duckdb.CatalogException, duckdb.BinderException):
            if not _say_what_is_lacking():
                raise

    return st.Page(show, title=t(screen.title_key), url_path=screen.url_path, default=default)


def _say_what_is_lacking() -> bool:
    """Where the snapshot is older than a table or column that a screen asks for: what to run."""
    missing = lacking(connection())
    if missing:
        with card(t("common.outdated.title"), height="content"):
            st.markdown(t("common.outdated.why"))
            st.code("suanli rebuild", language="bash")
            st.caption(", ".join(f"`{name}`" for name in missing))
    return bool(missing)


main()
