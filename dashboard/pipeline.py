"""The stages in order: load -> core -> marts -> plan -> forecast -> checks -> publish.

Every entry point takes the workspace's lock, builds a new snapshot aside and publishes it once;
if anything fails, the last published snapshot stays.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboard.carrying import carry_over
from dashboard.outdated import refuse_earlier_version
from dashboard.stages import (
    build_observed,
    compute_capacity,
    compute_forecast,
    compute_ladder,
    compute_plan,
    compute_replay,
)
from dashboard.unpublished import unpublished_loads, withdrawn_loads
from data.plan_files import plan_files_hash
from data.planning.store import Decide, append
from data.run_log import stage
from data.settings import Settings
from data.snapshot import Build, Snapshot, building, find_current
from data.tax_bases import looking_at, other_basis, prepare_bases, schema_of
from data.workspace import Workspace
from etl.checks import check_bases_beside, check_core, check_tables
from etl.core import build_core
from etl.entered import land_entries
from etl.exports import Folder, load_paths
from etl.landing import read_records
from etl.load import LoadOptions, LoadOutcome, Report, quiet
from etl.mending import Mended
from etl.mending import retry as retry_rows
from etl.newest import standing
from models.basis import inputs
from models.forecast.remembering import look_what_came
from models.other_basis import settings_on
from models.risk_findings import build_risk_findings

Stages = Callable[[Build, Settings], None]
_KEPT_FOR_EVER = {"out_forecast_history": "true"}  # nothing else knows what was once forecast
_CARRIED_OVER = _KEPT_FOR_EVER | {  # dear to compute; rows say from which cut-off they are
    "out_forecast": "true",
    "out_forecast_note": "true",
    "out_forecast_hourly": "true",
    "out_forecast_score": "true",
    "out_forecast_path": "true",
    "out_forecast_month_path": "true",
    "out_forecast_gap": "true",
    "out_capacity_risk": "true",
    "out_budget_risk": "true",
    "out_scenario": "true",
    "out_scenario_forecast": "true",
    "out_replay": "true",
    "out_replay_month": "true",
    "out_finding": "kind IN ('not_replayed', 'replay_filled')",
    "out_basis": "stage = 'forecast'",
}


@dataclass(frozen=True)
class Published:
    """What an entry point did: the current snapshot, and whether it was built just now."""

    snapshot: Snapshot | None
    is_new: bool
    outcomes: list[LoadOutcome]


def load(
    workspace: Workspace,
    settings: Settings,
    paths: Iterable[Path | Folder],
    options: LoadOptions,
    report: Report = quiet,
) -> Published:
    """Load files and publish core tables, marts and plans; an earlier forecast is carried over."""
    with workspace.lock():
        with stage("load"):
            outcomes = load_paths(workspace, paths, options, report)
        if options.dry_run:
            return Published(find_current(workspace), is_new=False, outcomes=outcomes)
        return _publish_loads(workspace, settings, outcomes)


def enter(
    workspace: Workspace,
    settings: Settings,
    decide: Decide,
    *,
    who: str,
    reason: str,
    seen: int | None = None,
) -> Published:
    """Keep what somebody entered on a screen, and publish it like a load.

    Nothing is kept where the workspace is held by another run or the log refuses it
    (data.planning.store.append); killed after that, the next run publishes what was kept.
    """
    with workspace.lock():
        append(workspace, decide, who=who, reason=reason, seen=seen)
        return _publish_loads(workspace, settings, [])


def retry(workspace: Workspace, settings: Settings, mended: Mended) -> Published:
    """Judge rejected rows again, and publish the load that takes their load's place."""
    with workspace.lock():
        with stage("load"):
            outcome = retry_rows(workspace, mended, settings.time_zone)
        return _publish_loads(workspace, settings, [outcome])


