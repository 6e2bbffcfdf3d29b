"""`python -m models`: compute all that is computed of the current snapshot anew."""

import argparse
import sys
from pathlib import Path

from data.errors import SuanliError
from data.plan_files import plan_files_hash
from data.run_log import logged_run
from data.settings import load_settings
from data.snapshot import building
from data.tables.basis import STAGES
from data.workspace import find_workspace
from models.allocation_stage import build_allocation
from models.anomalies import build_anomalies
from models.basis import write_basis
from models.buying.stage import build_ladder
from models.forecast.stage import build_forecast
from models.marts import build_marts
from models.plan import build_plan
from models.plan_library import read_own_plans
from models.risk_findings import build_risk_findings
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
            build_marts(build.connection, settings, build.snapshot_id)
            build_anomalies(build.connection, settings, build.snapshot_id)
            plans = read_own_plans(workspace.plans)
            build_plan(build.connection, settings, build.snapshot_id, plans)
            build_allocation(build.connection, settings, build.snapshot_id)
            build_unit_costs(build.connection, settings, build.snapshot_id)
            build_forecast(build.connection, settings, build.snapshot_id)
            build_risk_findings(build.connection, build.snapshot_id)
            build_ladder(build.connection, settings, build.snapshot_id, plans)
            plan_files = plan_files_hash(workspace.plans)
            write_basis(build.connection, settings, build.snapshot_id, STAGES, plan_files)
            run.outcome, run.snapshot_id = "published", build.snapshot_id
    except SuanliError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"published: {build.snapshot_id}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
