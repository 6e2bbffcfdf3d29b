"""What the last publication replaced: said aloud, since a correction must not delete in silence."""

import polars as pl

from data.snapshot import Snapshot, find_current, list_snapshots
from data.warehouse import open_snapshot, query, read_sql
from data.workspace import Workspace


def newly_replaced(workspace: Workspace) -> pl.DataFrame:
    """Loads of which the current snapshot replaces more card-hours than the one before it.

    Columns: file_name, card_hours_in_all, card_hours_replaced (in all, not only newly).
    """
    earlier, current = _last_two(workspace)
    before = _replaced(earlier)
    after = _replaced(current).join(
        before.select("load_id", before="card_hours_replaced"), on="load_id", how="left"
    )
    grown = pl.col("card_hours_replaced") > pl.col("before").fill_null(0) + 1e-6
    return after.filter(grown).drop("before", "load_id")


def newly_missing_charges(workspace: Workspace) -> pl.DataFrame:
    """Charges that the current snapshot replaces, unlike the one before it, by none like them.

    They may be parts of one bill, not versions of it: the warning `replaced_without_overlap`.
    Columns: file_name, currency, source_row_count, amount (billed). One row per load and currency.
    """
    earlier, current = _last_two(workspace)
    if current is None:
        return pl.DataFrame()
    missing = _missing(current)
    if earlier is not None:
        missing = missing.join(_missing(earlier), on=["load_id", "currency", "amount"], how="anti")
    return missing.drop("load_id")


def _last_two(workspace: Workspace) -> tuple[Snapshot | None, Snapshot | None]:
    """The newest kept snapshot beside the current one, and the current one."""
    current = find_current(workspace)
    if current is None:
        return None, None
    others = [s for s in list_snapshots(workspace) if s.snapshot_id != current.snapshot_id]
    return (others[-1] if others else None), current


def _missing(snapshot: Snapshot) -> pl.DataFrame:
    with open_snapshot(snapshot.path) as connection:
        return query(connection, read_sql("etl", "replaced_charge"))


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
