"""GPU job logs: when a job started, how long it ran, on how many cards, for which team.

The form of the Philly traces (Microsoft). Jobs come unsorted and may run for weeks; they are
spread exactly over the hours they ran in, in whole microseconds, so that the sum of card-hours
equals the sum of duration x cards. The file's name is the pool. Two equal rows are two jobs.
"""

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.chips import chip_of_pool
from etl.coming import Measured, later
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, has_columns, time_zone
from etl.unsaid import fill_unsaid

_RENAMED = {
    "timestamp": "started_at",
    "duration": "duration_s",
    "num_gpus": "cards",
    "gpu_time": "card_seconds",
    "cluster": "project",
}
_LONGEST_S = 10 * 366 * 86_400  # ten years: beyond, milliseconds were taken for seconds


class GpuJobRow(SourceRow):
    """One row per job."""

    started_at = dy.Datetime(description="when the job started")
    duration_s = dy.Float64(
        min=0, max=_LONGEST_S, description="how long it ran", metadata={"unit": "s"}
    )
    cards = fields.count("cards it held")
    card_seconds = fields.quantity("card-second", "duration x cards as the log states it")
    project = fields.text("team")
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    time_zone = time_zone("timestamp")

    @dy.rule()
    def card_seconds_are_duration_times_cards(cls) -> pl.Expr:
        """The log states the product itself; where it differs, one of the three is wrong."""
        product = pl.col("duration_s") * pl.col("cards")
        return (pl.col("card_seconds") - product).abs() <= 1e-6 * product + 1e-6


def _prepare(table: TextTable, context: Context) -> TextTable:
    named = chip_of_pool(fill(table, pool=context.file_stem))
    return fill_unsaid(named, context, chip="unknown", workload_class="other")


def _verify(jobs: pl.DataFrame) -> None:
    if jobs.is_empty():
        raise NotWhatItClaimsError("The job log holds no usable job")


SOURCE = Source(
    name="gpu_jobs",
    title="GPU job log (Philly form: start, duration, cards, card-seconds, team)",
    version=3,
    contract=GpuJobRow,
    recognise=has_columns("timestamp", "duration", "num_gpus", "gpu_time", "cluster"),
    renamed=_RENAMED,
    prepare=_prepare,
    verify=_verify,
    core_sql={
        "core_usage_hourly": "gpu_jobs_to_usage_hourly",
        "core_job_log": "gpu_jobs_to_job_log",
    },
    quantity_sql="gpu_jobs_to_load_quantity",
    supersedes_itself=True,
    is_named_after_file=True,
    measured=Measured(
        {
            "started_at": pl.col("started_at"),
            "duration_s": later(
                pl.col("started_at"),
                pl.when(pl.col("duration_s") <= _LONGEST_S).then(pl.col("duration_s")),
            ),
        }
    ),
)
