"""Minute-level cluster occupancy: cards running, pending and in all, one file per pool.

The form of the Helios traces (S-Lab, SC'21): one row a minute, columns `running_gpu_num`,
`pending_gpu_num`, `total_gpu_num`. The file's name is the pool, its folder the provider.
"""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.coming import measured_at
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, has_columns, time_zone
from etl.unsaid import fill_unsaid

_RENAMED = {
    "time": "minute",
    "running_gpu_num": "used_cards",
    "pending_gpu_num": "queued_cards",
    "total_gpu_num": "capacity_cards",
}


class OccupancyRow(SourceRow):
    """One row per minute of one pool."""

    minute = dy.Datetime(primary_key=True, description="the minute observed")
    used_cards = fields.quantity("card", "cards running jobs")
    queued_cards = fields.quantity("card", "cards that waiting jobs ask for")
    capacity_cards = fields.quantity("card", "cards the pool has")
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    project = fields.text("project; the pool's own name where the file knows none")
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    time_zone = time_zone("time")

    @dy.rule()
    def used_cards_fit_into_capacity(cls) -> pl.Expr:
        """More cards in use than there are is a broken reading."""
        return pl.col("used_cards") <= pl.col("capacity_cards")


def _prepare(table: TextTable, context: Context) -> TextTable:
    return fill_unsaid(
        table,
        context,
        provider=context.folder,
        pool=context.file_stem,
        chip="unknown",
        project=context.file_stem,
        workload_class="other",
    )


SOURCE = Source(
    name="occupancy",
    title="Cluster occupancy by the minute (Helios form: CSV, gzip)",
    version=2,
    contract=OccupancyRow,
    recognise=has_columns("time", "running_gpu_num", "pending_gpu_num", "total_gpu_num"),
    renamed=_RENAMED,
    prepare=_prepare,
    core_sql={
        "core_usage_hourly": "occupancy_to_usage_hourly",
        "core_capacity_hourly": "occupancy_to_capacity_hourly",
    },
    quantity_sql="occupancy_to_load_quantity",
    is_named_after_file=True,
    measured=measured_at("minute"),
)
