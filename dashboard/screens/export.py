"""Export: every table of the snapshot, looked at and downloaded with where it comes from."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import (
    card,
    choose,
    filter_bar,
    note,
    scope_words,
    screen_header,
    sentences,
)
from dashboard.components.filter_lists import dimension_words
from dashboard.components.tables import grid, provenance
from dashboard.cutting import cuts, quoted
from dashboard.export import FORMATS, Provenance, export_query, export_table
from dashboard.i18n import t
from dashboard.reading import View, connection, current, read
from dashboard.slices import Slice
from data.tables import TABLES
from data.tax_bases import MAIN
from data.warehouse import query

PREVIEW_ROWS = 200
MOST_ROWS = 1_000_000  # of one file made in the browser's session; the command line has no limit
DAYS = ("local_date", "period_start", "month", "hour_utc", "charge_date")


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("export")
    with header:
        screen_header("export.title", scope=scope_words(shown))
    view, tables = current(), read("export_tables")
    known = tables.filter(pl.col("table_name").is_in([*TABLES]))
    if view is None or known.is_empty():
        with card(t("export.none.title"), height="content"):
            st.markdown(t("export.none.why"))
        return
    sizes = dict(known.iter_rows())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=360):
            name = choose(
                t("export.table"),
                [*sizes],
                key="table",
                words=lambda table: f"{table} ({formats.compact(sizes[table])})",
            )
        condition = _condition(name or "", shown)
    if name:
        _show(view, name, condition)


def _condition(table: str, shown: Slice) -> str | None:
    """What narrows the rows, as `suanli export --where` takes it; None: all of them."""
    columns, parts = TABLES[table].columns(), _cuts(table, shown)
    day = next((name for name in DAYS if name in columns), None)
    if day:
        with st.container(width=180):
            since: date | None = st.date_input(
                t("export.since", column=t(f"columns.{day}")),
                value=None,
                key="export_since",
                format="YYYY-MM-DD",
            )
        if since:
            parts.append(f"{day} >= DATE {quoted(since.isoformat())}")
    return " AND ".join(parts) or None


def _cuts(table: str, shown: Slice) -> list[str]:
    """Conditions that the table has columns for; what else is filtered by is said."""
    conditions, left = cuts(table, shown)
    if left:
        names = t("filters.and").join(map(dimension_words, left))
        sentences([(t("export.not_cut", table=f"`{table}`", names=names), True)])
    return conditions


def _show(view: View, name: str, condition: str | None) -> None:
    where = f" WHERE {condition}" if condition else ""
    counted = query(connection(), f"SELECT count(*) AS row_count FROM {name}{where}")
    rows = int(counted["row_count"][0])
    title = t("export.finding", table=f"`{name}`", rows=formats.number(rows))
    with card(title, t("export.subtitle", columns=len(TABLES[name].columns())), height="content"):
        shown = query(connection(), f"SELECT * FROM {name}{where} LIMIT {PREVIEW_ROWS}")
        grid(shown, f"export_{name}", height=420)
        if rows > PREVIEW_ROWS:
            note(t("export.preview", rows=PREVIEW_ROWS))
        if rows > MOST_ROWS:
            st.markdown(t("export.large"))
        else:
            _downloads(view, name, condition)
        st.code(_command(view, name, condition), language=None)
        note(t("export.note"))


def _command(view: View, name: str, condition: str | None) -> str:
    """What writes the same rows from the command line."""
    options = f" --tax {view.settings.tax_basis}" if view.schema != MAIN else ""
    if condition:
        options += f" --where {_shell_quoted(condition)}"
    return f"suanli export {name} --format parquet --out {name}.parquet{options}"


def _shell_quoted(condition: str) -> str:
    return '"' + condition.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'


def _downloads(view: View, name: str, condition: str | None) -> None:
    origin = provenance(view, {"where": condition})
    with st.container(horizontal=True, gap="small"):
        for file_format, mime in FORMATS.items():
            st.download_button(
                file_format.upper(),
                data=partial(_file, name, file_format, condition, origin),
                file_name=f"{name}.{file_format}",
                mime=mime,
                key=f"export_{file_format}",
                on_click="ignore",
            )


def _file(name: str, file_format: str, condition: str | None, origin: Provenance) -> bytes:
    """All rows as a file; made when somebody asks for it."""
    rows = export_query(connection(), name, condition)
    return export_table(rows, name, file_format, origin)
