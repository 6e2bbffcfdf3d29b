"""Control totals of a load, taken from the file's own text before any row is judged.

They are kept in the load's record and compared later with what landing and core hold.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from etl.checking import Checked
from etl.csv_text import LINE_NUMBER, TextTable
from etl.landing import LoadRecord

NO_CURRENCY = "unknown"
_EXACT = pl.Decimal(38, 18)


def sum_totals(
    table: TextTable, checked: Checked, amounts: Mapping[str, str], currency: str
) -> tuple[dict[str, str | int], ...]:
    """One entry per measure x currency, amounts as text of 18 decimals.

    `amounts`: measure -> column. `table` is what was given to the check, still as text. A cell
    that is no number counts in rows_without_amount and adds nothing.
    """
    if not amounts or table.rows.is_empty():
        return ()
    outcome = {"rejected": checked.rejected, "landed": checked.accepted}
    numbers = {name: rows[LINE_NUMBER].unique() for name, rows in outcome.items()}
    is_rejected = pl.col(LINE_NUMBER).is_in(numbers["rejected"].implode())
    is_landed = pl.col(LINE_NUMBER).is_in(numbers["landed"].implode())
    named = pl.col(currency).cast(pl.String).str.strip_chars()
    money = table.rows.select(
        pl.col(LINE_NUMBER).cast(pl.Int64),
        currency=pl.when(named != "").then(named).otherwise(pl.lit(NO_CURRENCY)),
        **{
            measure: _read(column) if column in table.rows.columns else pl.lit(None, _EXACT)
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


def _read(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars().cast(_EXACT, strict=False)


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
