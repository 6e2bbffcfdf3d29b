"""Long tables by the page: a screen sends the rows that somebody looks at, files have them all."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.i18n import t

MOST_ROWS = 500
MOST_CELLS = 20_000  # some 200 kB


def page_of(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, int]:
    """The rows of the page that was chosen for a table, and the number of its first, from 0."""
    first = st.session_state.get(_key(name, _starts(frame)), 0)
    return frame.slice(first, _length(frame)), first


def choose_page(frame: pl.DataFrame, name: str) -> None:
    """How many rows there are; where they are several pages, which of them is shown."""
    starts, count = _starts(frame), formats.number(frame.height)
    if len(starts) == 1:
        st.caption(t("common.table.rows", count=count), width="content")
        return
    st.selectbox(
        t("common.table.page"),
        starts,
        key=_key(name, starts),
        format_func=lambda first: _rows(first, min(first + _length(frame), frame.height)),
        label_visibility="collapsed",
        width=150,
    )
    st.caption(t("common.table.of_pages", count=count), width="content")


def _length(frame: pl.DataFrame) -> int:
    """Rows of a page: fewer where they are wide."""
    return min(MOST_ROWS, max(1, MOST_CELLS // max(1, frame.width)))


def _starts(frame: pl.DataFrame) -> Sequence[int]:
    return range(0, max(1, frame.height), _length(frame))


def _key(name: str, starts: Sequence[int]) -> str:
    """Another one for another number of pages, so that no page is kept that is gone."""
    return f"page_{name}_{len(starts)}"


def _rows(first: int, last: int) -> str:
    return f"{formats.number(first + 1)}–{formats.number(last)}"
