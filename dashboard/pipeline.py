"""The stages in order: load -> core -> marts -> plan -> forecast -> checks -> publish.

Every entry point takes the workspace's lock, builds a new snapshot aside and publishes it once;
if anything fails, the last published snapshot stays.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from data.reference import reference_hash
from data.settings import Settings
from data.snapshot import Build, Snapshot, building, find_current
from data.tables import OUT_TABLES
from data.tables.ddl import create_table
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from etl.checks import check_core, check_tables
from etl.core import build_core
from etl.landing import read_records
from etl.load import LoadOptions, LoadOutcome, Report, load_files, quiet
from etl.mending import Mended
from etl.mending import retry as retry_rows
from etl.newest import standing
from models.forecast.stage import MODEL_VERSION, build_forecast
from models.marts import build_marts
from models.plan import build_plan

PIPELINE_VERSION = 2  # raised when a rule changes, so that `suanli run` computes anew
_NO_NUMBER = {"host", "port", "memory_limit", "keep_snapshots"}  # settings that change no number
_CARRIED_OVER = ("out_forecast",)  # dear to compute; its rows say from which cut-off they are


@dataclass(frozen=True)
class Published:
    """What an entry point did: the current snapshot, and whether it was built just now."""

    snapshot: Snapshot | None
    is_new: bool
    outcomes: list[LoadOutcome]


def load(
    workspace: Workspace,
    settings: Settings,
    paths: Iterable[Path],
    options: LoadOptions,
    report: Report = quiet,
) -> Published:
    """Load files and publish core tables, marts and plans; an earlier forecast is carried over."""
    with workspace.lock():
        outcomes = load_files(workspace, paths, options, report)
        if options.dry_run:
            return Published(find_current(workspace), is_new=False, outcomes=outcomes)
        return _publish_loads(workspace, settings, outcomes)


def retry(workspace: Workspace, settings: Settings, mended: Mended) -> Published:
    """Judge rejected rows again, and publish the load that takes their load's place."""
    with workspace.lock():
        outcome = retry_rows(workspace, mended, settings.time_zone)
        return _publish_loads(workspace, settings, [outcome])


def run(
    workspace: Workspace,
    settings: Settings,
    batches: Iterable[tuple[Iterable[Path], LoadOptions]] = (),
    report: Report = quiet,
    *,
    even_if_unchanged: bool = False,
) -> Published:
    """Load files, compute everything and publish once; does nothing where nothing changed."""
    with workspace.lock():
        outcomes = [
            outcome
            for paths, options in batches
            for outcome in load_files(workspace, paths, options, report)
        ]
        current, fingerprint = find_current(workspace), _fingerprint(workspace, settings)
        if current and current.fingerprint == fingerprint and not even_if_unchanged:
            return Published(current, is_new=False, outcomes=outcomes)

        def stages(build: Build) -> None:
            _build_observed(build, workspace, settings)
            _forecast(build, settings, report)

        snapshot = _publish(workspace, settings, stages, fingerprint=fingerprint)
        return Published(snapshot, is_new=True, outcomes=outcomes)


def forecast(workspace: Workspace, settings: Settings, report: Report = quiet) -> Snapshot:
    """Forecast anew from the current snapshot's marts, and publish."""

    def stages(build: Build) -> None:
        _forecast(build, settings, report)

    with workspace.lock():
        return _publish(workspace, settings, stages, from_current=True)


def plan(workspace: Workspace, settings: Settings) -> Snapshot:
    """Compute plans anew from the current snapshot's marts, and publish."""

    def stages(build: Build) -> None:
        build_plan(build.connection, settings, build.snapshot_id)

    with workspace.lock():
        return _publish(workspace, settings, stages, from_current=True)


def _publish_loads(
    workspace: Workspace, settings: Settings, outcomes: list[LoadOutcome]
) -> Published:
    if _is_published(workspace):
        return Published(find_current(workspace), is_new=False, outcomes=outcomes)

    def stages(build: Build) -> None:
        _build_observed(build, workspace, settings)
        _carry_over(build)

    return Published(_publish(workspace, settings, stages), is_new=True, outcomes=outcomes)


def _publish(
    workspace: Workspace,
    settings: Settings,
    stages: Callable[[Build], None],
    *,
    fingerprint: str = "",
    from_current: bool = False,
) -> Snapshot:
    current = find_current(workspace)
    if from_current and current:
        fingerprint = current.fingerprint  # the same inputs, computed anew
    with building(
        workspace,
        keep=settings.keep_snapshots,
        from_current=from_current,
        fingerprint=fingerprint,
    ) as build:
        stages(build)
        check_core(build.connection)
        check_tables(build.connection)
    snapshot = find_current(workspace)
    assert snapshot is not None  # noqa: S101  just published
    return snapshot


def _build_observed(build: Build, workspace: Workspace, settings: Settings) -> None:
    build_core(build.connection, workspace)
    for name, schema in OUT_TABLES.items():
        create_table(build.connection, name, schema)
    build_marts(build.connection, settings, build.snapshot_id)
    build_plan(build.connection, settings, build.snapshot_id)


def _forecast(build: Build, settings: Settings, report: Report) -> None:
    build_forecast(build.connection, settings, build.snapshot_id, report)


def _is_published(workspace: Workspace) -> bool:
    """Whether the current snapshot holds every load, so also those of a run that was killed.

    Refused files alone are no reason to publish: five typos would push out five good snapshots.
    """
    loaded = {(r.load_id, r.file_modified_at) for r in standing(read_records(workspace))}
    current = find_current(workspace)
    if current is None:
        return not loaded
    with open_snapshot(current.path) as connection:
        found = query(connection, "SELECT load_id, file_modified_at FROM core_load")
    return loaded <= set(found.iter_rows())


def _carry_over(build: Build) -> None:
    if build.parent is None:
        return
    quoted = str(build.parent.path).replace("'", "''")
    build.connection.execute(f"ATTACH '{quoted}' AS parent (READ_ONLY)")
    try:
        for table in _CARRIED_OVER:
            build.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM parent.{table}")
    finally:
        build.connection.execute("DETACH parent")


def _fingerprint(workspace: Workspace, settings: Settings) -> str:
    """Hash of all that a snapshot is a function of."""
    loads = [(r.load_id, str(r.file_modified_at)) for r in standing(read_records(workspace))]
    chosen = settings.model_dump(mode="json", exclude=_NO_NUMBER)
    inputs = [PIPELINE_VERSION, MODEL_VERSION, reference_hash(), loads, chosen]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:16]
