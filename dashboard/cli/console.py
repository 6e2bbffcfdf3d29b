"""What all commands share: options, output, progress, and errors as sentences with exit codes."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import SuanliError

if TYPE_CHECKING:
    from dashboard.pipeline import Published
    from data.settings import Settings
    from data.workspace import Workspace

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Workspace folder; default SUANLI_HOME or ./workspace."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Pool = Annotated[
    str | None, typer.Option("--pool", help="Only this pool (provider/region/pool/chip).")
]
log = logging.getLogger("suanli")


def run_and_exit(app: typer.Typer) -> None:
    """Run the application; exit codes: 0 done, 1 see --strict, 2-6 as data.errors says."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except SuanliError as error:
        typer.echo(f"suanli: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("suanli: interrupted; the last published snapshot is unchanged.", err=True)
        sys.exit(130)


def open_home(home: Path | None) -> "tuple[Workspace, Settings]":
    """The workspace and its settings."""
    from data.settings import load_settings
    from data.workspace import find_workspace

    workspace = find_workspace(home)
    return workspace, load_settings(workspace.home)


def emit(document: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Print a result: as JSON for scripts, as text for people."""
    typer.echo(json.dumps(document, ensure_ascii=False, default=str) if as_json else text)


@contextmanager
def logged(workspace: "Workspace", command: str) -> "Iterator[Callable[[Published], None]]":
    """Write the command into the run log; gives tell(published), to say what came of it."""
    from data.run_log import logged_run

    with logged_run(workspace, command) as run:

        def tell(published: "Published") -> None:
            new = [outcome.record for outcome in published.outcomes if outcome.is_new]
            run.outcome = "published" if published.is_new else "unchanged"
            run.snapshot_id = published.snapshot.snapshot_id if published.snapshot else None
            run.files = len(new)
            run.rows_read = sum(record.rows_read for record in new)
            run.rows_rejected = sum(record.rows_rejected for record in new)
            run.rows_written = sum(record.rows_loaded for record in new)

        yield tell


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on a terminal, nothing elsewhere; gives report(done, total, name)."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{what} {name}".rstrip())

        yield report
