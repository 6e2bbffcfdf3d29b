"""Links from one screen to another: they keep language, currency and tax, and pass filters on."""

from collections.abc import Mapping

import streamlit as st

from dashboard.i18n import QUERY_PARAMETER
from data.pool_id import parts_of
from data.tables import CORE_TABLES

_PAGES = "_pages"


def remember_pages(pages: Mapping[str, st.Page]) -> None:
    """Make this rerun's pages known by their screen's name; called once by the app."""
    st.session_state[_PAGES] = dict(pages)


def page_of(screen: str) -> st.Page:
    """A screen's page in this rerun."""
    page: st.Page = st.session_state[_PAGES][screen]
    return page


def is_page(screen: str) -> bool:
    """Whether there is a screen of this name."""
    return screen in st.session_state[_PAGES]


def link_to(screen: str, label: str, **filters: str) -> None:
    """A link to a screen, with filters in its address."""
    st.page_link(page_of(screen), label=f":primary[{label}]", query_params=_kept() | filters)


def link_to_source(label: str, table: str, pool_id: str | None = None) -> None:
    """A link to Data health, where rows of a core table are traced to their file and lines.

    pool_id: only rows of this pool, as far as the table has columns for what it is made of.
    """
    place = parts_of(pool_id)._asdict() if pool_id else {}
    known = CORE_TABLES[table].columns()
    where = [f"{name}={value}" for name, value in place.items() if name in known and value]
    parameters: dict[str, str | list[str]] = {"trace": table, "where": where, **_kept()}
    st.page_link(page_of("health"), label=f":primary[{label}]", query_params=parameters)


def _kept() -> dict[str, str]:
    """What a link takes along, so that another window shows the same amounts in the same words."""
    asked = st.query_params
    return {key: asked[key] for key in (QUERY_PARAMETER, "currency", "tax") if key in asked}
