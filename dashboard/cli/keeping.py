"""Commands that keep a workspace in order: check, rollback, version."""

from dashboard.cli.console import AsJson, Home, emit, logged, open_home


def check(home: Home = None, as_json: AsJson = False) -> None:
    """Check the current snapshot against the contracts and accounting identities."""
    from data.snapshot import require_current
    from data.warehouse import open_snapshot
    from etl.checks import check_bases_beside, check_core, check_tables

    workspace, settings = open_home(home)
    snapshot = require_current(workspace)
    with open_snapshot(snapshot.path, settings.memory_limit) as connection:
        check_core(connection)
        counts = check_tables(connection)
        check_bases_beside(connection)
    text = "\n".join(f"{name:22} {count:>12,} rows" for name, count in counts.items())
    emit(
        {"snapshot": snapshot.snapshot_id, "rows": counts},
        f"all checks hold\n{text}",
        as_json=as_json,
    )


def rollback(home: Home = None, as_json: AsJson = False) -> None:
    """Go back to the snapshot before the current one."""
    from dashboard.pipeline import Published
    from data.snapshot import roll_back

    workspace, _ = open_home(home)
    with logged(workspace, "rollback") as tell, workspace.lock():
        snapshot = roll_back(workspace)
        tell(Published(snapshot, is_new=True, outcomes=[]))
    emit({"snapshot": snapshot.snapshot_id}, f"current: {snapshot.snapshot_id}", as_json=as_json)


def version(as_json: AsJson = False) -> None:
    """Print the version of Suanli and of what its numbers depend on."""
    from importlib.metadata import version as installed

    names = ("suanli", "duckdb", "polars", "prophet", "streamlit")
    versions = {name: installed(name) for name in names}
    emit(versions, "\n".join(f"{name} {v}" for name, v in versions.items()), as_json=as_json)


COMMANDS = (check, rollback, version)
