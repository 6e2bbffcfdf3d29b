"""Tables whose rows can be marked: this screen, and the others, narrow to what is marked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.components.cards import note
from dashboard.components.filter_bar import narrow_next
from dashboard.components.tables import Pivoted, table
from dashboard.i18n import t

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
    counted = f"_marked_{name}"
    times = st.session_state.setdefault(counted, 0)
    number = table(
        frame,
        name,
        filters,
        height=height,
        pivoted=pivoted,
        marks=f"table_{name}_{times}",
        is_narrow=is_narrow,
    )
    note(t("filters.mark_row"))
    wanted = {} if number is None else narrow(frame.row(number, named=True))
    if wanted:
        st.session_state[counted] = times + 1
        narrow_next(**wanted)
        st.rerun()


def to_pool(row: Row) -> Filters:
    """The row's pool; a row of the company narrows nothing."""
    pool_id = str(row["pool_id"])
    return {"pool": [pool_id]} if "/" in pool_id else {}
