"""Rejected rows are shown, taken out, mended and read again: as if the file had been right."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.errors import InputError, NotWhatItClaimsError, UsageError
from data.tables import fields
from data.workspace import Workspace
from etl.landing import read_records
from etl.load import LoadOutcome
from etl.mending import as_they_came, read_mended, retry
from etl.quarantine import (
    FAULT_COLUMNS,
    export_rows,
    find_load,
    list_rejected,
    read_export,
    write_export,
)
from etl.sources import usage
from tests.fixture_types import Core, Load, MakeRow, WriteFile

ZONE = "Asia/Shanghai"
USED = "SELECT hour(hour_utc) AS hour, used_card_hours AS used FROM core_usage_hourly ORDER BY hour"


@pytest.fixture
def dirty(row: MakeRow, to_csv: Callable[..., str], write_file: WriteFile) -> Path:
    """08:00 and 11:00 are sound; 09:00 is negative, 10:00 has a misspelt class, line 6 is short."""
    hours = (
        {"used_card_hours": "12"},
        {"start": "2026-03-02 09:00", "used_card_hours": "-13", "useful_card_hours": ""},
        {"start": "2026-03-02 10:00", "workload_class": "batch"},
        {"start": "2026-03-02 11:00", "used_card_hours": "15"},
    )
    rows = to_csv([row("usage", **hour) for hour in hours])
    return write_file("dirty.csv", rows + "2026-03-02 12:00,hour\n")


@pytest.fixture
def exported(workspace: Workspace, load: Load, dirty: Path) -> pl.DataFrame:
    load(dirty)
    return export_rows(workspace, find_load(workspace, None))


def try_again(workspace: Workspace, rows: pl.DataFrame, path: Path) -> LoadOutcome:
    write_export(rows, path)
    with workspace.lock():
        return retry(workspace, read_mended(path), ZONE)


def mend(rows: pl.DataFrame, line: int, **cells: str) -> pl.DataFrame:
    at = pl.col("quarantine_line") == str(line)
    return rows.with_columns(
        pl.when(at).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in cells.items()
    )


def test_the_list_counts_rows_by_load_column_and_reason(
    workspace: Workspace, load: Load, dirty: Path
) -> None:
    [outcome] = load(dirty)
    found = list_rejected(workspace).to_dicts()
    assert {row["load_id"] for row in found} == {outcome.record.load_id}
    counts = {(row["column"], row["first_line"]): row["rows"] for row in found}
    assert counts == {("used_card_hours", 3): 1, ("workload_class", 4): 1, (None, 6): 1}


def test_an_export_has_each_row_as_it_came_with_its_line_column_value_and_reason(
    exported: pl.DataFrame, row: MakeRow
) -> None:
    assert exported.columns == [*FAULT_COLUMNS, *row("usage")]
    negative, batch, short = exported.to_dicts()
    assert [r["quarantine_line"] for r in (negative, batch, short)] == ["3", "4", "6"]
    assert negative["quarantine_value"] == negative["used_card_hours"] == "-13"
    assert batch["quarantine_column"] == "workload_class"
    assert "training" in batch["quarantine_reason"]
    assert (short["quarantine_value"], short["start"]) == ("2026-03-02 12:00,hour", "")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_read_back_is_what_was_written_and_no_cell_runs_as_a_formula(
    ending: str, exported: pl.DataFrame, tmp_path: Path
) -> None:
    note = mend(exported, 3, pool="=1+1", project="'=already quoted", chip="'plain")
    path = tmp_path / f"out.{ending}"
    write_export(note, path)
    assert read_export(path).equals(note.fill_null(""))
    if ending == "csv":
        written = path.read_text("utf-8-sig")
        assert ",'=1+1," in written
        assert ",''=already quoted," in written


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_mended_rows_give_what_the_file_would_have_given_had_it_been_right(
    ending: str, exported: pl.DataFrame, workspace: Workspace, core: Core, tmp_path: Path
) -> None:
    mended = mend(mend(exported, 3, used_card_hours="13"), 4, workload_class="training")
    outcome = try_again(workspace, mended, tmp_path / f"mended.{ending}")
    record = outcome.record
    assert outcome.is_new
    # 5 rows read; 08:00, 09:00, 10:00 and 11:00 are sound now, and the short line is still none.
    counts = (record.rows_read, record.rows_loaded, record.rows_rejected, record.rows_duplicate)
    assert counts == (5, 4, 1, 0)
    # 08:00 in Shanghai is 00:00 UTC; 10:00 has the sound row's 12 card-hours.
    assert [(r["hour"], r["used"]) for r in core(USED)] == [(0, 12), (1, 13), (2, 12), (3, 15)]
    lines = core("SELECT first_line_number AS n FROM core_usage_hourly ORDER BY n")
    assert [r["n"] for r in lines] == [2, 3, 4, 5]
    [only] = core("FROM core_load")
    assert (only["load_id"], only["file_name"]) == (record.load_id, "dirty.csv")
    assert [r["line_number"] for r in core("FROM core_rejected_row")] == [6]


def test_the_same_mended_file_again_changes_nothing(
    exported: pl.DataFrame, workspace: Workspace, tmp_path: Path
) -> None:
    mended = mend(exported, 3, used_card_hours="13")
    first = try_again(workspace, mended, tmp_path / "mended.csv")
    again = try_again(workspace, mended, tmp_path / "mended again.csv")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.record.load_id == first.record.load_id


def test_rows_that_were_not_mended_leave_the_load_as_it_is(
    exported: pl.DataFrame, workspace: Workspace, tmp_path: Path
) -> None:
    outcome = try_again(workspace, exported, tmp_path / "as it came.csv")
    assert not outcome.is_new
    assert len(read_records(workspace)) == 1


def test_a_row_left_out_of_the_mended_file_stays_in_quarantine_as_it_came(
    exported: pl.DataFrame, workspace: Workspace, core: Core, tmp_path: Path
) -> None:
    mended = mend(exported, 3, used_card_hours="13").filter(pl.col("quarantine_line") == "3")
    try_again(workspace, mended, tmp_path / "mended.csv")
    found = core("SELECT line_number, value FROM core_rejected_row ORDER BY line_number")
    assert found == [{"line_number": 4, "value": "batch"}, {"line_number": 6, "value": None}]


def test_mending_goes_on_from_where_it_stood(
    exported: pl.DataFrame, workspace: Workspace, core: Core, tmp_path: Path
) -> None:
    try_again(workspace, mend(exported, 3, used_card_hours="13"), tmp_path / "a.csv")
    rest = export_rows(workspace, find_load(workspace, "dirty.csv"))
    assert rest["quarantine_line"].to_list() == ["4", "6"]
    try_again(workspace, mend(rest, 4, workload_class="training"), tmp_path / "b.csv")
    assert len(core(USED)) == 4


def test_an_older_export_may_not_undo_what_was_mended_since(
    exported: pl.DataFrame, workspace: Workspace, core: Core, tmp_path: Path
) -> None:
    try_again(workspace, mend(exported, 3, used_card_hours="13"), tmp_path / "a.csv")
    only_other = mend(exported, 4, workload_class="training").slice(1)
    with pytest.raises(InputError, match=r"Lines \[3\] were mended since"):
        try_again(workspace, only_other, tmp_path / "b.csv")
    both = mend(mend(exported, 3, used_card_hours="14"), 4, workload_class="training")
    try_again(workspace, both, tmp_path / "c.csv")
    assert [r["used"] for r in core(USED)] == [12, 14, 12, 15]


def test_a_mended_row_that_contradicts_a_sound_one_rejects_both(
    exported: pl.DataFrame, workspace: Workspace, core: Core, tmp_path: Path
) -> None:
    # 09:00 is "mended" into a second 08:00: nobody knows which of the two is right.
    mended = mend(exported, 3, start="2026-03-02 08:00", used_card_hours="13")
    mended = mend(mended, 4, workload_class="training")
    try_again(workspace, mended, tmp_path / "mended.csv")
    assert [(r["hour"], r["used"]) for r in core(USED)] == [(2, 12), (3, 15)]
    lines = core("SELECT line_number AS n FROM core_rejected_row ORDER BY n")
    assert [r["n"] for r in lines] == [2, 3, 6]


def test_a_mended_old_export_does_not_override_a_later_correction(
    exported: pl.DataFrame,
    workspace: Workspace,
    load: Load,
    core: Core,
    tmp_path: Path,
    row: MakeRow,
    write_file: WriteFile,
) -> None:
    load(write_file("corrected.csv", [row("usage", start="2026-03-02 09:00")]))
    try_again(workspace, mend(exported, 3, used_card_hours="13"), tmp_path / "mended.csv")
    assert [(r["hour"], r["used"]) for r in core(USED)] == [(0, 12), (1, 12), (3, 15)]


def test_rows_are_read_again_by_rules_that_changed(
    exported: pl.DataFrame, workspace: Workspace, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WiderRow(usage.UsageRow):
        workload_class = fields.choice(
            ("training", "batch"), "kind of work; empty: other", primary_key=True
        )

    wider = {"usage": replace(usage.SOURCE, contract=WiderRow, version=2)}
    monkeypatch.setattr("etl.mending.named_source", wider.__getitem__)
    with workspace.lock():
        again = as_they_came(workspace, find_load(workspace, None))
        outcome = retry(workspace, again, ZONE)
    assert (outcome.record.source_version, outcome.record.rows_loaded) == (2, 3)
    assert outcome.record.rows_rejected == 2


def test_only_an_export_of_this_workspace_with_its_own_lines_is_read(
    exported: pl.DataFrame, workspace: Workspace, tmp_path: Path, dirty: Path, write_file: WriteFile
) -> None:
    with pytest.raises(NotWhatItClaimsError, match="no export of the quarantine"):
        read_mended(write_file("other.csv", [{"a": "1"}]))
    with pytest.raises(NotWhatItClaimsError, match="1 lines are no rows; line 6"):
        read_mended(dirty)
    for faulty, message in (
        (exported.with_columns(quarantine_line=pl.lit("3")), "each of its lines once"),
        (exported.with_columns(quarantine_line=pl.lit("x")), "each of its lines once"),
    ):
        with pytest.raises(NotWhatItClaimsError, match=message):
            try_again(workspace, faulty, tmp_path / "faulty.csv")
    with pytest.raises(InputError, match="no rejected rows of that load"):
        try_again(workspace, mend(exported, 3, quarantine_line="2"), tmp_path / "other.csv")
    elsewhere = exported.with_columns(quarantine_load=pl.lit("f" * 16))
    with pytest.raises(InputError, match="has no load"):
        try_again(workspace, elsewhere, tmp_path / "elsewhere.csv")


def test_a_load_is_found_by_id_beginning_or_name_and_else_the_known_ones_are_named(
    exported: pl.DataFrame, workspace: Workspace
) -> None:
    found = find_load(workspace, None)
    assert find_load(workspace, found.load_id[:6]) == find_load(workspace, "dirty.csv") == found
    with pytest.raises(UsageError, match=found.load_id):
        find_load(workspace, "other.csv")


def test_an_export_is_csv_or_a_workbook(exported: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv or \.xlsx"):
        write_export(exported, tmp_path / "out.parquet")


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    with pytest.raises(NotWhatItClaimsError, match="cannot be read"):
        read_mended(tmp_path / "broken.xlsx")
    with pytest.raises(InputError, match="cannot be opened"):
        read_mended(tmp_path / "absent.xlsx")


def test_the_commands_list_export_and_retry_up_to_the_published_snapshot(
    dirty: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--home", str(home), "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    first = run("load", str(dirty))
    assert sum(row["rows"] for row in run("quarantine", "list")["rejected"]) == 3
    out = tmp_path / "to mend.xlsx"
    assert run("quarantine", "export", "--out", str(out))["rows"] == 3
    unchanged = run("quarantine", "retry", "--mended", str(out))
    assert (unchanged["published"], unchanged["rejected"]) == (False, 3)
    write_export(mend(read_export(out), 3, used_card_hours="13"), out)
    again = run("quarantine", "retry", "--mended", str(out))
    assert (again["published"], again["loaded"], again["rejected"]) == (True, 3, 2)
    assert again["replaces"] == first["files"][0]["load_id"]
    once_more = run("quarantine", "retry", "dirty.csv")
    assert (once_more["published"], once_more["snapshot"]) == (False, again["snapshot"])
    assert run("load", str(dirty))["published"] is False
    assert run("check")["rows"]["core_usage_hourly"] == 3
