"""FOCUS columns of a large file as SQL: what etl/focus.py does to a frame, over the file itself."""

from collections.abc import Mapping

from data.tables.charges import CHARGE_CATEGORIES
from etl.direct_sql import Cell, fixed_time, literal, number_cell, quoted, text_cell, time_cell
from etl.focus import FocusRow, delivery_of, detect_version, missing_columns
from etl.focus_columns import DECIMALS, TEXTS
from etl.focus_payment import PAYMENTS, payment_cells
from etl.source import Context, DirectSql

_TIMES = ("ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd")
_SUMMED = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "PricingQuantity")
_NAMED = (*TEXTS, "BillingAccountId", "BillingCurrency", "ChargeCategory", "pool", "project")
_FILLABLE = frozenset((*_NAMED, *_TIMES, "delivery"))
# Columns of ours that are made of the others; a file that has one itself goes through the door.
_OWN = {"delivery", "extension_columns", "focus_version", "provider", "time_zone", *PAYMENTS}
_TAG_PAIRS = 'STRUCT("key" VARCHAR, "value" VARCHAR)[]'
_RULES = (
    '"ChargePeriodEnd" >= "ChargePeriodStart"',
    '"BillingPeriodEnd" > "BillingPeriodStart"',
    "regexp_full_match(\"BillingCurrency\", '[A-Z]{3}')",
    f'"ChargeCategory" IN {CHARGE_CATEGORIES}',
    '"BillingAccountId" IS NOT NULL',
    "provider IS NOT NULL",
    '"BilledCost" IS NOT NULL',
)


def map_focus(
    types: Mapping[str, str],
    context: Context,
    defaults: Mapping[str, str],
    brief: frozenset[str] = frozenset(),
) -> DirectSql | None:
    """The contract's columns over a file with these DuckDB types; None where one does not fit.

    brief: amounts to be read as numbers of nine places, which is quicker; `DirectSql.is_brief`
    tells whether that loses nothing.
    """
    version = detect_version(frozenset(types))
    lacking = missing_columns(version, {*types, *defaults})
    if lacking or not _OWN.isdisjoint(types) or not _FILLABLE.issuperset(defaults):
        return None
    cells: dict[str, Cell | None] = {name: _time(name, types, defaults) for name in _TIMES}
    for name in DECIMALS:
        cells[name] = _number(name, types, name in brief)
    for name in _NAMED:
        cells[name] = _text(name, types)
    cells |= payment_cells(types)
    cells["extension_columns"] = _extensions(types)
    if None in cells.values():
        return None
    found = {name: cell for name, cell in cells.items() if cell}
    values = {name: cell.value for name, cell in found.items()} | {
        name: _filled(found.get(name), value) for name, value in defaults.items() if name in _NAMED
    }
    values["provider"] = _provider(values, {*types, *defaults})
    values["focus_version"] = literal(version)
    values["delivery"] = f"nullif({literal(defaults.get('delivery') or delivery_of(context))}, '')"
    values["time_zone"] = literal("UTC")
    return DirectSql(
        columns={name: values[name] for name in FocusRow.columns() if name in values},
        sound_cells=tuple(cell.is_sound for cell in found.values() if cell.is_sound != "true"),
        rules=_RULES,
        is_brief={
            name: found[name].is_brief for name in (brief or _SUMMED) if found[name].is_brief
        },
    )


def _number(name: str, types: Mapping[str, str], as_brief: bool) -> Cell | None:
    return (
        number_cell(name, types[name], as_brief=as_brief)
        if name in types
        else _absent("DECIMAL(38, 18)")
    )


def _time(name: str, types: Mapping[str, str], defaults: Mapping[str, str]) -> Cell | None:
    if name in types:
        return None if name in defaults else time_cell(name, types[name])
    return fixed_time(defaults[name])


def _text(name: str, types: Mapping[str, str]) -> Cell | None:
    if name not in types:
        return _absent("VARCHAR")
    if name == "Tags" and types[name] == _TAG_PAIRS:
        return Cell(f"CAST(to_json(map_from_entries({quoted(name)})) AS VARCHAR)")
    if name == "Tags" and types[name].startswith(("MAP(", "STRUCT(")) and types[name][-1] == ")":
        return Cell(f"CAST(to_json({quoted(name)}) AS VARCHAR)")
    return text_cell(name, types[name])


def _absent(dtype: str) -> Cell:
    return Cell(f"CAST(NULL AS {dtype})")


def _filled(cell: Cell | None, default: str) -> str:
    return f"coalesce({cell.value}, {literal(default)})" if cell else literal(default)


def _provider(values: Mapping[str, str], given: set[str]) -> str:
    names = [n for n in ("ServiceProviderName", "ProviderName") if n in given]
    return f"coalesce({', '.join([*(values[name] for name in names), 'NULL'])})"


def _extensions(types: Mapping[str, str]) -> Cell:
    """Columns that FOCUS does not name, as one JSON text."""
    known = {*FocusRow.column_names()}
    others = [name for name in types if name not in known]
    if not others:
        return _absent("VARCHAR")
    fields = ", ".join(f"{literal(name)}: CAST({quoted(name)} AS VARCHAR)" for name in others)
    return Cell(f"CAST(to_json({{{fields}}}) AS VARCHAR)")
