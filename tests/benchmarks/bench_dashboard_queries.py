"""What each statement costs that screens read, on ten million usage rows.

CPU of all threads, the best of three: what comes first reads the file, too. Baseline, in the same
run: counting a table of one row.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import dashboard
from dashboard import reading
from dashboard.screens import SCREENS
from data.warehouse import query, read_sql
from tests.benchmarks.large_workspace import large_home
from tests.benchmarks.measure import Measure, cpu_seconds

STATEMENT_MS = 25
_SHOWN = 12  # the dearest by name; the rest only as their number
_APP = Path(dashboard.__file__).with_name("app.py")


def run(*, quick: bool) -> list[Measure]:
    costs: dict[str, float] = {}
    with large_home(quick=quick) as home, _workspace(home), _timed(costs):
        for screen in SCREENS:
            _show(screen.url_path)
    ranked = sorted(costs.items(), key=lambda cost: -cost[1])
    return [
        Measure("count_of_one_row_ms", _baseline_ms(), "CPU ms", note="baseline"),
        *(
            Measure(f"sql_{name}_ms", cost, "CPU ms", STATEMENT_MS)
            for name, cost in ranked[:_SHOWN]
        ),
        Measure("sql_statements", len(costs), "", note=f"the {_SHOWN} dearest stand above"),
        Measure("sql_over_target", sum(ms > STATEMENT_MS for _, ms in ranked), "", target=0),
    ]


def _show(address: str) -> None:
    """Run a screen as a new session does."""
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    app = AppTest.from_file(str(_APP), default_timeout=120)
    app._page_hash = calc_hash(address)
    app.run()
    assert not app.exception, app.exception[0].stack_trace


@contextmanager
def _workspace(home: Path) -> Iterator[None]:
    import streamlit as st

    before = os.environ.get("SUANLI_HOME")
    os.environ["SUANLI_HOME"] = str(home)
    try:
        yield
    finally:
        st.cache_resource.clear()  # closes the snapshot
        if before is None:
            del os.environ["SUANLI_HOME"]
        else:
            os.environ["SUANLI_HOME"] = before


@contextmanager
def _timed(costs: dict[str, float]) -> Iterator[None]:
    """Note what every statement of `dashboard/sql` costs that a screen reads."""
    names = {
        read_sql("dashboard", path.stem): path.stem for path in (_APP.parent / "sql").glob("*.sql")
    }

    def timed(
        connection: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, Any] | None = None
    ) -> pl.DataFrame:
        tries = [cpu_seconds(lambda: query(connection, sql, given)) for _ in range(3)]
        cost = 1000 * min(seconds for seconds, _ in tries)
        costs[names[sql]] = max(costs.get(names[sql], 0.0), cost)
        return tries[0][1]

    original, reading.query = reading.query, timed
    try:
        yield
    finally:
        reading.query = original


def _baseline_ms() -> float:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS n")
        tries = [
            cpu_seconds(lambda: query(connection, "SELECT count(*) FROM one")) for _ in range(5)
        ]
    return 1000 * min(seconds for seconds, _ in tries)
