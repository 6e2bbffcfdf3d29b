"""Rows that came from files, as cells of their template: what an entry may take the place of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.planning.log import Kind, Values
from data.planning.store import ENTERED
from data.warehouse import query
from data.workspace import Workspace
from etl.entered import held_as_a_whole
from etl.landing import landing_path, read_landed
from etl.planning import entry_columns, row_keys
from etl.reading import LINE_NUMBER
from etl.sources import named_source

MOST_ROWS = 1_000


@dataclass(frozen=True)
class FileRow:
    """A row in force that came from a file: where it stands, its key, and its cells as text."""

    file_name: str
    line_number: int
    key: str
    cells: Values

    @property
    def place(self) -> str:
        """`budget.csv:3`."""
        return f"{self.file_name}:{self.line_number}"


def file_rows(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, kind: Kind
) -> list[FileRow]:
    """Rows of a kind's own template that this snapshot counts, the newest file first.

    Rows of files that landing no longer holds are left out: their cells are not known.
    """
    source = named_source(kind)
    table = next(iter(source.core_sql))
    held = query(
        connection,
        f"SELECT held.load_id, core_load.file_name, held.line_number FROM {table} AS held"
        " JOIN core_load USING (load_id) WHERE core_load.source = $source"
        " AND core_load.copied_from IS DISTINCT FROM $entered"
        f" ORDER BY core_load.sequence DESC, held.line_number LIMIT {MOST_ROWS}",
        {"source": source.name, "entered": ENTERED},
    )
    found = []
    for (load_id, file_name), rows in held.group_by("load_id", "file_name", maintain_order=True):
        if not landing_path(workspace, str(load_id)).exists():
            continue
        lines = rows["line_number"].to_list()
        landed = read_landed(workspace, str(load_id)).filter(pl.col(LINE_NUMBER).is_in(lines))
        keys = row_keys(source, landed)
        found += [
            FileRow(str(file_name), row[LINE_NUMBER], keys[row[LINE_NUMBER]], _cells(kind, row))
            for row in landed.sort(LINE_NUMBER).iter_rows(named=True)
        ]
    return found


def with_their_whole(
    kind: Kind, rows: Sequence[FileRow], chosen: Collection[FileRow]
) -> list[FileRow]:
    """The chosen rows and those that hold only together with them: a what-if has several."""
    return replaced_by(kind, [row.key for row in chosen], rows)


def replaced_by(kind: Kind, keys: Collection[str], rows: Sequence[FileRow]) -> list[FileRow]:
    """Rows of files whose place entries with these keys take: they are of the same whole."""
    wholes = {held_as_a_whole(kind, key) for key in keys}
    return [row for row in rows if held_as_a_whole(kind, row.key) in wholes]


def _cells(kind: Kind, row: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: _text(row.get(name)) for name in entry_columns(kind)}
    return {name: text for name, text in texts.items() if text}


def _text(value: object) -> str:
    """As a template's file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    return str(value)
