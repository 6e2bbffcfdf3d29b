"""`python -m models`: compute all that is computed of the current snapshot anew."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.errors import SuanliError
from data.plan_files import plan_files_hash
from data.run_log import logged_run
from data.settings import Settings, load_settings
from data.snapshot import Build, building
from data.tables import OUT_TABLES
from data.tables.basis import STAGES
from data.tables.ddl import create_tables
from data.tax_bases import looking_at, other_basis, prepare_bases, schema_of
from data.workspace import Workspace, find_workspace
from models.allocation_stage import build_allocation
from models.anomalies import build_anomalies
from models.basis import write_basis
from models.billing.plans import Plan
from models.buying.replaying import build_replay
from models.buying.stage import build_ladder
from models.capacity_plan import build_capacity
from models.cost_changes.months import build_cost_months
from models.decisions.stage import build_outcomes
from models.forecast.stage import build_forecast
from models.marts import build_marts
from models.other_basis import settings_on
from models.plan import build_plan
from models.plan_library import read_own_plans
from models.risk_findings import build_risk_findings
from models.supply_stage import build_supply
from models.unit_costs.stage import build_unit_costs


def main() -> int:
    """Publish a new snapshot; exit codes as data.errors says."""
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    parser.add_argument("--home", type=Path)
    try:
        workspace = find_workspace(parser.parse_args().home)
        settings = load_settings(workspace.home)
        keep = settings.keep_snapshots
        with (
            logged_run(workspace, "python -m models") as run,
            workspace.lock(),
            building(workspace, keep=keep, from_current=True) as build,
        ):
            _compute_on_all_bases(build, workspace, settings)
            run.outcome, run.snapshot_id = "published", build.snapshot_id
    except SuanliError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"published: {build.snapshot_id}\n")
    return 0


def _compute_on_all_bases(build: Build, workspace: Workspace, settings: Settings) -> None:
    """On the settings' tax basis, and where both are wanted on the other; no other one is left."""
    plans = read_own_plans(workspace.plans)
    plan_files = plan_files_hash(workspace.plans)
    _compute(build, settings, plans, plan_files)
    other = other_basis(settings.tax_basis)
    present = prepare_bases(build.connection, [other] if settings.both_tax_bases else [])
    if not settings.both_tax_bases:
        return
    with looking_at(build.connection, schema_of(other)):
        if other not in present:
            create_tables(build.connection, OUT_TABLES)
        _compute(build, settings_on(settings, other), plans, plan_files)


def _compute(build: Build, settings: Settings, plans: Sequence[Plan], plan_files: str) -> None:
    """Every computed table of one basis, in the order of `suanli run`."""
    connection: duckdb.DuckDBPyConnection = build.connection
    snapshot_id = build.snapshot_id
    build_marts(connection, settings, snapshot_id)
    build_cost_months(connection, settings, snapshot_id)
    build_anomalies(connection, settings, snapshot_id)
    build_plan(connection, settings, snapshot_id, plans)
    build_allocation(connection, settings, snapshot_id)
    build_unit_costs(connection, settings, snapshot_id)
    build_outcomes(connection, settings, snapshot_id)
    build_supply(connection, settings, snapshot_id, plans)
    build_forecast(connection, settings, snapshot_id)
    build_risk_findings(connection, snapshot_id)
    build_ladder(connection, settings, snapshot_id, plans)
    build_capacity(connection, settings, snapshot_id)
    build_replay(connection, settings, snapshot_id, plans)
    write_basis(connection, settings, snapshot_id, STAGES, plan_files)
