"""What screens may read: statements of `dashboard/sql` over the published snapshot.

Opened read-only and sandboxed, once per snapshot; results are kept by snapshot, statement and
parameters, so that a new publication is seen at the next rerun and nothing is read twice.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import streamlit as st

from dashboard import view as views
from dashboard.view import View
from data.warehouse import open_snapshot, query, read_sql

__all__ = ["View", "connection", "current", "pin", "read"]

_PACKAGE = "dashboard"
_PINNED = "_pinned_view"
Parameter = str | int | float | bool | tuple[str, ...] | None  # a tuple: a list of SQL


def pin() -> View | None:
    """Choose the snapshot for the whole of this rerun, so that no screen shows parts of two."""
    pinned = views.current()
    st.session_state[_PINNED] = pinned
    return pinned


def current() -> View | None:
    """The pinned snapshot (the published one before pin()), or None where there is none yet."""
    if _PINNED in st.session_state:
        pinned: View | None = st.session_state[_PINNED]
        return pinned
    return views.current()


def read(sql_name: str, /, **parameters: Parameter) -> pl.DataFrame:
    """Rows of `dashboard/sql/<sql_name>.sql` on the published snapshot; treat them as frozen.

    Raises:
        LookupError: nothing has been published; screens ask current() first.
    """
    view = _required()
    return _rows(str(view.path), view.settings.memory_limit, sql_name, tuple(parameters.items()))


def connection() -> duckdb.DuckDBPyConnection:
    """The published snapshot for what is no statement of ours; use data.warehouse.query on it.

    Raises:
        LookupError: nothing has been published.
    """
    view = _required()
    return _open(str(view.path), view.settings.memory_limit).connection


def _required() -> View:
    view = current()
    if view is None:
        msg = "read() before anything was published"
        raise LookupError(msg)
    return view


@st.cache_resource(max_entries=512, show_spinner=False)
def _rows(
    path: str, memory_limit: str, sql_name: str, parameters: tuple[tuple[str, Parameter], ...]
) -> pl.DataFrame:
    connection = _open(path, memory_limit).connection
    return query(connection, read_sql(_PACKAGE, sql_name), dict(parameters))


@dataclass(frozen=True)
class _Opened:
    connection: duckdb.DuckDBPyConnection
    closing: ExitStack

    def close(self) -> None:
        self.closing.close()


@st.cache_resource(max_entries=3, show_spinner=False, on_release=_Opened.close)
def _open(path: str, memory_limit: str) -> _Opened:
    closing = ExitStack()
    return _Opened(closing.enter_context(open_snapshot(Path(path), memory_limit)), closing)
