"""Commands that keep a workspace in order: status, check, rollback, version."""

from dashboard.cli.console import AsJson, Home, emit, open_home


def status(home: Home = None, as_json: AsJson = False) -> None:
    """Show the current snapshot, the kept ones, and every load."""
    from data.snapshot import list_snapshots, require_current
    from data.warehouse import open_snapshot, query

    workspace, settings = open_home(home)
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        loads = query(connection, "SELECT * FROM core_load ORDER BY sequence").to_dicts()
    kept = [s.snapshot_id for s in list_snapshots(workspace)]
    lines = [
        f"workspace {workspace.home}",
        f"current   {current.snapshot_id}",
        f"kept      {len(kept)}",
    ]
    lines += [
        f"  {load['file_name']}: {load['source']}, {load['status']}, {load['rows_loaded']:,} rows,"
        f" {load['rows_rejected']:,} rejected" + (f" ({load['reason']})" if load["reason"] else "")
        for load in loads
    ]
    emit(
        {"home": str(workspace.home), "current": current.snapshot_id, "kept": kept, "loads": loads},
        "\n".join(lines),
        as_json=as_json,
    )


def check(home: Home = None, as_json: AsJson = False) -> None:
    """Check the current snapshot against the contracts and accounting identities."""
    from data.snapshot import require_current
    from data.warehouse import open_snapshot
    from etl.checks import check_core, check_tables

    workspace, settings = open_home(home)
    snapshot = require_current(workspace)
    with open_snapshot(snapshot.path, settings.memory_limit) as connection:
        check_core(connection)
        counts = check_tables(connection)
    text = "\n".join(f"{name:22} {count:>12,} rows" for name, count in counts.items())
    emit(
        {"snapshot": snapshot.snapshot_id, "rows": counts},
        f"all checks hold\n{text}",
        as_json=as_json,
    )


def rollback(home: Home = None, as_json: AsJson = False) -> None:
    """Go back to the snapshot before the current one."""
    from data.snapshot import roll_back

    workspace, _ = open_home(home)
    with workspace.lock():
        snapshot = roll_back(workspace)
    emit({"snapshot": snapshot.snapshot_id}, f"current: {snapshot.snapshot_id}", as_json=as_json)


def version(as_json: AsJson = False) -> None:
    """Print the version of Suanli and of what its numbers depend on."""
    from importlib.metadata import version as installed

    names = ("suanli", "duckdb", "polars", "prophet", "streamlit")
    versions = {name: installed(name) for name in names}
    emit(versions, "\n".join(f"{name} {v}" for name, v in versions.items()), as_json=as_json)


COMMANDS = (status, check, rollback, version)