def run(
    workspace: Workspace,
    settings: Settings,
    batches: Iterable[tuple[Iterable[Path | Folder], LoadOptions]] = (),
    report: Report = quiet,
    *,
    even_if_unchanged: bool = False,
) -> Published:
    """Load files, compute everything and publish once; does nothing where nothing changed."""
    with workspace.lock():
        with stage("load"):
            outcomes = [
                outcome
                for paths, options in batches
                for outcome in load_paths(workspace, paths, options, report)
            ]
        land_entries(workspace, settings.time_zone)
        current, fingerprint = find_current(workspace), _fingerprint(workspace, settings)
        if current and current.fingerprint == fingerprint and not even_if_unchanged:
            return Published(current, is_new=False, outcomes=outcomes)

        def stages(build: Build, on: Settings) -> None:
            carry_over(build, _KEPT_FOR_EVER, on.tax_basis)
            compute_forecast(build, workspace, on, report)
            compute_ladder(build, workspace, on)
            compute_capacity(build, on)
            compute_replay(build, workspace, on)

        snapshot = _publish(workspace, settings, stages, fingerprint=fingerprint)
        return Published(snapshot, is_new=True, outcomes=outcomes)


def forecast(workspace: Workspace, settings: Settings, report: Report = quiet) -> Snapshot:
    """Forecast anew from the current snapshot's marts, and publish."""

    def stages(build: Build, on: Settings) -> None:
        compute_forecast(build, workspace, on, report)
        compute_ladder(build, workspace, on)
        compute_capacity(build, on)

    with workspace.lock():
        return _publish(workspace, settings, stages, from_current=True)


def plan(workspace: Workspace, settings: Settings) -> Snapshot:
    """Compute plans anew from the current snapshot's marts, and publish."""

    def stages(build: Build, on: Settings) -> None:
        compute_plan(build, workspace, on)
        compute_ladder(build, workspace, on)
        compute_capacity(build, on)

    with workspace.lock():
        return _publish(workspace, settings, stages, from_current=True)


def _publish_loads(
    workspace: Workspace, settings: Settings, outcomes: list[LoadOutcome]
) -> Published:
    land_entries(workspace, settings.time_zone)
    if not (unpublished_loads(workspace) or withdrawn_loads(workspace)):
        return Published(find_current(workspace), is_new=False, outcomes=outcomes)

    def stages(build: Build, on: Settings) -> None:
        carry_over(build, _CARRIED_OVER, on.tax_basis)
        look_what_came(build.connection)
        build_risk_findings(build.connection, build.snapshot_id)
        compute_ladder(build, workspace, on)
        compute_capacity(build, on)

    return Published(_publish(workspace, settings, stages), is_new=True, outcomes=outcomes)


def _publish(
    workspace: Workspace,
    settings: Settings,
    stages: Stages,
    *,
    fingerprint: str = "",
    from_current: bool = False,
) -> Snapshot:
    """Publish what the stages compute; unless it starts from the current one, core and marts first.

    Where both tax bases are wanted, everything computed is computed on the other one as well.
    """
    current = find_current(workspace)
    if from_current and current:
        fingerprint = current.fingerprint  # the same inputs, computed anew
    with building(
        workspace,
        keep=settings.keep_snapshots,
        from_current=from_current,
        fingerprint=fingerprint,
    ) as build:
        if from_current:
            where = str(build.parent.path) if build.parent else ""
            refuse_earlier_version(build.connection, where)
        else:
            with stage("core"):
                build_core(build.connection, workspace)
            build_observed(build, workspace, settings)
        stages(build, settings)
        _compute_other_basis(build, workspace, settings, stages, from_current=from_current)
        with stage("checks"):
            check_core(build.connection)
            check_tables(build.connection)
            check_bases_beside(build.connection)
    snapshot = find_current(workspace)
    assert snapshot is not None  # noqa: S101  just published
    return snapshot


def _compute_other_basis(
    build: Build, workspace: Workspace, settings: Settings, stages: Stages, *, from_current: bool
) -> None:
    """The same on the other tax basis, in a schema of its own; no such schema unless it is set."""
    other = other_basis(settings.tax_basis)
    present = prepare_bases(build.connection, [other] if settings.both_tax_bases else [])
    if not settings.both_tax_bases:
        return
    on = settings_on(settings, other)
    with looking_at(build.connection, schema_of(other)):
        if not (from_current and other in present):
            build_observed(build, workspace, on)
        stages(build, on)


def _fingerprint(workspace: Workspace, settings: Settings) -> str:
    """Hash of all that a snapshot is a function of."""
    loads = [(r.load_id, str(r.file_modified_at)) for r in standing(read_records(workspace))]
    everything = [inputs(settings, plan_files_hash(workspace.plans)), loads]
    return hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()[:16]
