"""`suanli quarantine`: see what was rejected, take it out to mend it, and read it again."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import AsJson, Home, emit, logged, open_home

app = typer.Typer(
    help="Rejected rows: list them, export them to be mended, read them again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Load = Annotated[
    str | None,
    typer.Argument(help="Load id (or its beginning) or file name; may be left out if only one."),
]


@app.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """Show how many rows of which load were rejected for which reason."""
    from etl.quarantine import list_rejected

    workspace, _ = open_home(home)
    found = list_rejected(workspace)
    lines = []
    for (load_id, file_name), reasons in found.group_by(
        "load_id", "file_name", maintain_order=True
    ):
        lines.append(f"{load_id} {file_name}: {reasons['rows'].sum():,} rows")
        lines += [
            f"  {row['rows']:>8,} {row['column'] or 'row'}: {row['reason']}"
            f" (first in line {row['first_line']})"
            for row in reasons.to_dicts()
        ]
    emit(
        {"rejected": found.to_dicts()},
        "\n".join(lines) or "nothing is in quarantine",
        as_json=as_json,
    )


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="File to write; .csv or .xlsx.")],
    load: Load = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the rejected rows of a load as they came, with line and reason, to mend them there."""
    from etl.quarantine import export_rows, find_load, write_export

    workspace, _ = open_home(home)
    record = find_load(workspace, load)
    rows = export_rows(workspace, record)
    write_export(rows, out)
    emit(
        {"load_id": record.load_id, "file": str(out), "rows": rows.height},
        f"wrote {rows.height:,} rejected rows of {record.file_name} to {out}; mend the columns "
        f"after quarantine_reason, then `suanli quarantine retry --mended {out}`",
        as_json=as_json,
    )


@app.command()
def retry(
    load: Load = None,
    mended: Annotated[
        Path | None, typer.Option(help="A mended export; without it, the rows as they came.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read rejected rows again, mended or by today's rules, and publish what became sound."""
    from dashboard import pipeline
    from data.errors import UsageError
    from etl.mending import as_they_came, read_mended
    from etl.quarantine import find_load

    workspace, settings = open_home(home)
    if mended and load:
        raise UsageError("A mended export names its load itself", remedy="Leave the load out.")
    again = read_mended(mended) if mended else as_they_came(workspace, find_load(workspace, load))
    with logged(workspace, "quarantine retry") as tell:
        published = pipeline.retry(workspace, settings, again)
        tell(published)
    record = published.outcomes[0].record
    emit(
        {
            "snapshot": published.snapshot.snapshot_id if published.snapshot else None,
            "published": published.is_new,
            "load_id": record.load_id,
            "replaces": record.replaces,
            "loaded": record.rows_loaded,
            "rejected": record.rows_rejected,
        },
        f"{record.file_name}: {record.rows_loaded:,} rows loaded, "
        f"{record.rows_rejected:,} still rejected" + ("" if published.is_new else "; nothing new"),
        as_json=as_json,
    )
