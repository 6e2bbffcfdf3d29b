"""Job logs as other clusters write them, under the names of our own template.

Helios and Acme: `job_id, user, vc, gpu_num, state, submit_time, start_time, end_time, duration`.
Alibaba PAI: `job_name, task_name, inst_num, status, start_time, end_time, plan_gpu, gpu_type`;
there `plan_gpu` is per cent of a card, of each of `inst_num` instances.
"""

from collections.abc import Mapping
from pathlib import Path

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables.fields import WORKLOAD_CLASSES
from etl.coming import later
from etl.parsing import parse
from etl.reading import LINE_NUMBER, TextTable
from etl.source import Context, rename
from etl.unsaid import UNSPECIFIED

TRACE = frozenset({"job_id", "gpu_num", "submit_time", "start_time", "end_time"})
TASKS = frozenset({"job_name", "task_name", "inst_num", "status", "start_time", "end_time"}) | {
    "plan_gpu"
}
TIMES = ("submitted_at", "started_at", "ended_at")
_UNKNOWN = ("", "nan", "nat", "none", "null", "n/a", "unknown")
_TRACE_NAMES = {
    "gpu_num": "cards",
    "submit_time": "submitted_at",
    "start_time": "started_at",
    "end_time": "ended_at",
    "duration": "duration_s",
    "type": "workload_class",
    "partition": "pool",
    "gpu_type": "chip",
}
_TASK_NAMES = {
    "status": "state",
    "start_time": "started_at",
    "end_time": "ended_at",
    "gpu_type": "chip",
}
_TYPES = {name: name for name in WORKLOAD_CLASSES} | {  # what else Acme names is `other`
    "pretrain": "training",
    "sft": "fine_tuning",
}
_STATUSES = {"TERMINATED": "COMPLETED", "WAITING": "PENDING"}  # PAI's words
_SECONDS = r"^\d+(?:\.\d+)?(?:[eE]\+?\d+)?$"
_UTC = "%Y-%m-%d %H:%M:%S%.6fZ"


def known(name: str) -> pl.Expr:
    """The text of a cell; null where it says in any word that nothing is known."""
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(~text.str.to_lowercase().is_in(_UNKNOWN)).then(text).alias(name)


def is_foreign(found: frozenset[str]) -> bool:
    """Whether a log with these columns is of another cluster's form."""
    return found >= TRACE or found >= TASKS


def as_template(table: TextTable, columns: Mapping[str, dy.Column], context: Context) -> TextTable:
    """A log of another cluster under the template's names; what these do not have is left out.

    Raises:
        NotWhatItClaimsError: its times are seconds from a moment that nobody names.
    """
    found = frozenset(table.rows.columns)
    names = _TRACE_NAMES if found >= TRACE else _TASK_NAMES
    renamed = rename(table, names, Path(context.file_stem))
    cells = pl.exclude(LINE_NUMBER).cast(pl.String)
    rows = _dated(renamed.rows.with_columns(cells), context)
    rows = _of_trace(rows) if found >= TRACE else _of_tasks(rows)
    if "project" not in rows.columns:
        teams = [known(name) for name in ("vc", "user") if name in rows.columns]
        rows = rows.with_columns(project=pl.coalesce(teams) if teams else pl.lit(UNSPECIFIED))
    known_names = [name for name in rows.columns if name in columns]
    return TextTable(rows.select(known_names), table.malformed)


def _of_trace(rows: pl.DataFrame) -> pl.DataFrame:
    """Acme's `duration` counts from the submission, so it is read only where no end is told."""
    if "duration_s" in rows.columns:
        rows = rows.with_columns(
            duration_s=pl.when(known("ended_at").is_null()).then(known("duration_s"))
        )
    if "workload_class" in rows.columns:
        kind = pl.col("workload_class").str.strip_chars().str.to_lowercase()
        rows = rows.with_columns(workload_class=kind.replace_strict(_TYPES, default="other"))
    return rows


def _of_tasks(rows: pl.DataFrame) -> pl.DataFrame:
    """Instances x per cent of a card; a task that plans no card has an empty cell."""
    percent = [known(name).cast(pl.Float64, strict=False) for name in ("inst_num", "plan_gpu")]
    cards = (
        pl.when(known("plan_gpu").is_null())
        .then(pl.lit(0.0))
        .otherwise(percent[0] * percent[1] / 100)
    )
    state = pl.col("state").str.strip_chars().str.to_uppercase()
    return rows.with_columns(
        job_id=pl.concat_str("job_name", "task_name", separator="/"),
        cards=pl.coalesce(cards.cast(pl.String), pl.col("plan_gpu")),
        state=state.replace(_STATUSES),
    )


def _dated(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Times that are seconds from `start` (given with --set) as times with an offset."""
    times = [name for name in TIMES if name in rows.columns]
    is_seconds = {name: pl.col(name).str.strip_chars().str.contains(_SECONDS) for name in times}
    if not rows.select(pl.any_horizontal(found.any() for found in is_seconds.values())).item():
        return rows
    start = _start(rows, context)
    seconds = {name: known(name).cast(pl.Float64, strict=False) for name in times}
    moments = {name: later(start, after).dt.strftime(_UTC) for name, after in seconds.items()}
    return rows.with_columns(
        pl.when(is_seconds[name]).then(moment).otherwise(pl.col(name)).alias(name)
        for name, moment in moments.items()
    )


def _start(rows: pl.DataFrame, context: Context) -> pl.Expr:
    """The moment from which a log counts its seconds, in UTC."""
    said = rows["start"][0] if "start" in rows.columns else None
    zone = rows["time_zone"][0] if "time_zone" in rows.columns else None
    if said:
        text = said if " " in said or "T" in said else f"{said} 00:00"
        moment = pl.select(start=pl.lit(text)).select(
            parse("start", pl.String(), dy.Datetime(), zone or context.time_zone)
        )
        if moment.item():
            return pl.lit(moment.item())
    raise NotWhatItClaimsError(
        "The log's times are seconds from a moment that it does not name"
        + (f", and {said!r} is no time" if said else ""),
        where=context.file_stem,
        remedy="Name the moment with --set start=YYYY-MM-DD; of Unix's, --set "
        '"start=1970-01-01 00:00Z".',
    )
