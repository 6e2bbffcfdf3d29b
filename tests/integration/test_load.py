"""Loading: a file is recognised, checked and kept; again changes nothing; one never stops all."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.errors import UsageError
from data.workspace import Workspace
from etl.checks import check_core
from etl.core import build_core
from etl.landing import landing_path, read_records
from etl.load import LoadOptions, load_files
from tests.fixture_types import Core, Load, MakeRow, WriteFile


def state_of(workspace: Workspace) -> dict[str, int]:
    files = [path for path in workspace.home.rglob("*") if path.is_file()]
    return {str(path): path.stat().st_mtime_ns for path in files}


def test_a_load_is_recorded_with_its_counts_and_period(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [
        row("usage"),
        row("usage"),
        row("usage", start="2026-03-02 10:00"),
        row("usage", start="2026-03-02 11:00", used_card_hours="-1"),
    ]
    path = write_file("march.csv", rows)
    [outcome] = load(path)
    assert outcome.is_new
    [stored] = core("FROM core_load")
    assert {name: stored[name] for name in ("source", "status", "reason", "file_name")} == {
        "source": "usage",
        "status": "loaded",
        "reason": None,
        "file_name": "march.csv",
    }
    counts = [stored[f"rows_{what}"] for what in ("read", "loaded", "rejected", "duplicate")]
    assert counts == [4, 2, 1, 1]
    # 08:00 and 10:00 in Shanghai are 00:00 and 02:00 UTC.
    assert [stored["period_start"].hour, stored["period_end"].hour] == [0, 2]
    assert stored["size_bytes"] == path.stat().st_size


def test_rejected_rows_stand_in_core_with_file_line_value_and_reason(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("march.csv", [row("usage"), row("usage", used_card_hours="many")]))
    [fault] = core("FROM core_rejected_row")
    assert (fault["file_name"], fault["line_number"]) == ("march.csv", 3)
    assert (fault["column"], fault["value"]) == ("used_card_hours", "many")
    assert fault["reason"] == "expected a number of at least 0"
    assert '"used_card_hours":"many"' in fault["row"]


def test_loading_twice_changes_nothing(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    path = write_file("march.csv", [row("usage")])
    load(path)
    before, usage = state_of(workspace), core("FROM core_usage_hourly")
    [again] = load(path)
    assert not again.is_new
    assert state_of(workspace) == before
    assert core("FROM core_usage_hourly") == usage


def test_equal_bytes_under_another_name_are_the_same_load(
    load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [row("usage")]
    outcomes = load(write_file("march.csv", rows), write_file("copy of march.csv", rows))
    assert [outcome.is_new for outcome in outcomes] == [True, False]


def test_where_the_name_is_the_pool_equal_bytes_are_two_pools(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    rows = [row("occupancy")]
    load(write_file("lab/a.csv", rows), write_file("lab/b.csv", rows))
    assert core("SELECT pool FROM core_usage_hourly ORDER BY pool") == [
        {"pool": "a"},
        {"pool": "b"},
    ]


def test_a_refused_file_does_not_stop_the_others_and_stands_in_core_load(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    bad = write_file("bad.csv", [{"what": "1", "ever": "2"}])
    outcomes = load(bad, write_file("march.csv", [row("usage")]))
    assert [outcome.record.status for outcome in outcomes] == ["refused", "loaded"]
    refused, loaded = core("FROM core_load ORDER BY sequence")
    assert refused["file_name"] == "bad.csv"
    assert "No source recognises the columns what, ever" in refused["reason"]
    assert loaded["rows_loaded"] == 1


def test_a_refusal_disappears_once_the_file_could_be_loaded(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    # Without `project` nothing recognises it; with the source named and a default it is complete.
    unnamed = {name: cell for name, cell in row("usage").items() if name != "project"}
    path = write_file("march.csv", [unnamed])
    assert load(path)[0].record.status == "refused"
    load(path, source_name="usage", defaults={"project": "chat"})
    [only] = core("FROM core_load")
    assert only["status"] == "loaded"


def test_a_source_named_for_the_wrong_file_refuses_it_and_names_what_is_missing(
    load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("budget.csv", [row("budget")]), source_name="contract")
    assert outcome.record.status == "refused"
    assert "it lacks commitment_id, provider" in outcome.record.reason
    assert "it does not know month, scope, amount" in outcome.record.reason


def test_a_misspelt_template_column_refuses_the_file_with_a_remedy(
    load: Load, row: MakeRow, write_file: WriteFile
) -> None:
    misspelt = {n.replace("queued", "qeued"): cell for n, cell in row("usage").items()}
    [outcome] = load(write_file("march.csv", [misspelt]))
    assert "it does not know qeued_card_hours" in outcome.record.reason
    assert "`suanli template usage`" in outcome.record.reason


def test_a_source_that_does_not_exist_is_wrong_usage(load: Load, write_file: WriteFile) -> None:
    with pytest.raises(UsageError, match="no source called 'nothing'"):
        load(write_file("a.csv", "a\n1\n"), source_name="nothing")


def test_what_cannot_be_opened_is_reported_and_not_recorded(
    load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    good = write_file("folder/march.csv", [row("usage")])
    folder, absent, loaded = load(good.parent, good.with_name("absent.csv"), good)
    for outcome in (folder, absent):
        assert not outcome.is_new
        assert outcome.record.status == "refused"
        assert "cannot be opened" in outcome.record.reason
    assert loaded.is_new
    assert [record.status for record in read_records(workspace)] == ["loaded"]


def test_a_file_refused_again_is_no_news(
    load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    bad = write_file("bad.csv", "a,b\n1,2\n")
    load(bad)
    before = state_of(workspace)
    assert not load(bad)[0].is_new
    assert state_of(workspace) == before
    load(write_file("march.csv", [row("usage")]))
    assert [record.sequence for record in read_records(workspace)] == [1, 2]


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(
    load: Load, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    good = write_file("march.csv", [row("usage")])
    outcomes = load_files(
        workspace,
        [good, write_file("bad.csv", "a\n1\n")],
        LoadOptions("Asia/Shanghai", dry_run=True),
    )
    assert [outcome.record.rows_loaded for outcome in outcomes] == [1, 0]
    assert not workspace.home.exists()


def test_defaults_fill_what_is_absent_and_make_another_load(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    path = write_file("jobs.csv", [row("gpu_jobs")])
    load(path, defaults={"chip": "V100", "pool": "philly", "project": "not used: the file has one"})
    [usage] = core("FROM core_usage_hourly")
    assert (usage["chip"], usage["pool"], usage["project"]) == ("V100", "philly", "team-a")
    assert load(path)[0].is_new


def test_the_zone_of_naive_times_is_the_setting_unless_given(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    path = write_file("march.csv", [row("usage")])
    load(path, time_zone="Europe/Berlin")
    # 08:00 in Berlin in early March is 07:00 UTC.
    [usage] = core("FROM core_usage_hourly")
    assert (usage["hour_utc"].hour, usage["source_time_zone"]) == (7, "Europe/Berlin")


def test_a_parquet_file_with_unforeseen_types_is_refused_and_stops_nobody(
    load: Load, row: MakeRow, write_file: WriteFile, tmp_path: Path
) -> None:
    odd = tmp_path / "prices.parquet"
    frame = pl.DataFrame([row("market_prices")])
    frame.with_columns(date=pl.lit("2026-07-01").str.to_date()).write_parquet(odd)
    refused, loaded = load(odd, write_file("march.csv", [row("usage")]))
    assert "other types than a market_prices file has" in refused.record.reason
    assert loaded.record.status == "loaded"


def test_a_parquet_without_a_record_is_no_load_and_is_written_anew(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    path = write_file("march.csv", [row("usage")])
    [outcome] = load(path)
    load_id = outcome.record.load_id
    (workspace.landing / f"{load_id}.json").unlink()  # as if killed just before it was written
    landing_path(workspace, load_id).write_bytes(b"half a file")
    assert core("FROM core_usage_hourly") == []
    assert load(path)[0].is_new
    assert len(core("FROM core_usage_hourly")) == 1


def test_progress_is_reported_file_by_file(
    row: MakeRow, write_file: WriteFile, workspace: Workspace
) -> None:
    paths = [write_file(name, [row("usage", project=name)]) for name in ("a.csv", "b.csv")]
    reported: list[tuple[int, int, str]] = []
    load_files(workspace, paths, LoadOptions("UTC"), lambda *step: reported.append(step))
    assert reported == [(0, 2, "a.csv"), (1, 2, "b.csv"), (2, 2, "")]


def test_core_is_a_pure_function_of_landing(
    load: Load, core: Core, row: MakeRow, write_file: WriteFile
) -> None:
    load(write_file("a.csv", [row("usage")]), write_file("b.csv", [row("price_book")]))
    for table in ("core_usage_hourly", "core_price", "core_load", "core_chip"):
        assert core(f"FROM {table} ORDER BY ALL") == core(f"FROM {table} ORDER BY ALL")


def test_an_empty_workspace_has_empty_core_tables_and_passes_the_checks(
    workspace: Workspace, core: Core
) -> None:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        check_core(connection)
    assert core("FROM core_load") == []
    assert core("SELECT count(*) > 0 AS some FROM core_chip") == [{"some": True}]
