"""Links from one screen to another that keep the language and pass filters on."""

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
    language = st.query_params.get(QUERY_PARAMETER)
    parameters = {QUERY_PARAMETER: language} if language else {}
    st.page_link(
        page_of(screen), label=f":primary[{label}]", query_params={**parameters, **filters}
    )


def link_to_source(label: str, table: str, pool_id: str | None = None) -> None:
    """A link to Data health, where rows of a core table are traced to their file and lines.

    pool_id: only rows of this pool, as far as the table has columns for what it is made of.
    """
    place = parts_of(pool_id)._asdict() if pool_id else {}
    known = CORE_TABLES[table].columns()
    where = [f"{name}={value}" for name, value in place.items() if name in known and value]
    language = st.query_params.get(QUERY_PARAMETER)
    parameters: dict[str, str | list[str]] = {"trace": table, "where": where}
    if language:
        parameters[QUERY_PARAMETER] = language
    st.page_link(page_of("health"), label=f":primary[{label}]", query_params=parameters)
