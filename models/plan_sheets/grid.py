"""One sheet's rows as values, each with the cell that it stands in."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from data.cells import Cell, CellTable
from models.plan_sheets.faults import SheetFault
from models.plan_sheets.fields import Column, SheetType
from models.plan_sheets.values import NotAValueError, read_value

Path = tuple[str | int, ...]


@dataclass
class Row:
    """Values by their path within the row; `keys` say where it belongs.

    `faulted` are headings of cells that could not be read.
    """

    table: CellTable
    number: int
    columns: dict[str, int]
    keys: dict[str, Any] = field(default_factory=dict)
    values: dict[Path, Any] = field(default_factory=dict)
    headings: dict[Path, str] = field(default_factory=dict)
    faulted: set[str] = field(default_factory=set)

    def cell(self, heading: str | None = None) -> str:
        """A cell of the row as people call it; the row where the sheet has no such column."""
        return self.table.called(self.number, self.columns.get(heading or ""))

    def nested(self) -> dict[str, Any]:
        """The values as tables within tables."""
        found: dict[str, Any] = {}
        for path, value in self.values.items():
            holder = found
            for key in path[:-1]:
                holder = holder.setdefault(str(key), {})
            holder[str(path[-1])] = value
        return found


_KEY_COLUMNS = {
    "plan_id": Column(("plan_id",), kinds={"text"}),
    "plan_valid_from": Column(("plan_valid_from",), kinds={"date"}),
}


def read_rows(table: CellTable, sheet: SheetType, faults: list[SheetFault]) -> list[Row]:
    """The rows below the headings, which are the first row that holds something."""
    numbers = sorted(table.rows)
    if not numbers:
        return []
    columns = _headings(table, numbers[0], sheet, faults)
    return [_row(table, number, columns, sheet, faults) for number in numbers[1:]]


def _headings(
    table: CellTable, first: int, sheet: SheetType, faults: list[SheetFault]
) -> dict[str, int]:
    """The column of each heading; those that mean nothing are faults."""
    columns: dict[str, int] = {}
    known = [*sheet.keys, *filter(None, [sheet.row_key])]
    for column, cell in table.rows[first].items():
        name, at = cell.text.strip(), table.called(first, column)
        if name in columns:
            faults.append(SheetFault("repeated_heading", at, found=name))
        elif name in known or sheet.column(name) is not None:
            columns[name] = column
        else:
            near = difflib.get_close_matches(name, sheet.headings, n=1)
            code = "misspelt_heading" if near else "unknown_heading"
            faults.append(SheetFault(code, at, found=repr(name), expected="".join(near)))
    headed = set(table.rows[first])
    for row, column in _outside(table, first, headed):
        faults.append(SheetFault("nameless_column", table.called(row, column)))
    return columns


def _outside(table: CellTable, first: int, headed: set[int]) -> Iterator[tuple[int, int]]:
    """The first cell of every column that holds something and has no heading."""
    seen = set(headed)
    for row in sorted(table.rows):
        for column in table.rows[row]:
            if row > first and column not in seen:
                seen.add(column)
                yield row, column


def _row(
    table: CellTable,
    number: int,
    columns: dict[str, int],
    sheet: SheetType,
    faults: list[SheetFault],
) -> Row:
    row = Row(table, number, columns)
    for heading, at in columns.items():
        cell = table.rows[number].get(at)
        if cell is None:
            continue
        path: Path = ()
        try:
            if heading in sheet.keys or heading == sheet.row_key:
                row.keys[heading] = _key(heading, cell)
                continue
            column, path = sheet.column(heading) or (_KEY_COLUMNS["plan_id"], ())
            row.values[path] = read_value(cell, column)
        except NotAValueError as wrong:
            shown = repr(cell.text.strip()[:80])
            faults.append(SheetFault(wrong.code, row.cell(heading), heading, found=shown))
            row.faulted.add(heading)
        row.headings[path] = heading
    return row


def _key(heading: str, cell: Cell) -> Any:
    """What names a plan or a row; the name of a row may be a number."""
    if heading in _KEY_COLUMNS:
        return read_value(cell, _KEY_COLUMNS[heading])
    if cell.kind in ("text", "number"):
        return cell.text.strip()
    raise NotAValueError("formula" if cell.kind == "formula" else "not_a_text")
