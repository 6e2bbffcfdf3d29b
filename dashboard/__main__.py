"""`python -m dashboard`: serve the workspace named by SUANLI_HOME, else ./workspace."""

import sys

from dashboard.server import serve
from data.errors import SuanliError
from data.settings import load_settings
from data.workspace import find_workspace


def main() -> int:
    """Serve until interrupted; an error is one sentence on stderr and an exit code."""
    try:
        home = find_workspace().home
        serve(home, load_settings(home))
    except SuanliError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
