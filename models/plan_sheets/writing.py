"""Plans as rows of sheets, each with the columns that something stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.errors import UsageError
from models.billing.plans import Plan
from models.plan_sheets.fields import PLANS, SheetType, sheet_types
from models.plan_sheets.values import cell_value

Table = Mapping[str, Any]


@dataclass
class Sheet:
    """Headings and rows of one sheet; a cell that is empty is None."""

    kind: SheetType
    headings: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def grid(self) -> list[list[Any]]:
        """The cells below the headings."""
        return [[row.get(name) for name in self.headings] for row in self.rows]


def table_of(plan: Plan) -> dict[str, Any]:
    """The table of a plan file that reads as the plan: what is at its default is left out."""
    return plan.model_dump(exclude_defaults=True)


def write_tables(tables: Sequence[Table]) -> list[Sheet]:
    """The sheets of sound tables of a plan file; those without a row are left out.

    Raises:
        UsageError: two plans have one name and one first day.
    """
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in sheet_types()}
    seen = set()
    for table in tables:
        version = (table["plan_id"], table["valid_from"])
        if version in seen:
            raise UsageError(
                f"Two versions of {version[0]} are valid from one day",
                where=PLANS,
                remedy="Remove one of them, or correct its valid_from.",
            )
        seen.add(version)
        _write_plan(table, found)
    return [
        Sheet(kind, _headings(kind, found[name]), found[name])
        for name, kind in sheet_types().items()
        if found[name]
    ]


def _headings(kind: SheetType, rows: list[dict[str, Any]]) -> list[str]:
    """Those in use, in the order of the sheet's columns; open ones by name."""
    used = dict.fromkeys(name for row in rows for name in row)
    always = [*kind.keys, *(["price"] if kind.name == "prices" else [])]
    places = {name: place for place, name in enumerate(kind.headings)}

    def place_of(name: str) -> int:
        found = kind.column(name)
        return places[found[0].heading] if found and name not in places else places.get(name, 0)

    return sorted({*used, *always}, key=lambda name: (place_of(name), name))


def _write_plan(table: Table, found: dict[str, list[dict[str, Any]]]) -> None:
    row: dict[str, Any] = {}
    found[PLANS].append(row)
    keys = {"plan_id": table["plan_id"], "plan_valid_from": table["valid_from"]}
    _write(table, PLANS, (), row, keys, found)


def _write(
    table: Table,
    sheet: str,
    path: tuple[str, ...],
    row: dict[str, Any],
    keys: dict[str, Any],
    found: dict[str, list[dict[str, Any]]],
) -> None:
    """Put a table's values into a row, and its lists into rows of their sheets."""
    kind = sheet_types()[sheet]
    for key, value in table.items():
        at = (*path, key)
        child = _child(sheet, at)
        if child is not None:
            for number, element in enumerate(value, start=1):
                inner = dict(keys)
                found[child.name].append(inner)
                names = dict(inner)
                if child.row_key and _has_children(element, child.name):
                    inner[child.row_key] = names[child.row_key] = str(number)
                _write(element, child.name, (), inner, names, found)
        elif isinstance(value, Mapping) and kind.column(".".join(at)) is None:
            _write(value, sheet, at, row, keys, found)
        elif value is not None and value != "":
            row[".".join(at)] = cell_value(value)


def _child(sheet: str, at: tuple[str, ...]) -> SheetType | None:
    for kind in sheet_types().values():
        if kind.parent == sheet and kind.place == at:
            return kind
    return None


def _has_children(element: Table, sheet: str) -> bool:
    """Whether rows of other sheets will name this row."""
    places = [kind.place for kind in sheet_types().values() if kind.parent == sheet]
    return any(_within(element, place) for place in places)


def _within(element: Any, place: tuple[str, ...]) -> bool:
    for key in place:
        element = element.get(key) if isinstance(element, Mapping) else None
    return bool(element)
