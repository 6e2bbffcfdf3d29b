"""Data health, the way back: from rows of a table to the file and the lines they came from."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, choose, note, plain, table
from dashboard.components.unknown_values import tell_unknown
from dashboard.i18n import t
from dashboard.reading import View, connection
from data.errors import SuanliError
from data.tables import CORE_TABLES
from etl.lineage import TracedRow, trace, traceable_tables

WHERE = "where"  # in the address: a condition of the trace
_TAKEN = "_trace_taken"
_MOST_ROWS, _MOST_CONDITIONS = 50, 6
_NAMED = 20  # lines of one row; the count says how many there are
_ABOUT: dict[str, type[pl.DataType]] = {
    "file_name": pl.String,
    "lines": pl.String,
    "line_count": pl.Int64,
    "source": pl.String,
    "source_version": pl.Int64,
    "all_lines_known": pl.Boolean,
}


def show_trace(view: View) -> None:
    """A table and conditions are chosen; the rows that fit are shown with file and lines."""
    with card(t("upkeep.trace.title"), t("upkeep.trace.subtitle")):
        left, right = st.columns((1, 2), gap="small")
        with left:
            table_name = choose(
                t("upkeep.trace.table"),
                traceable_tables(),
                key="trace",
                placeholder=t("upkeep.trace.choose"),
            )
        if table_name is None:
            return
        _take_address(table_name)
        with right:
            names = _columns(table_name)
        conditions = _conditions(table_name, names)
        try:
            rows, row_count = _traced(view.key, view, table_name, tuple(conditions.items()))
        except SuanliError as refused:
            st.warning(plain(str(refused)))
            return
        if rows.is_empty():
            note(t("upkeep.trace.nothing"))
            return
        table(rows, "lineage", {"table": table_name, **conditions})
        if row_count > rows.height:
            note(t("upkeep.trace.more", count=formats.number(row_count - rows.height)))


def _take_address(table_name: str) -> None:
    """Fill in the conditions that a link asked for (`where=column=value`), once."""
    asked = (table_name, *st.query_params.get_all(WHERE))
    if len(asked) == 1 or st.session_state.get(_TAKEN) == asked:
        return
    st.session_state[_TAKEN] = asked
    known = CORE_TABLES[table_name].columns()
    pairs = [(name, value) for name, _, value in (one.partition("=") for one in asked[1:])]
    unknown = [f"{name}={value}" for name, value in pairs if name not in known]
    tell_unknown(WHERE, unknown, "", t("upkeep.trace.all_rows"))
    conditions = {name: value for name, value in pairs if name in known}
    st.session_state[f"trace_columns_{table_name}"] = list(conditions)[:_MOST_CONDITIONS]
    for name, value in conditions.items():
        st.session_state[f"trace_{table_name}_{name}"] = value


def _columns(table_name: str) -> list[str]:
    chosen: list[str] = st.multiselect(
        t("upkeep.trace.columns"),
        list(CORE_TABLES[table_name].columns()),
        key=f"trace_columns_{table_name}",
        format_func=lambda name: t(f"columns.{name}"),
        placeholder=t("upkeep.trace.all_rows"),
        help=t("upkeep.trace.columns_help"),
        max_selections=_MOST_CONDITIONS,
    )
    return chosen


def _conditions(table_name: str, names: list[str]) -> dict[str, str]:
    """The values that columns have to have; a column without a value counts for nothing."""
    values = {}
    for place, name in zip(st.columns(len(names) or 1), names, strict=False):
        with place:
            values[name] = st.text_input(t(f"columns.{name}"), key=f"trace_{table_name}_{name}")
    return {name: value for name, value in values.items() if value}


@st.cache_data(max_entries=32, show_spinner=False)
def _traced(
    key: str,  # noqa: ARG001  what the answer is kept by
    _view: View,
    table_name: str,
    conditions: tuple[tuple[str, str], ...],
) -> tuple[pl.DataFrame, int]:
    found = trace(
        connection(),
        _view.workspace,
        table_name,
        dict(conditions),
        most_rows=_MOST_ROWS,
        most_lines=_NAMED,
    )
    types = {name: column.dtype for name, column in CORE_TABLES[table_name].columns().items()}
    own = {name: dtype for name, dtype in types.items() if name not in _ABOUT}
    rows = [dict(row.row) | _about(row) for row in found.rows]
    return pl.DataFrame(rows, schema={**_ABOUT, **own}), found.row_count


def _about(row: TracedRow) -> dict[str, object]:
    more = " …" if row.line_count > len(row.lines) else ""
    return {
        "file_name": row.file_name,
        "lines": ", ".join(map(str, row.lines)) + more,
        "line_count": row.line_count,
        "source": row.source,
        "source_version": row.source_version,
        "all_lines_known": row.is_complete,
    }
