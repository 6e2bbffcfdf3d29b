"""Tables: columns named in the reader's language, and downloads that equal what is shown.

Codes of a closed set (`annual`, `refused`) and reasons of rejection are words on the screen. The
downloads keep the codes, row for row, so that a file reads alike whoever made it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboard import formats
from dashboard.components.paging import choose_page, page_of
from dashboard.export import FORMATS, Provenance, export_table
from dashboard.i18n import Language, current_language, t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.measures import MEASURES, NOT_EVERYWHERE, definition, formula
from dashboard.reading import View, current, read
from dashboard.reasons import reason_in_words, review_in_words
from dashboard.showing import HOME, shown
from dashboard.units import unit_in_words
from data.tables import TABLES

# names of things, not amounts
_PLAIN_NUMBERS = ("line_number", "first_line_number", "sequence", "seed")
_CODED = (  # words.<column>.<code>
    "action", "billing_mode", "cause", "check_state", "choice", "driver", "factor", "given_by",
    "grain", "level", "lever", "market_position", "reserve_policy", "supply_basis", "offer",
    "line_kind", "matched_by", "measure", "kind", "note", "offer_origin", "origin", "outcome",
    "customer", "part", "plan", "policy", "pool_id", "profile", "rejection", "rule", "scenario",
    "severity", "source", "state", "status", "table", "target", "warning",
    "entered_action", "entered_kind", "outcome_gap", "verdict", "workload_class",
    "change", "compute_class", "lead_time_source", "price_gap", "run", "team", "weekday",
)  # fmt: skip
_COUNTED = ("units", "units_now", "supply_cards", "in_hand_cards")
_POOLS = ("pool_id", "driver_pool_id", "scope")
SCOPE_PARTS = 4  # provider, region, pool, chip
_ON_SCREEN = ("csv", "parquet", "xlsx")


@dataclass(frozen=True)
class Pivoted:
    """Columns that are keys: what they are called, and the measure that they hold."""

    measure: str
    headings: Mapping[str, str]


def table(
    frame: pl.DataFrame,
    name: str,
    filters: Mapping[str, str | None] | None = None,
    *,
    height: int | None = None,
    pivoted: Pivoted | None = None,
    marks: str | None = None,
    is_narrow: bool = False,
) -> int | None:
    """Show `frame` with downloads as CSV, Parquet and XLSX; the number of a marked row, from 0.

    A long frame is shown by the page; a download has all its rows.

    `name` is the file's name, and the key. `filters` are written into the provenance; those that
    are None are not set. Columns are declared in data.tables, have a text `columns.<name>`, or are
    keys of a pivot, whose headings `pivoted` has. `marks`: the key of a table whose rows can be
    marked one at a time (components.narrowing_table). `is_narrow`: it has half the page or less,
    so pools go by their short names.
    """
    view = current()
    if view is None:
        return None
    rows, first = page_of(frame, name)
    named = with_short_pools(rows) if is_narrow else rows
    if marks and first:  # a mark is a row of its page
        marks = f"{marks}_{first}"
    marked = grid(named, name, height=height, pivoted=pivoted, marks=marks)
    _downloads(frame, name, provenance(view, filters or {}))
    return None if marked is None else first + marked


def grid(
    frame: pl.DataFrame,
    name: str,
    *,
    height: int | None = None,
    pivoted: Pivoted | None = None,
    marks: str | None = None,
) -> int | None:
    """Show `frame` alone: what is of no snapshot has no provenance to be downloaded with."""
    spoken = in_words(frame)
    event: Any = st.dataframe(
        spoken,
        key=marks or f"table_{name}",
        on_select="rerun" if marks else "ignore",
        selection_mode="single-row",
        hide_index=True,
        placeholder=formats.MISSING,
        height=height or "auto",
        column_config={
            one.name: _column(one.name, one.dtype, pivoted, is_whole=_is_whole(one))
            for one in spoken.get_columns()
        },
    )
    rows = event["selection"]["rows"] if marks else []
    return int(rows[0]) if rows else None


def in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows with codes and reasons in the reader's words; unknown ones as they came."""
    spoken: dict[str, Callable[[str], str]] = {
        name: partial(_word, name) for name in _CODED if name in frame.columns
    }
    spoken |= {name: say for name, say in _SPOKEN.items() if frame.schema.get(name) == pl.String}
    return frame.with_columns(
        pl.col(name)
        .cast(pl.String)  # days of the week are numbers
        .replace({f"{code}": say(f"{code}") for code in frame[name].drop_nulls().unique()})
        for name, say in spoken.items()
    )


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that have a value in any row: the others say nothing."""
    return frame.select(one for one in frame.get_columns() if one.null_count() < frame.height)


def with_short_pools(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows with pools as `pool/chip`; whole where two of them would read alike."""
    for column in _POOLS:
        if column in frame.columns:
            pools = frame[column].drop_nulls().unique()
            short = {pool: formats.short_pool(pool) for pool in pools if "*" not in pool}
            if len(set(short.values())) == len(short):
                frame = frame.with_columns(pl.col(column).replace(short))
    return frame


