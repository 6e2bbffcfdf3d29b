"""Sheets as plans: every fault is led back to the sheet, the cell and the key."""

from collections.abc import Mapping
from typing import Any

from data.cells import CellTable
from models.billing.modes import all_modes
from models.billing.plan_faults import PlanFault
from models.billing.plans import Plan, read_plan
from models.plan_sheets.faults import SheetFault, sheet_error
from models.plan_sheets.fields import PLANS, sheet_types
from models.plan_sheets.grid import Path, Row, read_rows
from models.plan_sheets.placing import Placed, place

IGNORED = ("explanations", "examples", "notes")
"""Sheets that are for people alone."""


def read_sheets(sheets: Mapping[str, CellTable], where: str) -> tuple[Plan, ...]:
    """The plans of the sheets, in their order; `where` names the file.

    Raises:
        PlanSheetError: a cell, a row or a plan has a fault; all are named, each with its cell.
    """
    placed, faults = _read(sheets)
    plans = [_parse(one, faults) for one in placed if one.is_sound]
    if faults:
        raise sheet_error(faults, where)
    return tuple(plan for plan in plans if plan is not None)


def read_tables(sheets: Mapping[str, CellTable], where: str) -> list[dict[str, Any]]:
    """The same as tables of a plan file, not held against the rules of their modes.

    Raises:
        PlanSheetError: as `read_sheets`, of cells and rows.
    """
    placed, faults = _read(sheets)
    if faults:
        raise sheet_error(faults, where)
    return [one.table for one in placed]


def _read(sheets: Mapping[str, CellTable]) -> tuple[list[Placed], list[SheetFault]]:
    faults: list[SheetFault] = []
    found = _by_type(sheets, faults)
    rows = {name: read_rows(found[name], sheet_types()[name], faults) for name in found}
    placed = place(rows, faults)
    if not placed and not faults:
        faults.append(SheetFault("no_plans", PLANS))
    return placed, faults


def _by_type(sheets: Mapping[str, CellTable], faults: list[SheetFault]) -> dict[str, CellTable]:
    """Sheets of plans that hold something, parents before children."""
    known, named = sheet_types(), {}
    for name, table in sheets.items():
        kind = name.strip().lower()
        if kind in known:
            named[kind] = table
        elif table.rows and kind not in IGNORED:
            expected = ", ".join((*known, *IGNORED))
            faults.append(SheetFault("unknown_sheet", table.name, found=name, expected=expected))
    return {name: named[name] for name in known if name in named}


def _parse(placed: Placed, faults: list[SheetFault]) -> Plan | None:
    found = read_plan(placed.table)
    if isinstance(found, Plan):
        return found
    faults += [_led_back(fault, placed) for fault in found]
    return None


def _led_back(fault: PlanFault, placed: Placed) -> SheetFault:
    """The same fault in the words of sheets, with the cell."""
    row, cell, key = _cell_of(fault.path, placed)
    plan_id = repr(placed.table.get("plan_id", "the plan"))
    match fault.kind:
        case "missing" if sheet := _sheet_of(fault.path):
            return SheetFault("missing_list", cell, key, plan_id, sheet)
        case "missing":
            return SheetFault("missing", cell, key)
        case "unknown_mode":
            return SheetFault("unknown_mode", cell, key, expected=fault.known)
        case "unknown_key":
            mode = all_modes().get(str(placed.table.get("mode")))
            fields = ", ".join(sorted(mode.model_fields)) if mode else ""
            return SheetFault("unknown_key", cell, key, plan_id, f"{fields}.")
    message = fault.message if row is not placed.row else f"{fault.message} [{plan_id}]"
    return SheetFault("value", cell, key, message)


def _sheet_of(path: Path) -> str | None:
    """The sheet whose rows a key holds, if it holds a list of tables."""
    for sheet in sheet_types().values():
        if sheet.place and path[-len(sheet.place) :] == sheet.place:
            return sheet.name
    return None


def _cell_of(path: Path, placed: Placed) -> tuple[Row, str, str]:
    """The cell of a key, of the nearest key above it, or of the first row of its list."""
    base = next(path[:n] for n in range(len(path), -1, -1) if path[:n] in placed.rows)
    row, rest = placed.rows[base], path[len(base) :]
    for n in range(len(rest), 0, -1):
        if rest[:n] in row.headings:
            return row, row.cell(row.headings[rest[:n]]), row.headings[rest[:n]]
    inner = [one for at, one in placed.rows.items() if at[: len(path)] == path and at != base]
    if rest and inner:
        return inner[0], inner[0].cell(), ".".join(map(str, rest))
    within = [name for at, name in row.headings.items() if rest and at[: len(rest)] == rest]
    heading = ".".join(map(str, rest))
    if within:
        return row, row.cell(within[0]), heading
    return row, row.cell(heading), heading
