"""What all commands share: options, output, progress, and errors as sentences with exit codes."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import StorageError, SuanliError

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
_BAR, _CLOCK = 20, 10  # cells of the bar, and of what is left with its blanks
log = logging.getLogger("suanli")


INTERRUPTED = 130  # exit code of Ctrl-C, as shells count it


def run_and_exit(app: typer.Typer) -> None:
    """Run the application; exit codes: 0 done, 1 see --strict, 2-6 as data.errors says, 130."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except SuanliError as error:
        typer.echo(f"suanli: {error}", err=True)
        sys.exit(error.exit_code)
    except SystemExit as ended:  # typer turns Ctrl-C into the exit code, without a word
        if ended.code == INTERRUPTED:
            typer.echo("suanli: interrupted; the last published snapshot is whole.", err=True)
        raise


def open_home(home: Path | None) -> "tuple[Workspace, Settings]":
    """The workspace and its settings."""
    from data.settings import load_settings
    from data.workspace import find_workspace

    workspace = find_workspace(home)
    return workspace, load_settings(workspace.home)


def emit(document: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Print a result: as JSON for scripts, as text for people.

    Raises:
        StorageError: it goes to a file on a full disk, say.
    """
    told = json.dumps(document, ensure_ascii=False, default=str) if as_json else text
    try:
        typer.echo(told)
    except BrokenPipeError:  # whoever reads has read enough
        raise
    except OSError as failed:
        raise StorageError(
            f"The answer cannot be written: {failed.strerror or failed}",
            where="standard output",
            remedy="Make room; what the command was to do is done.",
        ) from failed


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
    """A progress bar on a terminal, nothing elsewhere; gives report(done, total, name).

    Each stage of the run log has a bar of its own: what is left is of that stage.
    """
    from rich.cells import cell_len, set_cell_size
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from data.run_log import watching_stages

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(_BAR), TimeRemainingColumn())
    room = max(console.width - _BAR - _CLOCK, len(what))
    bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bars as bar:
        what_now, task = what, bar.add_task(what, total=None)

        def begin(stage: str) -> None:
            nonlocal task, what_now
            bar.remove_task(task)
            what_now = f"{what}: {stage}"
            task = bar.add_task(what_now, total=None)

        def report(done: int, total: int, name: str) -> None:
            described = f"{what_now} {name}".rstrip()
            described = set_cell_size(described, min(cell_len(described), room))
            bar.update(task, completed=done, total=total, description=described)

        with watching_stages(begin):
            yield report
