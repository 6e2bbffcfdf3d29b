"""What screens may read: statements of `dashboard/sql` over the published snapshot.

Opened read-only and sandboxed, once per snapshot; results are kept by snapshot, tax basis,
statement and parameters, so that a new publication is seen at the next rerun and nothing is read
twice.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from weakref import WeakSet

import duckdb
import polars as pl
import streamlit as st

from dashboard import view as views
from dashboard.view import View
from data.tax_bases import MAIN, TaxBasis, bases_beside
from data.warehouse import cursor_of, look_first_in, open_snapshot, query, read_sql

__all__ = ["View", "close_unread", "connection", "current", "has_both_bases", "pin", "read"]

_PACKAGE = "dashboard"
_PINNED = "_pinned_view"
_MOST_KEPT = 256  # statements with their parameters, of one snapshot
_MOST_KEPT_BYTES = 64 << 20  # of their rows
_MOST_MB = 256  # of DuckDB for a snapshot that is read, whatever a run may use; the rest it spills
Parameter = str | int | float | bool | tuple[str, ...] | None  # a tuple: a list of SQL


def pin(tax_basis: TaxBasis | None = None) -> View | None:
    """Choose the snapshot for the whole of this rerun, so that no screen shows parts of two.

    tax_basis: the one that is asked for; where it was not computed, the snapshot's own is shown.
    """
    pinned = views.current()
    if pinned and tax_basis and tax_basis in _opened(pinned).bases_beside:
        pinned = pinned.on(tax_basis)
    st.session_state[_PINNED] = pinned
    return pinned


def has_both_bases() -> bool:
    """Whether the published snapshot was computed on both tax bases."""
    return bool(_opened(_required()).bases_beside)


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
    return _opened(view).rows(view.schema, sql_name, parameters)


def connection() -> duckdb.DuckDBPyConnection:
    """The published snapshot for what is no statement of ours: a cursor of the caller's own.

    DuckDB refuses a second call on a connection that is busy, and many sessions read at once.

    Raises:
        LookupError: nothing has been published.
    """
    view = _required()
    return _opened(view).lend(view.schema)


def close_unread(seconds: float) -> bool:
    """Close snapshots that nobody has read for so long, but for the last one that was read.

    Returns whether any was closed.

    Each holds what DuckDB has read of it. Whoever still looks at one opens it anew; one whose
    cursor is still in somebody's hands stays, because a closed connection takes its cursors along.
    """
    latest_first = sorted([*_AT_HAND.values()], key=lambda opened: -opened.read_at)
    now = monotonic()
    unread = [o for o in latest_first[1:] if not o.lent and now - o.read_at >= seconds]
    for opened in unread:
        _open.clear(opened.path, opened.memory_limit)
    return bool(unread)


def _required() -> View:
    view = current()
    if view is None:
        msg = "read() before anything was published"
        raise LookupError(msg)
    return view


_Asked = tuple[str, str, tuple[tuple[str, Parameter], ...]]


@dataclass
class _Kept:
    """Rows of a statement, once they have been read."""

    rows: pl.DataFrame | None = None
    size_bytes: int = 0
    reading: Lock = field(default_factory=Lock)


class _Opened:
    """An open snapshot, and the rows that were read from it, which go with it."""

    def __init__(self, path: str, memory_limit: str) -> None:
        self.path, self.memory_limit, self._closing = path, memory_limit, ExitStack()
        self.read_at, self.lent = monotonic(), WeakSet[duckdb.DuckDBPyConnection]()
        self.connection = self._closing.enter_context(open_snapshot(Path(path), memory_limit))
        self.bases_beside = bases_beside(self.connection)
        self._kept: dict[_Asked, _Kept] = {}
        self._keeping = Lock()

    def lend(self, schema: str) -> duckdb.DuckDBPyConnection:
        """A cursor; the snapshot stays open as long as somebody has it."""
        cursor = cursor_of(self.connection)
        if schema != MAIN:
            look_first_in(cursor, schema)
        self.lent.add(cursor)
        return cursor

    def rows(self, schema: str, sql_name: str, parameters: Mapping[str, Parameter]) -> pl.DataFrame:
        """The rows of a statement, read once; whoever asks meanwhile waits for the first."""
        kept = self._place((schema, sql_name, tuple(parameters.items())))
        with kept.reading:
            if kept.rows is None:
                kept.rows = query(self.lend(schema), read_sql(_PACKAGE, sql_name), parameters)
                kept.size_bytes = int(kept.rows.estimated_size())
                self._forget()
            return kept.rows

    def _place(self, asked: _Asked) -> _Kept:
        with self._keeping:
            kept = self._kept.pop(asked, None) or _Kept()
            self._kept[asked] = kept  # the last is what was asked for last
            return kept

    def _forget(self) -> None:
        """Let go of what was asked for longest ago, until the rest is few and small enough."""
        with self._keeping:
            size_bytes = sum(kept.size_bytes for kept in self._kept.values())
            while self._kept and (len(self._kept) > _MOST_KEPT or size_bytes > _MOST_KEPT_BYTES):
                size_bytes -= self._kept.pop(next(iter(self._kept))).size_bytes

    def close(self) -> None:
        _AT_HAND.pop(self.path, None)
        self._closing.close()


_AT_HAND: dict[str, _Opened] = {}  # before Streamlit's cache, whose every look takes 0.4 ms


def _opened(view: View) -> _Opened:
    path = str(view.path)
    found = _AT_HAND.get(path)
    if found is None:
        found = _AT_HAND[path] = _open(path, _limit(view.settings.memory_limit))
    found.read_at = monotonic()
    return found


def _limit(memory_limit: str) -> str:
    """The setting's, as far as it is less than what reading may use."""
    mb = int(memory_limit[:-2]) * (1000 if memory_limit.endswith("GB") else 1)
    return f"{min(mb, _MOST_MB)}MB"


@st.cache_resource(max_entries=2, show_spinner=False, on_release=_Opened.close)
def _open(path: str, memory_limit: str) -> _Opened:
    return _Opened(path, memory_limit)
