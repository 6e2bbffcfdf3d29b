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

from dashboard.view import View, current
from data.warehouse import open_snapshot, query, read_sql

__all__ = ["View", "current", "read"]

_PACKAGE = "dashboard"
Parameter = str | int | float | bool | None


def read(sql_name: str, /, **parameters: Parameter) -> pl.DataFrame:
    """Rows of `dashboard/sql/<sql_name>.sql` on the published snapshot; treat them as frozen.

    Raises:
        LookupError: nothing has been published; screens ask current() first.
    """
    view = current()
    if view is None:
        msg = "read() before anything was published"
        raise LookupError(msg)
    return _rows(str(view.path), view.settings.memory_limit, sql_name, tuple(parameters.items()))


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
