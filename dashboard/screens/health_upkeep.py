"""Data health, the upkeep: what is fresh, stale or missing, what changed since, and what ran."""

from dataclasses import asdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, note, plain, sentences, table
from dashboard.freshness import judge
from dashboard.i18n import t
from dashboard.reading import View, read
from data.errors import SettingsError
from data.plan_files import plan_files_hash
from data.run_log import Run, read_runs
from etl.sources import all_sources
from models.basis import Change, changed_since, has_basis

_HASHES = ("reference_data", "plan_files")  # their values say nothing to anybody
_RUN_COLUMNS: dict[str, type[pl.DataType] | pl.DataType] = {
    "started_at": pl.Datetime("us"),
    "command": pl.String,
    "outcome": pl.String,
    "seconds": pl.Float64,
    "stages": pl.String,
    "files": pl.Int64,
    "rows_read": pl.Int64,
    "rows_written": pl.Int64,
    "rows_rejected": pl.Int64,
    "exit_code": pl.Int64,
    "error": pl.String,
    "snapshot_id": pl.String,
}
_WELL = ("published", "unchanged", "done")


def show_freshness(view: View) -> None:
    """Per table and source: how old its newest day is, against how often it should come."""
    try:
        rows = judge(read("newest_data"), view.settings, _today(view), all_sources())
    except SettingsError as misspelt:
        st.error(str(misspelt))
        return
    late = rows.filter(pl.col("state") != "fresh").height
    key = "upkeep.freshness.late" if late else "upkeep.freshness.fresh"
    with card(t(key, count=formats.number(late)), t("upkeep.freshness.subtitle")):
        sentences((_sentence(change), True) for change in _changes(view))
        table(rows, "freshness_by_table")
        note(t("upkeep.freshness.how"))


def show_runs(view: View) -> None:
    """What the commands of this workspace did, the latest first."""
    runs = read_runs(view.workspace)
    if not runs:
        return
    failed = sum(run.outcome not in _WELL for run in runs)
    kind = "failed" if failed else "well" if len(runs) > 1 else "well_one"
    key = f"upkeep.runs.{kind}"
    counts = {"count": formats.number(len(runs)), "failed": formats.number(failed)}
    with card(t(key, **counts), t("upkeep.runs.subtitle")):
        table(pl.DataFrame([_run_row(run) for run in runs], schema=_RUN_COLUMNS), "runs")


def _today(view: View) -> date:
    return datetime.now(ZoneInfo(view.settings.time_zone)).date()


def _changes(view: View) -> list[Change]:
    if not has_basis(read("tables_present")):
        return []
    return changed_since(read("basis"), view.settings, plan_files_hash(view.workspace.plans))


def _sentence(change: Change) -> str:
    stages = ", ".join(t(f"words.stage.{stage}") for stage in change.stages)
    if change.input in _HASHES:
        return t(f"upkeep.changed.{change.input}", stages=stages)
    return t(
        "upkeep.changed.input",
        input=f"`{change.input}`",
        was=plain(change.was or formats.MISSING),
        now=plain(change.now or formats.MISSING),
        stages=stages,
    )


def _run_row(run: Run) -> dict[str, object]:
    stages = ", ".join(f"{stage.stage} {stage.seconds:.1f} s" for stage in run.stages)
    moment = datetime.fromisoformat(run.started_at).replace(tzinfo=None)
    return asdict(run) | {"stages": stages, "started_at": moment}
