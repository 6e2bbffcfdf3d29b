"""The record of one load: which content it is, how it was read, and what became of its rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from data.errors import InputError
from data.files import sha256
from etl.checking import Checked
from etl.landing import LoadRecord
from etl.source import Source
from etl.unpacking import open_file


def begin_record(
    path: Path, defaults: Mapping[str, str], *, sequence: int, synthetic: bool
) -> LoadRecord:
    """The record of a file whose source is not known yet.

    Of a file that cannot be opened it says so, and its hash is empty.
    """
    reason, content_sha256, size_bytes = None, "", 0
    try:
        with open_file(path) as file:
            content_sha256, size_bytes = sha256(file), path.stat().st_size
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
        content_sha256=content_sha256,
        size_bytes=size_bytes,
        defaults=json.dumps(dict(defaults), sort_keys=True),
        rows_read=0,
        rows_loaded=0,
        rows_rejected=0,
        rows_duplicate=0,
        period_start=None,
        period_end=None,
        loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        synthetic=synthetic,
    )


def identify(record: LoadRecord, source: Source, time_zone: str) -> LoadRecord:
    """Give the load its id: the same bytes, read the same way, are the same load."""
    identity = (
        record.content_sha256,
        source.name,
        str(source.version),
        record.defaults,
        time_zone,
        record.file_name if source.is_named_after_file else "",
    )
    return replace(
        record,
        load_id=_short_hash(*identity),
        source=source.name,
        source_version=source.version,
    )


def refuse(record: LoadRecord, reason: str) -> LoadRecord:
    """The record of a file that cannot be used; one for each content, whatever it was tried as."""
    load_id = _short_hash(record.content_sha256, "refused")
    return replace(record, load_id=load_id, status="refused", reason=reason)


def count_rows(record: LoadRecord, checked: Checked) -> LoadRecord:
    """The record with the numbers of rows and the period they cover."""
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


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _period(rows: pl.DataFrame) -> tuple[datetime | None, datetime | None]:
    """First and last time in the contract's first time or date column."""
    for name, dtype in rows.schema.items():
        if dtype in (pl.Date, pl.Datetime("us")):
            times = rows[name].cast(pl.Datetime("us"))
            return times.min(), times.max()  # type: ignore[return-value]
    return None, None
