"""Control totals of a load, taken from the file's own text before any row is judged.

They are kept in the load's record and compared later with what landing and core hold.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from data.tables.charges import MOST_MONEY_PER_LINE
from etl.checking import Checked
from etl.csv_text import LINE_NUMBER, TextTable
from etl.direct_sql import NO_CURRENCY
from etl.landing import LoadRecord
from etl.numbers import write_plainly
from etl.source import Source

_EXACT = pl.Decimal(38, 18)
_AMOUNTS = ("amount_read", "amount_rejected", "amount_duplicate")
_COUNTS = ("rows_read", "rows_without_amount")


def sum_totals(
    table: TextTable, checked: Checked, source: Source
) -> tuple[dict[str, str | int], ...]:
    """One entry per measure x currency of a source's amounts, as text of 18 decimals.

    `table` is what was given to the check, still as text. A cell that is no number counts in
    rows_without_amount and adds nothing.
    """
    amounts, currency = source.amounts, source.currency
    if not amounts or table.rows.is_empty():
        return ()
    rows = write_plainly(table.rows, source.contract)
    outcome = {"rejected": checked.rejected, "landed": checked.accepted}
    numbers = {name: rows[LINE_NUMBER].unique() for name, rows in outcome.items()}
    is_rejected = pl.col(LINE_NUMBER).is_in(numbers["rejected"].implode())
    is_landed = pl.col(LINE_NUMBER).is_in(numbers["landed"].implode())
    named = pl.col(currency).cast(pl.String).str.strip_chars()
    money = rows.select(
        pl.col(LINE_NUMBER).cast(pl.Int64),
        currency=pl.when(named != "").then(named).otherwise(pl.lit(NO_CURRENCY)),
        **{
            measure: _read(column) if column in rows.columns else pl.lit(None, _EXACT)
            for measure, column in amounts.items()
        },
    )
    long = money.unpivot(
        list(amounts), index=[LINE_NUMBER, "currency"], variable_name="measure", value_name="amount"
    )
    amount = pl.col("amount")
    sums = long.group_by("measure", "currency").agg(
        amount_read=amount.sum(),
        amount_rejected=amount.filter(is_rejected).sum(),
        amount_duplicate=amount.filter(~is_rejected & ~is_landed).sum(),
        rows_read=pl.len().cast(pl.Int64),
        rows_without_amount=amount.is_null().sum().cast(pl.Int64),
    )
    return tuple(
        sums.sort("measure", "currency").with_columns(pl.col(_EXACT).cast(pl.String)).to_dicts()
    )


def add_up(totals: Iterable[Mapping[str, str | int]]) -> tuple[dict[str, str | int], ...]:
    """Entries of several parts of a file as one per measure x currency."""
    sums: dict[tuple[str, str], dict[str, Decimal]] = {}
    for total in totals:
        place = str(total["measure"]), str(total["currency"])
        parts = sums.setdefault(place, dict.fromkeys((*_AMOUNTS, *_COUNTS), Decimal()))
        for name in parts:
            parts[name] += Decimal(total[name])
    return tuple(
        {"measure": measure, "currency": currency}
        | {name: f"{parts[name]:.18f}" for name in _AMOUNTS}
        | {name: int(parts[name]) for name in _COUNTS}
        for (measure, currency), parts in sorted(sums.items())
    )


def exchange(
    totals: Iterable[Mapping[str, str | int]],
    taken: Iterable[Mapping[str, str | int]],
    given: Iterable[Mapping[str, str | int]],
) -> tuple[dict[str, str | int], ...]:
    """Totals of a file in which some lines were exchanged; a currency without lines is left out."""
    names = (*_AMOUNTS, *_COUNTS)
    less = [
        total | {name: str(-Decimal(total[name])) for name in names} for total in map(dict, taken)
    ]
    return tuple(total for total in add_up([*totals, *less, *given]) if total["rows_read"])


def _read(column: str) -> pl.Expr:
    """The number in a cell; one that no line of a bill can have is none, and overflows no sum."""
    number = pl.col(column).cast(pl.String).str.strip_chars().cast(_EXACT, strict=False)
    return pl.when(number.abs() <= MOST_MONEY_PER_LINE).then(number)


def door_totals(records: Iterable[LoadRecord]) -> pl.DataFrame:
    """load_id x measure x currency of all records, as `sum_totals` kept them."""
    schema = {
        "load_id": pl.String,
        "measure": pl.String,
        "currency": pl.String,
        **dict.fromkeys(("amount_read", "amount_rejected", "amount_duplicate"), pl.String),
        **dict.fromkeys(("rows_read", "rows_without_amount"), pl.Int64),
    }
    rows = [{"load_id": record.load_id, **total} for record in records for total in record.totals]
    return pl.DataFrame(rows, schema=schema).with_columns(
        pl.col("amount_read", "amount_rejected", "amount_duplicate").cast(_EXACT)
    )
