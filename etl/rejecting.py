"""Rejected rows as the quarantine keeps them: as they came, with line, value and reason."""

import json

import dataframely as dy
import polars as pl

from etl.coming import TIME_REASONS
from etl.expecting import expectation
from etl.numbers import hint
from etl.reading import LINE_NUMBER, TextTable

REJECTED_SCHEMA = {
    LINE_NUMBER: pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "row": pl.String,
}


def describe(
    faults: pl.DataFrame, raw: pl.DataFrame, came: pl.DataFrame, contract: type[dy.Schema]
) -> pl.DataFrame:
    """Faults as quarantine rows: the value and the row as they came, and what was expected."""
    names = [name for name in raw.columns if name not in ("_row", LINE_NUMBER)]
    value = pl.coalesce(
        *(pl.when(pl.col("column") == name).then(pl.col(name).cast(pl.String)) for name in names),
        pl.lit(None, pl.String),
    )
    reason = pl.struct("column", "rule", _cell=value).map_elements(
        lambda fault: _reason(fault["column"], fault["rule"], fault["_cell"], contract), pl.String
    )
    shown = came.with_columns(pl.col(LINE_NUMBER).cast(pl.Int64)).join(
        raw.join(faults, on="_row", how="semi"), on=LINE_NUMBER, how="semi"
    )
    rows = shown.select(LINE_NUMBER, row=whole_row())
    described = raw.join(faults.drop(LINE_NUMBER), on="_row").select(
        LINE_NUMBER, "column", value=value, reason=reason
    )
    return described.join(rows, on=LINE_NUMBER).select(*REJECTED_SCHEMA)


def whole_row() -> pl.Expr:
    """A row as it came, as JSON."""
    return pl.struct(pl.exclude(LINE_NUMBER)).struct.json_encode()


def _reason(column: str | None, rule: str, cell: str | None, contract: type[dy.Schema]) -> str:
    if rule.startswith(TIME_REASONS):
        return rule
    if column is not None:
        wanted = contract.columns()[column]
        empty = "is empty; " if rule == "nullability" else ""
        advice = hint(cell or "", wanted) if rule == "dtype" else ""
        return f"{empty}expected {expectation(wanted)}{advice}"
    if rule == "primary_key":
        return "contradicts another row with the same " + ", ".join(contract.primary_key())
    return "breaks the rule: " + rule.replace("_", " ")


def describe_malformed(table: TextTable) -> pl.DataFrame:
    """Lines that are no rows, as quarantine rows; the line itself as JSON text."""
    rows = [
        {
            LINE_NUMBER: number,
            "column": None,
            "value": None,
            "reason": reason,
            "row": json.dumps(text, ensure_ascii=False),
        }
        for number, text, reason in table.malformed
    ]
    return pl.DataFrame(rows, schema=REJECTED_SCHEMA)
