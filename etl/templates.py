"""Empty files to fill in, written from the contracts themselves, so that they never lag behind.

CSV, or an Excel workbook where the file is to be called `.xlsx`.
"""

from pathlib import Path

import polars as pl

from data.errors import UsageError
from data.files import replacing, write_text
from etl.expecting import expectation
from etl.reading import LINE_NUMBER
from etl.source import Source
from etl.sources import all_sources
from etl.workbook import make_workbook


def template_columns(source: Source) -> pl.DataFrame:
    """column, required, expected, meaning: the documentation of a template."""
    return pl.DataFrame(
        [
            {
                "column": name,
                "required": not column.nullable,
                "expected": expectation(column),
                "meaning": column.description or "",
            }
            for name, column in source.contract.columns().items()
            if name != LINE_NUMBER
        ]
    )


def write_template(name: str, target: Path) -> Path:
    """Write template `name` to `target`: a workbook if it ends in .xlsx, else a CSV's header line.

    Raises:
        UsageError: there is no such template or folder, or the file exists already.
    """
    templates = {n: source for n, source in all_sources().items() if source.is_strict}
    if name not in templates:
        raise UsageError(
            f"There is no template called {name!r}", remedy=f"Known: {', '.join(templates)}."
        )
    if target.exists():
        raise UsageError(
            "The file exists already", where=str(target), remedy="Choose another --out."
        )
    if not target.parent.is_dir():
        raise UsageError(
            "There is no such folder", where=str(target.parent), remedy="Make it, or choose --out."
        )
    columns = template_columns(templates[name])
    if target.suffix.lower() == ".xlsx":
        with replacing(target) as temporary:
            temporary.write_bytes(make_workbook(templates[name], columns))
    else:
        write_text(target, ",".join(columns["column"]) + "\n")
    return target
