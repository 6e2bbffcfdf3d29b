"""The quarantine as somebody sees it who is to mend it: what was rejected, and a file to mend.

An export holds the rejected rows of one load as they came, in the file's own columns, behind
columns that say where each row stood and what is wrong with it. Mended in place, it is read back
by etl.mending.
"""

import json
import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from data.errors import InputError, NotWhatItClaimsError, UsageError
from data.files import replacing
from data.workspace import Workspace
from etl.landing import LoadRecord, read_records, read_rejected
from etl.newest import standing
from etl.reading import LINE_NUMBER, read_table
from etl.sources import all_sources

FAULT_COLUMNS = tuple(
    f"quarantine_{name}" for name in ("load", "line", "column", "value", "reason")
)
_LISTED = {
    **dict.fromkeys(("load_id", "file_name", "source", "column", "reason"), pl.String()),
    **dict.fromkeys(("rows", "first_line"), pl.Int64()),
}
# What a spreadsheet would run (East Asian ones also in full width), and what was made safe.
_FORMULA = r"(?s)^'*[=+\-@\t\r\n＝＋－＠]."
_MOST_CHARACTERS_OF_A_CELL = 32_767


def list_rejected(workspace: Workspace) -> pl.DataFrame:
    """load_id x column x reason: file_name, source, rows, first_line; in the order of saving."""
    parts = [
        read_rejected(workspace, record.load_id)
        .group_by("column", "reason")
        .agg(rows=pl.len().cast(pl.Int64), first_line=pl.col(LINE_NUMBER).min())
        .sort("rows", "first_line", descending=[True, False])
        .with_columns(
            pl.lit(getattr(record, name)).alias(name) for name in ("load_id", "file_name", "source")
        )
        .select(*_LISTED)
        for record in _with_rejected(workspace)
    ]
    return pl.concat([pl.DataFrame(schema=_LISTED), *parts])


def find_load(workspace: Workspace, name: str | None) -> LoadRecord:
    """The load with rejected rows that `name` means: its id, the beginning of it, or its file.

    Raises:
        UsageError: none is meant, or several are.
    """
    found = [r for r in _with_rejected(workspace) if name is None or _is_meant(r, name)]
    if len(found) != 1:
        known = ", ".join(
            f"{r.load_id} ({r.file_name})" for r in found or _with_rejected(workspace)
        )
        meant = "No load" if not found else f"{len(found)} loads"
        raise UsageError(
            f"{meant} with rejected rows {f'is called {name!r}' if name else 'can be meant'}",
            remedy=f"Name one of: {known}." if known else "Nothing is in quarantine.",
        )
    return found[0]


def export_rows(workspace: Workspace, record: LoadRecord) -> pl.DataFrame:
    """The rejected rows of a load as text: FAULT_COLUMNS, then the file's columns as they came.

    Of a line that was no row the file's columns are empty; the line stands in quarantine_value.
    """
    rejected = read_rejected(workspace, record.load_id)
    came = [json.loads(text) for text in rejected["row"]]
    rows = [row if isinstance(row, dict) else {} for row in came]
    names = list(dict.fromkeys(name for row in rows for name in row)) or _usual_columns(record)
    values = [
        fault["value"] if isinstance(row, dict) else row
        for fault, row in zip(rejected.to_dicts(), came, strict=True)
    ]
    lines = rejected[LINE_NUMBER].cast(pl.String)
    faults: list[Any] = [
        [record.load_id] * len(rows),
        lines,
        rejected["column"],
        values,
        rejected["reason"],
    ]
    cells = ([_text(row.get(name)) for row in rows] for name in names)
    columns = zip((*FAULT_COLUMNS, *names), (*faults, *cells), strict=True)
    return pl.DataFrame([pl.Series(name, texts, pl.String) for name, texts in columns])


