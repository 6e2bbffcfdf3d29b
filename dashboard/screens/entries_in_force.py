"""What holds of a kind in the snapshot, from files and entries alike, with where it is from."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import note, table
from dashboard.i18n import t
from dashboard.reading import connection, current, read
from dashboard.screens.entries_pick import offer_correction
from data.planning.log import Kind
from data.warehouse import query
from etl.sources import named_source

_MOST = 1_000


def show_in_force(kind: Kind, *, can_correct: bool) -> None:
    """A table to look at and download, closed until somebody asks for it; rows to correct."""
    view = current()
    if view is None:
        return
    rows = _rows(view.key, kind)
    if rows.is_empty():
        return
    with st.expander(t("entries.in_force.title", count=formats.number(rows.height))):
        table(rows, f"in_force_{kind}", height=320 if rows.height > 8 else None)
        if can_correct:
            offer_correction(kind)
        note(t("entries.in_force.note"))


def in_force_ids(kind: Kind) -> set[int]:
    """Ids of the entries that this snapshot counts."""
    return set(read("entries_in_force", source=kind)["entry_id"])


@st.cache_resource(max_entries=32, show_spinner=False)
def _rows(key: str, kind: Kind) -> pl.DataFrame:  # noqa: ARG001  what it is kept by
    """The core table that the kind's source fills; its columns are the contract's."""
    table_name = next(iter(named_source(kind).core_sql))
    return query(
        connection(),
        f"SELECT held.* EXCLUDE (load_id, line_number), core_load.file_name, held.line_number"
        f" FROM {table_name} AS held JOIN core_load USING (load_id)"
        f" ORDER BY core_load.sequence DESC, held.line_number LIMIT {_MOST}",
    )
