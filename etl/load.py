"""Loading files into landing: recognise, read, check, keep. One bad file never stops the others."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from data.errors import InputError, NotWhatItClaimsError
from data.files import sweep
from data.workspace import Workspace
from etl.checking import Checked, check
from etl.landing import LoadOutcome, LoadRecord, land, read_records, write_record
from etl.large import LargeFile, NotMappedError, is_large, load_large
from etl.mending import judge_again
from etl.newest import last_mending, seen_again
from etl.preparing import prepare_rows
from etl.reading import TextTable
from etl.recording import begin_record, count_rows, identify, refuse
from etl.seen import SeenFiles
from etl.source import Context, Source
from etl.sources import named_source, recognise_file
from etl.totals import sum_totals

__all__ = ["LoadOptions", "LoadOutcome", "Report", "load_files", "quiet"]

Report = Callable[[int, int, str], None]


def quiet(done: int, total: int, name: str) -> None:
    """Report nothing: the default of everything that can report its progress."""


@dataclass(frozen=True)
class LoadOptions:
    """How to load: source_name overrides recognition; defaults fill absent or empty columns.

    saved_at: UTC; counts as the files' time of saving, which decides where loads overlap.
    direct: judge files where they lie (etl.large); None: those that are large.
    copied_from: what files that are copies were copied from: objects, a package's data.
    loaded_at: UTC; counts as the time of loading, by which rows must have been measured.
    judge_again: judge rows of files that were loaded before, where they had not come yet by then.
    """

    time_zone: str
    source_name: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    dry_run: bool = False
    saved_at: datetime | None = None
    direct: bool | None = None
    copied_from: Mapping[Path, str] = field(default_factory=dict)
    loaded_at: datetime | None = None
    judge_again: bool = True


def load_files(
    workspace: Workspace,
    paths: Iterable[Path],
    options: LoadOptions,
    report: Report = quiet,
) -> list[LoadOutcome]:
    """Load every file; hold the workspace's lock around it.

    A file that cannot be used is recorded as refused with its reason, and the rest goes on; one
    that cannot even be opened is reported as refused and not recorded, since nothing came in.

    Raises:
        UsageError: options.source_name names no source.
    """
    if not options.dry_run:
        workspace.create()
        sweep(workspace.landing)
        sweep(workspace.quarantine)
        sweep(workspace.rollups)
    files, seen = list(paths), SeenFiles(workspace)
    known = {record.load_id: record for record in read_records(workspace)}
    last = max((record.sequence for record in known.values()), default=0)
    outcomes = []
    for number, path in enumerate(files):
        report(number, len(files), path.name)
        blank = begin_record(
            path,
            options.defaults,
            seen=seen,
            sequence=last + 1 + number,
            synthetic=options.synthetic,
            saved_at=options.saved_at,
            copied_from=options.copied_from.get(path),
            loaded_at=options.loaded_at,
        )
        outcome = _load_file(workspace, path, blank, options, known)
        known[outcome.record.load_id] = outcome.record
        outcomes.append(outcome)
    if not options.dry_run:
        seen.save()
    report(len(files), len(files), "")
    return outcomes


def _load_file(
    workspace: Workspace,
    path: Path,
    blank: LoadRecord,
    options: LoadOptions,
    known: Mapping[str, LoadRecord],
) -> LoadOutcome:
    if not blank.content_sha256:
        return LoadOutcome(path, blank, is_new=False)
    try:
        source = _choose_source(path, options)
        record = identify(blank, source, options.time_zone)
        if record.load_id in known:
            return _see_again(workspace, path, known, record, options)
        if options.direct if options.direct is not None else is_large(path, source):
            with suppress(NotMappedError):
                return _load_large(workspace, path, source, record, options)
        checked = _check_file(path, source, record.loaded_at, options)
    except InputError as unusable:
        record = refuse(blank, str(unusable))
        before = known.get(record.load_id)
        is_new = before is None or before.reason != record.reason
        if is_new and not options.dry_run:
            write_record(workspace, record)
        return LoadOutcome(path, record, is_new)
    record = count_rows(record, checked)
    if not options.dry_run:
        land(workspace, record, checked.accepted, checked.rejected)
    return LoadOutcome(path, record, is_new=True)


def _see_again(
    workspace: Workspace,
    path: Path,
    known: Mapping[str, LoadRecord],
    again: LoadRecord,
    options: LoadOptions,
) -> LoadOutcome:
    before = known[again.load_id]
    record = seen_again(before, again)
    if record != before and not options.dry_run:
        write_record(workspace, record)
    if options.judge_again and not options.dry_run:
        outcome = judge_again(workspace, record.load_id, known, again.loaded_at, options.time_zone)
        if outcome:
            return replace(outcome, path=path)
    if record.rows_rejected:  # and perhaps mended since: what stands now is told
        record = {**known, record.load_id: record}[last_mending(record.load_id, known.values())]
    return LoadOutcome(path, record, is_new=False)


def _choose_source(path: Path, options: LoadOptions) -> Source:
    if options.source_name:
        return named_source(options.source_name)
    return recognise_file(path)


def _check_file(path: Path, source: Source, loaded_at: datetime, options: LoadOptions) -> Checked:
    checked = _check_rows(source.read_file(path), path, source, loaded_at, options)
    try:
        source.verify(checked.accepted)
    except NotWhatItClaimsError as unusable:
        first = next(checked.rejected.iter_rows(named=True), None)
        if first is None or checked.accepted.height:
            raise
        at = ", ".join(filter(None, [f"line {first['line_number']}", first["column"]]))
        why = f"All rows were rejected, the first one ({at}): {first['reason']}."
        raise NotWhatItClaimsError(
            unusable.what, where=unusable.where, remedy=f"{why} {unusable.remedy}".strip()
        ) from unusable
    return checked


def _check_rows(
    as_it_came: TextTable, path: Path, source: Source, loaded_at: datetime, options: LoadOptions
) -> Checked:
    try:
        table = prepare_rows(as_it_came, source, options.defaults, _context(path, options), path)
        zone = options.defaults.get("time_zone", options.time_zone)
        judge = source.judge(loaded_at)
        checked = check(table, source.contract, zone, as_it_came=as_it_came, judge=judge)
    except pl.exceptions.PolarsError as unfit:  # types of a Parquet file that nobody foresaw
        raise NotWhatItClaimsError(
            f"Its columns have other types than a {source.name} file has: {unfit}",
            where=str(path),
            remedy="Export it as CSV, or with plain column types.",
        ) from unfit
    return replace(checked, totals=sum_totals(table, checked, source))


def _load_large(
    workspace: Workspace, path: Path, source: Source, record: LoadRecord, options: LoadOptions
) -> LoadOutcome:
    file = LargeFile(path, source, _context(path, options), record, dict(options.defaults))

    def door(rows: TextTable) -> Checked:
        return _check_rows(rows, path, source, record.loaded_at, options)

    return LoadOutcome(
        path, load_large(workspace, file, door, dry_run=options.dry_run), is_new=True
    )


def _context(path: Path, options: LoadOptions) -> Context:
    return Context(
        file_stem=path.name.split(".")[0],
        folder=path.resolve().parent.name,
        time_zone=options.time_zone,
    )
