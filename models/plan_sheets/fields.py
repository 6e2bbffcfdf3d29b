"""The sheets and columns that plans are written in, taken from the plan types themselves.

A plan is a row of the sheet `plans`; a table within it (`match`, `purchase`) has dotted headings.
A list of tables within it (`prices`) is a sheet of its own, whose rows name their plan by plan_id
and plan_valid_from; a list within such a list (`bands`) names the row of that sheet, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.billing.modes import all_modes
from models.billing.plans import Plan

PLANS = "plans"
PLAN_KEYS = ("plan_id", "plan_valid_from")
ROW_KEYS = {"prices": "price_row"}
"""Sheets whose rows other sheets refer to, and the column that names the row in both."""

# All other sheets are called by their last key.
_NAMES: dict[tuple[str, ...], str] = {("prices", "tiers", "steps"): "tiers"}
_KINDS = {
    str: "text", bool: "flag", int: "number", Decimal: "number", date: "date", datetime: "moment",
    time: "time",
}  # fmt: skip
_ORDER = {"match": -1, "purchase": 1}  # first and last of a mode's own columns


@dataclass
class Column:
    """A key of a plan, at `path` within its sheet's row; the modes that have or require it.

    `is_open`: any name may follow in the heading (`metering.states.disk`).
    """

    path: tuple[str, ...]
    kinds: set[str] = field(default_factory=set)
    choices: dict[str, None] = field(default_factory=dict)
    is_list: bool = False
    is_open: bool = False
    is_whole: bool = False
    description: str = ""
    defaults: dict[str, Any] = field(default_factory=dict)
    modes: dict[str, None] = field(default_factory=dict)
    required_in: dict[str, None] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The keys with dots between them."""
        return ".".join(self.path) + (".*" if self.is_open else "")


@dataclass
class SheetType:
    """A sheet: its parent sheet, and where in the parent's table the list of its rows stands."""

    name: str
    parent: str | None
    place: tuple[str, ...]
    columns: dict[str, Column] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that name the plan, and the row that this row belongs to."""
        if self.parent is None:
            return ()
        return PLAN_KEYS if self.parent == PLANS else (*PLAN_KEYS, ROW_KEYS[self.parent])

    @property
    def row_key(self) -> str | None:
        """The column that names this row for the sheets below."""
        return ROW_KEYS.get(self.name)

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings, keys first."""
        own = () if self.row_key is None else (self.row_key,)
        return (*self.keys, *own, *self.columns)

    def column(self, heading: str) -> tuple[Column, tuple[str, ...]] | None:
        """The column that a heading means, and the path of its value; None where it is unknown."""
        if heading in self.columns and not self.columns[heading].is_open:
            return self.columns[heading], self.columns[heading].path
        for column in self.columns.values():
            prefix = ".".join(column.path) + "."
            name = heading.removeprefix(prefix)
            if column.is_open and heading.startswith(prefix) and name not in ("", "*"):
                return column, (*column.path, name)
        return None


@cache
def sheet_types() -> dict[str, SheetType]:
    """Every sheet by name, parents before children, with the columns of all modes."""
    sheets = {PLANS: SheetType(PLANS, None, ())}
    for mode, kind in all_modes().items():
        _add(sheets, PLANS, kind, (), mode, (), required=True)
    plans = sheets[PLANS]
    shared = [name for name in plans.columns if name.split(".")[0] in Plan.model_fields]
    own = [name for name in plans.columns if name not in shared]
    own.sort(key=lambda name: _ORDER.get(name.split(".")[0], 0))
    plans.columns = {name: plans.columns[name] for name in (*shared, *own)}
    return sheets


def _add(
    sheets: dict[str, SheetType],
    name: str,
    model: type[BaseModel],
    path: tuple[str, ...],
    mode: str,
    lists: tuple[str, ...],
    *,
    required: bool,
) -> None:
    """Add a model's fields to a sheet; `lists` are the keys that lead to the sheet's rows."""
    for key, info in model.model_fields.items():
        at = (*path, key)
        needed = required and info.is_required()
        inner, is_list = _inner(info.annotation)
        if inner is not None and is_list:
            place = (*lists, *at)
            child = _NAMES.get(place, key)
            sheets.setdefault(child, SheetType(child, name, at))
            _add(sheets, child, inner, (), mode, place, required=True)
        elif inner is not None:
            _add(sheets, name, inner, at, mode, lists, required=needed)
        else:
            for leaf, is_open, annotation in _leaves(at, info.annotation):
                _add_column(sheets[name], leaf, is_open, annotation, info, mode, needed)


def _add_column(
    sheet: SheetType,
    path: tuple[str, ...],
    is_open: bool,
    annotation: Any,
    info: FieldInfo,
    mode: str,
    required: bool,
) -> None:
    heading = ".".join(path) + (".*" if is_open else "")
    column = sheet.columns.setdefault(heading, Column(path, is_open=is_open))
    for kind in _scalars(annotation):
        column.is_list |= get_origin(kind) is tuple
        kind = get_args(kind)[0] if get_origin(kind) is tuple else kind  # noqa: PLW2901
        if get_origin(kind) is Literal:
            column.choices |= dict.fromkeys(get_args(kind))
            column.kinds.add("choice")
        elif kind is not type(None):
            column.kinds.add(_KINDS[kind])
            column.is_whole |= kind is int
    column.modes[mode] = None
    if required:
        column.required_in[mode] = None
    column.description = column.description or (info.description or "")
    if not info.is_required():
        column.defaults[mode] = info.default


def _leaves(path: tuple[str, ...], annotation: Any) -> Iterator[tuple[tuple[str, ...], bool, Any]]:
    """Path, openness and type of the columns of one key: several where its names are keys."""
    [only, *others] = list(_scalars(annotation))
    if get_origin(only) is not dict:
        yield path, False, annotation
        return
    names, values = get_args(only)
    if get_origin(names) is Literal and not others:
        for name in get_args(names):
            yield (*path, name), False, values
    else:
        yield path, True, values


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The table that a key holds, if it holds one, and whether it holds a list of them."""
    for kind in _scalars(annotation):
        is_list = get_origin(kind) is tuple
        element = get_args(kind)[0] if is_list else kind
        if isinstance(element, type) and issubclass(element, BaseModel):
            return element, is_list
    return None, False


def _scalars(annotation: Any) -> Iterator[Any]:
    """The alternatives of a type, without what is annotated to them."""
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _scalars(part)
    elif get_origin(annotation) is Annotated:
        yield from _scalars(get_args(annotation)[0])
    else:
        yield annotation
