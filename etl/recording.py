"""The record of one load: which content it is, how it was read, and what became of its rows."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from data.clock import now
from data.errors import InputError
from data.files import sha256
from etl.checking import Checked
from etl.landing import LoadRecord
from etl.seen import SeenFiles
from etl.source import Context, Source
from etl.unpacking import open_file

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  naive UTC, as all times in tables


def begin_record(
    path: Path,
    defaults: Mapping[str, str],
    *,
    sequence: int,
    synthetic: bool,
    seen: SeenFiles | None = None,
    saved_at: datetime | None = None,
    copied_from: str | None = None,
    loaded_at: datetime | None = None,
) -> LoadRecord:
    """The record of a file whose source is not known yet.

    seen: knows the hashes of large files that did not change, and learns others.
    copied_from: what the file is a copy of.
    saved_at: UTC, what counts as the file's time of saving, instead of the one it has.
    loaded_at: UTC, what counts as the time of loading, instead of the machine's.
    Of a file that cannot be opened the record says so, and its hash is empty.
    """
    reason, found = None, _Found()
    try:
        found = _look_at(path, seen)
    except InputError as unreadable:
        reason = str(unreadable)
    return LoadRecord(
        load_id=_short_hash(str(path), "unread"),
        sequence=sequence,
        source="unknown",
        source_version=0,
        status="refused" if reason else "loaded",
        reason=reason,
        file_name=path.name,
        content_sha256=found.content_sha256,
        size_bytes=found.size_bytes,
        defaults=json.dumps(dict(defaults), sort_keys=True),
        loaded_at=loaded_at or now(),
        synthetic=synthetic,
        file_modified_at=saved_at or found.modified_at,
        is_time_given=saved_at is not None,
        folder=path.resolve().parent.name,
        copied_from=copied_from,
    )


@dataclass(frozen=True)
class _Found:
    """What a file is, before anybody reads it; times are naive UTC."""

    content_sha256: str = ""
    size_bytes: int = 0
    modified_at: datetime = _EPOCH


def _look_at(path: Path, seen: SeenFiles | None) -> _Found:
    with open_file(path) as file:
        found = os.fstat(file.fileno())
        content_sha256 = (seen.find(path, found) if seen else None) or sha256(file)
        if seen:
            seen.remember(path, found, content_sha256)
        modified_at = _EPOCH + timedelta(microseconds=found.st_mtime_ns // 1000)
        return _Found(content_sha256, found.st_size, modified_at)


def identify(record: LoadRecord, source: Source, time_zone: str) -> LoadRecord:
    """Give the load its id: the same bytes, read the same way, are the same load."""
    identity = (
        record.content_sha256,
        source.name,
        str(source.version),
        record.defaults,
        time_zone,
        record.file_name if source.is_named_after_file else "",
        *filter(None, [source.identity(_context(record, time_zone))]),
    )
    return replace(
        record,
        load_id=_short_hash(*identity),
        source=source.name,
        source_version=source.version,
        time_zone=time_zone,
    )


def refuse(record: LoadRecord, reason: str) -> LoadRecord:
    """The record of a file that cannot be used; one for each content, whatever it was tried as."""
    load_id = _short_hash(record.content_sha256, "refused")
    return replace(record, load_id=load_id, status="refused", reason=reason)


def count_rows(record: LoadRecord, checked: Checked) -> LoadRecord:
    """The record with the numbers of rows and the period they cover.

    Rows that its kept file holds were counted before (`rows_kept`), and so was their period.
    """
    start, end = _period(checked.accepted)
    if record.rows_kept:
        start = min(time for time in (start, record.period_start) if time)
        end = max(time for time in (end, record.period_end) if time)
    return replace(
        record,
        rows_read=record.rows_kept + checked.read_count,
        rows_loaded=record.rows_kept + checked.accepted.height,
        rows_rejected=checked.rejected.height,
        rows_duplicate=checked.duplicate_count,
        totals=checked.totals,
        period_start=start,
        period_end=end,
    )


def _context(record: LoadRecord, time_zone: str) -> Context:
    return Context(record.file_name.split(".")[0], record.folder, time_zone)


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _period(rows: pl.DataFrame) -> tuple[datetime | None, datetime | None]:
    """First and last time in the contract's first time or date column."""
    for name, dtype in rows.schema.items():
        if dtype in (pl.Date, pl.Datetime("us")):
            times = rows[name].cast(pl.Datetime("us"))
            return times.min(), times.max()  # type: ignore[return-value]
    return None, None
