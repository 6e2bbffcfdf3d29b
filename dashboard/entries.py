"""What was entered, as rows: its history, a pasted table, and a file in the kind's template."""

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from dashboard.export import without_formulas
from data.errors import InputError
from data.files import replacing
from data.planning.log import Entry, Kind, state
from etl.planning import entry_columns

_TYPES = {
    "entry_id": pl.Int64(),
    "batch": pl.Int64(),
    "at_utc": pl.Datetime("us"),
    "who": pl.String(),
    "entered_kind": pl.String(),
    "key": pl.String(),
    "entered_action": pl.String(),
    "undoes": pl.Int64(),
    "cells": pl.String(),
    "entered_reason": pl.String(),
}


def history(entries: Sequence[Entry]) -> pl.DataFrame:
    """Who changed what, the latest first: one row per entry."""
    rows = [
        {
            "entry_id": entry.entry_id,
            "batch": entry.batch,
            "at_utc": entry.at_utc,
            "who": entry.who,
            "entered_kind": entry.kind,
            "key": ", ".join(filter(None, json.loads(entry.key))),
            "entered_action": entry.action,
            "undoes": entry.undoes,
            "cells": _cells(entry),
            "entered_reason": entry.reason or None,
        }
        for entry in reversed(entries)
    ]
    return pl.DataFrame(rows, schema=_TYPES)


def read_pasted(text: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of cells copied from a spreadsheet: parted by tabs, with the heading line or without.

    Raises:
        InputError: a line has more cells than there are columns, or the heading names others.
    """
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    names = list(columns)
    if lines and {cell.strip() for cell in lines[0] if cell.strip()} <= set(columns):
        names = [cell.strip() for cell in lines.pop(0)]
    for number, cells in enumerate(lines, start=1):
        if len(cells) > len(names):
            raise InputError(
                f"Line {number} has {len(cells)} cells, the table {len(names)} columns",
                remedy="Copy it with its heading line, or in the order of the columns.",
            )
    return [dict(zip(names, map(str.strip, cells), strict=False)) for cells in lines]


def _cells(entry: Entry) -> str | None:
    if entry.values is None:
        return None
    return "; ".join(f"{name}={value}" for name, value in entry.values.items())


def export_kind(entries: Sequence[Entry], kind: Kind, target: Path) -> int:
    """Write what holds of a kind as CSV in its template, and return the number of rows.

    Cells that a spreadsheet would run begin with an apostrophe, as in every export.
    """
    rows = [dict(entry.values or {}) for entry in state(entries, kind).values()]
    columns = entry_columns(kind)
    frame = pl.DataFrame(
        [{name: row.get(name) for name in columns} for row in rows],
        schema=dict.fromkeys(columns, pl.String()),
    )
    with replacing(target) as temporary:
        without_formulas(frame).write_csv(temporary)
    return frame.height
