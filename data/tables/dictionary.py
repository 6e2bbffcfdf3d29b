"""The data dictionary: every table and column in words, written from the contracts.

`python -m data.tables.dictionary > docs/data_dictionary.md` writes it anew.
"""

import inspect
import sys

import dataframely as dy

from data.tables import TABLES
from data.tables.ddl import duckdb_type

_HEAD = """# Data dictionary

Every table of a published snapshot, from the contracts in `data/tables`, which are also what the
door, the checks and the tests use. `core_*` holds what was observed, `out_*` what was computed from
it. Written by `python -m data.tables.dictionary`; a test keeps it up to date.
"""


def as_markdown() -> str:
    """The whole dictionary as one Markdown document."""
    lines = (f"- [{name}](#{name}): {_grain(schema)}" for name, schema in TABLES.items())
    contents = "\n".join(lines)
    sections = "\n\n".join(_section(name, schema) for name, schema in TABLES.items())
    return f"{_HEAD}\n{contents}\n\n{sections}\n"


def _grain(schema: type[dy.Schema]) -> str:
    return inspect.cleandoc(schema.__doc__ or "").split("\n")[0]


def _section(name: str, schema: type[dy.Schema]) -> str:
    rows = "\n".join(_row(column_name, column) for column_name, column in schema.columns().items())
    key = ", ".join(f"`{part}`" for part in schema.primary_key())
    return "\n\n".join(
        [
            f"## {name}",
            inspect.cleandoc(schema.__doc__ or ""),
            *([f"Key: {key}."] if key else []),
            f"| column | type | unit | allowed | meaning |\n|---|---|---|---|---|\n{rows}",
        ]
    )


def _row(name: str, column: dy.Column) -> str:
    cells = (
        f"`{name}`",
        duckdb_type(column.dtype),
        _unit(column),
        _allowed(column),
        column.description,
    )
    return "| " + " | ".join(str(cell or "").replace("|", "\\|") for cell in cells) + " |"


def _unit(column: dy.Column) -> str:
    return str((column.metadata or {}).get("unit", ""))


def _allowed(column: dy.Column) -> str:
    """Closed set or bounds, and whether the cell may be empty."""
    words = {"min": "at least", "min_exclusive": "above", "max": "at most"}
    bounds = ((word, getattr(column, name, None)) for name, word in words.items())
    parts = [f"{word} {bound}" for word, bound in bounds if bound is not None]
    if values := (column.metadata or {}).get("values"):
        parts = [", ".join(values)]
    return "; ".join([*parts, *(["may be empty"] if column.nullable else [])])


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
