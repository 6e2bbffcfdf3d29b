"""From a row of core back to the file, the lines and the adapter that it was made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb
import polars as pl

from data.errors import UsageError
from data.tables import CORE_TABLES
from data.warehouse import query
from data.workspace import Workspace
from etl.source_lines import FIRST_LINE, LandingView, find_lines, view_landing

_LINES = (FIRST_LINE, "line_number")


@dataclass(frozen=True)
class TracedRow:
    """One row of core, and what it was made of.

    lines: the first of them, ascending; line_count: all. A line may have gone into several rows.
    is_complete: every line is known; false where today's rules make no such row, so that only the
        first line is told, which the row itself names.
    Rows of the reference data that ship with Suanli have no load, and nothing that a load has.
    """

    row: Mapping[str, Any]
    load_id: str | None
    file_name: str | None
    copied_from: str | None
    content_sha256: str | None
    source: str | None
    source_version: int | None
    lines: tuple[int, ...]
    line_count: int
    is_complete: bool


@dataclass(frozen=True)
class Trace:
    """The traced rows of a table, and how many fit the conditions in all."""

    table: str
    row_count: int
    rows: tuple[TracedRow, ...]


def traceable_tables() -> list[str]:
    """Core tables whose rows come from lines of a file; the others tell of whole loads."""
    return [
        name
        for name, schema in CORE_TABLES.items()
        if "load_id" in schema.columns() and any(line in schema.columns() for line in _LINES)
    ]


def trace(
    snapshot: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    table: str,
    conditions: Mapping[str, str],
    *,
    most_rows: int = 20,
    most_lines: int = 100,
    view: LandingView = view_landing,
) -> Trace:
    """Trace the rows of a core table that fit all conditions (column -> value; "" for empty).

    snapshot: open on the published warehouse; landing is read apart from it, through `view`.
    most_rows: rows to trace, in the order of their lines; Trace.row_count says how many fit.
    most_lines: lines to name of each row; TracedRow.line_count says how many there are.

    Raises:
        UsageError: the table is none whose rows come from lines, or a condition fits no column.
        InputError: landing lacks a load that the snapshot was made of.
    """
    _check_table(table)
    where, values = _conditions(table, conditions)
    row_count = query(snapshot, f"SELECT count(*) FROM {table} WHERE {where}", values).item()
    line = next(name for name in _LINES if name in CORE_TABLES[table].columns())
    rows = query(
        snapshot,
        f"SELECT * FROM {table} WHERE {where} ORDER BY load_id, {line} LIMIT $most_rows",
        values | {"most_rows": most_rows},
    )
    loads = query(snapshot, "SELECT * FROM core_load")
    told = {row["load_id"]: row for row in loads.iter_rows(named=True)}
    if line == FIRST_LINE:
        lines = find_lines(workspace, table, rows, loads, view)
    else:
        own = enumerate(rows[line])
        lines = {number: [] if only is None else [only] for number, only in own}
    return Trace(
        table,
        row_count,
        tuple(
            _traced(row, told, line, lines.get(number), most_lines)
            for number, row in enumerate(rows.iter_rows(named=True))
        ),
    )


def _traced(
    row: dict[str, Any],
    loads: Mapping[str, Mapping[str, Any]],
    line: str,
    lines: Sequence[int] | None,
    most_lines: int,
) -> TracedRow:
    load = loads.get(row["load_id"], {})
    found = sorted(set(lines)) if lines is not None else [row[line]]
    count = len(found) if lines is not None else row.get("source_row_count", 1)
    return TracedRow(
        row=row,
        load_id=row["load_id"],
        file_name=load.get("file_name"),
        copied_from=load.get("copied_from"),
        content_sha256=load.get("content_sha256"),
        source=load.get("source"),
        source_version=load.get("source_version"),
        lines=tuple(found[:most_lines]),
        line_count=count,
        is_complete=lines is not None,
    )


def _check_table(table: str) -> None:
    if table in traceable_tables():
        return
    raise UsageError(
        f"No row of {table!r} comes from a line of a file",
        where="trace",
        remedy=f"Trace one of {', '.join(traceable_tables())}.",
    )


def _conditions(table: str, conditions: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The conditions as SQL with bound values, which are read as the columns' types."""
    columns = CORE_TABLES[table].columns()
    parts, values = ["true"], {}
    for number, (name, value) in enumerate(conditions.items()):
        if name not in columns:
            raise UsageError(
                f"{table} has no column {name!r}",
                where="trace",
                remedy=f"Its columns: {', '.join(columns)}.",
            )
        if value == "":
            parts.append(f'"{name}" IS NULL')
            continue
        _refuse_unreadable(name, columns[name].dtype, value)
        parts.append(f'"{name}" = $value_{number}')
        values[f"value_{number}"] = value
    return " AND ".join(parts), values


def _refuse_unreadable(name: str, dtype: pl.DataType, value: str) -> None:
    readers: Mapping[type[pl.DataType], Callable[[str], object]] = {
        pl.Date: date.fromisoformat,
        pl.Datetime: datetime.fromisoformat,
        pl.Int64: int,
        pl.Float64: float,
        pl.Decimal: Decimal,
        pl.Boolean: {"true": True, "false": False}.__getitem__,
    }
    read = next((read for kind, read in readers.items() if isinstance(dtype, kind)), str)
    try:
        read(value)
    except (ValueError, KeyError, InvalidOperation) as unreadable:
        raise UsageError(
            f"{value!r} is nothing that {name} may be",
            where=f"trace {name}={value}",
            remedy="Write days as 2026-03-02, UTC times as '2026-03-02 09:00', true or false.",
        ) from unreadable
