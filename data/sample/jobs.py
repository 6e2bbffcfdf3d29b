"""A week of one pool as Slurm accounts for it: the same card-hours as its meter, as jobs.

The pool's meter counts quarters of card-hours, so every hour is some cards for all of it and, for
what is left, one, two or three cards for a quarter of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from data.sample.days import local
from data.sample.pools import find_pool

POOL = find_pool("studio-4090")
WEEK = (local(2026, 10, 26), local(2026, 11, 2))
_COLUMNS = "JobID|User|Account|Partition|State|Submit|Start|End|Elapsed|AllocTRES|ReqTRES"
_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
_FIRST_JOB = 41_001
_STEPS_OF_EVERY = 7  # such a job has its batch step in the file
_FAILS_EVERY = 23

_Job = tuple[datetime, timedelta, str, int]


def make_sacct(usage: pl.DataFrame) -> str:
    """Text as `sacct -a --parsable2` prints it; `usage` has the columns of the usage template."""
    rows = (
        usage.filter(pl.col("pool") == POOL.name)
        .filter(pl.col("start").is_between(*WEEK, "left"))
        .sort("project", "start")
    )
    jobs = sorted(
        job
        for (project,), hours in rows.group_by("project", maintain_order=True)
        for job in _jobs(str(project), hours)
    )
    lines = [_COLUMNS]
    for number, job in enumerate(jobs):
        lines += _lines(_FIRST_JOB + number, job, number)
    return "\n".join([*lines, _never_started(_FIRST_JOB + len(jobs))]) + "\n"


def _jobs(project: str, hours: pl.DataFrame) -> Iterator[_Job]:
    """Start, duration, project and cards of jobs that use exactly the hours' card-hours."""
    began, cards = WEEK[0], 0
    for start, used in hours.select("start", "used_card_hours").iter_rows():
        whole, quarters = divmod(round(used * 4), 4)
        if quarters:
            yield start, _QUARTER, project, quarters
        if whole != cards:
            if cards:
                yield began, start - began, project, cards
            began, cards = start, whole
    if cards:
        yield began, WEEK[1] - began, project, cards


def _lines(job_id: int, job: _Job, number: int) -> list[str]:
    start, duration, project, cards = job
    end = start + duration
    failed = number % _FAILS_EVERY == _FAILS_EVERY - 1
    running = end == WEEK[1]
    state = "RUNNING" if running else "FAILED" if failed else "COMPLETED"
    tres = f"cpu={cards * 8},gres/gpu:rtx4090={cards},gres/gpu={cards},node=1"
    times = f"{start:%Y-%m-%dT%H:%M:%S}|{'Unknown' if running else f'{end:%Y-%m-%dT%H:%M:%S}'}"
    shown = f"{state}|{start:%Y-%m-%dT%H:%M:%S}|{times}|{_elapsed(duration)}|{tres}"
    lines = [f"{job_id}|user-{project}|{project}|{POOL.name}|{shown}|{tres}"]
    if number % _STEPS_OF_EVERY == 0:
        lines.append(f"{job_id}.batch||{project}||{shown}|")
    return lines


def _never_started(job_id: int) -> str:
    """A job that was cancelled at once: it held nothing and waited for nothing."""
    at = f"{WEEK[1] - _HOUR:%Y-%m-%dT%H:%M:%S}"
    tres = "cpu=64,gres/gpu=8,node=1"
    who = f"{job_id}|user-research-lab|research-lab|{POOL.name}"
    return f"{who}|CANCELLED by 1001|{at}|Unknown|{at}|00:00:00||{tres}"


def _elapsed(duration: timedelta) -> str:
    """`[D-]HH:MM:SS`."""
    hours, seconds = divmod(duration.seconds, 3600)
    text = f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"
    return f"{duration.days}-{text}" if duration.days else text
