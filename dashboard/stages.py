"""What each stage of a publication fills, on the tax basis of the settings that it is given.

A stage reads and writes tables by their plain names: the connection knows in which schema they are.
"""

from data.plan_files import plan_files_hash
from data.run_log import stage
from data.settings import Settings
from data.snapshot import Build
from data.tables import OUT_TABLES
from data.tables.ddl import create_tables
from data.workspace import Workspace
from etl.load import Report
from models.allocation_stage import build_allocation
from models.anomalies import build_anomalies
from models.basis import write_basis
from models.buying.replaying import build_replay
from models.buying.stage import build_ladder
from models.capacity_plan import build_capacity
from models.cost_changes.months import build_cost_months
from models.decisions.stage import build_outcomes
from models.forecast.stage import build_forecast
from models.marts import build_marts
from models.plan import build_plan
from models.plan_library import read_own_plans
from models.risk_findings import build_risk_findings
from models.supply_stage import build_supply
from models.unit_costs.stage import build_unit_costs


def build_observed(build: Build, workspace: Workspace, settings: Settings) -> None:
    """Make the computed tables, and fill all that follows from what was observed."""
    create_tables(build.connection, OUT_TABLES)
    with stage("marts"):
        build_marts(build.connection, settings, build.snapshot_id)
        build_cost_months(build.connection, settings, build.snapshot_id)
        build_anomalies(build.connection, settings, build.snapshot_id)
        _write_basis(build, workspace, settings, "marts")
    compute_plan(build, workspace, settings)


def compute_plan(build: Build, workspace: Workspace, settings: Settings) -> None:
    """Plans, shares of cost, unit costs, outcomes of decisions and what is sold, from the marts."""
    with stage("plan"):
        plans = read_own_plans(workspace.plans)
        build_plan(build.connection, settings, build.snapshot_id, plans)
        build_allocation(build.connection, settings, build.snapshot_id)
        build_unit_costs(build.connection, settings, build.snapshot_id)
        build_outcomes(build.connection, settings, build.snapshot_id)
        build_supply(build.connection, settings, build.snapshot_id, plans)
        _write_basis(build, workspace, settings, "plan")


def compute_forecast(
    build: Build, workspace: Workspace, settings: Settings, report: Report
) -> None:
    """Forecasts of every series, and the risks that follow from them."""
    with stage("forecast"):
        build_forecast(build.connection, settings, build.snapshot_id, report)
        build_risk_findings(build.connection, build.snapshot_id)
        _write_basis(build, workspace, settings, "forecast")


def compute_capacity(build: Build, settings: Settings) -> None:
    """Which cards to order by when, and what better use is worth."""
    with stage("capacity"):
        build_capacity(build.connection, settings, build.snapshot_id)


def compute_replay(build: Build, workspace: Workspace, settings: Settings) -> None:
    """What the advice would have cost over each pool's own past."""
    with stage("replay"):
        plans = read_own_plans(workspace.plans)
        build_replay(build.connection, settings, build.snapshot_id, plans)


def compute_ladder(build: Build, workspace: Workspace, settings: Settings) -> None:
    """What to buy, from the marts and the forecast's paths that the build has."""
    with stage("ladder"):
        plans = read_own_plans(workspace.plans)
        build_ladder(build.connection, settings, build.snapshot_id, plans)
        _write_basis(build, workspace, settings, "ladder")


def _write_basis(build: Build, workspace: Workspace, settings: Settings, done: str) -> None:
    plan_files = plan_files_hash(workspace.plans)
    write_basis(build.connection, settings, build.snapshot_id, [done], plan_files)
