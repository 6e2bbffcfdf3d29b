"""Slurm's accounting, `sacct --parsable2`: one line per job, and one more for each of its steps.

Cells are separated by bars and never quoted; the same columns as CSV are read too. Steps (`.batch`,
`.extern`, `.0`) run on their job's cards, so they are kept and never counted. Cards come from the
trackable resources (TRES), `gres/gpu=8` with or without `gres/gpu:a100=8` beside it.
"""

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.coming import Measured, later
from etl.piped_text import read_piped
from etl.reading import TextTable
from etl.slurm_terms import STATES, count_array_tasks, count_cards, is_step, known, seconds
from etl.source import Context, Source, SourceRow, time_zone
from etl.unsaid import fill_unsaid

_RENAMED = {
    "JobID": "job_id",
    "State": "state",
    "Submit": "submitted_at",
    "Start": "started_at",
    "End": "ended_at",
    "Elapsed": "elapsed_s",
    "AllocTRES": "alloc_tres",
    "ReqTRES": "req_tres",
    "Partition": "pool",
    "Account": "project",
    "Cluster": "region",
}
_NEEDED = ("JobID", "State", "Submit", "Start", "End", "AllocTRES", "Partition")
_COMMAND = (
    "Export it with `sacct -a -D --parsable2 --format=Cluster,JobID,User,Account,Partition,State,"
    "Submit,Start,End,Elapsed,AllocTRES,ReqTRES`."
)


class SlurmRow(SourceRow):
    """One row per job or job step."""

    submitted_at = dy.Datetime(primary_key=True, description="when it was submitted")
    job_id = fields.text("job, array task, part of a job, or step", primary_key=True)
    region = fields.region(primary_key=True)
    record = fields.choice(("job", "step"), "a job, or a step of one, which is never counted")
    state = fields.choice(STATES, "Slurm's state, without `by <user>`")
    started_at = dy.Datetime(description="when it started; empty: never", nullable=True)
    ended_at = dy.Datetime(description="when it ended; empty: it runs or waits", nullable=True)
    elapsed_s = fields.count("seconds it had run when exported", nullable=True)
    ended_by = fields.choice(
        ("end", "elapsed", "last_time", "never_started"),
        "until when a job is counted: its end; Start + Elapsed; the last time in the file",
    )
    cards = fields.count("cards it held")
    cards_asked = fields.count("cards one task asks for; empty: not known", nullable=True)
    tasks = dy.Int64(min=1, description="tasks that wait under this id (job arrays)")
    alloc_tres = dy.String(description="resources it held, as printed", nullable=True)
    req_tres = dy.String(description="resources it asked for, as printed", nullable=True)
    chip = dy.String(description="chip given with --set; empty: read from TRES", nullable=True)
    provider = fields.provider()
    pool = fields.pool()
    project = fields.text("account, or the user where there is none")
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    time_zone = time_zone("Submit, Start, End")

    @dy.rule()
    def ends_on_or_after_its_start(cls) -> pl.Expr:
        """Otherwise one of the two is wrong."""
        return pl.col("ended_at") >= pl.col("started_at")

    @dy.rule()
    def elapsed_fits_between_start_and_end(cls) -> pl.Expr:
        """It may be shorter (suspended meanwhile), never longer; a second for rounding."""
        wall_s = (pl.col("ended_at") - pl.col("started_at")).dt.total_seconds()
        return (pl.col("record") == "step") | (pl.col("elapsed_s") <= wall_s + 1)

    @dy.rule()
    def cards_by_type_are_no_slices(cls) -> pl.Expr:
        """`gres/gpu:a100_1g.5gb=2` is two sevenths of one card, not two cards."""
        return ~pl.concat_str("alloc_tres", "req_tres", ignore_nulls=True).str.contains(
            r"gres/gpu:[^=,]*\d+g\.\d+gb"
        )


def _is_accounting(found: frozenset[str]) -> bool:
    needed = {"JobID", "State", "AllocTRES"}
    return needed <= found or any(needed <= set(name.split("|")) for name in found)


def _prepare(table: TextTable, context: Context) -> TextTable:
    missing = [name for name in _NEEDED if _RENAMED[name] not in table.rows.columns]
    if missing:
        raise NotWhatItClaimsError(
            f"Not a usable slurm file: it lacks {', '.join(missing)}", remedy=_COMMAND
        )
    absent = {name: pl.lit("") for name in _RENAMED.values() if name not in table.rows.columns}
    text = [pl.exclude("line_number").cast(pl.String).fill_null("").str.strip_chars()]
    rows = table.rows.with_columns(text).with_columns(**absent)
    step = is_step("job_id")
    if "User" in rows.columns:
        rows = rows.with_columns(project=known(pl.coalesce(known("project"), known("User"))))
    rows = rows.with_columns(
        record=pl.when(step).then(pl.lit("step")).otherwise(pl.lit("job")),
        state=pl.col("state").str.extract(r"^(\S+)").fill_null(""),
        # A job that waits again after it was put back may still show its earlier start.
        started_at=pl.when(~pl.col("state").str.starts_with("PENDING")).then(known("started_at")),
        ended_at=known("ended_at"),
        elapsed_s=seconds("elapsed_s"),
        cards=count_cards("alloc_tres"),
        cards_asked=pl.when(pl.col("req_tres") != "").then(count_cards("req_tres")),
        tasks=count_array_tasks("job_id"),
        # Steps have neither partition nor user. A job may wait for several partitions.
        pool=pl.when(step).then(pl.lit("-")).otherwise(known("pool").str.extract(r"^([^,]+)")),
        project=pl.when(step).then(pl.lit("-")).otherwise(pl.col("project")),
    ).with_columns(
        ended_by=pl.when(pl.col("started_at").is_null())
        .then(pl.lit("never_started"))
        .when(pl.col("ended_at").is_not_null())
        .then(pl.lit("end"))
        .when(pl.col("elapsed_s").is_not_null())
        .then(pl.lit("elapsed"))
        .otherwise(pl.lit("last_time"))
    )
    return fill_unsaid(TextTable(rows, table.malformed), context, workload_class="other")


def _verify(rows: pl.DataFrame) -> None:
    jobs = rows.filter(pl.col("record") == "job")
    if jobs.is_empty():
        raise NotWhatItClaimsError("The file holds no usable job, only steps", remedy=_COMMAND)
    if jobs.select(pl.sum_horizontal(pl.col("cards", "cards_asked").sum())).item() == 0:
        raise NotWhatItClaimsError(
            "No job of the file holds or asks for a card",
            remedy="Slurm counts cards only with AccountingStorageTRES=gres/gpu in slurm.conf.",
        )


SOURCE = Source(
    name="slurm",
    title="Slurm accounting (sacct --parsable2: jobs, array tasks, steps)",
    version=2,
    contract=SlurmRow,
    recognise=_is_accounting,
    renamed=_RENAMED,
    read=read_piped,
    prepare=_prepare,
    verify=_verify,
    core_sql={"core_usage_hourly": "slurm_to_usage_hourly"},
    quantity_sql="slurm_to_load_quantity",
    supersedes_itself=True,
    measured=Measured(
        {
            **{name: pl.col(name) for name in ("submitted_at", "started_at", "ended_at")},
            "elapsed_s": later(pl.col("started_at"), pl.col("elapsed_s")),
        }
    ),
)
