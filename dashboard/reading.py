"""What screens may read: statements of `dashboard/sql` over the published snapshot.

Opened read-only and sandboxed, once per snapshot; results are kept by snapshot, statement and
parameters, so that a new publication is seen at the next rerun and nothing is read twice.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import duckdb
import polars as pl
import streamlit as st

from dashboard import view as views
from dashboard.view import View
from data.warehouse import open_snapshot, query, read_sql

__all__ = ["View", "connection", "current", "pin", "read"]

_PACKAGE = "dashboard"
_PINNED = "_pinned_view"
_MOST_KEPT = 256  # statements with their parameters, of one snapshot
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
    return _opened(_required()).rows(sql_name, parameters)


def connection() -> duckdb.DuckDBPyConnection:
    """The published snapshot for what is no statement of ours: a cursor of the caller's own.

    DuckDB refuses a second call on a connection that is busy, and many sessions read at once.

    Raises:
        LookupError: nothing has been published.
    """
    return _opened(_required()).connection.cursor()


def _required() -> View:
    view = current()
    if view is None:
        msg = "read() before anything was published"
        raise LookupError(msg)
    return view


_Asked = tuple[str, tuple[tuple[str, Parameter], ...]]


@dataclass
class _Kept:
    """Rows of a statement, once they have been read."""

    rows: pl.DataFrame | None = None
    reading: Lock = field(default_factory=Lock)


class _Opened:
    """An open snapshot, and the rows that were read from it, which go with it."""

    def __init__(self, path: str, memory_limit: str) -> None:
        self._path, self._closing = path, ExitStack()
        self.connection = self._closing.enter_context(open_snapshot(Path(path), memory_limit))
        self._kept: dict[_Asked, _Kept] = {}
        self._keeping = Lock()

    def rows(self, sql_name: str, parameters: Mapping[str, Parameter]) -> pl.DataFrame:
        """The rows of a statement, read once; whoever asks meanwhile waits for the first."""
        kept = self._place((sql_name, tuple(parameters.items())))
        with kept.reading:
            if kept.rows is None:
                kept.rows = query(self.connection, read_sql(_PACKAGE, sql_name), parameters)
            return kept.rows

    def _place(self, asked: _Asked) -> _Kept:
        with self._keeping:
            kept = self._kept.pop(asked, None) or _Kept()
            self._kept[asked] = kept  # the last is what was asked for last
            if len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return kept

    def close(self) -> None:
        _AT_HAND.pop(self._path, None)
        self._closing.close()


_AT_HAND: dict[str, _Opened] = {}  # before Streamlit's cache, whose every look takes 0.4 ms


def _opened(view: View) -> _Opened:
    path = str(view.path)
    found = _AT_HAND.get(path)
    if found is None:
        found = _AT_HAND[path] = _open(path, view.settings.memory_limit)
    return found


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_Opened.close)
def _open(path: str, memory_limit: str) -> _Opened:
    return _Opened(path, memory_limit)
