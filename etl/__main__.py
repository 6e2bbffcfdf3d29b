"""`python -m etl PATH...`: land source files in the workspace, without publishing anything."""

import argparse
import sys
from pathlib import Path

from data.errors import SuanliError
from data.settings import load_settings
from data.workspace import find_workspace
from etl.load import LoadOptions, load_files


def main() -> int:
    """Land the named files; 0 done, 3 where one was refused, else as data.errors says."""
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    try:
        workspace = find_workspace(arguments.home)
        settings = load_settings(workspace.home)
        with workspace.lock():
            outcomes = load_files(workspace, arguments.paths, LoadOptions(settings.time_zone))
    except SuanliError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for outcome in outcomes:
        record = outcome.record
        result = record.reason or f"{record.rows_loaded} loaded, {record.rows_rejected} rejected"
        sys.stdout.write(f"{record.file_name}: {record.source}: {result}\n")
    return 3 if any(outcome.record.status == "refused" for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
