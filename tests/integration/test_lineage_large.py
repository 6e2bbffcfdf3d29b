"""A row of core leads back to the lines of a large file that was judged where it lies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.workspace import Workspace
from etl.core import build_core
from etl.lineage import Trace, trace
from etl.source_lines import view_landing
from tests.fixture_types import Load, WriteFile

Row = Callable[..., dict[str, str]]
Bill = list[dict[str, str]]


@pytest.fixture
def bill(row: Row) -> Bill:
    """Lines 2 to 7: 2, 3 and 6 make a row of core, 4 is rejected, 5 and 7 are of another SKU.

    The door reads lines 3 and 7, whose numbers only it is sure of; the others stay in the file.
    """
    changes = (
        {},
        {"BilledCost": "1E6"},
        {"BilledCost": "1O"},
        {"SkuId": "z"},
        {"BilledCost": "2"},
        {"SkuId": "z", "BilledCost": "7,000.50"},
    )
    return [row("focus", **change) for change in changes]


def write_bill(form: str, lines: Bill, write_file: WriteFile) -> Path:
    path = write_file(f"bill.{form}", lines)
    if form == "parquet":
        pl.DataFrame(lines).write_parquet(path)
    return path


def traced(workspace: Workspace, table: str, **conditions: str) -> Trace:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        return trace(connection, workspace, table, conditions)


@pytest.mark.parametrize(("form", "shift"), [("csv", 0), ("parquet", -1)])
def test_a_row_made_of_kept_lines_and_of_lines_of_the_door_names_them_all(
    form: str, shift: int, bill: Bill, load: Load, workspace: Workspace, write_file: WriteFile
) -> None:
    [outcome] = load(write_bill(form, bill, write_file), direct=True)
    record = outcome.record
    # A Parquet has no header, so its rows are numbered from 1.
    assert (record.rows_kept, record.rows_loaded, record.rows_rejected) == (3, 5, 1)
    rows = {r.row["sku_id"]: r for r in traced(workspace, "core_charge_daily").rows}
    assert rows["h100"].lines == tuple(line + shift for line in (2, 3, 6))
    assert rows["z"].lines == tuple(line + shift for line in (5, 7))
    assert all(r.is_complete and r.file_name == f"bill.{form}" for r in rows.values())
    [rejected] = traced(workspace, "core_rejected_row").rows
    assert rejected.lines == (4 + shift,)


def test_rows_of_a_large_and_of_a_small_file_are_told_apart(
    bill: Bill, load: Load, workspace: Workspace, write_file: WriteFile, row: Row
) -> None:
    load(write_file("bill.csv", bill), direct=True)
    other = row("focus", BillingAccountId="acc-2")
    load(write_file("small.csv", [other, other]), direct=False)
    rows = traced(workspace, "core_charge_daily", sku_id="h100").rows
    assert {r.file_name: r.lines for r in rows} == {"bill.csv": (2, 3, 6), "small.csv": (2, 3)}


def test_landing_of_a_large_load_is_read_through_the_view_that_is_given(
    bill: Bill, load: Load, workspace: Workspace, write_file: WriteFile
) -> None:
    load(write_file("bill.csv", bill), direct=True)
    seen = []

    @contextmanager
    def view(connection: duckdb.DuckDBPyConnection, *given: Any) -> Iterator[None]:
        with view_landing(connection, *given):
            seen.append(connection.sql("SELECT count(*) FROM landing").fetchall())
            yield

    with duckdb.connect() as connection:
        build_core(connection, workspace)
        trace(connection, workspace, "core_charge_daily", {}, view=view)
    assert seen == [[(5,)]]


def test_the_command_line_traces_a_large_load(
    bill: Bill, workspace: Workspace, write_file: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.large.LARGE_BYTES", 0)
    home = ["--home", str(workspace.home)]
    loaded = CliRunner().invoke(app, ["load", str(write_file("bill.csv", bill)), *home])
    assert loaded.exit_code == 0, loaded.output
    assert list(workspace.landing.glob("*.kept.parquet"))
    found = CliRunner().invoke(app, ["trace", "core_charge_daily", "sku_id=h100", *home])
    assert "bill.csv: line 2, 3, 6;" in found.stdout
