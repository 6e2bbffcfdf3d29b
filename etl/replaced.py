"""What the last publication replaced: said aloud, since a correction must not delete in silence."""

import polars as pl

from data.snapshot import Snapshot, find_current, list_snapshots
from data.warehouse import open_snapshot, query, read_sql
from data.workspace import Workspace


def newly_replaced(workspace: Workspace) -> pl.DataFrame:
    """Loads of which the current snapshot replaces more card-hours than the one before it.

    Columns: file_name, card_hours_in_all, card_hours_replaced (in all, not only newly).
    """
    kept = list_snapshots(workspace)
    current = find_current(workspace)
    if current is None:
        return _replaced(None)
    earlier = [snapshot for snapshot in kept if snapshot.snapshot_id != current.snapshot_id]
    before = _replaced(earlier[-1] if earlier else None)
    after = _replaced(current).join(
        before.select("load_id", before="card_hours_replaced"), on="load_id", how="left"
    )
    grown = pl.col("card_hours_replaced") > pl.col("before").fill_null(0) + 1e-6
    return after.filter(grown).drop("before", "load_id")


def _replaced(snapshot: Snapshot | None) -> pl.DataFrame:
    if snapshot is None:
        return pl.DataFrame(
            schema={
                "load_id": pl.String,
                "file_name": pl.String,
                "card_hours_in_all": pl.Float64,
                "card_hours_replaced": pl.Float64,
            }
        )
    with open_snapshot(snapshot.path) as connection:
        return query(connection, read_sql("etl", "replaced_card_hours"))
