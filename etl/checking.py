"""The door: every source row is accepted, rejected with a reason, or an exact repetition.

rows read = accepted + rejected + duplicates, always.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from data.zones import is_time_zone
from etl.coming import Judge
from etl.numbers import write_plainly
from etl.parsing import parse
from etl.reading import LINE_NUMBER, TextTable
from etl.rejecting import describe, describe_malformed

TIME_ZONE = "time_zone"


@dataclass(frozen=True)
class Checked:
    """accepted: the contract's columns. rejected: REJECTED_SCHEMA, in line order.

    totals: the file's own sums of money, see etl.totals.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    duplicate_count: int
    totals: tuple[Mapping[str, str | int], ...] = ()

    @property
    def read_count(self) -> int:
        """Rows the source had."""
        return self.accepted.height + self.rejected.height + self.duplicate_count


def check(
    table: TextTable,
    contract: type[dy.Schema],
    zone: str,
    *,
    as_it_came: TextTable,
    judge: Judge | None = None,
) -> Checked:
    """Type and judge every row of a source file by its contract.

    `table` has the contract's column names; `as_it_came` the file's own, for the quarantine.
    `zone` is the IANA zone of naive times, unless the row has a `time_zone` of its own.
    `judge` knows which rows cannot have been measured yet.
    """
    known = [name for name in contract.columns() if name in table.rows.columns]
    rows = table.rows.select(known).with_columns(pl.col(LINE_NUMBER).cast(pl.Int64))
    raw = rows.with_row_index("_row")
    typed = _parse_rows(write_plainly(raw, contract), contract, zone)
    unparsed = _find_unparsed(raw, typed, contract)
    whole = typed.join(unparsed, on="_row", how="anti", maintain_order="left")
    if judge:  # before rows are compared, so that an impossible one contradicts no sound one
        impossible = judge.faults(whole)
        unparsed = pl.concat([unparsed, impossible])
        if impossible.height:
            whole = whole.join(impossible, on="_row", how="anti", maintain_order="left")
    unique = (
        whole.unique(
            [name for name in contract.columns() if name != LINE_NUMBER],
            keep="first",
            maintain_order=True,
        )
        if contract.primary_key()
        else whole
    )
    accepted, broken = _judge(unique, contract)
    broken = broken.join(raw.select("_row", LINE_NUMBER), on=LINE_NUMBER)
    faults = pl.concat([unparsed, broken.select(unparsed.columns)])
    described = describe(faults, raw, as_it_came.rows, contract)
    rejected = pl.concat([described, describe_malformed(table)])
    return Checked(
        accepted=accepted,
        rejected=rejected.sort(LINE_NUMBER),
        duplicate_count=whole.height - unique.height,
    )


def _parse_rows(raw: pl.DataFrame, contract: type[dy.Schema], zone: str) -> pl.DataFrame:
    """The contract's columns, typed, beside `_row`; columns the file lacks are null."""
    if TIME_ZONE in raw.columns and raw.height:
        named = pl.col(TIME_ZONE).cast(pl.String).str.strip_chars()
        zones = pl.when(named != "").then(named).otherwise(pl.lit(zone))
        parts = raw.with_columns(_zone=zones).partition_by("_zone", as_dict=True)
        return pl.concat(
            _parse_part(part, contract, str(key[0])) for key, part in parts.items()
        ).sort("_row")
    return _parse_part(raw, contract, zone)


def _parse_part(part: pl.DataFrame, contract: type[dy.Schema], zone: str) -> pl.DataFrame:
    known_zone = zone if is_time_zone(zone) else "UTC"  # else the row is rejected below
    columns = [
        parse(name, part.schema[name], column, known_zone).alias(name)
        if name in part.columns
        else pl.lit(None, column.dtype).alias(name)
        for name, column in contract.columns().items()
    ]
    typed = part.select("_row", *columns)
    if known_zone != zone:
        typed = typed.with_columns(pl.lit(None, pl.String).alias(TIME_ZONE))
    return typed


def _find_unparsed(
    raw: pl.DataFrame, typed: pl.DataFrame, contract: type[dy.Schema]
) -> pl.DataFrame:
    """_row x first column whose cell is there and yet gave no value."""
    shared = [name for name in contract.columns() if name in raw.columns]
    lost = [
        pl.when(typed[name].is_null() & _is_filled(raw[name])).then(pl.lit(name)) for name in shared
    ]
    found = raw.select("_row", LINE_NUMBER, column=pl.coalesce(*lost))
    return found.filter(pl.col("column").is_not_null()).with_columns(rule=pl.lit("dtype"))


def _is_filled(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.String:
        return cells.is_not_null() & (cells.str.strip_chars() != "")
    return cells.is_not_null()


def _judge(rows: pl.DataFrame, contract: type[dy.Schema]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that keep the contract, and line_number x column x rule of those that do not.

    Rows with an impossible cell go first, so that they cannot contradict a sound one.
    """
    accepted, failure = contract.filter(rows)
    details = failure.details()
    of_cells = [pl.col(rule) == "invalid" for rule in details.columns if "|" in rule]
    impossible = details.filter(pl.any_horizontal(pl.lit(value=False), *of_cells))
    if impossible.is_empty():
        return accepted, _explain_failures(details, contract)
    rest = rows.join(impossible, on=LINE_NUMBER, how="anti", maintain_order="left")
    accepted, failure = contract.filter(rest)
    explained = (_explain_failures(d, contract) for d in (impossible, failure.details()))
    return accepted, pl.concat(explained)


def _explain_failures(details: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """line_number x first broken rule of rows that the contract refused."""
    columns = {*contract.column_names()}
    rules = [name for name in details.columns if name not in columns]
    rules.sort(key=lambda rule: "|" not in rule)  # a single cell's fault explains more than a row's
    first = pl.coalesce(*(pl.when(pl.col(rule) == "invalid").then(pl.lit(rule)) for rule in rules))
    parts = first.str.split_exact("|", 1)
    broken = details.select(LINE_NUMBER, first.alias("_first"), parts.alias("_parts")).unnest(
        "_parts"
    )
    has_column = pl.col("field_1").is_not_null()
    return broken.select(
        LINE_NUMBER,
        column=pl.when(has_column).then(pl.col("field_0")),
        rule=pl.when(has_column).then(pl.col("field_1")).otherwise(pl.col("_first")),
    )
