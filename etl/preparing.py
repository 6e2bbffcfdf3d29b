"""Rows of a file as its source's contract wants them, before they are judged."""

from collections.abc import Mapping
from pathlib import Path

from etl.reading import TextTable
from etl.source import Context, Source, fill, rename


def prepare_rows(
    as_it_came: TextTable,
    source: Source,
    defaults: Mapping[str, str],
    context: Context,
    path: Path,
) -> TextTable:
    """Rows with the contract's columns, filled and derived, ready for the check.

    Raises:
        NotWhatItClaimsError: columns are missing, unknown or doubled.
    """
    named = {source.renamed.get(name, name): value for name, value in defaults.items()}
    table = source.prepare(fill(rename(as_it_came, source.renamed, path), **named), context)
    source.check_columns(tuple(table.rows.columns), path)
    return table
