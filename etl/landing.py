"""Landing: what each accepted file held, typed, kept for ever; and what each file was refused for.

A load is committed by its JSON record, which is written last: a Parquet without a record is a
leftover of a killed run and is written anew.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import dataframely as dy
import polars as pl

from data.files import cannot_store, replacing, write_text
from data.tables.ddl import no_rows
from data.workspace import Workspace
from etl.csv_text import LINE_NUMBER
from etl.direct_sql import literal, quoted
from etl.direct_view import kept_rows
from etl.rejecting import REJECTED_SCHEMA


@dataclass(frozen=True, kw_only=True)
class LoadRecord:
    """One load of one file; the row it becomes in core_load (see its contract).

    folder, time_zone: name of the file's folder and zone it was read with, so that its rejected
        rows can be read again in the same way; empty in records from before there was a retry.
    totals: control totals of the file's money (etl.totals), with rows mended since; empty where it
        has none.
    is_time_given: file_modified_at was given with --saved-at and stays.
    copied_from: what the file was a copy of: an object's URL, a package with its version.
    kept_file, kept_sql, rows_kept: of a large file (etl.direct) its copy in landing, the statement
        over the view `kept` that gives its sound rows, and their number; they are part of
        rows_loaded. Landing's own Parquet then holds only rows that went through the door.
    """

    load_id: str
    sequence: int
    source: str
    source_version: int
    status: str
    reason: str | None
    file_name: str
    content_sha256: str
    size_bytes: int
    defaults: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    period_start: datetime | None = None
    period_end: datetime | None = None
    loaded_at: datetime
    synthetic: bool
    file_modified_at: datetime
    is_time_given: bool = False
    replaces: str | None = None
    folder: str = ""
    time_zone: str = ""
    totals: tuple[Mapping[str, str | int], ...] = ()
    kept_file: str = ""
    kept_sql: str = ""
    rows_kept: int = 0
    copied_from: str | None = None


@dataclass(frozen=True)
class LoadOutcome:
    """What became of one file. `is_new` is false where the same content was loaded before."""

    path: Path
    record: LoadRecord
    is_new: bool


def read_records(workspace: Workspace) -> list[LoadRecord]:
    """All loads, refused ones included, in the order they were made."""
    records = [_from_json(path) for path in workspace.landing.glob("*.json")]
    return sorted(records, key=lambda record: record.sequence)


def land(
    workspace: Workspace, record: LoadRecord, accepted: pl.DataFrame, rejected: pl.DataFrame
) -> None:
    """Write a load's rows, its quarantine and, last, its record."""
    if rejected.height:
        _write_rows(rejected, quarantine_path(workspace, record.load_id))
    rows = accepted.with_columns(load_id=pl.lit(record.load_id))
    _write_rows(rows, landing_path(workspace, record.load_id))
    write_record(workspace, record)


def write_record(workspace: Workspace, record: LoadRecord) -> None:
    """Write a load's record; that commits it."""
    text = json.dumps(asdict(record), default=datetime.isoformat, ensure_ascii=False, indent=2)
    write_text(workspace.landing / f"{record.load_id}.json", text + "\n")


def landing_path(workspace: Workspace, load_id: str) -> Path:
    """Where a load's accepted rows lie."""
    return workspace.landing / f"{load_id}.parquet"


def kept_path(workspace: Workspace, load_id: str) -> Path:
    """Where the Parquet of a large file is kept."""
    return workspace.landing / f"{load_id}.kept.parquet"


def landing_sql(
    workspace: Workspace, records: Sequence[LoadRecord], contract: type[dy.Schema]
) -> str:
    """Statement that gives all accepted rows of these loads, with `load_id`.

    A column of the contract that landing is too old to have is empty.
    """
    parts = []
    by_door = [load for load in records if not load.rows_kept or load.rows_loaded > load.rows_kept]
    if by_door:
        paths = (literal(str(landing_path(workspace, load.load_id))) for load in by_door)
        parts.append(f"FROM read_parquet([{', '.join(paths)}], union_by_name = true)")
    for load in records:
        if load.rows_kept:
            kept = kept_rows(workspace.landing / load.kept_file, load.kept_sql)
            parts.append(f"SELECT *, {literal(load.load_id)} AS load_id FROM ({kept})")
    if by_door or not all(_has_all_columns(load.kept_sql, contract) for load in records):
        parts.append(no_rows(contract))
    return " UNION ALL BY NAME ".join(f"({part})" for part in parts)


def _has_all_columns(kept_sql: str, contract: type[dy.Schema]) -> bool:
    """Whether a kept file needs no other rows beside it to have all columns.

    Alone, its numbers keep their own types, which are quicker to add up.
    """
    names = (name for name in contract.columns() if name != LINE_NUMBER)
    return all(f"AS {quoted(name)}" in kept_sql for name in names)


def quarantine_path(workspace: Workspace, load_id: str) -> Path:
    """Where a load's rejected rows lie, if there are any."""
    return workspace.quarantine / f"{load_id}.parquet"


def read_landed(workspace: Workspace, load_id: str) -> pl.DataFrame:
    """Rows of one load that the door accepted, with the contract's columns."""
    return pl.read_parquet(landing_path(workspace, load_id)).drop("load_id")


def read_rejected(workspace: Workspace, load_id: str) -> pl.DataFrame:
    """Rejected rows of one load; empty where none was rejected."""
    path = quarantine_path(workspace, load_id)
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=REJECTED_SCHEMA)


def _write_rows(rows: pl.DataFrame, target: Path) -> None:
    with replacing(target) as temporary:
        try:
            rows.write_parquet(temporary, compression="zstd")
        except pl.exceptions.ComputeError as failed:  # Polars' word for a full disk
            raise cannot_store(target, f"is the disk full? {failed}") from failed


def _from_json(path: Path) -> LoadRecord:
    fields = json.loads(path.read_text("utf-8"))
    for name in ("period_start", "period_end", "loaded_at", "file_modified_at"):
        fields[name] = fields.get(name) and datetime.fromisoformat(fields[name])
    if fields["file_modified_at"] is None:  # a record from when the order of loading decided
        fields["file_modified_at"] = fields["loaded_at"] + timedelta(
            microseconds=fields["sequence"]
        )
    fields["totals"] = tuple(fields.get("totals", ()))
    return LoadRecord(**fields)
