"""The empty workbook that plans are written into, with explanations and worked examples."""

from collections.abc import Collection, Iterator
from typing import Any

from data.errors import UsageError
from data.plan_files import read_plan_documents
from models.billing.modes import all_modes
from models.plan_sheets.fields import SheetType, sheet_types
from models.plan_sheets.meanings import About, about
from models.plan_sheets.workbook import Page, make_workbook
from models.plan_sheets.writing import Sheet, write_tables

_INTRODUCTION = (
    "A row of the sheet plans is one plan (one version of it). Its mode says how it is billed; the"
    " table below says which columns that mode has. Leave all others empty: empty is not zero.",
    "Prices, tiers, bands and other lists stand in sheets of their own. Their rows name the plan by"
    " plan_id, and by plan_valid_from where it has several versions; bands and tiers also name the"
    " row of prices by price_row.",
    "Sheets and columns that you do not need may be removed. Values only, no formulas. Several"
    " names in one cell are parted by ; (a semicolon). The sheets explanations, examples and notes"
    " are not read.",
)
_HEADINGS = ["sheet", "column", "modes", "required", "what may stand there", "meaning"]
_WIDTHS = (12, 26, 34, 12, 48, 70)


def make_template(modes: Collection[str] = ()) -> bytes:
    """The workbook with the columns of some modes, or of all.

    Raises:
        UsageError: there is no such mode.
    """
    chosen = _chosen(modes)
    sheets = empty_sheets(modes)
    pages = [
        Page("explanations", list(_explanations(sheets)), _WIDTHS),
        Page("examples", list(_examples(chosen)), (28,) * 12),
    ]
    return make_workbook(sheets, pages)


def empty_sheets(modes: Collection[str] = ()) -> list[Sheet]:
    """The sheets that some modes have, or all, with their headings and no row.

    Raises:
        UsageError: there is no such mode.
    """
    chosen = _chosen(modes)
    return [
        Sheet(kind, _headings(kind, chosen))
        for kind in sheet_types().values()
        if _columns(kind, chosen)
    ]


def template_columns(modes: Collection[str] = ()) -> list[dict[str, Any]]:
    """sheet, column, modes, required, expected, meaning of every column."""
    return [
        {
            "sheet": sheet.kind.name,
            "column": heading,
            "modes": told.modes,
            "required": told.required,
            "expected": told.expected,
            "meaning": told.meaning,
        }
        for sheet in empty_sheets(modes)
        for heading in sheet.headings
        for told in [about(sheet.kind, heading)]
    ]


def _chosen(modes: Collection[str]) -> tuple[str, ...]:
    unknown = [mode for mode in modes if mode not in all_modes()]
    if unknown:
        raise UsageError(
            f"There is no mode {unknown[0]!r}", remedy=f"Known: {', '.join(all_modes())}."
        )
    return tuple(modes) or tuple(all_modes())


def _columns(kind: SheetType, modes: Collection[str]) -> list[str]:
    return [name for name, column in kind.columns.items() if set(column.modes) & set(modes)]


def _headings(kind: SheetType, modes: Collection[str]) -> list[str]:
    """All headings of the modes; an open one is written as one that is usual."""
    own = [] if kind.row_key is None else [kind.row_key]
    return [*kind.keys, *own, *(name.replace(".*", ".disk") for name in _columns(kind, modes))]


def _explanations(sheets: list[Sheet]) -> Iterator[list[Any]]:
    for line in _INTRODUCTION:
        yield [line]
    yield ["", ""]
    yield _HEADINGS
    for sheet in sheets:
        for heading in sheet.headings:
            yield _explained(sheet.kind.name, about(sheet.kind, heading))


def _explained(sheet: str, told: About) -> list[Any]:
    required = "required" if told.required else "may be empty"
    return [sheet, told.heading, told.modes, required, told.expected, told.meaning]


def _examples(modes: Collection[str]) -> Iterator[list[Any]]:
    """One plan of each mode that Suanli ships one of, with the columns it uses."""
    for mode, table in _shipped().items():
        if mode in modes:
            yield [f"{mode}: {table.get('name', table['plan_id'])}"]
            for sheet in write_tables([table]):
                yield [f"sheet {sheet.kind.name}", *sheet.headings]
                for row in sheet.grid():
                    yield ["", *row]
            yield ["", ""]


def _shipped() -> dict[str, dict[str, Any]]:
    """The first reference plan of each mode, in the order of modes."""
    found: dict[str, dict[str, Any]] = {}
    for document in read_plan_documents().values():
        for table in document["plan"]:
            found.setdefault(table["mode"], table)
    return {mode: found[mode] for mode in all_modes() if mode in found}
