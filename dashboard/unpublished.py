"""What the current snapshot lacks, or has and should no longer have: as of a killed run."""

from datetime import datetime

import polars as pl

from data.snapshot import find_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.entered import is_entered, waiting_entries
from etl.landing import read_records
from etl.newest import standing


def unpublished_loads(workspace: Workspace) -> list[str]:
    """Names of the files loaded, or entries made, that are not in the current snapshot.

    Refused files alone are no reason to publish: five typos would push out five good snapshots.
    """
    published: set[tuple[str, datetime]] = set(
        _loads(workspace).select("load_id", "file_modified_at").iter_rows()
    )
    records = read_records(workspace)
    return [
        record.file_name
        for record in standing(records)
        if (record.load_id, record.file_modified_at) not in published
    ] + waiting_entries(workspace, records)


def withdrawn_loads(workspace: Workspace) -> list[str]:
    """Names of the loads of entered rows that the current snapshot has and that hold no longer."""
    published = set(_loads(workspace)["load_id"])
    return [
        record.file_name
        for record in read_records(workspace)
        if is_entered(record) and record.status != "loaded" and record.load_id in published
    ]


def _loads(workspace: Workspace) -> pl.DataFrame:
    current = find_current(workspace)
    if current is None:
        return pl.DataFrame(schema={"load_id": pl.String(), "file_modified_at": pl.Datetime("us")})
    with open_snapshot(current.path) as connection:
        return query(connection, "SELECT load_id, file_modified_at FROM core_load")
