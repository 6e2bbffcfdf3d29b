"""What Slurm prints in a cell: unknown times, durations, resource lists, job ids, states."""

import re

import polars as pl

STATES = (
    "BOOT_FAIL",
    "CANCELLED",
    "COMPLETED",
    "COMPLETING",
    "CONFIGURING",
    "DEADLINE",
    "FAILED",
    "LAUNCH_FAILED",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PENDING",
    "PREEMPTED",
    "RECONFIG_FAIL",
    "REQUEUED",
    "REQUEUE_FED",
    "REQUEUE_HOLD",
    "RESIZING",
    "RESV_DEL_HOLD",
    "REVOKED",
    "RUNNING",
    "SIGNALING",
    "SPECIAL_EXIT",
    "STAGE_OUT",
    "STOPPED",
    "SUSPENDED",
    "TIMEOUT",
)
_UNKNOWN = ("", "Unknown", "None", "None assigned", "N/A", "INVALID")
_ELAPSED = r"^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)(?:\.\d+)?$"
_CARD = "gres/(?:gpu|npu|dcu|mlu)"  # Slurm's plugin knows gpu; sites name domestic cards themselves
_ALL = rf"(?:^|,){_CARD}=(\d+)(?:,|$)"
_OF_A_TYPE = rf"{_CARD}:[^=,]+=\d+"
_ARRAY = re.compile(r"_\[([\d,:-]+)(?:%\d+)?\]$")


def known(cell: str | pl.Expr) -> pl.Expr:
    """The text of a cell; null where Slurm says that it does not know."""
    text = pl.col(cell) if isinstance(cell, str) else cell
    return pl.when(~text.is_in(_UNKNOWN)).then(text)


def seconds(cell: str) -> pl.Expr:
    """`[D-]HH:MM:SS` as whole seconds; another text stays as it is, and is rejected later."""
    parts = [pl.col(cell).str.extract(_ELAPSED, i).cast(pl.Int64) for i in range(1, 5)]
    sizes = (86_400, 3_600, 60, 1)
    total = pl.sum_horizontal(p.fill_null(0) * s for p, s in zip(parts, sizes, strict=True))
    return (
        pl.when(pl.col(cell).str.contains(_ELAPSED))
        .then(total.cast(pl.String))
        .otherwise(known(cell))
    )


def count_cards(cell: str) -> pl.Expr:
    """Cards in a list of resources: the number of all, else the sum over types.

    A list that names cards without a whole number, or more by type than in all, stays as it is,
    and is rejected later.
    """
    tres = pl.col(cell)
    of_types = tres.str.extract_all(_OF_A_TYPE).list.eval(
        pl.element().str.extract(r"=(\d+)$").cast(pl.Int64, strict=False)
    )
    of_all = tres.str.extract(_ALL).cast(pl.Int64, strict=False)
    total = pl.when(of_all.is_null() | (of_types.list.sum() <= of_all)).then(
        pl.coalesce(of_all, pl.when(of_types.list.len() > 0).then(of_types.list.sum()))
    )
    without = pl.when(~tres.str.contains(rf"{_CARD}[:=]")).then(pl.lit("0")).otherwise(tres)
    return pl.coalesce(total.cast(pl.String), without)


def is_step(cell: str) -> pl.Expr:
    """Whether a job id is that of a step: `123.batch`, `123_4.extern`, `123+1.0`."""
    return pl.col(cell).str.contains(".", literal=True)


def count_array_tasks(cell: str) -> pl.Expr:
    """Tasks that wait under one id: 5 for `123_[1-3,7,9%2]`, 1 for every other id."""
    return (
        pl.when(pl.col(cell).str.contains("[", literal=True))
        .then(pl.col(cell).map_elements(_count_tasks, pl.String))
        .otherwise(pl.lit("1"))
    )


def _count_tasks(job_id: str) -> str:
    found = _ARRAY.search(job_id)
    if not found:
        return job_id if "[" in job_id else "1"
    total = 0
    for part in found[1].split(","):
        span, _, stride = part.partition(":")
        first, _, last = span.partition("-")
        bounds = (first, last or first, stride or "1")
        if not all(bound.isdigit() for bound in bounds) or int(bounds[2]) == 0:
            return job_id
        total += len(range(int(first), int(bounds[1]) + 1, int(bounds[2])))
    return str(total)
