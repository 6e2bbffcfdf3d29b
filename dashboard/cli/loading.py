"""Commands that bring data in: load, run, rebuild, template, adapters."""

from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.console import AsJson, Home, emit, log, logged, open_home, progress
from data.errors import InputError, UsageError

if TYPE_CHECKING:
    from dashboard.cli.inputs import Inputs
    from dashboard.pipeline import Published
    from data.settings import Settings
    from data.workspace import Workspace
    from etl.exports import Folder
    from etl.load import LoadOptions, LoadOutcome

Defaults = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="COLUMN=VALUE", help="Fill a column that is absent or empty."),
]
SourceName = Annotated[
    str | None, typer.Option("--as", help="Source to read the files as; see `suanli adapters`.")
]
_MOST_NAMED = 10  # one by one; all stand in core_load_warning and core_invoice_check
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 where a row was rejected.")]


def load(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, globs, or s3://, gs://, az:// addresses."),
    ] = None,
    source: SourceName = None,
    defaults: Defaults = None,
    builtin: Annotated[
        list[str] | None,
        typer.Option(help="Data that a package ships: ecb (exchange rates), token_prices."),
    ] = None,
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
    from dashboard.cli.inputs import gather

    workspace, settings = open_home(home)
    options = replace(_options(settings, source, defaults), dry_run=dry_run, saved_at=saved_at)
    files, options = _with_inputs(options, gather(workspace, settings, paths or [], builtin or []))
    with nullcontext() if dry_run else logged(workspace, "load") as tell:
        with progress("loading") as report:
            published = pipeline.load(workspace, settings, files, options, report)
        if tell:
            tell(published)
        _log_changes(workspace, published)
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
    from dashboard.cli.inputs import open_inboxes

    workspace, settings = open_home(home)
    # A plan left in the inbox would become usage day by day: only who names a file says it is one.
    options = replace(_options(settings, source, defaults), judge_again=False)
    with logged(workspace, "run") as tell:
        batch = _with_inputs(options, open_inboxes(workspace, settings))
        with progress("running") as report:
            published = pipeline.run(workspace, settings, [batch], report)
        tell(published)
        _log_changes(workspace, published)
        _conclude(published, strict=strict, as_json=as_json)


def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Compute everything anew from landing, reference data and settings."""
    from dashboard import pipeline

    workspace, settings = open_home(home)
    with logged(workspace, "rebuild") as tell:
        with progress("rebuilding") as report:
            published = pipeline.run(workspace, settings, report=report, even_if_unchanged=True)
        tell(published)
        _conclude(published, strict=False, as_json=as_json)


def template(
    name: Annotated[
        str, typer.Argument(help="plans, supply, buying, usage, price_book ...; see `adapters`")
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="File to write, CSV or .xlsx; default NAME.csv, plans.xlsx."),
    ] = None,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="Plan file to write as a workbook, with plans only."),
    ] = None,
    modes: Annotated[
        list[str] | None,
        typer.Option("--mode", help="Mode whose columns are written, with plans only."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write an empty template to fill in, and explain its columns."""
    from dashboard.cli.templating import (
        RULES,
        write_plan_template,
        write_rules_template,
        write_source_template,
    )

    if name == "plans":
        document, text = write_plan_template(out, from_file, modes or [])
    elif from_file or modes:
        raise UsageError(
            "--from and --mode go with the template plans",
            where=f"template {name}",
            remedy="Leave them out, or write `suanli template plans`.",
        )
    elif name in RULES:
        document, text = write_rules_template(name, out)
    else:
        document, text = write_source_template(name, out)
    emit(document, text, as_json=as_json)


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
    from dashboard.cli.defaults import read_defaults
    from etl.load import LoadOptions

    return LoadOptions(settings.time_zone, source, read_defaults(defaults or []))


def _with_inputs(
    options: "LoadOptions", inputs: "Inputs"
) -> "tuple[list[Path | Folder], LoadOptions]":
    return inputs.paths, replace(options, copied_from=inputs.copied_from)


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


def _log_changes(workspace: "Workspace", published: "Published") -> None:
    """Say aloud what a publication took away, and which invoices the charges do not come to."""
    if published.is_new:
        _log_replaced(workspace)
        _log_invoices(workspace)


def _log_replaced(workspace: "Workspace") -> None:
    from etl.replaced import newly_missing_charges, newly_replaced

    missing = newly_missing_charges(workspace)
    for row in missing.head(_MOST_NAMED).iter_rows(named=True):
        log.warning(
            "%(file_name)s: %(amount).2f %(currency)s in %(source_row_count)d lines count no more:"
            " a file saved later holds for their account and month, and has nothing like them",
            row,
        )
    if missing.height:
        log.warning(
            "where files are parts of one bill, load them together: as one folder of numbered"
            " parts, or with the same `--set delivery=NAME`"
        )
    for row in newly_replaced(workspace).iter_rows(named=True):
        log.info(
            "%s: %.1f of its %.1f card-hours are replaced by files saved later"
            " (`--saved-at` where a file's time is wrong)",
            row["file_name"],
            row["card_hours_replaced"],
            row["card_hours_in_all"],
        )


def _log_invoices(workspace: "Workspace") -> None:
    from etl.invoices import differing_invoices

    for row in differing_invoices(workspace).head(_MOST_NAMED).iter_rows(named=True):
        log.warning(
            "%(provider)s, invoice %(invoice_id)s: the charges come to %(charge_amount)s"
            " %(currency)s, the invoice to %(invoice_amount)s: %(difference)+.2f",
            row,
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
