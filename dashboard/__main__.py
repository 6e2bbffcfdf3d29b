"""`python -m dashboard`: serve the workspace of --home, else SUANLI_HOME, else ./workspace."""

import argparse
import sys
from pathlib import Path

from dashboard.server import serve
from data.errors import SuanliError
from data.settings import load_settings
from data.workspace import find_workspace


def main() -> int:
    """Serve until interrupted; an error is one sentence on stderr and an exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    try:
        home = find_workspace(arguments.home).home
        serve(home, load_settings(home))
    except SuanliError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
