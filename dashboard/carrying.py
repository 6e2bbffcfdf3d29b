"""What a new snapshot takes over from the one before it: dear to compute, or known nowhere else."""

from collections.abc import Mapping

from data.snapshot import Build
from data.tables import TABLES


def carry_over(build: Build, tables: Mapping[str, str]) -> None:
    """Copy from the snapshot before: table -> condition that its rows meet."""
    if build.parent is None:
        return
    quoted = str(build.parent.path).replace("'", "''")
    build.connection.execute(f"ATTACH '{quoted}' AS parent (READ_ONLY)")
    try:
        columns = _columns_of_parent(build)
        for table, which in tables.items():
            if not columns.get(table, set()) >= {*TABLES[table].column_names()}:
                continue  # published before there was such a table or column: no half rows
            build.connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM parent.{table} WHERE {which}"
            )
    finally:
        build.connection.execute("DETACH parent")


def _columns_of_parent(build: Build) -> dict[str, set[str]]:
    found = build.connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'parent'"
    ).fetchall()
    columns: dict[str, set[str]] = {}
    for table, column in found:
        columns.setdefault(table, set()).add(column)
    return columns
