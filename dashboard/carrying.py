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
        for table, which in tables.items():
            if not _parent_has(build, table):  # published before there was such a table or column
                continue
            build.connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM parent.{table} WHERE {which}"
            )
    finally:
        build.connection.execute("DETACH parent")


def _parent_has(build: Build, table: str) -> bool:
    """Whether it has the table with all of today's columns: half a row cannot be carried over."""
    found = build.connection.execute(
        "SELECT column_name FROM duckdb_columns()"
        " WHERE database_name = 'parent' AND table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in found} >= {*TABLES[table].column_names()}
