"""Answers of web interfaces, saved as JSON files; every number stays the text that it was."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from data.errors import NotWhatItClaimsError
from etl.json_text import as_text
from etl.reading import LINE_NUMBER, TextTable, read_text, refuse_empty, refuse_wide

_HALF = "\\ud"  # an escape of half a character, which may stand alone


def read_json(path: Path) -> Any:
    """A file's JSON, numbers as text; half a character becomes a question mark.

    Raises:
        UnknownFormatError: the file is no text.
        NotWhatItClaimsError: it is no JSON, cut off, or an object names a key twice.
    """
    text = read_text(path)
    try:
        answer = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
            object_pairs_hook=_refuse_doubled_keys,
        )
        return _mend_halves(answer) if _HALF in text.lower() else answer
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
    refuse_wide(list(names), path)
    schema = {name: pl.Int64 if name == LINE_NUMBER else pl.String for name in names}
    rows = pl.DataFrame(records, schema=schema or {LINE_NUMBER: pl.Int64})
    return refuse_empty(
        TextTable(rows.with_columns(pl.col(pl.String).fill_null("")), malformed), path
    )


def show(value: Any) -> str:
    """A JSON value as text, for the quarantine."""
    return json.dumps(value, ensure_ascii=False)


def _mend_halves(value: Any) -> Any:
    if isinstance(value, dict):
        return {as_text(key): _mend_halves(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mend_halves(inner) for inner in value]
    return as_text(value) if isinstance(value, str) else value


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        msg = f"an object names {doubled!r} twice"
        raise ValueError(msg)
    return found
