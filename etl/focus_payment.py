"""How a line of a bill was paid, from columns that FOCUS does not know: over a frame, and as SQL.

The names are those of the providers' own bills, with `x_` before them or without: Tencent
...PayAmount, Alibaba DeductedBy... and PaymentAmount, Huawei ..._amount. A line says nothing where
it fills none of them, or one of them with what is no number: missing is not zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

import polars as pl

from etl.direct_sql import EXACT, Cell, literal, number_cell, quoted, text_cell
from etl.numbers import write_exponents_out

PAYMENTS = {
    "voucher_paid": (
        "VoucherAmount",
        "VoucherPayAmount",
        "IncentivePayAmount",
        "DeductedByCoupons",
        "DeductedByCashCoupons",
        "coupon_amount",
        "cashcoupon_amount",
    ),
    "balance_paid": (
        "BalanceAmount",
        "CashPayAmount",
        "TransferPayAmount",
        "PaymentAmount",
        "DeductedByPrepaidCard",
        "debit_amount",
        "credit_amount",
        "storedcard_amount",
    ),
}
# So few digits that what a line's columns say can be added up.
_NUMBER = r"[+-]?(\d{1,18}(\.\d{0,18}0*)?|\.\d{1,18}0*)"
_MOST = "1e18"
_SURELY_NONE = "[ -/:-~]*"  # a word without a digit: `-`, `N/A`; not what may be white space


def add_payments(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with what they say was paid with vouchers, and with the company's own money.

    Columns of those payments that none of the frame's columns tells of are not added.
    """
    found = {payment: list(_found(names, rows.columns)) for payment, names in PAYMENTS.items()}
    return rows.with_columns(
        _paid(rows, groups).alias(payment) for payment, groups in found.items() if groups
    )


def payment_cells(types: Mapping[str, str]) -> dict[str, Cell | None]:
    """The same as SQL over a file with columns of these DuckDB types; None: not to be told."""
    return {
        payment: _paid_cell(list(_found(names, types)), types)
        for payment, names in PAYMENTS.items()
    }


def _found(names: Sequence[str], columns: Sequence[str] | Mapping[str, str]) -> Iterator[list[str]]:
    """The columns that stand for one name; where the first is empty, the second says it."""
    for name in names:
        if group := [column for column in (f"x_{name}", name) if column in columns]:
            yield group


def _paid(rows: pl.DataFrame, groups: list[list[str]]) -> pl.Series:
    cells = rows.select(
        pl.coalesce(_filled(column) for column in group).alias(group[0]) for group in groups
    )
    plain = cells.select(write_exponents_out(cell, at_most_places=18) for cell in cells)
    is_number = pl.all().str.contains(f"^({_NUMBER})$")
    numbers = plain.select(
        pl.when(is_number).then(pl.all()).cast(pl.Decimal(38, 18), strict=False).name.keep()
    )
    is_filled = plain.select(pl.all().is_not_null())
    is_unclear = is_filled != numbers.select(pl.all().is_not_null())
    says = is_filled.select(pl.any_horizontal(pl.all())).to_series()
    says &= ~is_unclear.select(pl.any_horizontal(pl.all())).to_series()
    total = reduce(lambda sum_, amount: sum_ + amount, numbers.fill_null(0).get_columns())
    return pl.select(pl.when(says).then(total)).to_series()


def _filled(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _paid_cell(groups: list[list[str]], types: Mapping[str, str]) -> Cell | None:
    if not groups:
        return Cell(f"CAST(NULL AS {EXACT})")
    sound, filled, numbers = [], [], []
    for group in groups:
        read = [_read(column, types[column]) for column in group]
        if None in read:
            return None
        cells = [cell for cell in read if cell]
        sound += [is_sound for _, _, is_sound in cells]
        filled.append(f"({' OR '.join(f'{cell} IS NOT NULL' for cell, _, _ in cells)})")
        cases = " ".join(f"WHEN {cell} IS NOT NULL THEN {number}" for cell, number, _ in cells)
        numbers.append(f"CASE {cases} END")
    unclear = [f"({f} AND {n} IS NULL)" for f, n in zip(filled, numbers, strict=True)]
    total = " + ".join(f"coalesce({number}, 0)" for number in numbers)
    return Cell(
        f"CASE WHEN ({' OR '.join(filled)}) AND NOT ({' OR '.join(unclear)})"
        f" THEN CAST({total} AS {EXACT}) END",
        " AND ".join(sound),
    )


def _read(column: str, dtype: str) -> tuple[str, str, str] | None:
    """A cell, null where it is empty; the number it says; whether both are sure."""
    name = quoted(column)
    if dtype == "VARCHAR":
        text = text_cell(column, dtype)
        assert text is not None  # noqa: S101  text always has one
        is_sound = f"regexp_full_match({name}, {literal(f'{_SURELY_NONE}|{_NUMBER}')})"
        return text.value, f"TRY_CAST({text.value} AS {EXACT})", f"coalesce({is_sound}, true)"
    cell = number_cell(column, dtype)
    if cell is None:
        return None
    return name, cell.value, f"({name} IS NULL OR ({cell.is_sound} AND abs({name}) < {_MOST}))"
