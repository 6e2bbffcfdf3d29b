"""Rows of tables and cells of maps that can be marked: screens narrow to what is marked."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard.components.cards import note
from dashboard.components.charts import pressed_cell
from dashboard.components.filter_bar import narrow_next
from dashboard.components.tables import Pivoted, table
from dashboard.i18n import t

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Row = Mapping[str, Any]
Filters = Mapping[str, Sequence[str]]  # values by their key in the address


def narrowing_table(
    frame: pl.DataFrame,
    name: str,
    filters: Mapping[str, str | None],
    narrow: Callable[[Row], Filters],
    *,
    height: int | None = None,
    pivoted: Pivoted | None = None,
    is_narrow: bool = False,
) -> None:
    """A table as components.table; marking a row chooses what `narrow` makes of it, {} for nothing.

    The mark is gone afterwards: the table gets another key, or it would count as marked again.
    """
    number = table(
        frame,
        name,
        filters,
        height=height,
        pivoted=pivoted,
        marks=f"table_{_unmarked(name)}",
        is_narrow=is_narrow,
    )
    note(t("filters.mark_row"))
    if number is not None:
        _choose(narrow(frame.row(number, named=True)), name)


def narrowing_map(
    figure: "Figure", name: str, narrow: Callable[[int, int], Filters], *, alt: str
) -> None:
    """A heat map; pressing a cell chooses what `narrow` makes of its row and column, from 0.

    The browser offers no key for cells: a narrowing_table of the same cells stands below the map.
    """
    cell = pressed_cell(figure, key=_unmarked(name), alt=alt)
    if cell is not None:
        _choose(narrow(*cell), name)


def _unmarked(name: str) -> str:
    """A key under which nothing is marked yet."""
    return f"{name}_{st.session_state.setdefault(f'_marked_{name}', 0)}"


def _choose(wanted: Filters, name: str) -> None:
    """Choose it from the next rerun on, under another key; nothing for an empty one."""
    if wanted:
        st.session_state[f"_marked_{name}"] += 1
        narrow_next(**wanted)
        st.rerun()


def to_pool(row: Row) -> Filters:
    """The row's pool; a row of the company narrows nothing."""
    pool_id = str(row["pool_id"])
    return {"pool": [pool_id]} if "/" in pool_id else {}
