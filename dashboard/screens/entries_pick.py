"""Correcting a row that came from a file: it is taken into the table, and saved as an entry."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from dashboard.correcting import FileRow, file_rows, replaced_by, with_their_whole
from dashboard.i18n import t
from dashboard.reading import connection, current
from dashboard.screens.entries_table import add_rows
from data.planning.log import Kind
from data.planning.store import MOST_LETTERS

_NAMED_CELLS = 3  # of a row, to know it by
_NAMED_PLACES = 3


def rows_of_files(kind: Kind) -> Sequence[FileRow]:
    """What an entry of this kind can take the place of; nothing before anything was published."""
    view = current()
    return _rows(view.key, kind) if view is not None else ()


def offer_correction(kind: Kind) -> None:
    """Choose rows of files and take them into the table, where they are corrected."""
    rows = {row.place: row for row in rows_of_files(kind)}
    if not rows:
        return
    key = f"pick_{kind}"
    chosen = st.multiselect(
        t("entries.pick.label"),
        list(rows),
        key=key,
        format_func=lambda place: f"{place} · {_named(rows[place])}",
        placeholder=t("entries.pick.none"),
        help=t("entries.pick.help"),
    )
    st.button(
        t("entries.pick.take"),
        key=f"take_{kind}",
        disabled=not chosen,
        on_click=partial(_take, kind, key, [rows[place] for place in chosen]),
    )


def picked_astray(kind: Kind, wanted: Collection[str]) -> list[FileRow]:
    """Rows that were picked and whose key the table has no more: saving would not replace them."""
    places: list[str] = st.session_state.get(_picked(kind), [])
    picked = [row for row in rows_of_files(kind) if row.place in places]
    replaced = replaced_by(kind, wanted, picked)
    return [row for row in picked if row not in replaced]


def forget_picked(kind: Kind) -> None:
    """None are being corrected any more."""
    st.session_state.pop(_picked(kind), None)


def named_places(rows: Sequence[FileRow]) -> str:
    """`budget.csv:3, budget.csv:4, ...`."""
    more = ", ..." if len(rows) > _NAMED_PLACES else ""
    return ", ".join(row.place for row in rows[:_NAMED_PLACES]) + more


def _take(kind: Kind, key: str, chosen: Sequence[FileRow]) -> None:
    taken = with_their_whole(kind, rows_of_files(kind), chosen)
    add_rows(kind, [row.cells for row in taken])
    st.session_state[key] = []
    st.session_state[_picked(kind)] = [
        *st.session_state.get(_picked(kind), []),
        *(row.place for row in taken),
    ]
    reason = t("entries.pick.reason", places=named_places(taken))
    # The history says so; the reader may say it better.
    st.session_state[f"entry_reason_{kind}"] = reason[:MOST_LETTERS]


def _named(row: FileRow) -> str:
    return ", ".join([*row.cells.values()][:_NAMED_CELLS])


def _picked(kind: Kind) -> str:
    return f"_picked_{kind}"


@st.cache_resource(max_entries=32, show_spinner=False)
def _rows(key: str, kind: Kind) -> Sequence[FileRow]:  # noqa: ARG001  what it is kept by
    view = current()
    return file_rows(connection(), view.workspace, kind) if view is not None else ()
