"""Commands that show: demo, serve, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dashboard.cli.console import AsJson, Home, emit, log, open_home, progress

if TYPE_CHECKING:
    from data.settings import Settings
    from data.workspace import Workspace


def demo(
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the dashboard.")
    ] = True,
    home: Home = None,
) -> None:
    """Build the synthetic sample (once), forecast and plan it, and open the dashboard."""
    workspace, settings = open_home(home)
    _build_sample(workspace, settings)
    if serve_it:
        _serve(workspace, settings)


def serve(home: Home = None) -> None:
    """Open the dashboard on the published snapshot."""
    workspace, settings = open_home(home)
    _serve(workspace, settings)


def export(
    table: Annotated[
        str, typer.Argument(help="A table, such as out_forecast; see ARCHITECTURE.md.")
    ],
    out: Annotated[Path, typer.Option(help="File to write.")],
    form: Annotated[str, typer.Option("--format", help="csv, parquet, xlsx or json.")] = "csv",
    where: Annotated[str | None, typer.Option(help="SQL condition on the table's columns.")] = None,
    tax: Annotated[
        Literal["included", "excluded"] | None,
        typer.Option(help="Tax basis of computed amounts; the setting's, unless said."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a table of the current snapshot to a file, with its provenance."""
    from dashboard.export import export_from_workspace
    from data.files import replacing

    workspace, _ = open_home(home)
    content = export_from_workspace(workspace, table, form, where, tax)
    with replacing(out) as temporary:
        temporary.write_bytes(content)
    document = {"table": table, "file": str(out), "bytes": len(content)}
    emit(document, f"wrote {table} to {out}", as_json=as_json)


def _build_sample(workspace: "Workspace", settings: "Settings") -> None:
    """Load the sample, the market facts and exchange rates; does nothing the second time."""
    from dashboard.sample import build_sample

    with progress("building the sample") as report:
        published = build_sample(workspace, settings, report)
    log.info(
        "%s: snapshot %s",
        "built" if published.is_new else "up to date",
        published.snapshot.snapshot_id if published.snapshot else "-",
    )


def _serve(workspace: "Workspace", settings: "Settings") -> None:
    from dashboard.server import serve as start

    start(workspace.home, settings)


COMMANDS = (demo, serve, export)
