"""Job logs in our own template, and in the forms of Helios, Acme and Alibaba PAI.

One row per job: what it held from its start to its end is used, what it asked for from its
submission to its start is queued. Jobs that never started are queued only; jobs without a card are
loaded and add nothing. The newest log that has a job holds.
"""

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.chips import chip_of_pool
from etl.coming import Measured, later
from etl.job_log_forms import TIMES, as_template, is_foreign, known
from etl.reading import TextTable
from etl.source import Context, Source, SourceRow, fill, time_zone
from etl.unsaid import fill_unsaid

_LONGEST_S = 10 * 366 * 86_400  # ten years: beyond, milliseconds were taken for seconds
_OVER = (
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "DEADLINE",
    "FAILED",
    "LAUNCH_FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "RECONFIG_FAIL",
    "REVOKED",
    "TIMEOUT",
)
# Slurm's words, but for those that last a moment: a workbook's drop-down list holds 255 characters.
_STATES = (*_OVER, "COMPLETING", "PENDING", "REQUEUED", "RUNNING", "STOPPED", "SUSPENDED")


class JobLogRow(SourceRow):
    """One row per job; a job that was started again has an id for each run."""

    job_id = fields.text("the job, or one run of it", primary_key=True)
    submitted_at = dy.Datetime(
        description="when it was submitted; empty: not known, and so is the queue", nullable=True
    )
    started_at = dy.Datetime(description="when it started; empty: never", nullable=True)
    ended_at = dy.Datetime(
        description="when it ended; empty: start + duration_s, or it still runs or waits",
        nullable=True,
    )
    duration_s = dy.Float64(
        min=0,
        max=_LONGEST_S,
        nullable=True,
        description="how long it ran, or has run so far",
        metadata={"unit": "s"},
    )
    cards = dy.Decimal(
        18,
        4,
        min=0,
        max=1_000_000,
        description="cards it held or asks for; a part of a card as 0.25",
        metadata={"unit": "count"},
    )
    state = fields.choice(
        _STATES,
        "as Slurm calls it (COMPLETED, FAILED, CANCELLED, RUNNING, PENDING); empty: not known",
        nullable=True,
    )
    provider = fields.provider()
    region = fields.region(primary_key=True)
    pool = fields.pool()
    chip = fields.chip()
    project = fields.text("project, team or user")
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work; empty: other")
    time_zone = time_zone("submitted_at, started_at, ended_at")

    @dy.rule()
    def has_a_start_or_a_submission(cls) -> pl.Expr:
        """Without either nobody knows when it used or asked for cards."""
        return pl.col("started_at").is_not_null() | pl.col("submitted_at").is_not_null()

    @dy.rule()
    def ends_on_or_after_its_start(cls) -> pl.Expr:
        """Otherwise one of the two is wrong."""
        return pl.col("ended_at") >= pl.col("started_at")

    @dy.rule()
    def duration_fits_between_start_and_end(cls) -> pl.Expr:
        """It may be shorter (suspended meanwhile), never longer; a second for rounding."""
        wall = pl.col("ended_at") - pl.col("started_at")
        return pl.col("duration_s") <= wall.dt.total_microseconds() / 1e6 + 1

    @dy.rule()
    def a_job_that_is_over_has_an_end_or_a_start_and_a_duration(cls) -> pl.Expr:
        """Else it would count as running, or waiting, until the log's last moment."""
        has_run = pl.col("started_at").is_not_null() & pl.col("duration_s").is_not_null()
        is_over = pl.col("state").is_in(_OVER).fill_null(value=False)
        return ~is_over | pl.col("ended_at").is_not_null() | has_run


def _is_job_log(found: frozenset[str]) -> bool:
    has_length = "ended_at" in found or "duration_s" in found
    return ({"job_id", "started_at", "cards"} <= found and has_length) or is_foreign(found)


def _pool(context: Context) -> str:
    """The file's name; of Helios, whose clusters each have a `cluster_log.csv`, the folder's."""
    return context.folder if context.file_stem == "cluster_log" else context.file_stem


def _prepare(table: TextTable, context: Context) -> TextTable:
    if is_foreign(frozenset(table.rows.columns)):
        table = as_template(table, JobLogRow.columns(), context)
    rows = table.rows
    rows = rows.with_columns(
        known(name) for name in (*TIMES, "duration_s", "state", "chip") if name in rows.columns
    )
    if "state" in rows.columns:  # CANCELLED by 1001
        state = pl.col("state").str.to_uppercase().str.extract(r"^(\S+)")
        rows = rows.with_columns(state=state.replace("CANCELED", "CANCELLED"))
        # A job that waits again after it was put back may still show its earlier start.
        waits = pl.col("state").eq_missing("PENDING")
        rows = rows.with_columns(started_at=pl.when(~waits).then("started_at"))
    filled = fill(TextTable(rows, table.malformed), pool=_pool(context))
    return fill_unsaid(chip_of_pool(filled), context, chip="unknown", workload_class="other")


def _verify(jobs: pl.DataFrame) -> None:
    if jobs.is_empty():
        raise NotWhatItClaimsError("The job log holds no usable job")
    if jobs["cards"].sum() == 0:
        raise NotWhatItClaimsError("No job of the log holds or asks for a card")


SOURCE = Source(
    name="job_log",
    title="Job log in Suanli's template, or as Helios, Acme and Alibaba PAI write it",
    version=1,
    contract=JobLogRow,
    recognise=_is_job_log,
    prepare=_prepare,
    verify=_verify,
    core_sql={
        "core_usage_hourly": "job_log_to_usage_hourly",
        "core_job_log": "job_log_to_job_log",
    },
    quantity_sql="job_log_to_load_quantity",
    is_strict=True,
    supersedes_itself=True,
    is_named_after_file=True,
    identity=_pool,
    measured=Measured(
        {
            **{name: pl.col(name) for name in TIMES},
            "duration_s": later(
                pl.col("started_at"),
                pl.when(pl.col("duration_s") <= _LONGEST_S).then(pl.col("duration_s")),
            ),
        }
    ),
)
