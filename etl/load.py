"""Loading files into landing: recognise, read, check, keep. One bad file never stops the others."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from data.errors import InputError
from data.files import sha256
from data.workspace import Workspace
from etl.checking import Checked, check
from etl.landing import LoadRecord, land, read_records, write_record
from etl.reading import read_columns, read_table
from etl.source import Context, Source, fill
from etl.sources import named_source, recognise

Report = Callable[[int, int, str], None]


def quiet(done: int, total: int, name: str) -> None:
    """Report nothing: the default of everything that can report its progress."""


@dataclass(frozen=True)
class LoadOptions:
    """How to load: source_name overrides recognition; defaults fill absent or empty columns."""

    time_zone: str
    source_name: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class LoadOutcome:
    """What became of one file. `is_new` is false where the same content was loaded before."""

    path: Path
    record: LoadRecord
    is_new: bool


def load_files(
    workspace: Workspace,
    paths: Iterable[Path],
    options: LoadOptions,
    report: Report = quiet,
) -> list[LoadOutcome]:
    """Load every file; hold the workspace's lock around it.

    A file that cannot be used is recorded as refused with its reason, and the rest goes on.
    """
    workspace.create()
    files = list(paths)
    known = {record.load_id: record for record in read_records(workspace)}
    outcomes = []
    for number, path in enumerate(files):
        report(number, len(files), path.name)
        outcome = _load_file(workspace, path, options, known)
        known[outcome.record.load_id] = outcome.record
        outcomes.append(outcome)
    report(len(files), len(files), "")
    return outcomes


def _load_file(
    workspace: Workspace, path: Path, options: LoadOptions, known: Mapping[str, LoadRecord]
) -> LoadOutcome:
    blank = _blank_record(path, options, len(known) + 1)
    try:
        source = _choose_source(path, options)
        record = _identify(blank, source, options)
        if record.load_id in known:
            return LoadOutcome(path, known[record.load_id], is_new=False)
        checked = _check_file(path, source, options)
    except InputError as unusable:
        record = replace(
            blank,
            load_id=_short_hash(blank.content_sha256, "refused"),
            status="refused",
            reason=str(unusable),
        )
        if not options.dry_run:
            write_record(workspace, record)
        return LoadOutcome(path, record, is_new=record.load_id not in known)
    record = _count(record, checked)
    if not options.dry_run:
        land(workspace, record, checked.accepted, checked.rejected)
    return LoadOutcome(path, record, is_new=True)


def _choose_source(path: Path, options: LoadOptions) -> Source:
    if options.source_name:
        return named_source(options.source_name)
    return recognise(read_columns(path), str(path))


def _check_file(path: Path, source: Source, options: LoadOptions) -> Checked:
    as_it_came = read_table(path)
    context = Context(
        file_stem=path.name.split(".")[0],
        folder=path.absolute().parent.name,
        time_zone=options.time_zone,
        defaults=options.defaults,
    )
    table = source.prepare(fill(as_it_came, **options.defaults), context)
    source.check_columns(tuple(table.rows.columns), path)
    zone = options.defaults.get("time_zone", options.time_zone)
    checked = check(table, source.contract, zone, as_it_came=as_it_came)
    source.verify(checked.accepted)
    return checked


def _blank_record(path: Path, options: LoadOptions, sequence: int) -> LoadRecord:
    return LoadRecord(
        load_id="",
        sequence=sequence,
        source="unknown",
        source_version=0,
        status="loaded",
        reason=None,
        file_name=path.name,
        content_sha256=sha256(path),
        size_bytes=path.stat().st_size,
        defaults=json.dumps(dict(options.defaults), sort_keys=True),
        rows_read=0,
        rows_loaded=0,
        rows_rejected=0,
        rows_duplicate=0,
        period_start=None,
        period_end=None,
        loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        synthetic=options.synthetic,
    )


def _identify(record: LoadRecord, source: Source, options: LoadOptions) -> LoadRecord:
    """Give the load its id: the same bytes, read the same way, are the same load."""
    identity = (
        record.content_sha256,
        source.name,
        str(source.version),
        record.defaults,
        options.time_zone,
    )
    named_after_file = record.file_name if source.is_named_after_file else ""
    return replace(
        record,
        load_id=_short_hash(*identity, named_after_file),
        source=source.name,
        source_version=source.version,
    )


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _count(record: LoadRecord, checked: Checked) -> LoadRecord:
    start, end = _period(checked.accepted)
    return replace(
        record,
        rows_read=checked.read_count,
        rows_loaded=checked.accepted.height,
        rows_rejected=checked.rejected.height,
        rows_duplicate=checked.duplicate_count,
        period_start=start,
        period_end=end,
    )


def _period(rows: pl.DataFrame) -> tuple[datetime | None, datetime | None]:
    """First and last time in the contract's first time or date column."""
    for name, dtype in rows.schema.items():
        if dtype in (pl.Date, pl.Datetime("us")):
            times = rows[name].cast(pl.Datetime("us"))
            return times.min(), times.max()  # type: ignore[return-value]
    return None, None
