"""Commands that bring data in: load, run, rebuild, template, adapters."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, log, open_home, progress
from data.errors import InputError, UsageError

if TYPE_CHECKING:
    from dashboard.pipeline import Published
    from data.settings import Settings
    from data.workspace import Workspace
    from etl.load import LoadOptions, LoadOutcome

Defaults = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="COLUMN=VALUE", help="Fill a column that is absent or empty."),
]
SourceName = Annotated[
    str | None, typer.Option("--as", help="Source to read the files as; see `suanli adapters`.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 where a row was rejected.")]


def load(
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders or globs.")] = None,
    source: SourceName = None,
    defaults: Defaults = None,
    saved_at: Annotated[
        datetime | None,
        typer.Option(
            help="UTC time the files count as saved at, instead of their own; the last holds.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Check the files and keep nothing.")] = False,
    strict: Strict = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load files (default: the inbox) and publish; an earlier forecast is carried over."""
    from dashboard import pipeline

    workspace, settings = open_home(home)
    options = replace(_options(settings, source, defaults), dry_run=dry_run, saved_at=saved_at)
    with progress("loading") as report:
        published = pipeline.load(
            workspace, settings, _find_files(paths, workspace.inbox), options, report
        )
    if published.is_new:
        _log_replaced(workspace)
    _conclude(published, strict=strict, as_json=as_json)


def run(
    source: SourceName = None,
    defaults: Defaults = None,
    strict: Strict = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Load the inbox, forecast, plan and publish, once; what a timer calls."""
    from dashboard import pipeline

    workspace, settings = open_home(home)
    files = _list_folder(workspace.inbox) if workspace.inbox.exists() else []
    batch = (files, _options(settings, source, defaults))
    with progress("running") as report:
        published = pipeline.run(workspace, settings, [batch], report)
    _conclude(published, strict=strict, as_json=as_json)


def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Compute everything anew from landing, reference data and settings."""
    from dashboard import pipeline

    workspace, settings = open_home(home)
    with progress("rebuilding") as report:
        published = pipeline.run(workspace, settings, report=report, even_if_unchanged=True)
    _conclude(published, strict=False, as_json=as_json)


def template(
    name: Annotated[str, typer.Argument(help="usage, price_book, contract ...; see `adapters`")],
    out: Annotated[
        Path | None, typer.Option(help="File to write, CSV or .xlsx; default NAME.csv.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write an empty template to fill in, and explain its columns."""
    from etl.sources import named_source
    from etl.templates import template_columns, write_template

    path = write_template(name, out or Path(f"{name}.csv"))
    columns = template_columns(named_source(name)).to_dicts()
    lines = [
        f"  {c['column']:22} {'required' if c['required'] else 'optional':9} {c['expected']};"
        f" {c['meaning']}"
        for c in columns
    ]
    emit(
        {"file": str(path), "columns": columns},
        "\n".join([f"wrote {path}", *lines]),
        as_json=as_json,
    )


def adapters(as_json: AsJson = False) -> None:
    """List the kinds of file that can be loaded."""
    from etl.sources import all_sources

    sources = all_sources().values()
    found = [
        {
            "name": s.name,
            "title": s.title,
            "template": s.is_strict,
            "version": s.version,
            "columns": s.file_columns,
            "recognised_by": s.required_columns,
        }
        for s in sources
    ]
    lines = [
        f"{s.name:14} {s.title}\n{'':14} recognised by: {', '.join(s.required_columns) or '-'}"
        for s in sources
    ]
    emit({"adapters": found}, "\n".join(lines), as_json=as_json)


def _options(
    settings: "Settings",
    source: str | None = None,
    defaults: list[str] | None = None,
) -> "LoadOptions":
    from etl.load import LoadOptions

    pairs = dict(_split_pair(pair) for pair in defaults or [])
    return LoadOptions(settings.time_zone, source, pairs)


def _split_pair(pair: str) -> tuple[str, str]:
    column, equals, value = pair.partition("=")
    if not (column and equals and value):
        raise UsageError(
            f"{pair!r} is not COLUMN=VALUE",
            where="--set",
            remedy="Write for example --set chip=H100.",
        )
    return column, value


def _find_files(patterns: list[str] | None, inbox: Path) -> list[Path]:
    """Files named directly, in folders, or by glob; nothing found is an error."""
    if not patterns:
        patterns = [str(inbox)]
    files: list[Path] = []
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            found = _list_folder(path)
        elif path.exists():
            found = [path]
        else:
            found = sorted(
                p
                for p in Path(path.anchor or ".").glob(str(path.relative_to(path.anchor)))
                if p.is_file()
            )
        if not found:
            raise InputError(
                "There is no file to load",
                where=pattern,
                remedy="Name files, folders or globs that exist.",
            )
        files.extend(found)
    return list(dict.fromkeys(files))


def _list_folder(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _conclude(published: "Published", *, strict: bool, as_json: bool) -> None:
    """Report every file; exit 3 where one was refused, 1 for rejected rows with --strict."""
    outcomes = published.outcomes
    refused = [o for o in outcomes if o.record.status == "refused"]
    rejected = sum(o.record.rows_rejected for o in outcomes)
    snapshot = published.snapshot.snapshot_id if published.snapshot else None
    document = {
        "snapshot": snapshot,
        "published": published.is_new,
        "files": [_describe(o) for o in outcomes],
    }
    state = "published" if published.is_new else "nothing published; current snapshot"
    emit(document, "\n".join([*map(_sentence, outcomes), f"{state}: {snapshot}"]), as_json=as_json)
    _log_reasons(outcomes)
    if refused:
        raise typer.Exit(InputError.exit_code)
    if strict and rejected:
        raise typer.Exit(1)


def _log_replaced(workspace: "Workspace") -> None:
    from etl.replaced import newly_replaced

    for row in newly_replaced(workspace).iter_rows(named=True):
        log.info(
            "%s: %.1f of its %.1f card-hours are replaced by files saved later"
            " (`--saved-at` where a file's time is wrong)",
            row["file_name"],
            row["card_hours_replaced"],
            row["card_hours_in_all"],
        )


def _describe(outcome: "LoadOutcome") -> dict[str, Any]:
    record = outcome.record
    counts = {
        name: getattr(record, f"rows_{name}")
        for name in ("read", "loaded", "rejected", "duplicate")
    }
    return {
        "file": str(outcome.path),
        "source": record.source,
        "status": record.status,
        "reason": record.reason,
        "is_new": outcome.is_new,
        "load_id": record.load_id,
        **counts,
    }


def _sentence(outcome: "LoadOutcome") -> str:
    record = outcome.record
    if record.status == "refused":
        return f"{record.file_name}: refused. {record.reason}"
    return (
        f"{record.file_name}: {record.source}, {record.rows_read:,} rows read, "
        f"{record.rows_loaded:,} loaded, {record.rows_rejected:,} rejected, "
        f"{record.rows_duplicate:,} repeated" + ("" if outcome.is_new else " (was loaded before)")
    )


def _log_reasons(outcomes: "list[LoadOutcome]") -> None:
    statuses = Counter(o.record.status for o in outcomes if o.is_new)
    log.info("files: %s", ", ".join(f"{n} {s}" for s, n in statuses.items()) or "none new")


COMMANDS = (load, run, rebuild, template, adapters)