def write_export(rows: pl.DataFrame, target: Path) -> None:
    """Write exported rows as CSV or XLSX, by the target's ending.

    Raises:
        UsageError: the ending is neither, or a cell is too long for a workbook.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx}
    if target.suffix.lower() not in writers:
        raise UsageError(
            "Rejected rows are exported as CSV or XLSX",
            where=str(target),
            remedy="Let the file's name end in .csv or .xlsx.",
        )
    content = writers[target.suffix.lower()](rows)
    with replacing(target) as temporary:
        temporary.write_bytes(content)


def read_export(path: Path) -> pl.DataFrame:
    """The rows of an export, mended or not, as text.

    Raises:
        NotWhatItClaimsError: it is no export of the quarantine.
    """
    rows = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    missing = [name for name in FAULT_COLUMNS[:2] if name not in rows.columns]
    if missing:
        raise NotWhatItClaimsError(
            f"The file is no export of the quarantine: it lacks {', '.join(missing)}",
            where=str(path),
            remedy="Write one with `suanli quarantine export`, and mend it in place.",
        )
    return rows


def _with_rejected(workspace: Workspace) -> list[LoadRecord]:
    return [r for r in standing(read_records(workspace)) if r.rows_rejected]


def _is_meant(record: LoadRecord, name: str) -> bool:
    return record.file_name == name or (len(name) >= 4 and record.load_id.startswith(name))


def _usual_columns(record: LoadRecord) -> list[str]:
    """The file's columns where no rejected line shows them: those of its source's contract."""
    source = all_sources()[record.source]
    came_as = {new: old for old, new in source.renamed.items()}
    return [came_as.get(n, n) for n in source.contract.columns() if n != LINE_NUMBER]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def _csv(rows: pl.DataFrame) -> bytes:
    cell = pl.col(pl.String).str.replace_all("\x00", "\ufffd", literal=True)  # no CSV can hold it
    safe = pl.when(cell.str.contains(_FORMULA)).then("'" + cell).otherwise(cell)
    heads = {name: f"'{name}" for name in rows.columns if re.match(_FORMULA, name)}
    return b"\xef\xbb\xbf" + rows.with_columns(safe.name.keep()).rename(heads).write_csv().encode()


def _read_csv(path: Path) -> pl.DataFrame:
    table = read_table(path)
    if table.malformed:
        number, _, reason = table.malformed[0]
        raise NotWhatItClaimsError(
            f"{len(table.malformed)} lines are no rows; line {number}: {reason}",
            where=str(path),
            remedy="Mend the cells only, and keep all columns.",
        )
    cell = pl.col(pl.String)
    came = pl.when(cell.str.contains(_FORMULA)).then(cell.str.strip_prefix("'")).otherwise(cell)
    rows = table.rows.drop(LINE_NUMBER).with_columns(came.name.keep())
    heads = {name: name.removeprefix("'") for name in rows.columns if re.match(_FORMULA, name)}
    return rows.rename(heads)


def _xlsx(rows: pl.DataFrame) -> bytes:
    from xlsxwriter import Workbook

    _refuse_long_cells(rows)
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        # Text format, or a spreadsheet makes a date or a rounded number of what is typed in.
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet("rejected rows")
        sheet.set_column(0, rows.width - 1, 18, text)
        sheet.freeze_panes(1, len(FAULT_COLUMNS))
        for at, cells in enumerate(_lines(rows)):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(at, column, cell, text)
    return buffer.getvalue()


def _refuse_long_cells(rows: pl.DataFrame) -> None:
    """A workbook would cut them off, and the retry would take the rest for the cell."""
    longest = rows.select(pl.max_horizontal(pl.all().str.len_chars().max())).item()
    if longest is not None and longest > _MOST_CHARACTERS_OF_A_CELL:
        raise UsageError(
            f"A cell has {longest:,} characters, more than a workbook can hold",
            remedy="Let the export's name end in .csv.",
        )


def _lines(rows: pl.DataFrame) -> Iterable[tuple[str | None, ...]]:
    yield tuple(rows.columns)
    yield from rows.iter_rows()


def _read_xlsx(path: Path) -> pl.DataFrame:
    import fastexcel

    try:
        sheet = fastexcel.read_excel(path.read_bytes()).load_sheet(0, dtypes="string")
        return sheet.to_polars().fill_null("")
    except fastexcel.FastExcelError as broken:
        raise NotWhatItClaimsError(
            f"The workbook cannot be read: {broken}", where=str(path), remedy="Save it as .xlsx."
        ) from broken
    except OSError as unreadable:
        raise InputError(
            f"The file cannot be opened: {unreadable.strerror}",
            where=str(path),
            remedy="Name a file that exists and may be read.",
        ) from unreadable
