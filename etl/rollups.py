"""What large loads add to core, kept so that it is computed once and not with every snapshot.

A roll-up is a function of its load and of the statement that makes it; one whose statement or load
no longer stands is removed. Deleting the folder costs time, nothing else.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from data.files import replacing
from data.snapshot import storing_database
from data.workspace import Workspace
from etl.direct_sql import literal
from etl.landing import LoadRecord
from etl.source import Source

LARGE_ROWS = 100_000
MEMORY_LIMIT = "500MB"  # beyond it DuckDB works on disk, so that no file is too large


def is_rolled_up(record: LoadRecord, source: Source) -> bool:
    """Whether a load's part of core is kept.

    Not of sources whose statements look at several loads at once, nor of small loads, which are
    quicker computed together.
    """
    if source.supersedes_itself:
        return False
    return bool(record.kept_file) or record.rows_loaded >= LARGE_ROWS


def rollup_path(workspace: Workspace, record: LoadRecord, statement: str, shared: str) -> Path:
    """Where what `statement` makes of a load is kept. shared: what statements are made with."""
    digest = hashlib.sha256(f"{shared}\x1f{statement}".encode()).hexdigest()[:16]
    return workspace.rollups / f"{record.load_id}-{digest}.parquet"


def write_rollup(
    connection: duckdb.DuckDBPyConnection, table: str, statement: str, target: Path
) -> None:
    """Write what a statement makes of the view `landing`, in the types of its core table."""
    connection.execute(f"CREATE TEMP TABLE rollup AS FROM {table} LIMIT 0")
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute("SET preserve_insertion_order = false")
    try:
        connection.execute(f"INSERT INTO rollup BY NAME {statement}")
        with replacing(target) as temporary, storing_database(target):
            connection.execute(
                f"COPY rollup TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd)"
            )
    finally:
        connection.execute("RESET preserve_insertion_order")
        connection.execute("RESET memory_limit")
        connection.execute("DROP TABLE rollup")


def remove_others(workspace: Workspace, used: Iterable[Path]) -> None:
    """Remove the roll-ups that the snapshot just built does not rest on."""
    kept = set(used)
    for path in workspace.rollups.glob("*.parquet"):
        if path not in kept:
            path.unlink()