def _word(column: str, code: str) -> str:
    key = f"words.{column}.{code}"
    return t(key) if key in load_catalogue() else code


def _scope(code: str) -> str:
    """`provider/region/pool/chip` with a star for all of them; other scopes stay as they are."""
    parts = code.split("/")
    if "*" not in parts:
        return _word("pool_id", code)
    names = t("market.separator").join(part for part in parts if part != "*")
    if not names:
        return t("words.scope.all")
    is_of_a_pool = len(parts) == SCOPE_PARTS and parts[2] != "*"
    return names if is_of_a_pool else t("words.scope.of", names=names)


def _fields(names: str) -> str:
    """`tax_included,term_months` as the headings of those columns."""
    return t("market.separator").join(map(_heading, names.split(",")))


def _plans(names: str) -> str:
    """`H100 server, year, by_the_hour`: plans keep their names, codes become words."""
    return t("market.separator").join(_word("plan", name) for name in names.split(", "))


_SPOKEN: dict[str, Callable[[str], str]] = {  # texts that are more than one code
    "unit": unit_in_words,
    "reason": reason_in_words,
    "review_reason": review_in_words,
    "scope": _scope,
    "missing_fields": _fields,
    "plans": _plans,
}


def _heading(name: str) -> str:
    key = f"columns.{name}"
    return t(key) if key in load_catalogue() else name


def provenance(view: View, filters: Mapping[str, str | None]) -> Provenance:
    """Where the shown rows come from, for their exports."""
    facts, now = read("header").row(0, named=True), shown()
    on_screen = f"{now.currency} at {now.cny_per_unit.normalize():f} CNY of {now.rate_date}"
    return Provenance(
        snapshot_id=view.snapshot_id,
        data_until=facts["data_until"],
        exported_at=view.published_at,
        filters={key: value for key, value in filters.items() if value is not None}
        | ({} if now.currency == HOME else {"shown_in": on_screen}),
        tax_basis=facts["tax_basis"] or view.settings.tax_basis,
        hours_per_month=facts["hours_per_month"] or view.settings.hours_per_month,
    )


def _downloads(frame: pl.DataFrame, name: str, origin: Provenance) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        choose_page(frame, name)
        for file_format in _ON_SCREEN:
            st.download_button(
                file_format.upper(),
                # A function: the file is only made when somebody asks for it.
                data=partial(export_table, frame, name, file_format, origin),
                file_name=f"{name}.{file_format}",
                mime=FORMATS[file_format],
                key=f"download_{name}_{file_format}",
                type="tertiary",
                on_click="ignore",
            )


def _is_whole(column: pl.Series) -> bool:
    """Servers and packs are counted; money that is committed by the hour is not."""
    return column.name in _COUNTED and column.dtype.is_numeric() and bool((column % 1 == 0).all())


def _column(
    name: str, dtype: pl.DataType, pivoted: Pivoted | None, *, is_whole: bool = False
) -> ColumnConfig:
    if pivoted and name in pivoted.headings:
        label, name = pivoted.headings[name], pivoted.measure
    else:
        label = t(f"columns.{name}")
    tooltip = _tooltip(name, current_language())
    if name.endswith("_ratio"):
        return st.column_config.NumberColumn(label, help=tooltip, format="percent")
    if name in _PLAIN_NUMBERS:
        return st.column_config.NumberColumn(label, help=tooltip, format="%d")
    if dtype.is_numeric():
        has_parts = isinstance(dtype, pl.Decimal) or dtype.is_float()
        digits = 2 if has_parts and not is_whole else 0
        return st.column_config.NumberColumn(label, help=tooltip, format=f"%,.{digits}f")
    if dtype == pl.Date:
        return st.column_config.DateColumn(label, help=tooltip, format="YYYY-MM-DD")
    if isinstance(dtype, pl.Datetime):
        return st.column_config.DatetimeColumn(label, help=tooltip, format="YYYY-MM-DD HH:mm")
    return st.column_config.Column(label, help=tooltip)


@cache
def _tooltip(name: str, language: Language) -> str:  # noqa: ARG001  what it is kept by
    """The column's name in exports, and what it is: in the reader's words, or the contract's."""
    if name in MEASURES and name not in NOT_EVERYWHERE:
        return "\n\n".join(filter(None, (f"`{name}`: {definition(name)}", formula(name))))
    return _contracts_words(name)


@cache
def _contracts_words(name: str) -> str:
    """What the first table with such a column says of it; contracts never change."""
    for schema in TABLES.values():
        if name in schema.columns():
            return f"`{name}`: {schema.columns()[name].description}"
    return f"`{name}`"
