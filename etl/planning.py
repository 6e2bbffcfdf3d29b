"""What people entered, judged by the contract of the file it stands for.

`judge` is the door for a table on a screen: nothing is written. `changes_to` says what has to be
entered so that the log holds that table, and no more.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.errors import InputError
from data.planning.log import Change, Entry, Kind, Values, state
from etl.checking import Checked, check
from etl.preparing import prepare_rows
from etl.reading import LINE_NUMBER, TextTable
from etl.rejecting import REJECTED_SCHEMA
from etl.source import Context, Source
from etl.sources import named_source

Cells = Mapping[str, str | None]
# What tells rows apart where a contract has no key, because columns of it may be empty.
_KEYS = {"event": ("event", "start_date", "provider", "region", "pool", "chip")}


@dataclass(frozen=True)
class Judged:
    """What the contract says of a table: `values` by key are its sound rows as they were typed.

    rejected: line (from 1), column, value and reason of the others, as in the quarantine.
    repeated: rows that repeat another one exactly.
    """

    values: Mapping[str, Values]
    rejected: pl.DataFrame
    repeated: int

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be saved."""
        return self.rejected.is_empty()


def entry_columns(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind's table: those of its template."""
    return named_source(kind).file_columns


def judge(kind: Kind, rows: Sequence[Cells], time_zone: str) -> Judged:
    """Judge a table's rows; those without any cell are passed over, their lines are counted.

    Raises:
        InputError: a column is none of the template's.
    """
    numbered = {line: tidy(row) for line, row in enumerate(rows, start=1)}
    filled = {line: row for line, row in numbered.items() if row}
    checked = check_rows(kind, filled, time_zone)
    values: dict[str, Values] = {}
    same: list[int] = []  # lines of a key that was there already
    others: list[int] = []
    for line, key in row_keys(named_source(kind), checked.accepted).items():
        known = values.setdefault(key, filled[line])
        if known is not filled[line]:
            (same if known == filled[line] else others).append(line)
    contradicting = _contradicting(kind, {line: filled[line] for line in others})
    return Judged(
        values=values,
        rejected=pl.concat([checked.rejected, contradicting]).sort(LINE_NUMBER),
        repeated=checked.duplicate_count + len(same),
    )


def check_rows(kind: Kind, rows: Mapping[int, Cells], time_zone: str) -> Checked:
    """Rows by line number through the door of the kind's source."""
    source = named_source(kind)
    columns = source.file_columns
    unknown = sorted({name for row in rows.values() for name in row} - set(columns))
    if unknown:
        raise InputError(
            f"A {kind} has no column {', '.join(unknown)}",
            remedy=f"Its columns: {', '.join(columns)}.",
        )
    cells = {name: [row.get(name, "") for row in rows.values()] for name in columns}
    frame = pl.DataFrame(
        {LINE_NUMBER: list(rows)} | cells,
        schema={LINE_NUMBER: pl.Int64()} | dict.fromkeys(columns, pl.String()),
    )
    came = TextTable(frame, [])
    table = prepare_rows(came, source, {}, Context(kind, "", time_zone), Path(kind))
    return check(table, source.contract, time_zone, as_it_came=came)


def changes_to(kind: Kind, wanted: Mapping[str, Values], entries: Sequence[Entry]) -> list[Change]:
    """What makes the log hold exactly these rows of a kind; nothing where it does already."""
    held = {key: entry.values for (_, key), entry in state(entries, kind).items()}
    removed = [Change(kind=kind, key=key, values=None) for key in held if key not in wanted]
    put = [
        Change(kind=kind, key=key, values=values)
        for key, values in wanted.items()
        if held.get(key) != values
    ]
    return removed + put


def row_keys(source: Source, accepted: pl.DataFrame) -> dict[int, str]:
    """Line -> key of accepted rows: the values of the contract's key, so that 1.0 is 1."""
    names = _key_columns(source)
    return {
        row[LINE_NUMBER]: make_key([row[name] for name in names])
        for row in accepted.iter_rows(named=True)
    }


def make_key(values: Collection[object]) -> str:
    """A key as the log has it."""
    texts = ["" if value is None else str(value) for value in values]
    return json.dumps(texts, ensure_ascii=False)


def _key_columns(source: Source) -> tuple[str, ...]:
    return tuple(source.contract.primary_key()) or _KEYS[source.name]


def _contradicting(kind: Kind, rows: Mapping[int, Values]) -> pl.DataFrame:
    """Rows whose key another row has, as the quarantine has them."""
    same = ", ".join(_key_columns(named_source(kind)))
    rejected = [
        {
            LINE_NUMBER: line,
            "column": None,
            "value": None,
            "reason": f"contradicts another row with the same {same}",
            "row": json.dumps(dict(row), ensure_ascii=False),
        }
        for line, row in rows.items()
    ]
    return pl.DataFrame(rejected, schema=REJECTED_SCHEMA)


def tidy(row: Cells) -> dict[str, str]:
    """The cells that hold anything, without space around it."""
    stripped = {name: value.strip() for name, value in row.items() if value is not None}
    return {name: value for name, value in stripped.items() if value}
