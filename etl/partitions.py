"""What folder names in Hive's form (`billing_period=2026-10`) say, where the file does not."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from data.errors import InputError
from etl.focus import delivery_of
from etl.reading import is_workbook, read_columns
from etl.source import Context, Source
from etl.sources import named_source, recognise_file

_FOLDER = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.+)")
_NOTHING = "__HIVE_DEFAULT_PARTITION__"
_MONTH = re.compile(r"(\d{4})-(\d{2})(-01)?")


def export_folder(path: Path) -> Path:
    """The folder of the export that a file belongs to: the one above all its partitions."""
    folder = path.resolve().parent
    while _FOLDER.fullmatch(folder.name):
        folder = folder.parent
    return folder


def folder_values(path: Path, source_name: str | None) -> dict[str, str]:
    """Values of a source's columns that a file lacks and its folders' names have.

    `billing_period=2026-10`, as AWS writes it, is FOCUS's billing period. A file of bills that is
    no part by its name belongs to its partition's folder (`delivery`).
    """
    named = _named_values(path)
    if not named:
        return {}
    try:
        source = named_source(source_name) if source_name else recognise_file(path)
        present = set() if is_workbook(path) else set(read_columns(path))
    except InputError:
        return {}  # the loader refuses the file, and says why
    present |= {source.renamed.get(name, name) for name in present}
    return {name: v for name, v in _of_source(path, source, named).items() if name not in present}


def _named_values(path: Path) -> dict[str, str]:
    """Lower-case name -> value of the folders above a file, the nearest last."""
    found = {}
    for folder in reversed(path.resolve().parents):
        match = _FOLDER.fullmatch(folder.name)
        if match and match[2] != _NOTHING:
            found[match[1].lower()] = unquote(match[2])
    return found


def _of_source(path: Path, source: Source, named: dict[str, str]) -> dict[str, str]:
    columns = source.contract.columns()
    values = {name: named[name.lower()] for name in columns if name.lower() in named}
    month = _MONTH.fullmatch(named.get("billing_period", ""))
    if month and {"BillingPeriodStart", "BillingPeriodEnd"} <= set(columns):
        first = date(int(month[1]), int(month[2]), 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        values = {
            "BillingPeriodStart": f"{first} 00:00",
            "BillingPeriodEnd": f"{after} 00:00",
        } | values
    context = Context(path.name.split(".")[0], path.resolve().parent.name, "UTC")
    if "delivery" in columns and not delivery_of(context):
        values = {"delivery": context.folder} | values
    return values
