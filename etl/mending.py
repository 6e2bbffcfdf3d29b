"""Reading rejected rows again, mended or by rules that changed since.

The meaning: a retry gives what the source file would have given, had it held the mended rows at
their lines. So the mended rows are judged together with the rows of their file that were accepted,
and the result is a load that stands in the first one's place, as old as that: rows nobody touched
stay, rows that contradict each other are rejected, and what is still wrong stays in quarantine.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from data.clock import now
from data.errors import InputError, NotWhatItClaimsError
from data.workspace import Workspace
from etl.checking import Checked, check
from etl.coming import NOT_COME
from etl.entered import is_entered
from etl.landing import LoadOutcome, LoadRecord, land, read_landed, read_records, read_rejected
from etl.newest import last_mending
from etl.preparing import prepare_rows
from etl.quarantine import FAULT_COLUMNS, export_rows, read_export
from etl.reading import LINE_NUMBER, TextTable
from etl.recording import count_rows
from etl.rejecting import whole_row
from etl.source import Context
from etl.sources import named_source
from etl.totals import exchange, sum_totals


@dataclass(frozen=True)
class Mended:
    """Mended rows in their file's own columns, with `line_number`, and the load they are of."""

    load_id: str
    rows: pl.DataFrame


def read_mended(path: Path) -> Mended:
    """The rows of an export that somebody mended; rows may have been taken out.

    Raises:
        NotWhatItClaimsError: it is no export, or not one of a single load.
    """
    rows = read_export(path)
    load_column, line_column = FAULT_COLUMNS[:2]
    loads = rows[load_column].unique().to_list()
    lines = rows[line_column].str.replace(r"\.0$", "").cast(pl.Int64, strict=False)
    if len(loads) != 1 or lines.null_count() or lines.n_unique() < rows.height:
        raise NotWhatItClaimsError(
            f"{load_column} must name one load, and {line_column} each of its lines once",
            where=str(path),
            remedy="Mend the file's own columns, and leave those of the quarantine as they are.",
        )
    cells = rows.drop(name for name in FAULT_COLUMNS if name in rows.columns)
    return Mended(loads[0], cells.insert_column(0, lines.alias(LINE_NUMBER)))


def as_they_came(workspace: Workspace, record: LoadRecord) -> Mended:
    """The rejected rows of a load unmended, for rules that changed; lines that are no rows stay."""
    rows = export_rows(workspace, record)
    is_row = read_rejected(workspace, record.load_id)["row"].str.starts_with("{")
    lines = rows[FAULT_COLUMNS[1]].cast(pl.Int64).alias(LINE_NUMBER)
    return Mended(record.load_id, rows.drop(FAULT_COLUMNS).insert_column(0, lines).filter(is_row))


def lines_to_come(workspace: Workspace, load_id: str) -> pl.DataFrame:
    """Line numbers of a load's rows that had not come yet when it was loaded."""
    rejected = read_rejected(workspace, load_id)
    return rejected.filter(pl.col("reason").str.starts_with(NOT_COME)).select(LINE_NUMBER)


def judge_again(
    workspace: Workspace,
    load_id: str,
    records: Mapping[str, LoadRecord],
    loaded_at: datetime,
    time_zone: str,
) -> LoadOutcome | None:
    """Judge rows that had not come yet when their file was loaded, as loaded now; hold the lock.

    records: all loads, by id. None where there are no such rows, or the same are still to come.
    """
    if not records[load_id].rows_rejected:
        return None
    stands = records[last_mending(load_id, records.values())]
    had_not_come = lines_to_come(workspace, stands.load_id)
    if had_not_come.is_empty():
        return None
    came = as_they_came(workspace, stands)
    rows = came.rows.join(had_not_come, on=LINE_NUMBER, how="semi")
    outcome = retry(workspace, replace(came, rows=rows), time_zone, loaded_at)
    return outcome if outcome.is_new else None


def retry(
    workspace: Workspace, mended: Mended, time_zone: str, loaded_at: datetime | None = None
) -> LoadOutcome:
    """Judge rows again, and land the load that takes the old one's place; hold the lock around it.

    time_zone: of naive times where the old load does not say which zone it was read with.
    loaded_at: UTC, what counts as the time of loading, instead of the machine's.
    Nothing is landed where the same rows are sound as before.

    Raises:
        InputError: the rows are not rejected rows of a load, or an earlier mending would be lost.
    """
    records = {record.load_id: record for record in read_records(workspace)}
    if mended.load_id not in records:
        raise InputError(
            f"This workspace has no load {mended.load_id}",
            remedy="Retry the file in the workspace it was exported from.",
        )
    before = records[mended.load_id]
    if is_entered(before):
        raise InputError(
            "These rows were entered on a screen, and are mended there",
            where=before.file_name,
            remedy="Correct them on the screen Planning data.",
        )
    rejected = read_rejected(workspace, before.load_id)
    _refuse_foreign_lines(mended, rejected, before)
    record = _identify(before, mended, loaded_at or now())
    path = Path(before.file_name)
    if record.load_id in records:
        return LoadOutcome(path, records[record.load_id], is_new=False)
    _refuse_forgetting(workspace, mended, rejected, list(records.values()))
    accepted = read_landed(workspace, before.load_id)
    checked = _judge(replace(record, time_zone=before.time_zone or time_zone), accepted, mended)
    if set(checked.accepted[LINE_NUMBER]) == set(accepted[LINE_NUMBER]):
        return LoadOutcome(path, before, is_new=False)
    untouched = rejected.join(mended.rows, on=LINE_NUMBER, how="anti")
    whole = Checked(
        checked.accepted,
        pl.concat([checked.rejected, untouched]).sort(LINE_NUMBER),
        before.rows_duplicate + checked.duplicate_count,
        _totals(before, as_they_came(workspace, before), mended, checked, time_zone),
    )
    number = max(known.sequence for known in records.values()) + 1
    record = replace(count_rows(record, whole), sequence=number)
    land(workspace, record, whole.accepted, whole.rejected)
    return LoadOutcome(path, record, is_new=True)


