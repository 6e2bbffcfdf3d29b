"""Answers of web interfaces, saved as JSON files; every number stays the text that it was."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from data.errors import NotWhatItClaimsError
from etl.reading import LINE_NUMBER, TextTable, read_text, refuse_empty


def read_json(path: Path) -> Any:
    """A file's JSON, numbers as text.

    Raises:
        UnknownFormatError: the file is no text.
        NotWhatItClaimsError: it is no JSON, cut off, or an object names a key twice.
    """
    text = read_text(path)
    try:
        return json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
            object_pairs_hook=_refuse_doubled_keys,
        )
    except (ValueError, RecursionError) as broken:
        raise NotWhatItClaimsError(
            f"The file is no whole JSON: {broken}",
            where=str(path),
            remedy="Save the answer of the web interface again, without changing it.",
        ) from broken


def to_table(
    records: list[dict[str, Any]], malformed: list[tuple[int, str, str]], path: Path
) -> TextTable:
    """Records, each with its `line_number`, as a table of text; a key one lacks is empty."""
    names = dict.fromkeys(name for record in records for name in record)
    schema = {name: pl.Int64 if name == LINE_NUMBER else pl.String for name in names}
    rows = pl.DataFrame(records, schema=schema or {LINE_NUMBER: pl.Int64})
    return refuse_empty(
        TextTable(rows.with_columns(pl.col(pl.String).fill_null("")), malformed), path
    )


def show(value: Any) -> str:
    """A JSON value as text, for the quarantine."""
    return json.dumps(value, ensure_ascii=False)


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        msg = f"an object names {doubled!r} twice"
        raise ValueError(msg)
    return found
