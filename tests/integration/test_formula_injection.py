"""No export runs anything on the machine of who opens it: cells and headings, CSV and XLSX."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.export import Provenance, export_table
from data.errors import UsageError
from etl.quarantine import FAULT_COLUMNS, read_export, write_export

ORIGIN = Provenance("s", datetime(2026, 11, 21, tzinfo=UTC), date(2026, 11, 18), "x", Decimal(720))
STARTS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = tuple(f"{start}cmd|' /C calc'!A0" for start in STARTS)
TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
CELLS = TEXT | st.sampled_from([*FORMULAS, "'=1", "''=1", "-", "=", "_x0041_", "a\rb", " =1", "-3"])


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def rejected(cells: list[str], name: str = "pool") -> pl.DataFrame:
    return pl.DataFrame({**dict.fromkeys(FAULT_COLUMNS, ["1"] * len(cells)), name: cells})


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_csv_of_a_table_has_an_apostrophe_before_what_would_run(formula: str) -> None:
    frame = pl.DataFrame({"note": [formula, "-3.5", "plain"]})
    _, *rows = cells_of(export_table(frame, "x", "csv", ORIGIN))
    assert [row[0] for row in rows] == ["'" + formula, "-3.5", "plain"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_csv_of_the_quarantine_guards_cells_and_headings(formula: str, tmp_path: Path) -> None:
    rows = rejected([formula], name=formula)
    write_export(rows, tmp_path / "out.csv")
    head, line = cells_of((tmp_path / "out.csv").read_bytes())
    assert head[-1] == line[-1] == "'" + formula
    assert not [cell for cell in (*head, *line) if cell.startswith(STARTS)]


def test_a_workbook_of_a_table_or_of_the_quarantine_holds_no_formula(tmp_path: Path) -> None:
    frame = pl.DataFrame({"=cmd()": list(FORMULAS)})
    write_export(rejected(list(FORMULAS), "=cmd()"), tmp_path / "out.xlsx")
    for content in (
        export_table(frame, "x", "xlsx", ORIGIN),
        (tmp_path / "out.xlsx").read_bytes(),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            assert sheets
            assert not [name for name in sheets if b"<f>" in book.read(name)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@given(
    cells=st.lists(CELLS, min_size=1, max_size=3),
    name=st.sampled_from(["pool", *FORMULAS[:5], "'=x"]),
)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_an_export_of_the_quarantine_reads_back_cell_by_cell(
    ending: str, cells: list[str], name: str, tmp_path: Path
) -> None:
    came = [cell.replace("\x00", "\ufffd") for cell in cells] if ending == "csv" else cells
    path = tmp_path / f"out.{ending}"
    write_export(rejected(cells, name.replace("\r", "").replace("\n", "")), path)
    assert read_export(path)[:, -1].to_list() == came


@pytest.mark.parametrize("write", ["quarantine", "table"])
def test_a_text_that_a_workbook_would_cut_off_is_refused(write: str, tmp_path: Path) -> None:
    long = "x" * 32_768
    attempts: dict[str, Any] = {
        "quarantine": lambda: write_export(rejected([long]), tmp_path / "out.xlsx"),
        "table": lambda: export_table(pl.DataFrame({"a": [long]}), "x", "xlsx", ORIGIN),
    }
    with pytest.raises(UsageError, match="32,768 characters"):
        attempts[write]()
