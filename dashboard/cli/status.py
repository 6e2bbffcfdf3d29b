"""`suanli status`: what is published, what is fresh, stale or missing, and what ran."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home

if TYPE_CHECKING:
    import duckdb

    from data.settings import Settings
    from models.basis import Change

_RUNS = 5  # lines of text; JSON has more
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 where something is stale, missing or changed.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day to count ages to; default today."),
]


def status(
    strict: Strict = False, as_of: AsOf = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Show what is fresh, stale or missing, the loads, the kept snapshots, and the last runs."""
    from dashboard.outdated import refuse_earlier_version
    from dashboard.unpublished import unpublished_loads
    from data.plan_files import plan_files_hash
    from data.run_log import read_runs
    from data.snapshot import list_snapshots, require_current
    from data.tax_bases import bases_beside
    from data.warehouse import open_snapshot, query

    workspace, settings = open_home(home)
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        refuse_earlier_version(connection, str(current.path), ["core_newest_day"])
        loads = query(connection, "SELECT * FROM core_load ORDER BY sequence").to_dicts()
        tables = _judge(connection, settings, as_of)
        changes = _changes(connection, settings, plan_files_hash(workspace.plans))
        beside = bases_beside(connection)
    waiting, runs = unpublished_loads(workspace), read_runs(workspace)
    kept = [snapshot.snapshot_id for snapshot in list_snapshots(workspace)]
    attention = [row for row in tables if row["state"] != "fresh"]
    document = {
        "home": str(workspace.home),
        "current": current.snapshot_id,
        "kept": kept,
        "tax_bases_beside": beside,
        "needs_attention": bool(attention or changes or waiting),
        "tables": tables,
        "changed_inputs": changes,
        "unpublished_files": waiting,
        "loads": loads,
        "runs": runs,
    }
    emit(_plain(document), "\n".join(_lines(document)), as_json=as_json)
    if strict and document["needs_attention"]:
        raise typer.Exit(1)


def _lines(document: dict[str, Any]) -> list[str]:
    return [
        f"workspace {document['home']}",
        f"current   {document['current']}",
        f"kept      {len(document['kept'])}",
        *(f"computed  with tax {basis}, too" for basis in document["tax_bases_beside"]),
        "data",
        *(f"  {_table_line(row)}" for row in document["tables"]),
        *_change_lines(document["changed_inputs"]),
        *(
            f"  {name}: loaded and not published; `suanli run` publishes it"
            for name in document["unpublished_files"]
        ),
        "loads",
        *(f"  {_load_line(load)}" for load in document["loads"]),
        "last runs",
        *(f"  {_run_line(run)}" for run in document["runs"][:_RUNS]),
    ]


def _judge(
    connection: "duckdb.DuckDBPyConnection", settings: "Settings", as_of: datetime | None
) -> list[dict[str, Any]]:
    from dashboard.freshness import judge
    from data.warehouse import query, read_sql
    from etl.sources import all_sources

    day = (as_of or datetime.now(ZoneInfo(settings.time_zone))).date()
    newest = query(connection, read_sql("dashboard", "newest_data"))
    return judge(newest, settings, day, all_sources()).to_dicts()


def _changes(
    connection: "duckdb.DuckDBPyConnection", settings: "Settings", plan_files: str
) -> "list[Change]":
    from data.warehouse import query
    from models.basis import changed_since, has_basis

    if not has_basis(query(connection, "SELECT table_name FROM duckdb_tables()")):
        return []
    return changed_since(query(connection, "SELECT * FROM out_basis"), settings, plan_files)


def _table_line(row: dict[str, Any]) -> str:
    if row["state"] == "missing":
        return f"MISSING  {row['table']}: load it; `suanli adapters` lists what can be read"
    said = f"{row['state'].upper():7}  {row['table']} from {row['source']}"
    if row["newest_on"] is None:
        return f"{said}: its rows have no date, so nobody knows how old they are; load dated ones"
    if row["state"] == "fresh":
        return f"{said}: newest {row['newest_on']}"
    age = f"{row['age_days']} days old, expected within {row['expected_interval_days']}"
    return f"{said}: newest {row['newest_on']}, {age}: load a newer file"


def _change_lines(changes: "list[Change]") -> list[str]:
    if not changes:
        return []
    told = [
        f"  CHANGED  {change.input}: {', '.join(change.stages)} computed with {change.was},"
        f" now {change.now}"
        for change in changes
    ]
    return ["changed since the computation; `suanli run` computes anew", *told]


def _load_line(load: dict[str, Any]) -> str:
    refused = f" ({load['reason']})" if load["reason"] else ""
    return (
        f"{load['file_name']}: {load['source']}, {load['status']}, {load['rows_loaded']:,} rows,"
        f" {load['rows_rejected']:,} rejected{refused}"
    )


def _run_line(run: Any) -> str:
    seconds = "-" if run.seconds is None else f"{run.seconds:.1f} s"
    stages = ", ".join(f"{stage.stage} {stage.seconds:.1f}" for stage in run.stages)
    return (
        f"{run.started_at[:19]} {run.command}: {run.outcome}, {seconds}"
        + (f" ({stages})" if stages else "")
        + f", {run.rows_read:,} rows read, {run.rows_written:,} written,"
        f" {run.rows_rejected:,} rejected" + (f"; {run.error.splitlines()[0]}" if run.error else "")
    )


def _plain(document: dict[str, Any]) -> dict[str, Any]:
    from dataclasses import asdict

    return document | {
        "changed_inputs": [asdict(change) for change in document["changed_inputs"]],
        "runs": [asdict(run) for run in document["runs"]],
    }


COMMANDS = (status,)
