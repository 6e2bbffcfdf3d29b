"""Every row of core leads to its file, its lines and the adapter that read them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest

from data.errors import InputError, UsageError
from data.tables import CORE_TABLES
from data.warehouse import query, read_sql
from data.workspace import Workspace
from etl.core import build_core
from etl.landing import landing_path
from etl.lineage import Trace, trace, traceable_tables
from etl.source_lines import view_landing
from etl.sources import all_sources
from tests.fixture_types import Load, WriteFile

TraceCore = Callable[..., Trace]
Row = Callable[..., dict[str, str]]

ABOUT_WHOLE_LOADS = ("core_load", "core_invoice_check", "core_newest_day", "core_job_log")


@pytest.fixture
def traced(workspace: Workspace) -> TraceCore:
    """Build core from all that was loaded so far, and trace in it."""

    def trace_core(table: str, most_lines: int = 100, **conditions: str) -> Trace:
        with duckdb.connect() as connection:
            build_core(connection, workspace)
            return trace(connection, workspace, table, conditions, most_lines=most_lines)

    return trace_core


def lines(found: Trace) -> list[tuple[int, ...]]:
    return [row.lines for row in found.rows]


def test_of_what_was_loaded_only_tables_about_whole_loads_cannot_be_traced() -> None:
    loaded = {name for name, schema in CORE_TABLES.items() if "load_id" in schema.columns()}
    assert {name for name in loaded if name not in traceable_tables()} == {
        name for name in loaded if name.startswith(ABOUT_WHOLE_LOADS)
    }


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_every_row_of_every_source_names_its_lines(
    name: str,
    load: Load,
    traced: TraceCore,
    sound_file: Callable[[str], tuple[Any, dict[str, Any]]],
    write_file: WriteFile,
) -> None:
    content, options = sound_file(name)
    [outcome] = load(write_file(f"{name}.csv", content), **options)
    source = all_sources()[name]
    for table in sorted(set(source.core_sql) & set(traceable_tables())):
        found = traced(table, load_id=outcome.record.load_id)
        assert found.row_count == len(found.rows)
        assert found.rows or table == "core_price_left_out", table
        for row in found.rows:
            assert row.is_complete, table
            told = row.row.get("first_line_number", row.row.get("line_number"))
            assert row.lines[0] == told, table
            assert (row.load_id, row.source_version) == (outcome.record.load_id, source.version)
            assert (row.file_name, row.source) == (f"{name}.csv", name)


def test_an_hour_of_occupancy_names_its_minutes_and_no_other(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    # 08:58 to 09:02 in Shanghai are the lines 2 to 6; 09:00 to 09:02 the hour from 01:00 UTC.
    times = ["08:58", "08:59", "09:00", "09:01", "09:02"]
    path = write_file(
        "minutes.csv", [row("occupancy", time=f"2026-03-02 {time}:00") for time in times]
    )
    load(path)
    usage = traced("core_usage_hourly", hour_utc="2026-03-02 01:00")
    assert (usage.row_count, lines(usage)) == (1, [(4, 5, 6)])
    capacity = traced("core_capacity_hourly", hour_utc="2026-03-02T00:00:00")
    assert lines(capacity) == [(2, 3)]


def test_a_job_that_runs_over_the_hour_is_named_by_both(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    # Line 2 runs 08:00 - 08:30, line 3 from 08:45 for 1800 s until 09:15.
    jobs = [
        row("gpu_jobs"),
        row("gpu_jobs", timestamp="2026-03-02 08:45:00"),
    ]
    load(write_file("jobs.csv", jobs))
    assert lines(traced("core_usage_hourly")) == [(2, 3), (3,)]


def test_of_two_files_the_one_that_holds_is_named(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    load(write_file("first.csv", [row("usage", used_card_hours="13"), row("usage", project="b")]))
    load(write_file("corrected.csv", [row("usage", used_card_hours="14")]))
    found = traced("core_usage_hourly", project="chat")
    assert [(r.file_name, r.lines, r.row["used_card_hours"]) for r in found.rows] == [
        ("corrected.csv", (2,), 14.0)
    ]
    other = traced("core_usage_hourly", project="b")
    assert [(r.file_name, r.lines) for r in other.rows] == [("first.csv", (3,))]


def test_rows_of_the_reference_data_that_ship_have_no_load(traced: TraceCore) -> None:
    [first, *_] = traced("core_chip_fact", load_id="").rows
    assert (first.load_id, first.file_name, first.lines, first.line_count) == (None, None, (), 0)


def test_many_lines_are_counted_and_the_first_of_them_named(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    minutes = [row("occupancy", time=f"2026-03-02 08:{minute:02}:00") for minute in range(60)]
    load(write_file("minutes.csv", minutes))
    [only] = traced("core_usage_hourly", most_lines=3).rows
    assert (only.lines, only.line_count) == ((2, 3, 4), 60)


def test_rejected_rows_and_rates_are_traced_by_their_own_line(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    load(write_file("usage.csv", [row("usage"), row("usage", used_card_hours="-1")]))
    [rejected] = traced("core_rejected_row", column="used_card_hours").rows
    assert (rejected.file_name, rejected.lines, rejected.line_count) == ("usage.csv", (3,), 1)


def test_rows_that_todays_rules_do_not_make_tell_their_first_line_and_say_so(
    load: Load, workspace: Workspace, write_file: WriteFile, row: Row
) -> None:
    load(write_file("usage.csv", [row("usage")]))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        connection.execute("UPDATE core_usage_hourly SET project = 'named by older rules'")
        [only] = trace(connection, workspace, "core_usage_hourly", {}).rows
    assert (only.is_complete, only.lines, only.line_count) == (False, (2,), 1)


def test_landing_is_read_through_the_view_that_is_given(
    load: Load, workspace: Workspace, write_file: WriteFile, row: Row
) -> None:
    load(write_file("usage.csv", [row("usage")]))
    asked = []

    @contextmanager
    def view(*given: Any) -> Iterator[None]:
        asked.append([record.file_name for record in given[2]])
        with view_landing(*given):
            yield

    with duckdb.connect() as connection:
        build_core(connection, workspace)
        trace(connection, workspace, "core_usage_hourly", {}, view=view)
    assert asked == [["usage.csv"]]


@pytest.mark.parametrize(
    ("table", "conditions", "message"),
    [
        ("core_load", {}, "comes from a line"),
        ("out_usage_daily", {}, "comes from a line"),
        ("no_table", {}, "comes from a line"),
        ("core_usage_hourly", {"team": "chat"}, "has no column 'team'.*project"),
        ("core_usage_hourly", {"hour_utc": "yesterday"}, "'yesterday'.*2026-03-02 09:00"),
        ("core_price", {"cards": "eight"}, "'eight'"),
        ("core_price", {"tax_included": "perhaps"}, "'perhaps'"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_what_could_be(
    table: str, conditions: dict[str, str], message: str, workspace: Workspace
) -> None:
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        with pytest.raises(UsageError, match=message):
            trace(connection, workspace, table, conditions)


def test_a_condition_is_a_value_and_never_sql(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    load(write_file("usage.csv", [row("usage", project="x' OR 'a'='a"), row("usage")]))
    assert traced("core_usage_hourly", project="' OR 1=1 --").row_count == 0
    assert lines(traced("core_usage_hourly", project="x' OR 'a'='a")) == [(2,)]


def test_an_empty_value_asks_for_rows_without_one(
    load: Load, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    load(write_file("u.csv", [row("usage"), row("usage", project="b", useful_card_hours="")]))
    assert lines(traced("core_usage_hourly", useful_card_hours="")) == [(3,)]


def test_landing_that_is_gone_is_said_to_be_gone(
    load: Load, workspace: Workspace, traced: TraceCore, write_file: WriteFile, row: Row
) -> None:
    [outcome] = load(write_file("usage.csv", [row("usage")]))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        landing_path(workspace, outcome.record.load_id).unlink()
        with pytest.raises(InputError, match="no longer holds"):
            trace(connection, workspace, "core_usage_hourly", {})


def test_every_statement_that_keeps_a_first_line_can_keep_all_of_them() -> None:
    # A statement that finds its first line in a new way has to be told to etl.source_lines.
    kept = ("min(line_number) AS first_line_number", "line_number AS first_line_number")
    kept += ("coalesce(first_line_number, 0) AS first_line_number",)
    for source in all_sources().values():
        for table, statement in source.core_sql.items():
            if "first_line_number" in CORE_TABLES[table].columns():
                text = read_sql("etl", statement)
                assert any(words in text for words in kept), statement


def test_a_trace_reads_the_published_snapshot_without_touching_it(
    load: Load, workspace: Workspace, write_file: WriteFile, row: Row
) -> None:
    load(write_file("usage.csv", [row("usage")]))
    with duckdb.connect() as connection:
        build_core(connection, workspace)
        before = query(connection, "SELECT count(*) FROM duckdb_tables()").item()
        trace(connection, workspace, "core_usage_hourly", {})
        assert query(connection, "SELECT count(*) FROM duckdb_tables()").item() == before
