"""`suanli template`: empty files to fill in, and a plan file as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.errors import UsageError
from data.files import replacing

Told = tuple[dict[str, Any], str]


def write_source_template(name: str, out: Path | None) -> Told:
    """Write the template of a source, and tell its columns.

    Raises:
        UsageError: there is no such template or folder, or the file exists already.
    """
    from etl.sources import named_source
    from etl.templates import template_columns, write_template

    path = write_template(name, out or Path(f"{name}.csv"))
    columns = template_columns(named_source(name)).to_dicts()
    return _told([path], columns, {})


RULES = ("buying", "supply")


def write_rules_template(name: str, out: Path | None) -> Told:
    """Write an example of buying.toml or supply.toml, every key explained.

    Raises:
        UsageError: there is no such folder, or the file exists already.
    """
    from data.reference.buying import BUYING_EXAMPLE
    from data.reference.supply import SUPPLY_EXAMPLE

    path = out or Path(f"{name}.toml")
    example = BUYING_EXAMPLE if name == "buying" else SUPPLY_EXAMPLE
    _write(path.parent, {path.name: example.read_bytes()})
    return _told([path], [], {})


def write_plan_template(out: Path | None, from_file: Path | None, modes: Sequence[str]) -> Told:
    """Write the empty sheets of plans, or those of a plan file, as a workbook or as CSV.

    Raises:
        InputError: the plan file has a fault.
        UsageError: a mode is unknown, a file exists already, or its ending is neither.
    """
    from models.plan_sheets.template import template_columns

    path = out or Path(f"{from_file.stem if from_file else 'plans'}.xlsx")
    if from_file is None:
        written, columns = _empty(path, modes), template_columns(modes)
        _write(path.parent, written)
        return _told([path.parent / name for name in written], columns, {})
    if modes:
        raise UsageError(
            "A plan file has the columns of its own plans",
            where="--mode",
            remedy="Give either --mode or --from.",
        )
    written, count = _converted(path, from_file)
    _write(path.parent, written)
    return _told([path.parent / name for name in written], [], {"plans": count})


def _empty(path: Path, modes: Sequence[str]) -> dict[str, bytes]:
    from models.plan_sheets.files import csv_files
    from models.plan_sheets.template import empty_sheets, make_template

    if _is_csv(path):
        return csv_files(empty_sheets(modes), path.name)
    return {path.name: make_template(modes)}


def _converted(path: Path, from_file: Path) -> tuple[dict[str, bytes], int]:
    from models.plan_library import tables_of_file
    from models.plan_sheets.files import write_csv_files, write_workbook

    tables = tables_of_file(from_file)
    if _is_csv(path):
        return write_csv_files(tables, path.name), len(tables)
    return {path.name: write_workbook(tables)}, len(tables)


def _is_csv(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(
            "Sheets of plans are written as a workbook or as CSV",
            where=str(path),
            remedy="Let the file's name end in .xlsx or .csv.",
        )
    return path.suffix.lower() == ".csv"


def _write(folder: Path, files: dict[str, bytes]) -> None:
    if not folder.is_dir():
        raise UsageError(
            "There is no such folder", where=str(folder), remedy="Make it, or choose --out."
        )
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise UsageError(
            "The file exists already", where=str(folder / there[0]), remedy="Choose another --out."
        )
    for name, content in files.items():
        with replacing(folder / name) as temporary:
            temporary.write_bytes(content)


def _told(paths: list[Path], columns: list[dict[str, Any]], more: dict[str, Any]) -> Told:
    document = {"file": str(paths[0]), "files": [str(path) for path in paths]}
    lines = [
        f"  {_heading(c):26} {'required' if c['required'] else 'optional':9} {c['expected']};"
        f" {c['meaning']}"
        for c in columns
    ]
    counted = [f"{more['plans']} plan(s)"] if "plans" in more else []
    wrote = [f"wrote {path}" for path in paths]
    return document | {"columns": columns} | more, "\n".join([*wrote, *counted, *lines])


def _heading(column: dict[str, Any]) -> str:
    """A column's name; in sheets of plans with its sheet."""
    return f"{column['sheet']}!{column['column']}" if "sheet" in column else str(column["column"])
