"""Rows of sheets put together: every row of a list goes into the plan that it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.plan_sheets.faults import SheetFault
from models.plan_sheets.fields import PLANS, SheetType, sheet_types
from models.plan_sheets.grid import Path, Row


@dataclass
class Placed:
    """A plan's table, and the row of every table within it."""

    row: Row
    table: dict[str, Any]
    rows: dict[Path, Row] = field(default_factory=dict)
    named: dict[tuple[str, Any], Path] = field(default_factory=dict)
    is_whole: bool = True

    @property
    def is_sound(self) -> bool:
        """Whether every cell that belongs to it could be read."""
        return self.is_whole and not any(row.faulted for row in self.rows.values())


def place(rows: Mapping[str, list[Row]], faults: list[SheetFault]) -> list[Placed]:
    """The plans, in the order of their rows; what belongs to none of them is a fault."""
    placed = _plans(rows.get(PLANS, []), faults)
    for name, found in rows.items():
        if name != PLANS:
            _refuse_repeated(found, faults)
            attached = [_attach(row, sheet_types()[name], placed, faults) for row in found]
            if not all(attached):  # whose the lost row was meant to be is not known
                for one in placed:
                    one.is_whole = False
    return placed


def _plans(rows: list[Row], faults: list[SheetFault]) -> list[Placed]:
    placed: list[Placed] = []
    seen: set[tuple[Any, Any]] = set()
    for row in rows:
        table = row.nested()
        version = (table.get("plan_id"), table.get("valid_from"))
        if None not in version and version in seen:
            at = row.cell("plan_id")
            faults.append(SheetFault("repeated_plan", at, "plan_id", repr(version[0])))
        seen.add(version)
        placed.append(Placed(row, table, {(): row}))
    return placed


def _refuse_repeated(rows: list[Row], faults: list[SheetFault]) -> None:
    """A row that stands twice would be counted twice."""
    seen: dict[Any, int] = {}
    for row in rows:
        content = (*row.keys.items(), *((path, repr(value)) for path, value in row.values.items()))
        if content in seen and not row.faulted:
            faults.append(SheetFault("repeated_row", row.cell(), found=str(seen[content])))
        seen.setdefault(content, row.number)


def _attach(row: Row, sheet: SheetType, placed: list[Placed], faults: list[SheetFault]) -> bool:
    """Put the row into its list; whether it is known where."""
    plan = _plan_of(row, placed, faults)
    if plan is None:
        return False
    base: Path = ()
    if sheet.parent != PLANS:
        key = sheet.keys[-1]
        called = plan.named.get((key, row.keys.get(key)))
        if called is None:
            # where a row above is lost, this may be it: one fault is enough
            if key not in row.faulted and plan.is_whole:
                faults.append(_lost(row, key, str(sheet.parent)))
            return False
        base = called
    elements = _list_at(plan.table, base, sheet.place)
    path: Path = (*base, *sheet.place, len(elements))
    elements.append(row.nested())
    plan.rows[path] = row
    _name(row, sheet, plan, path, faults)
    return True


def _list_at(table: Any, base: Path, place: tuple[str, ...]) -> list[Any]:
    for key in base:
        table = table[key]
    for key in place[:-1]:
        table = table.setdefault(key, {})
    found: list[Any] = table.setdefault(place[-1], [])
    return found


def _name(row: Row, sheet: SheetType, plan: Placed, path: Path, faults: list[SheetFault]) -> None:
    """Remember what rows of other sheets call this row."""
    name = row.keys.get(sheet.row_key or "")
    if sheet.row_key is None or name is None:
        return
    if (sheet.row_key, name) in plan.named:
        at = row.cell(sheet.row_key)
        faults.append(SheetFault("repeated_name", at, sheet.row_key, repr(name)))
    plan.named[sheet.row_key, name] = path


def _plan_of(row: Row, placed: list[Placed], faults: list[SheetFault]) -> Placed | None:
    if row.faulted & {"plan_id", "plan_valid_from"}:
        return None
    plan_id, day = row.keys.get("plan_id"), row.keys.get("plan_valid_from")
    same = [one for one in placed if one.table.get("plan_id") == plan_id]
    held = [one for one in same if day is None or one.table.get("valid_from") == day]
    if plan_id is None or not same:
        faults.append(_lost(row, "plan_id", PLANS))
    elif not held:
        faults.append(_lost(row, "plan_valid_from", PLANS))
    elif len(held) > 1 and day is None:
        at = row.cell("plan_valid_from")
        faults.append(SheetFault("several_versions", at, "plan_valid_from", repr(plan_id)))
    else:
        return held[0]
    return None


def _lost(row: Row, key: str, sheet: str) -> SheetFault:
    if row.keys.get(key) is None:
        return SheetFault("missing_key", row.cell(key), key)
    return SheetFault("orphan", row.cell(key), key, repr(str(row.keys[key])), sheet)
