"""What is exported comes back equal, says where it is from, and runs nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
import pyarrow.parquet as pq
import pytest

from dashboard.export import (
    Provenance,
    export_from_workspace,
    export_query,
    export_table,
)
from data.errors import NoSnapshotError, UsageError
from data.snapshot import building
from data.tables import TABLES
from data.tables.ddl import create_table, create_tables
from data.workspace import Workspace

ROWS = pl.DataFrame(
    {
        "pool_id": ["a/b/c/H100", "=1+1", None],
        "local_date": [date(2026, 11, 1), date(2026, 11, 2), None],
        "hour_utc": [datetime(2026, 11, 1, 5), None, datetime(2026, 11, 1, 6)],  # noqa: DTZ001
        "used_card_hours": [1.25, None, 0.0],
        "cost_cny": [Decimal("12345678901.23"), Decimal("-0.07"), None],
        "is_best": [True, False, None],
    },
    schema_overrides={"cost_cny": pl.Decimal(18, 2)},
)
ORIGIN = Provenance(
    snapshot_id="20261121T060000Z-abc",
    exported_at=datetime(2026, 11, 21, 6, tzinfo=UTC),
    data_until=date(2026, 11, 18),
    tax_basis="included",
    hours_per_month=Decimal("720.00"),
    filters={"pool": "a/b/c/H100"},
)


def test_parquet_comes_back_exactly_with_its_provenance_as_metadata() -> None:
    exported = export_table(ROWS, "out_cost_daily", "parquet", ORIGIN)
    assert pl.read_parquet(BytesIO(exported)).equals(ROWS)
    facts = pq.read_metadata(BytesIO(exported)).metadata
    assert facts[b"suanli.snapshot_id"] == b"20261121T060000Z-abc"
    assert facts[b"suanli.filters"] == b"pool=a/b/c/H100"
    assert facts[b"suanli.hours_per_month"] == b"720"


def test_csv_comes_back_to_the_cent_with_its_provenance_in_trailing_columns() -> None:
    exported = export_table(ROWS, "out_cost_daily", "csv", ORIGIN)
    back = pl.read_csv(exported, schema_overrides={"cost_cny": pl.Decimal(18, 2)})
    assert back.columns[: ROWS.width] == ROWS.columns
    assert back["cost_cny"].to_list() == ROWS["cost_cny"].to_list()
    assert back["used_card_hours"].to_list() == [1.25, None, 0.0]
    assert back["provenance_snapshot_id"].unique().to_list() == ["20261121T060000Z-abc"]
    assert back["provenance_filters"].unique().to_list() == ["pool=a/b/c/H100"]


def test_csv_text_that_a_spreadsheet_would_run_is_quoted_and_a_lone_dash_is_not() -> None:
    texts = ["=1+1", "+1+1", "-1-1", "-3-cmd", "@x", "\tx", "-", "H100"]
    exported = export_table(pl.DataFrame({"chip": texts}), "core_chip", "csv", ORIGIN)
    assert pl.read_csv(exported)["chip"].to_list() == [
        "'=1+1", "'+1+1", "'-1-1", "'-3-cmd", "'@x", "'\tx", "-", "H100",
    ]  # fmt: skip


def test_csv_text_that_is_a_plain_number_stays_as_it_came() -> None:
    texts = ["-3", "+3.50", "-1,234.5", "-1e-3", "-42%"]
    exported = export_table(pl.DataFrame({"value": texts}), "core_rejected_row", "csv", ORIGIN)
    assert pl.read_csv(exported, infer_schema=False)["value"].to_list() == texts


def test_xlsx_numbers_are_numbers_to_the_cent_and_formulas_stay_text() -> None:
    exported = export_table(ROWS, "out_cost_daily", "xlsx", ORIGIN)
    book = fastexcel.read_excel(exported)
    rows = book.load_sheet("out_cost_daily").to_polars()
    assert rows["cost_cny"].to_list() == [12345678901.23, -0.07, None]
    assert rows["used_card_hours"].to_list() == [1.25, None, 0.0]
    assert rows["pool_id"].to_list() == ["a/b/c/H100", "=1+1", None]
    assert rows["is_best"].to_list() == [True, False, None]
    assert str(rows["local_date"][0]) == "2026-11-01 00:00:00"  # Excel knows only moments
    facts = dict(book.load_sheet("provenance", header_row=None).to_polars().iter_rows())
    assert facts["snapshot_id"] == "20261121T060000Z-abc"
    assert facts["tax_basis"] == "included"


def test_json_is_an_envelope_and_loses_no_digit_of_a_decimal() -> None:
    envelope = json.loads(export_table(ROWS, "out_cost_daily", "json", ORIGIN))
    assert envelope["rows"][0]["cost_cny"] == "12345678901.23"
    assert envelope["rows"][0]["local_date"] == "2026-11-01"
    assert envelope["rows"][1]["used_card_hours"] is None
    assert envelope["provenance"]["data_until"] == "2026-11-18"


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx", "json"])
def test_the_same_rows_of_the_same_snapshot_make_the_same_bytes(file_format: str) -> None:
    first = export_table(ROWS, "out_cost_daily", file_format, ORIGIN)
    assert export_table(ROWS, "out_cost_daily", file_format, ORIGIN) == first


@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx", "json"])
def test_a_table_without_rows_can_be_exported(file_format: str) -> None:
    assert export_table(ROWS.clear(), "out_cost_daily", file_format, ORIGIN)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="Choose one of csv, parquet, xlsx, json"):
        export_table(ROWS, "x", "ods", ORIGIN)


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    many = pl.DataFrame({"row": pl.int_range(1_048_576, eager=True)})
    with pytest.raises(UsageError, match="do not fit in a sheet"):
        export_table(many, "x", "xlsx", ORIGIN)


@pytest.fixture
def budgets() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    create_table(connection, "core_budget", TABLES["core_budget"])
    connection.execute(
        "INSERT INTO core_budget SELECT make_date(2026, m, 1), 'company', 100 * m, 'CNY', true,"
        " 0.06, 'board', 'x', m FROM range(1, 4) AS months(m)"
    )
    yield connection
    connection.close()


def test_rows_can_be_narrowed_by_a_condition(budgets: duckdb.DuckDBPyConnection) -> None:
    assert export_query(budgets, "core_budget").height == 3
    narrowed = export_query(budgets, "core_budget", "amount >= 200 -- from February")
    assert narrowed["amount"].to_list() == [Decimal(200), Decimal(300)]


def test_an_unknown_table_is_refused_with_the_known_ones(
    budgets: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(UsageError, match=r"Choose one of .*core_budget, core_calendar"):
        export_query(budgets, "budget")


def test_a_condition_on_an_unknown_column_names_the_columns_there_are(
    budgets: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(UsageError, match="Columns of core_budget: month, scope, amount"):
        export_query(budgets, "core_budget", "amout > 1")


def test_a_workspace_without_a_snapshot_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match="suanli load"):
        export_from_workspace(Workspace(tmp_path), "core_budget", "csv")


def test_a_published_table_is_exported_with_its_condition_as_a_filter(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with building(workspace, keep=2) as build:
        create_tables(build.connection, TABLES)
        snapshot_id = build.snapshot_id
    exported = export_from_workspace(workspace, "core_budget", "json", "amount > 1")
    envelope = json.loads(exported)
    assert envelope["provenance"]["snapshot_id"] == snapshot_id
    assert envelope["provenance"]["filters"] == "where=amount > 1"
    assert envelope["rows"] == []