def _judge(record: LoadRecord, accepted: pl.DataFrame, mended: Mended) -> Checked:
    """The accepted rows and the mended ones, judged together as the rows of one file."""
    source, zone = named_source(record.source), record.time_zone
    prepared = _prepare(record, mended, zone).rows
    sound = _as_text(accepted)
    both = [sound, prepared.with_columns(pl.exclude(LINE_NUMBER).cast(pl.String))]
    rows = pl.concat(both, how="diagonal_relaxed").sort(LINE_NUMBER)
    shown = pl.concat([sound, mended.rows], how="diagonal_relaxed")
    judge = source.judge(record.loaded_at)
    zone = json.loads(record.defaults).get("time_zone", zone)
    checked = check(
        TextTable(rows, []),
        source.contract,
        zone,
        as_it_came=TextTable(shown, []),
        judge=judge and judge.of_lines(mended.rows[LINE_NUMBER]),
    )
    source.verify(checked.accepted)
    own = mended.rows.select(LINE_NUMBER, _row=whole_row())
    rejected = checked.rejected.join(own, on=LINE_NUMBER, how="left")
    rejected = rejected.with_columns(row=pl.coalesce("_row", "row")).drop("_row")
    return replace(checked, rejected=rejected)


def _prepare(before: LoadRecord, rows: Mended, zone: str) -> TextTable:
    """Rows in the file's own columns as the door took those of that load."""
    context = Context(before.file_name.split(".")[0], before.folder, zone)
    defaults = json.loads(before.defaults)
    source = named_source(before.source)
    return prepare_rows(TextTable(rows.rows, []), source, defaults, context, Path(before.file_name))


def _totals(
    before: LoadRecord, came: Mended, mended: Mended, checked: Checked, time_zone: str
) -> tuple[dict[str, str | int], ...]:
    """The file's sums of money, had it held the mended rows; none where it had none."""
    source, zone = named_source(before.source), before.time_zone or time_zone
    if not before.totals:
        return ()
    lines = mended.rows.select(LINE_NUMBER)
    given = sum_totals(_prepare(before, mended, zone), checked, source)
    left = replace(came, rows=came.rows.join(lines, on=LINE_NUMBER, how="semi"))
    if left.rows.is_empty():  # they were no rows, whose money nobody could read
        return exchange(before.totals, (), given)
    were = Checked(checked.accepted.clear(), left.rows, 0)
    return exchange(before.totals, sum_totals(_prepare(before, left, zone), were, source), given)


def _identify(before: LoadRecord, mended: Mended, loaded_at: datetime) -> LoadRecord:
    """The same rows, mended in the same way, are the same load.

    What had come when the first was loaded has come, whatever the clock says now.
    """
    version = named_source(before.source).version
    content = mended.rows.sort(LINE_NUMBER).write_csv()
    identity = "\x1f".join((before.load_id, "mended", str(version), content))
    return replace(
        before,
        load_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        source_version=version,
        replaces=before.load_id,
        loaded_at=max(loaded_at, before.loaded_at),
    )


def _as_text(accepted: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows as text that the door reads back as the same values; their times are UTC."""
    times = [name for name, dtype in accepted.schema.items() if dtype == pl.Datetime("us")]
    return accepted.with_columns(
        pl.col(times).dt.strftime("%Y-%m-%d %H:%M:%S%.6f+00:00"),
        pl.exclude(*times, LINE_NUMBER).cast(pl.String),
    )


def _refuse_foreign_lines(mended: Mended, rejected: pl.DataFrame, before: LoadRecord) -> None:
    foreign = sorted(set(mended.rows[LINE_NUMBER]) - set(rejected[LINE_NUMBER]))
    if foreign:
        raise InputError(
            f"Lines {foreign[:5]} are no rejected rows of that load",
            where=before.file_name,
            remedy="Mend exported rows only; load new rows as a file of their own.",
        )


def _refuse_forgetting(
    workspace: Workspace, mended: Mended, rejected: pl.DataFrame, records: list[LoadRecord]
) -> None:
    """Refuse a retry that would undo a mending made since, of lines it does not hold."""
    left_out = set(rejected[LINE_NUMBER]) - set(mended.rows[LINE_NUMBER])
    stands = last_mending(mended.load_id, records)
    undone = left_out - set(read_rejected(workspace, stands)[LINE_NUMBER])
    if undone:
        raise InputError(
            f"Lines {sorted(undone)[:5]} were mended since, and this file does not hold them",
            where=mended.load_id,
            remedy=f"Export {stands} anew, and mend that.",
        )
