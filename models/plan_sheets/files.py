"""Plan files of any form by their endings: TOML, a workbook, or CSV (a file for each sheet).

The sheet `plans` of `offers.csv` is that file itself; its lists are `offers.prices.csv`,
`offers.bands.csv` and so on, beside it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from data.cells import CellTable, guarded, read_csv, read_workbook
from data.errors import InputError, UsageError
from data.plan_files import ENDINGS, parse_plan_document
from models.billing.plans import Plan, parse_plans
from models.plan_sheets.fields import PLANS, sheet_types
from models.plan_sheets.reading import read_sheets
from models.plan_sheets.values import in_words
from models.plan_sheets.workbook import make_workbook
from models.plan_sheets.writing import Sheet, Table, write_tables


def main_file(name: str) -> str:
    """The file that a part belongs to: `offers.csv` of `offers.prices.csv`, else itself."""
    stem, _, ending = name.rpartition(".")
    whole, _, sheet = stem.rpartition(".")
    is_part = ending.lower() == "csv" and whole and sheet in sheet_types() and sheet != PLANS
    return f"{whole}.{ending}" if is_part else name


def read_plan_files(files: Mapping[str, bytes], where: str = "") -> dict[str, tuple[Plan, ...]]:
    """The plans of some files by the main file's name; `where` is the folder, for messages.

    Raises:
        InputError: a file cannot be read or has a fault; file, plan or cell, key and remedy are
            named.
    """
    grouped: dict[str, dict[str, bytes]] = {}
    for name in sorted(files):
        grouped.setdefault(main_file(name), {})[name] = files[name]
    return {
        name: _read(name, parts, f"{where}/{name}" if where else name)
        for name, parts in grouped.items()
    }


def _read(name: str, parts: dict[str, bytes], where: str) -> tuple[Plan, ...]:
    ending = name[name.rfind(".") :].lower()
    if name not in parts:
        raise InputError(
            f"{', '.join(parts)} belongs to {name}, which is not there",
            where=where,
            remedy=f"Give {name}, which has a row for each plan, together with its lists.",
        )
    match ending:
        case ".toml":
            return parse_plans(parse_plan_document(parts[name], where), where)
        case ".xlsx":
            return read_sheets(read_workbook(parts[name], where), where)
        case ".csv":
            return read_sheets(_csv_sheets(name, parts), where)
    raise InputError(
        "This is no form of a plan file",
        where=where,
        remedy=f"Write it as one of {', '.join(ENDINGS)}: `suanli template plans`.",
    )


def _csv_sheets(name: str, parts: dict[str, bytes]) -> dict[str, CellTable]:
    sheets = {}
    for part, content in parts.items():
        sheet = PLANS if part == name else part.rsplit(".", 2)[1]
        sheets[sheet] = read_csv(content, part)
    return sheets


def write_workbook(tables: Sequence[Table]) -> bytes:
    """The workbook that reads back as these tables of a plan file, and as nothing else.

    Raises:
        UsageError: a value cannot be kept by a workbook.
    """
    content = make_workbook(write_tables(tables))
    _prove(tables, {"plans.xlsx": content})
    return content


def write_csv_files(tables: Sequence[Table], name: str) -> dict[str, bytes]:
    """The CSV files that read back as these tables, by name; the first is `name` itself.

    Raises:
        UsageError: a value cannot be kept by a CSV.
    """
    files = csv_files(write_tables(tables), name)
    _prove(tables, files)
    return files


def csv_files(sheets: Sequence[Sheet], name: str) -> dict[str, bytes]:
    """A CSV for each sheet, by name; the first is `name` itself."""
    stem = name.rpartition(".")[0]
    return {
        name if sheet.kind.name == PLANS else f"{stem}.{sheet.kind.name}.csv": _csv(sheet)
        for sheet in sheets
    }


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.headings)
    writer.writerows([_csv_cell(value) for value in row] for row in sheet.grid())
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(value: Any) -> str:
    """An empty cell, or the value as text; what a spreadsheet would run is made safe."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else in_words(value)


def _prove(tables: Sequence[Table], files: dict[str, bytes]) -> None:
    """Read back what was written: a plan that came out otherwise is not handed over."""
    meant = parse_plans({"plan": [dict(table) for table in tables]}, "the plans")
    try:
        [kept] = read_plan_files(files).values()
    except InputError as broken:
        raise _not_kept(str(broken)) from broken
    for one, other in zip(meant, kept, strict=True):
        if one != other:
            raise _not_kept(one.plan_id)


def _not_kept(what: str) -> UsageError:
    return UsageError(
        f"A sheet cannot hold the plan as it is: {what}",
        remedy="Leave empty lists and blanks at the ends of names out, or keep the plan as TOML.",
    )
